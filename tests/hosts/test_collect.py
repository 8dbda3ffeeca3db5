import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import build
import msgspec
import pytest

from picketline.hosts.collect import Limits, run
from picketline.hosts.facts import Answer
from picketline.hosts.inventory import Host

Environ = Mapping[str, str]
HERE = Host(ssh="localhost")
QUICK = Limits(seconds=1)


def _run(script: str, limits: Limits = QUICK) -> Answer:
    return asyncio.run(run(HERE, script.encode(), limits, os.environ))


_APART = """
import asyncio, gc, os, sys, tracemalloc
import msgspec
from picketline.hosts.collect import Limits, run
from picketline.hosts.inventory import Host
limits = msgspec.json.decode(sys.argv[1], type=Limits)
script = sys.stdin.buffer.read()
tracemalloc.start()
answer = asyncio.run(run(Host(ssh=sys.argv[2]), script, limits, os.environ))
peak = tracemalloc.get_traced_memory()[1]
gc.collect()
sys.stdout.buffer.write(msgspec.json.encode([answer, peak]))
"""


def _apart(
    script: str, limits: Limits = QUICK, host: str = "localhost", environ: Environ = os.environ
) -> tuple[Answer, int, str]:
    """As `_run`, in a process of its own: what may leave pipes open would trouble this one.

    Returns the answer, the most bytes that were held and what Python complained of.
    """
    done = subprocess.run(
        [sys.executable, "-W", "always", "-c", _APART, msgspec.json.encode(limits), host],
        input=script.encode(),
        env=environ,
        capture_output=True,
        check=True,
    )
    answer, peak = msgspec.json.decode(done.stdout, type=tuple[Answer, int])
    return answer, peak, done.stderr.decode()


def _gone(file: Path) -> bool:
    """Whether the process whose id is in `file` ends within a minute."""
    pid = int(file.read_text())
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][:1]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state == "Z":
            return True
        time.sleep(0.02)
    os.kill(pid, 9)
    return False


def test_what_a_script_says_and_how_it_ends() -> None:
    """Output, complaint and exit code come back as they are, bytes and all."""
    answer = _run(r"printf 'a\n\377'; printf 'b\n' >&2; exit 3", Limits())
    assert answer == Answer(b"a\n\xff", b"b\n", 3)


def test_the_room_is_sealed() -> None:
    """Nothing of the controller's environment reaches the script, not even over no line."""
    answer = _run("env", Limits())
    names = {line.split("=")[0] for line in answer.output.decode().splitlines()}
    assert names <= {"PATH", "PWD", "SHLVL", "OLDPWD", "_"}


def test_a_script_longer_than_a_pipe() -> None:
    """All of it arrives, also while the host answers."""
    answer = _run(f"# {'x' * 300_000}\nprintf done", Limits())
    assert (answer.output, answer.code, answer.cut) == (b"done", 0, "")


def test_a_host_that_hangs_is_cut_off() -> None:
    """After the time limit what it said so far comes back, and says that it is not all."""
    answer = _run("printf early; sleep 1000")
    assert (answer.output, answer.cut) == (b"early", "no end within 1 s")


def test_a_host_deaf_to_the_first_signal_is_killed(tmp_path: Path) -> None:
    """After a grace nothing is left of it."""
    file = tmp_path / "pid"
    answer = _run(f"trap '' TERM; echo $$ >{file}; while :; do sleep 0.1; done")
    assert answer.cut == "no end within 1 s"
    assert _gone(file)


@pytest.mark.parametrize(
    "script",
    [
        "sleep 1000 & echo $! >FILE; wait",
        "(sleep 1000 & echo $! >FILE; wait) & wait",
        "sleep 1000 & echo $! >FILE; exit 0",
        "(trap '' TERM; echo ready >FILE.ready; exec sleep 1000) & echo $! >FILE; wait",
    ],
    ids=["its-child", "its-grandchild", "left-behind", "deaf"],
)
def test_nothing_that_was_started_is_left(tmp_path: Path, script: str) -> None:
    """Whatever the script started in its group ends with it, waited for or not."""
    file = tmp_path / "pid"
    _apart(script.replace("FILE", str(file)))
    assert _gone(file)


def test_a_shared_connection_is_not_waited_for(tmp_path: Path) -> None:
    """An ssh that leaves another behind, with the complaint open, costs a moment at most.

    The answer is whole; to wait for that other would end in the time limit.
    """
    script = "#!/bin/sh\nsetsid sleep 6 </dev/null >/dev/null & printf done; exec >&-; sleep 0.3"
    environ = build.hosts(tmp_path, {"a": script})
    answer, *_ = _apart("", Limits(seconds=3), "a", environ)
    assert answer == Answer(b"done", b"", 0)


@pytest.mark.parametrize(
    ("script", "limits", "cut", "most"),
    [
        ("yes", Limits(output=100_000, lines=10**9), "more than 100000 bytes", 100_000),
        ("yes", Limits(lines=50), "more than 50 lines", 70_000),
        ("yes | tr -d '\\n'", Limits(line=9000), "a line of more than 9000 bytes", 80_000),
        ("printf '%5000d\\nx\\n' 1", Limits(line=100), "a line of more than 100 bytes", 6000),
    ],
    ids=["bytes", "lines", "endless-line", "one-long-line"],
)
def test_a_flood_is_cut(script: str, limits: Limits, cut: str, most: int) -> None:
    """At the limit, before the time is over, and the limit is named."""
    answer = _run(script, limits)
    assert answer.cut == cut
    assert 0 < len(answer.output) <= most


def test_output_at_the_limits_is_whole() -> None:
    """Exactly as many bytes and lines as allowed are no flood."""
    limits = Limits(output=20, lines=10, line=2)
    assert _run("yes x | head -n 10", limits) == Answer(b"x\n" * 10, b"", 0)


@pytest.mark.parametrize("script", ["yes", "yes | tr -d '\\n'", "yes >&2", "cat /dev/zero"])
def test_a_flood_costs_no_memory(script: str) -> None:
    """However long it lasts, the controller keeps no more than the limits say."""
    limits = Limits(output=200_000, line=10**9, lines=10**9, complaint=10_000, seconds=0.5)
    answer, peak, _ = _apart(script, limits)
    assert peak < 8_000_000
    assert len(answer.output) <= 200_000
    assert len(answer.complaint) <= 10_000


@pytest.mark.parametrize("script", ["yes", "yes >&2", "sleep 1000", "exit 3"])
def test_no_pipe_is_left_open(script: str) -> None:
    """A fleet of thousands does not run out of descriptors, however its hosts end."""
    assert not _apart(script)[2]


def test_the_end_of_a_long_complaint_is_kept() -> None:
    """The last words are those that say why; the flood before them is dropped."""
    limits = Limits(complaint=100)
    answer = _run(
        "i=0; while [ $i -lt 999 ]; do echo $i; i=$((i+1)); done >&2; echo why >&2", limits
    )
    assert len(answer.complaint) == 100
    assert answer.complaint.endswith(b"998\nwhy\n")


@pytest.mark.parametrize("size", [10, 1_000_000])
def test_a_host_that_does_not_listen(tmp_path: Path, size: int) -> None:
    """One that ends without reading the script is an answer, not an exception."""
    environ = build.hosts(tmp_path, {})
    (tmp_path / "bin" / "ssh").write_text("#!/bin/sh\nexec <&-; echo no >&2; exit 255\n")
    answer = asyncio.run(run(Host(ssh="a"), b"x" * size, Limits(), environ))
    assert answer == Answer(b"", b"no\n", 255)


def test_a_host_that_never_reads_is_cut_off(tmp_path: Path) -> None:
    """One that leaves the script in the pipe meets the time limit."""
    environ = build.hosts(tmp_path, {})
    (tmp_path / "bin" / "ssh").write_text("#!/bin/sh\nexec sleep 1000\n")
    answer = asyncio.run(run(Host(ssh="a"), b"x" * 1_000_000, QUICK, environ))
    assert answer.cut == "no end within 1 s"


@pytest.mark.parametrize("script", ["printf early; kill -9 $$", "printf early; exit 7"])
def test_a_host_that_dies_early(script: str) -> None:
    """What it said stays, without the end that would make it whole."""
    answer = _run(script, Limits())
    assert answer.output == b"early"
    assert answer.code in {-9, 7, 137}
    assert not answer.cut


def test_a_missing_program_is_an_answer(tmp_path: Path) -> None:
    """Without ssh the host is unreachable, with the reason; nothing is raised."""
    answer = asyncio.run(run(Host(ssh="a"), b"", Limits(), {"PATH": str(tmp_path)}))
    assert answer == Answer(b"", b"ssh: No such file or directory", None)


def test_a_cancelled_sweep_ends_its_child(tmp_path: Path) -> None:
    """Who interrupts picket leaves no process of it behind."""
    file = tmp_path / "pid"

    async def cancelled() -> None:
        script = f"echo $$ >{file}.new; mv {file}.new {file}; sleep 1000"
        task = asyncio.create_task(run(HERE, script.encode(), Limits(), os.environ))
        async with asyncio.timeout(120):
            while not file.exists():  # noqa: ASYNC110  # another process makes it
                await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(cancelled())
    assert _gone(file)


def test_handed_on_instead_of_kept() -> None:
    """Piece by piece, whatever its lines; up to the limit, or until it is refused."""
    taken = bytearray()

    def take(piece: bytes) -> str:
        taken.extend(piece)
        return "enough" if len(taken) > 1_000_000 else ""

    limits = Limits(output=700_000, line=10, lines=1, seconds=20, take=take)
    answer = _run("head -c 600000 /dev/zero; echo; echo", limits)
    assert (answer.output, answer.cut, len(taken)) == (b"", "", 600_002)
    taken.clear()
    assert _run("yes", limits).cut == "more than 700000 bytes"
    taken.clear()
    wide = msgspec.structs.replace(limits, output=10_000_000)
    assert _run("yes", wide).cut == "enough"
    assert len(taken) < 1_100_000

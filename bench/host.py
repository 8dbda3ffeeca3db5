"""What a sweep costs a host: the probe against ps, side by side on the same processes.

Debian's shell and awk are dash and mawk, Fedora's bash and gawk, Alpine's busybox.

As root the processes live in a namespace of their own, so that their number is what it
says and nobody else's processes are counted; /tmp is a fresh one with 300 files. Each run
is the next sweep's turn, and compares with what a first sweep learned, so that what is
read by turn, and drift, are in the figure.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.clock import cpu
from picketline.core.rule import catalogue
from picketline.hosts.facts import DRIFT_KINDS, Answer
from picketline.hosts.probe import RULES, ProbeSettings, assemble
from picketline.hosts.records import read

_PS = ("ps", "-eo", "pid,ppid,uid,pcpu,args")
_RUNS = 9
_NONCE = "0" * 32
_FILES = 300
_PATH = b"PATH=/usr/sbin:/usr/bin:/sbin:/bin\n"
_SHELLS = {"debian": ("dash",), "fedora": ("bash", "--posix"), "alpine": ("busybox", "sh")}
_BOX = "awk ls find xargs grep tr sleep renice uname md5sum sha256sum sort timeout"
_TOOLS = {
    "debian": {"awk": "mawk"},
    "fedora": {"awk": "gawk"},
    "alpine": dict.fromkeys(_BOX.split(), "busybox"),
}
ISOLATED = ("unshare", "-p", "-m", "-n", "--fork", "--mount-proc")

Measured = tuple[str, list[float], list[float]]


def measure() -> list[Measured]:
    """The probe against ps: with many processes, unlike ones, few, and on other systems."""
    return [
        _beside("probe / ps, 3000 processes", 3000, "debian", 1),
        _beside("probe / ps, 3000 all unlike processes", 3000, "debian", 200),
        _beside("probe / ps, 300 processes", 300, "debian", 1),
        _beside("probe / ps, 3000, bash and gawk", 3000, "fedora", 1),
        _beside("probe / ps, 3000, busybox", 3000, "alpine", 1),
    ]


def isolated() -> bool:
    """Whether this user can make namespaces."""
    return os.geteuid() == 0


def _beside(name: str, many: int, system: str, sizes: int) -> Measured:
    apart = ISOLATED if isolated() else ()
    run = subprocess.run(
        (*apart, sys.executable, "-m", "bench.host", str(many), system, str(sizes)),
        stdout=subprocess.PIPE,
        check=True,
    )
    left, right = json.loads(run.stdout)
    return name, left, right


def _inside(many: int, system: str, sizes: int) -> tuple[list[float], list[float]]:
    """Start idle processes, whose arguments are of so many sizes, then measure by turns."""
    if isolated():
        _fresh_scratch()
    sleepers = [
        subprocess.Popen(("/bin/sleep", f"600.{'0' * (each % sizes)}")) for each in range(many)
    ]
    try:
        time.sleep(1)
        with tempfile.TemporaryDirectory() as folder:
            tools = _tools(Path(folder), system)
            shell = (*_SHELLS[system], "-c", 'eval "$(cat)"')
            known = _known()
            scripts = [script(turn, known).replace(_PATH, tools, 1) for turn in range(_RUNS)]
            pairs = [(cpu(shell, each), cpu(_PS)) for each in scripts]
    finally:
        for sleeper in sleepers:
            sleeper.terminate()
        for sleeper in sleepers:
            sleeper.wait()
    return [left for left, _ in pairs], [right for _, right in pairs]


def _tools(folder: Path, system: str) -> bytes:
    """The probe's line that sets PATH, with a system's own awk or tools before the others."""
    for name, program in _TOOLS[system].items():
        (folder / name).symlink_to(str(shutil.which(program)))
    return _PATH.replace(b"=", f"={folder}:".encode(), 1)


def script(turn: int, known: tuple[str, ...]) -> bytes:
    """The probe of one turn, with what is known of the host."""
    return assemble(ProbeSettings(nonce=_NONCE, turn=turn, known=known))


def _known() -> tuple[str, ...]:
    """What a first sweep learns, so that the measured ones compare with it."""
    learning = subprocess.run(("/bin/dash",), input=script(0, ()), capture_output=True, check=True)
    reading = read(Answer(learning.stdout, b"", 0), _NONCE, catalogue(RULES))
    changes = reading.changes if reading else ()
    items = (f"{each.kind}|{each.identity}|{each.value}" for each in changes)
    return (*(f"+{kind}" for kind in DRIFT_KINDS), *items)


def _fresh_scratch() -> None:
    scratch = tempfile.gettempdir()
    subprocess.run(("/usr/bin/mount", "-t", "tmpfs", "tmpfs", scratch), check=True)
    for each in range(_FILES):
        Path(scratch, str(each)).touch()


if __name__ == "__main__":
    print(json.dumps(_inside(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]))))

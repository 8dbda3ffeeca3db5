import os
import shlex
import signal
import sys
import time
from pathlib import Path

import pytest

from picketline.core.report import Triage
from picketline.core.triage import assess

REPORT = b'{"schema":"picketline/report/1"}'


def _sh(script: str) -> str:
    return f"sh -c {shlex.quote(script)}"


def _runs(pid: int) -> bool:
    """Whether there is such a process, and it has not ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][:1] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def _python(program: str) -> str:
    return shlex.join([sys.executable, "-c", program])


def test_returns_what_the_command_says_of_the_report() -> None:
    """The report goes in on stdin, the opinion comes out on stdout."""
    assert assess(REPORT, "cat") == Triage(assessment=REPORT.decode())


def test_feeds_and_hears_more_than_a_pipe_holds() -> None:
    """A command that answers while it still reads does not stop the exchange."""
    report = b"x" * 300_000
    assert assess(report, "cat", cap=400_000) == Triage(assessment=report.decode())


def test_keeps_lines_and_drops_what_hides() -> None:
    """Line ends stay; escapes are shown; trailing blanks go."""
    told = assess(REPORT, _sh(r"printf 'a\tb  \r\n\033[2Jc\n\n'"))
    assert told == Triage(assessment="a   b\n\\x1b[2Jc")


def test_stderr_is_nobodys_opinion() -> None:
    """What the command writes to stderr is dropped."""
    assert assess(REPORT, _sh("echo loud >&2; echo quiet")) == Triage(assessment="quiet")


def test_no_shell_reads_the_command() -> None:
    """Shell syntax is handed over as arguments."""
    assert assess(REPORT, "echo $HOME ';' ls") == Triage(assessment="$HOME ; ls")


def test_the_environment_is_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command finds its settings where the operator put them."""
    monkeypatch.setenv("TRIAGE_WORD", "calm")
    assert assess(REPORT, _sh("echo $TRIAGE_WORD")) == Triage(assessment="calm")


@pytest.mark.parametrize(
    ("command", "failure"),
    [
        ("", "the command is empty"),
        ("   ", "the command is empty"),
        ("sh -c 'echo", "the command cannot be read: No closing quotation"),
        ("no-such-model --fast", "cannot start no-such-model: No such file or directory"),
        ("/", "cannot start /: Permission denied"),
        ("a\0b", "cannot start a\\x00b: embedded null byte"),
        ("sh -c 'echo half; exit 3'", "ended with exit code 3"),
        ("sh -c 'echo half; kill -9 $$'", "ended by signal 9"),
        ("true", "the answer is empty"),
        ("echo", "the answer is empty"),
        (r"printf '\377\376'", "the answer is not UTF-8"),
        (r"printf 'cut \303'", "the answer is not UTF-8"),
    ],
)
def test_what_goes_wrong_is_told(command: str, failure: str) -> None:
    """Every way to fail is a short reason, never an exception."""
    assert assess(REPORT, command) == Triage(failure=failure)


def test_a_failure_is_safe_and_short() -> None:
    """The reason cannot steer a terminal or fill it."""
    failure = assess(REPORT, "'\x1b[2J" + "x" * 5000 + "'").failure
    assert failure.startswith("cannot start \\x1b[2Jxxx")
    assert len(failure) == 300


@pytest.mark.parametrize("timeout", [0.3, 0.0, -1.0, float("nan")])
def test_a_command_that_hangs_is_ended(timeout: float) -> None:
    """The time limit holds, whatever the figure."""
    assert assess(REPORT, "sleep 1000", timeout=timeout).failure.startswith("no answer within ")


def test_a_command_deaf_to_the_first_signal_is_killed() -> None:
    """After a grace the process group is killed."""
    told = assess(REPORT, _sh("trap '' TERM; while :; do sleep 0.1; done"), timeout=0.3)
    assert told == Triage(failure="no answer within 0.3 s")


def test_a_flood_is_cut() -> None:
    """At the cap the command is ended, and what it said so far stands."""
    told = assess(REPORT, "yes", cap=9)
    assert told == Triage(assessment="y\ny\ny\ny\ny\n[cut at 9 bytes]")


def test_a_cut_may_fall_into_a_character() -> None:
    """Half a character at the cap is left out."""
    told = assess(REPORT, _python("import sys; sys.stdout.write('äää'); sys.stdout.flush()"), cap=3)
    assert told == Triage(assessment="ä\n[cut at 3 bytes]")


def test_output_of_exactly_the_cap_is_whole() -> None:
    """The cap itself is not a cut."""
    assert assess(REPORT, "printf abc", cap=3) == Triage(assessment="abc")


def test_at_most_400_lines_are_kept() -> None:
    """A long answer ends with a line that says so."""
    lines = assess(REPORT, "seq 1000").assessment.split("\n")
    assert len(lines) == 400
    assert lines[398:] == ["399", "[cut at 400 lines]"]


@pytest.mark.parametrize("size", [0, 100, 1_000_000])
def test_a_command_need_not_read(size: int) -> None:
    """A report that nobody reads breaks nothing."""
    assert assess(b"x" * size, _sh("exec <&-; echo seen")) == Triage(assessment="seen")


def test_stdin_ends() -> None:
    """The command sees the end of the report."""
    assert assess(b"", "wc -c") == Triage(assessment="0")


def test_a_grandchild_that_holds_stdout_is_not_waited_for(tmp_path: Path) -> None:
    """When the command is done its answer counts, and what it left behind is ended."""
    pid = tmp_path / "pid"
    told = assess(REPORT, _sh(f"sleep 1000 & echo $! >{shlex.quote(str(pid))}; echo done"))
    assert told == Triage(assessment="done")
    while _runs(int(pid.read_text())):
        time.sleep(0.01)


def test_a_grandchild_outside_the_group_cannot_hold_us() -> None:
    """Even one that left the process group and keeps the pipe is not waited for."""
    program = (
        "import subprocess; print(subprocess.Popen(['sleep', '1000'], start_new_session=True).pid)"
    )
    told = assess(REPORT, _python(program))
    assert _runs(int(told.assessment))
    os.kill(int(told.assessment), signal.SIGKILL)


def test_closing_stdout_early_is_not_the_end() -> None:
    """The exit code still decides after stdout is closed."""
    told = assess(REPORT, _sh("echo early; exec >&-; sleep 0.2; exit 3"))
    assert told == Triage(failure="ended with exit code 3")

"""A sweep that somebody watches, and may break off."""

import os
import re
import signal
import subprocess
import time
from pathlib import Path

import pytest
from build import found
from desk import BIN, Desk, says


def _on_a_terminal(desk: Desk, **environ: str) -> str:
    """What a person sees whose terminal is stdout."""
    ours, theirs = os.openpty()
    with subprocess.Popen(
        [BIN / "picket", "run"],
        cwd=desk.here,
        env=desk.environ | {"TERM": "xterm"} | environ,
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=subprocess.DEVNULL,
    ):
        os.close(theirs)
        shown = b""
        try:
            while chunk := os.read(ours, 65536):
                shown += chunk
        except OSError:  # Linux says so when the other side is closed
            pass
    os.close(ours)
    return shown.decode()


def test_colour_is_never_the_only_sign(desk: Desk) -> None:
    """On a terminal, unless NO_COLOR or a dumb one; the words are the same without."""
    desk.fleet({"web-1": says(found(slam="0"))})
    desk.picket("run", "--json")
    coloured = _on_a_terminal(desk)
    assert "\x1b[" in coloured
    for environ in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
        plain = _on_a_terminal(desk, **environ)
        assert "\x1b" not in plain
        assert "HIGH" in plain
        stripped = re.sub(r"\x1b\[[0-9;]*m", "", coloured)
        assert stripped.split("digest")[0] == plain.split("digest")[0]


@pytest.mark.parametrize(
    ("number", "code", "said"),
    [
        (signal.SIGINT, 130, ["picket:", "interrupted"]),
        (signal.SIGTERM, -signal.SIGTERM, []),
        (signal.SIGKILL, -signal.SIGKILL, []),
    ],
)
def test_a_sweep_cut_short_leaves_no_ssh_behind(
    desk: Desk, number: signal.Signals, code: int, said: list[str]
) -> None:
    """However the controller ends; and the store is whole."""
    file = desk.folder / "pid"
    desk.fleet({"web-1": f"#!/bin/sh\necho $$ >{file}.new; mv {file}.new {file}; exec sleep 1000"})
    with subprocess.Popen(
        [BIN / "picket", "run"],
        cwd=desk.here,
        env=desk.environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        while not file.exists():
            assert process.poll() is None
            time.sleep(0.01)
        process.send_signal(number)
        output, complaint = process.communicate(timeout=250)
    assert (process.returncode, output) == (code, b"")
    assert complaint.decode().split() == said
    until = time.monotonic() + 60
    while (left := _runs(file)) and time.monotonic() < until:
        time.sleep(0.01)
    assert not left
    assert desk.picket("incidents").stdout == "no incidents\n"


@pytest.mark.parametrize(
    ("flags", "last"),
    [
        (["--json"], '{"armed":false,'),
        (["-f", "ocsf"], "{"),
        ([], " sweep 1: 1 host, 1 finding; "),
        (["-f", "html", "-o", "report.html"], " sweep 1: 1 host, 1 finding; "),
    ],
)
def test_watched_until_interrupted(desk: Desk, flags: list[str], last: str) -> None:
    """What comes each time comes at once; Ctrl-C ends with the code of the last sweep."""
    desk.fleet({"web-1": says(found(slam="0"))})
    with subprocess.Popen(
        [BIN / "picket", "run", "--watch", "3600", *flags],
        cwd=desk.here,
        env=desk.environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        line = process.stdout.readline()
        while last not in line:
            assert line
            line = process.stdout.readline()
        process.send_signal(signal.SIGINT)
        _, complaint = process.communicate(timeout=250)
    assert (process.returncode, complaint) == (1, "")
    if "-o" in flags:
        assert "<!doctype html>" in (desk.here / "report.html").read_text()


def test_watched_at_a_terminal(desk: Desk) -> None:
    """A live table; after Ctrl-C the cursor is back and the code is that of the last sweep."""
    desk.fleet({"web-1": says(found(slam="0"))})
    ours, theirs = os.openpty()
    with subprocess.Popen(
        [BIN / "picket", "run", "--watch"],
        cwd=desk.here,
        env=desk.environ | {"TERM": "xterm", "COLUMNS": "100", "LINES": "30"},
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
    ) as process:
        os.close(theirs)
        shown = b""
        sent = False
        try:
            while chunk := os.read(ours, 65536):
                shown += chunk
                if b"Ctrl-C ends" in shown and not sent:
                    process.send_signal(signal.SIGINT)
                    sent = True
        except OSError:  # Linux says so when the other side is closed
            pass
    os.close(ours)
    assert process.returncode == 1
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown.decode())
    assert "web-1  ✗ 1 finding" in text
    assert "next in 0:15:00" in text or "next in 0:14:5" in text
    assert shown.rindex(b"\x1b[?25h") > shown.rindex(b"\x1b[?25l")
    assert "Traceback" not in text


@pytest.mark.parametrize(
    ("flags", "why"),
    [
        (["--watch", "9"], "9.0 is not in the range"),
        (["--watch", "x"], "not a valid float"),
        (["--watch", "60", "-f", "html"], "--watch with -f html needs a file"),
    ],
)
def test_what_cannot_be_watched(desk: Desk, flags: list[str], why: str) -> None:
    """Refused before anything is swept."""
    desk.fleet({"web-1": says()})
    done = desk.picket("run", *flags)
    assert (done.returncode, why in done.stderr) == (2, True), done.stderr


def _runs(file: Path) -> bool:
    """Whether the process whose id is in `file` still does anything."""
    try:
        stat = Path(f"/proc/{file.read_text().strip()}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return stat.rpartition(") ")[2][:1] not in {"Z", "X"}

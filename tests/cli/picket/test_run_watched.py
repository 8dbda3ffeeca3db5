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
    desk.fleet({"web-1": f"#!/bin/sh\necho $$ >{file}.new; mv {file}.new {file}; exec sleep 60"})
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
        output, complaint = process.communicate(timeout=20)
    assert (process.returncode, output) == (code, b"")
    assert complaint.decode().split() == said
    until = time.monotonic() + 5
    while (left := _runs(file)) and time.monotonic() < until:
        time.sleep(0.01)
    assert not left
    assert desk.picket("incidents").stdout == "no incidents\n"


def _runs(file: Path) -> bool:
    """Whether the process whose id is in `file` still does anything."""
    try:
        stat = Path(f"/proc/{file.read_text().strip()}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return stat.rpartition(") ")[2][:1] not in {"Z", "X"}

"""More than a machine can serve, or a probe can count."""

import subprocess
from pathlib import Path

import fakeroot
import pages
import pytest
from tools import require

from picketline.core.rule import catalogue
from picketline.hosts.facts import Answer
from picketline.hosts.probe import RULES, ProbeSettings, assemble
from picketline.hosts.records import read

THREADS = 17


@pytest.mark.parametrize(("state", "told"), [("R", ["HOST-CPU-002"]), ("S", [])])
def test_a_ready_thread_that_gets_nothing_counts_in_full(
    tmp_path: Path, state: str, told: list[str]
) -> None:
    """As one of nice 19 among many: it had a third of its lifetime, and in the window nothing."""
    root = tmp_path / "root"
    fakeroot.lay(root, pages.Case("x"))
    fakeroot.process(root, f"pid=4242 exe=/srv/x/calc cmd=calc state={state} cpu=30")
    stat = root / "proc/4242/stat"
    fields = stat.read_text().split(" ")
    fields[2 + THREADS] = "1"
    stat.write_text(" ".join(fields))
    fakeroot.write(root, "proc/4242/schedstat", "300000000000 600000000000 9000\n")
    reading = read(Answer(fakeroot.probe(root), b"", 0), fakeroot.NONCE, catalogue(RULES))
    assert reading is not None
    assert [finding.rule for finding in reading.findings] == told


_STORM = "while :; do (exit 0) & (exit 0); done"


@pytest.mark.parametrize("turn", [0, 1, 5])
def test_a_storm_of_processes_hides_nobody(turn: int) -> None:
    """Whatever begins and ends between two looks, of each view, is no hidden process."""
    dash = require("dash")
    storm = subprocess.Popen([require("nice"), "-n", "19", dash, "-c", _STORM])
    try:
        script = assemble(ProbeSettings(nonce=fakeroot.NONCE, turn=turn))
        done = subprocess.run([dash], input=script, capture_output=True, check=True)
    finally:
        storm.kill()
        storm.wait()
    reading = read(Answer(done.stdout, b"", 0), fakeroot.NONCE, catalogue(RULES))
    assert reading is not None
    assert [found.subject for found in reading.findings if found.rule == "HOST-PROC-003"] == []

"""Containment of real processes: evidence first, then a freeze that can be undone."""

import os
import signal
import stat
from collections.abc import Iterator
from pathlib import Path

import decoys
import msgspec
import pytest
from range_box import STORE, Box, findings, picket, program

from picketline.core.decide import Disposition
from picketline.core.store import Incident

_RULE = "HOST-PROC-001"
_PIECES = {
    *("exe", "cmdline", "environ", "maps", "status", "stat", "cgroup", "links"),
    *("descriptors", "sockets", "ancestry"),
}


@pytest.fixture
def box() -> Iterator[Box]:
    """A box of the test's own."""
    with Box() as made:
        yield made


def _incidents(box: Box) -> list[Incident]:
    done = box.run(*picket("incidents", "--json", "--store", STORE))
    assert done.returncode == 0, done.stderr
    return msgspec.json.decode(done.stdout, type=list[Incident])


def _outcomes(box: Box, action: str) -> list[str]:
    """What the audit says of an action, oldest first; the chain must hold."""
    with box.store() as store:
        return [row.outcome for row in store.audit.rows() if row.action == action]


def _thaw(box: Box) -> None:
    (folder,) = box.incidents()
    stamp = folder.name.removeprefix("incident-")
    words = ("thaw", "localhost", stamp, "--reason", "ours", "--store", STORE)
    done = box.run(*picket(*words))
    assert (done.returncode, "thawed" in done.stdout) == (0, True), done


def test_unarmed_only_tells(box: Box) -> None:
    """Without --armed a slam-dunk would be contained, and nothing is touched."""
    pid = decoys.kernel_thread(box)
    code, report = box.sweep()
    (finding,) = findings(report, _RULE, pid)
    assert (code, finding.disposition) == (1, Disposition.WOULD_CONTAIN)
    assert not box.stopped(pid)
    assert not box.incidents()
    assert not _incidents(box)


def test_armed_freezes_and_records(box: Box) -> None:
    """Armed, the process is stopped, and report, incident and audit all say so."""
    pid = decoys.kernel_thread(box)
    code, report = box.sweep("--armed")
    (finding,) = findings(report, _RULE, pid)
    (folder,) = box.incidents()
    stamp = folder.name.removeprefix("incident-")
    assert (code, finding.disposition) == (1, Disposition.CONTAINED)
    assert finding.reason == f"incident {stamp}"
    assert box.stopped(pid)
    (incident,) = _incidents(box)
    assert (incident.id, incident.part, incident.state) == (stamp, "localhost", "contained")
    assert _outcomes(box, "contain") == ["ordered", f"frozen: {stamp}"]


def test_evidence(box: Box) -> None:
    """The folder is private and whole, its manifest holds, and the deleted file is in it."""
    pid = decoys.kernel_thread(box)
    original = box.path("/tmp/.k/w").read_bytes()
    box.path("/tmp/.k/w").unlink()
    target = box.target(pid)
    box.sweep("--armed")
    (folder,) = box.incidents()
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert all(not stat.S_IMODE(path.stat().st_mode) & 0o077 for path in (folder, *files))
    assert {path.name for path in (folder / str(pid)).iterdir()} >= _PIECES
    assert (folder / str(pid) / "exe").read_bytes() == original
    assert (folder / "frozen").read_text(
        encoding="ascii"
    ) == f"{pid} {target.start} {target.inode}\n"
    _check_manifest(box, folder)


def _check_manifest(box: Box, folder: Path) -> None:
    """sha256sum is content, and every piece of evidence is on the list."""
    script = 'cd "$1" && sha256sum --check --strict --quiet manifest.sha256'
    box.shell(script, f"/root/{folder.name}")
    lines = (folder / "manifest.sha256").read_text(encoding="utf-8").splitlines()
    kept = {str(path.relative_to(folder)) for path in folder.glob("*/*")}
    assert {line.split(maxsplit=1)[1] for line in lines} == kept


def test_second_sweep_is_idempotent(box: Box) -> None:
    """What is frozen stays contained: no second snapshot, no second freeze."""
    pid = decoys.kernel_thread(box)
    box.sweep("--armed")
    _, report = box.sweep("--armed")
    (finding,) = findings(report, _RULE, pid)
    assert finding.disposition is Disposition.CONTAINED
    assert len(box.incidents()) == 1
    assert len(_incidents(box)) == 1
    assert box.stopped(pid)


def test_continued_by_somebody(box: Box) -> None:
    """A frozen process that somebody lets run again is frozen again, without a second snapshot."""
    pid = decoys.kernel_thread(box)
    box.sweep("--armed")
    os.kill(box.machine_pid(pid), signal.SIGCONT)
    assert not box.stopped(pid)
    _, report = box.sweep("--armed")
    (finding,) = findings(report, _RULE, pid)
    assert finding.disposition is Disposition.CONTAINED
    assert box.stopped(pid)
    assert len(box.incidents()) == 1


def test_thaw_of_what_is_gone(box: Box) -> None:
    """An incident whose process has ended since is closed as gone."""
    pid = decoys.kernel_thread(box)
    box.sweep("--armed")
    os.kill(box.machine_pid(pid), signal.SIGKILL)
    box.wait(lambda: box.stat(pid)[:1] in ([], ["Z"]))
    (folder,) = box.incidents()
    words = ("thaw", "localhost", folder.name.removeprefix("incident-"), "--reason", "ours")
    done = box.run(*picket(*words, "--store", STORE))
    assert (done.returncode, "gone" in done.stdout) == (0, True), done
    assert [incident.state for incident in _incidents(box)] == ["gone"]
    assert not (folder / "frozen").read_text(encoding="ascii")


@pytest.mark.parametrize("hidden", [False, True], ids=["in sight", "under a mount"])
def test_thaw(box: Box, *, hidden: bool) -> None:
    """A thaw lets the process run, accepts it for a time, and the next sweep leaves it be."""
    pid = decoys.hidden(box) if hidden else decoys.kernel_thread(box)
    rule = "HOST-PROC-002" if hidden else _RULE
    _, report = box.sweep("--armed")
    (finding,) = findings(report, rule, pid)
    assert box.stopped(pid)
    _thaw(box)
    assert not box.stopped(pid)
    with box.store() as store:
        acceptance = store.baseline()[finding.fingerprint]
    assert (acceptance.reason, acceptance.until is None) == ("ours", False)
    _, report = box.sweep("--armed")
    (finding,) = findings(report, rule, pid)
    assert finding.disposition is Disposition.RECORD
    assert not box.stopped(pid)
    assert [incident.state for incident in _incidents(box)] == ["thawed"]
    assert [words.split(":")[0] for words in _outcomes(box, "thaw")] == ["thawed"]


def test_hidden_process(box: Box) -> None:
    """A process under a mount is looked at beneath it, kept and frozen, once."""
    pid = decoys.hidden(box)
    original = box.path("/tmp/.h/hidden").read_bytes()
    for _ in range(2):
        _, report = box.sweep("--armed")
        (finding,) = findings(report, "HOST-PROC-002", pid)
        assert finding.disposition is Disposition.CONTAINED, finding.reason
    (folder,) = box.incidents()
    assert (folder / str(pid) / "exe").read_bytes() == original
    assert box.stopped(pid)
    assert len(_incidents(box)) == 1


_SHELLS = [("bash", "gawk"), ("busybox", "busybox"), ("mksh", "original-awk"), ("yash", "mawk")]


@pytest.mark.parametrize(("shell", "awk"), _SHELLS)
def test_other_shells(box: Box, shell: str, awk: str) -> None:
    """Snapshot, freeze and thaw work whatever /bin/sh and awk are."""
    pid = decoys.kernel_thread(box)
    mount = 'mount --bind "$1" "$3"; mount --bind "$2" "$4"'
    box.shell(mount, program(shell), program(awk), program("sh"), program("awk"))
    _, report = box.sweep("--armed")
    (finding,) = findings(report, _RULE, pid)
    assert finding.disposition is Disposition.CONTAINED, finding.reason
    assert box.stopped(pid)
    _check_manifest(box, box.incidents()[0])
    _thaw(box)
    assert not box.stopped(pid)

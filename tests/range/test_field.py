"""Real decoys and their benign twins in one box: each told as its rule promises, nothing beyond.

One module, as one worker has to plant them and to end them: many of them never sleep.
"""

import time
from collections.abc import Iterator
from pathlib import Path

import decoys
import decoys_twins
import pytest
from decoys_told import FILES, OLD, YOUNG, Case
from range_box import Box, findings, program
from range_field import Field, Seen
from range_foreign import Foreign

from picketline.core.decide import Decided, Disposition
from picketline.core.model import Severity

_OLD = 62
"""Seconds after which a process is old enough for every rule."""
_RECORDED = {
    "deployed": ("HOST-EXE-001", "replaced-in-place"),
    "rebuilt": ("HOST-EXE-001", "replaced-in-place"),
    "rebuilt_by_root": ("HOST-EXE-001", "replaced-in-place"),
    "upgraded": ("HOST-EXE-001", "package-upgrade"),
}


@pytest.fixture(scope="module")
def field() -> Iterator[Field]:
    """Every decoy and twin, in one box."""
    with Box() as box, Foreign(box):
        decoys.files(box)
        plants = decoys_twins.PLANTS | decoys.PLANTS
        pids = {name: plant(box) for name, plant in plants.items()}
        planted = time.monotonic()
        yield Field(box, pids, planted, box.sweep()[1])


@pytest.fixture(scope="module")
def young(field: Field) -> Seen:
    """The field within its first minute."""
    return Seen(field.young, field.pids)


@pytest.fixture(scope="module")
def old(field: Field) -> Seen:
    """The field after its first minute."""
    time.sleep(max(0, field.planted + _OLD - time.monotonic()))
    return Seen(field.box.sweep()[1], field.pids)


def _check(case: Case, found: list[Decided]) -> None:
    assert len(found) == 1, found
    (finding,) = found
    assert (finding.severity, finding.slam_dunk, finding.benign, finding.disposition) == (
        *(case.severity, case.slam_dunk, case.benign, case.disposition),
    ), finding


def _slam_dunks(seen: Seen, twin: str) -> list[str]:
    pid = seen.pids[twin]
    found = [finding for part in seen.report.parts for finding in part.findings]
    assert any(finding.location.pid == pid for finding in found), "the twin was not seen at all"
    return [f.rule for f in found if f.location.pid == pid and f.slam_dunk]


@pytest.mark.parametrize("case", YOUNG, ids=lambda case: case.decoy)
def test_within_the_first_minute(case: Case, young: Seen) -> None:
    """A decoy is found right away, a slam-dunk where its rule needs no time to be certain."""
    _check(case, findings(young.report, case.rule, young.pids[case.decoy]))


@pytest.mark.parametrize("case", FILES, ids=lambda case: case.decoy)
def test_files(case: Case, young: Seen) -> None:
    """A planted file is found, and never a slam-dunk: there is nothing to freeze."""
    where = f"localhost: {case.decoy}"
    found = [f for f in findings(young.report, case.rule) if f.subject.identity == where]
    _check(case, found)


def test_merely_named_deleted(young: Seen) -> None:
    """A file that is called 'x (deleted)' runs from an executable that is still there."""
    assert not findings(young.report, "HOST-EXE-001", young.pids["merely_named"])


def test_hostile_name_forges_nothing(young: Seen) -> None:
    """A path with tabs, newlines and escapes in it stays one value of its own finding."""
    assert not [part.errors for part in young.report.parts if part.errors]
    (finding,) = findings(young.report, "HOST-PROC-001", young.pids["hostile_name"])
    words = [finding.subject.identity, *(str(each.value) for each in finding.evidence)]
    assert all(word.isprintable() for word in words), words
    assert "\u202e" not in "".join(words)


def test_slam_dunks_are_those_alone(young: Seen) -> None:
    """Nothing else in the box is called a slam-dunk."""
    expected = {young.pids[case.decoy] for case in YOUNG if case.slam_dunk}
    said = {f.location.pid for part in young.report.parts for f in part.findings if f.slam_dunk}
    assert said == expected


@pytest.mark.parametrize("twin", decoys_twins.PLANTS)
def test_never_a_slam_dunk_when_young(twin: str, young: Seen) -> None:
    """Nothing that a twin does in its first minute is certain."""
    assert not _slam_dunks(young, twin)


def test_container_runtime(young: Seen) -> None:
    """What a runtime starts from memory is recorded as the runtime's."""
    (finding,) = findings(young.report, "HOST-EXE-002", young.pids["container"])
    assert (finding.severity, finding.benign) == (Severity.INFO, "container-runtime")


@pytest.mark.parametrize(
    ("young_files", "severity", "benign"),
    [(0, Severity.HIGH, None), (2, Severity.INFO, "young-host")],
)
def test_new_key(young_files: int, severity: Severity, benign: str | None) -> None:
    """A key in a file of this week is high, unless the host itself is as young.

    A file that has not changed for a week cannot be planted: nothing sets a ctime back.
    """
    with Box() as box:
        box.path("/etc/machine-id").unlink(missing_ok=True)
        for key in box.path("/etc/ssh").glob("ssh_host_*_key"):
            key.unlink()
        for name in ("/etc/machine-id", "/etc/ssh/ssh_host_ed25519_key")[:young_files]:
            box.write(name, "new\n")
        box.write("/root/.ssh/authorized_keys", f"{decoys.KEY}\n")
        _, report = box.sweep()
        (finding,) = findings(report, "HOST-SSH-004")
    assert (finding.severity, finding.benign, finding.slam_dunk) == (severity, benign, False)


@pytest.mark.parametrize("case", OLD, ids=lambda case: case.decoy)
def test_after_the_first_minute(case: Case, old: Seen) -> None:
    """What kept a processor busy for a minute from a deleted file is a slam-dunk."""
    _check(case, findings(old.report, case.rule, old.pids[case.decoy]))


@pytest.mark.parametrize("decoy", ["replaced_in_scratch", "replaced_elsewhere"])
def test_replaced_file_hides_nothing(decoy: str, old: Seen) -> None:
    """A busy program that put another file in the place of its own is still told of."""
    told = [finding for part in old.report.parts for finding in part.alertable]
    assert any(finding.location.pid == old.pids[decoy] for finding in told)


@pytest.mark.parametrize("twin", decoys_twins.PLANTS)
def test_never_a_slam_dunk_when_old(twin: str, old: Seen) -> None:
    """Nor after it has kept a processor busy for more than a minute."""
    assert not _slam_dunks(old, twin)


@pytest.mark.parametrize("twin", _RECORDED)
def test_recorded_by_its_class(twin: str, old: Seen) -> None:
    """A replaced file is recorded as what it is: information, with its benign class."""
    rule, benign = _RECORDED[twin]
    (finding,) = findings(old.report, rule, old.pids[twin])
    assert (finding.severity, finding.benign) == (Severity.INFO, benign)
    assert finding.disposition is Disposition.RECORD


def test_upgrade_is_never_surfaced(old: Seen) -> None:
    """No rule tells a person of a daemon that a package upgrade left on its old file."""
    assert not [
        finding
        for part in old.report.parts
        for finding in part.alertable
        if finding.location.pid == old.pids["upgraded"]
    ]


def test_armed_freezes_no_twin(field: Field, old: Seen) -> None:
    """Armed, the deleted miner is frozen with its file kept, and every twin runs on.

    The last test of the field: it ends everything in it.
    """
    box, pids = field.box, old.pids
    box.write("/srv/all.toml", '[settings]\nmax_contain = 100\n[[host]]\nssh = "localhost"\n')
    _, report = box.sweep("--armed", "--inventory", "/srv/all.toml")
    stopped = {name for name, pid in pids.items() if box.stopped(pid)}
    box.shell("kill -KILL -1")
    assert not stopped & decoys_twins.PLANTS.keys()
    (finding,) = findings(report, "HOST-EXE-001", pids["deleted_busy"])
    assert finding.disposition is Disposition.CONTAINED, finding.reason
    assert "deleted_busy" in stopped
    (folder,) = box.incidents()
    kept = (folder / str(pids["deleted_busy"]) / "exe").read_bytes()
    assert kept == Path(program("dash")).read_bytes()

"""Real decoys, each caught at the severity that its rule promises, and nothing beyond."""

import decoys
import pytest
from decoys_told import FILES, OLD, YOUNG, Case
from range_box import Box, findings
from range_field import Seen

from picketline.core.decide import Decided
from picketline.core.model import Severity

pytestmark = pytest.mark.xdist_group("field")


def _check(case: Case, found: list[Decided]) -> None:
    assert len(found) == 1, found
    (finding,) = found
    assert (finding.severity, finding.slam_dunk, finding.benign, finding.disposition) == (
        *(case.severity, case.slam_dunk, case.benign, case.disposition),
    ), finding


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

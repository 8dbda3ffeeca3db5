"""Benign twins: ordinary operations beside the decoys, none of them ever a slam-dunk."""

from pathlib import Path

import decoys_twins
import pytest
from range_box import findings, program
from range_field import Field, Seen

from picketline.core.decide import Disposition
from picketline.core.model import Severity

pytestmark = pytest.mark.xdist_group("field")

_RECORDED = {
    "deployed": ("HOST-EXE-001", "replaced-in-place"),
    "rebuilt": ("HOST-EXE-001", "replaced-in-place"),
    "rebuilt_by_root": ("HOST-EXE-001", "replaced-in-place"),
    "upgraded": ("HOST-EXE-001", "package-upgrade"),
}


@pytest.mark.parametrize("twin", decoys_twins.PLANTS)
def test_never_a_slam_dunk_when_young(twin: str, young: Seen) -> None:
    """Nothing that a twin does in its first minute is certain."""
    assert not _slam_dunks(young, twin)


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


def test_container_runtime(young: Seen) -> None:
    """What a runtime starts from memory is recorded as the runtime's."""
    (finding,) = findings(young.report, "HOST-EXE-002", young.pids["container"])
    assert (finding.severity, finding.benign) == (Severity.INFO, "container-runtime")


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


def _slam_dunks(seen: Seen, twin: str) -> list[str]:
    pid = seen.pids[twin]
    found = [finding for part in seen.report.parts for finding in part.findings]
    assert any(finding.location.pid == pid for finding in found), "the twin was not seen at all"
    return [f.rule for f in found if f.location.pid == pid and f.slam_dunk]

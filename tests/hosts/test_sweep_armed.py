from pathlib import Path
from typing import Any

import build
import pytest
from build import found, record, told

from picketline.core.decide import Disposition
from picketline.core.report import Report
from picketline.core.store import Store
from picketline.hosts.inventory import Host, Inventory, Settings
from picketline.hosts.journal import Journal
from picketline.hosts.sweep import Plan, sweep

STAMP = "20260314150926"


def _says(*lines: str) -> str:
    return told(*lines, nonce="NONCE")


def _armed(folder: Path, store: Store, says: str, deeds: str, **settings: Any) -> Report:
    """An armed sweep of a host that says one thing to the probe and another when acted on."""
    environ = build.hosts(folder / "fleet", {"web-1": says, "web-1.deeds": deeds})
    quick = Settings(armed=True, ssh_timeout_secs=20, **settings)
    inventory = Inventory(quick, (Host(ssh="web-1"),))
    return sweep(Plan(inventory=inventory, environ=environ, journal=Journal(store)))


def _done(*lines: str) -> str:
    whole = (record("picket", 1, "NONCE"), *lines, record("end", len(lines), "NONCE"))
    return "".join(f"{line}\n" for line in whole)


def test_armed_a_slam_dunk_is_contained(tmp_path: Path, store: Store) -> None:
    """Ordered, done, an incident to undo, and all of it in the audit and the report."""
    other = found("HOST-NET-001", severity="high", pid="4243")
    deeds = _done(record("frozen", 4242, 991, 77, STAMP))
    made = _armed(tmp_path, store, _says(found(), other), deeds)
    dispositions = {each.rule: each.disposition for each in made.parts[0].findings}
    assert dispositions == {
        "HOST-EXE-001": Disposition.CONTAINED,
        "HOST-NET-001": Disposition.ALERT,
    }
    assert made.armed
    assert [each.id for each in store.incidents("web-1")] == [STAMP]
    outcomes = [row.outcome for row in store.audit.rows()]
    assert outcomes == ["ordered", f"frozen: {STAMP}"]
    assert store.found(made.parts[0].findings[0].fingerprint)


@pytest.mark.parametrize(
    ("deeds", "reason"),
    [
        (_done(record("refused", 4242, "changed")), "not contained: refused: changed"),
        ("", "not contained: failed: no answer"),
        (
            _done(record("frozen", 4242, 1, 1, STAMP)),
            "not contained: failed: the host speaks of another process",
        ),
    ],
)
def test_what_was_not_frozen_is_an_alert(
    tmp_path: Path, store: Store, deeds: str, reason: str
) -> None:
    """It says why, opens no incident and stays in the audit."""
    (finding,) = _armed(tmp_path, store, _says(found()), deeds).parts[0].findings
    assert (finding.disposition, finding.reason) == (Disposition.ALERT, reason)
    assert not store.incidents()
    assert len(store.audit.rows()) == 2


def test_no_more_than_the_limit_is_frozen(tmp_path: Path, store: Store) -> None:
    """Beyond it the rule itself is suspect: alert only."""
    says = _says(*(found(pid=str(pid)) for pid in range(10, 15)))
    deeds = _done(*(record("frozen", pid, 991, 77, STAMP) for pid in range(10, 15)))
    made = _armed(tmp_path, store, says, deeds, max_contain=2)
    findings = made.parts[0].findings
    contained = [each for each in findings if each.disposition is Disposition.CONTAINED]
    assert len(contained) == 2
    reasons = {each.reason for each in findings if each not in contained}
    assert reasons == {"more than 2 slam-dunks in one sweep: the rule itself is suspect"}


@pytest.mark.parametrize(
    "place", [{"pid": "1"}, {"pid": "-"}, {"pid": "0"}, {"start": "-"}, {"inode": "-"}]
)
def test_what_is_not_placed_is_not_touched(
    tmp_path: Path, store: Store, place: dict[str, str]
) -> None:
    """Without pid, start and inode nobody can tell that it is still the same process."""
    (finding,) = _armed(tmp_path, store, _says(found(**place)), "").parts[0].findings
    assert finding.disposition is Disposition.ALERT
    assert finding.reason == "the probe did not place the process"


@pytest.mark.parametrize("gone", ["links=0", "deleted=1"])
def test_what_the_inventory_protects_is_not_touched(
    tmp_path: Path, store: Store, gone: str
) -> None:
    """By the path that the process ran from, where the host has no file to compare."""
    says = _says(found(evidence=record("exe=/opt/db", gone)))
    (finding,) = _armed(tmp_path, store, says, "", protect=("/opt/db",)).parts[0].findings
    assert (finding.disposition, finding.reason) == (
        Disposition.ALERT,
        "protected by the inventory",
    )
    assert [row.outcome for row in store.audit.rows()] == ["refused: protected by the inventory"]

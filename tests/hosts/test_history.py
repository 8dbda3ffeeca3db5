from typing import Any

import build
import msgspec

from picketline.core import report
from picketline.core.decide import Decided, Disposition
from picketline.core.model import Severity
from picketline.core.report import Gap, Part, Report
from picketline.core.store import Known, Store
from picketline.hosts.facts import Deed, Target
from picketline.hosts.history import Act, Follower, HostChange, Sweep, timeline
from picketline.hosts.journal import Journal

STAMP = "20260314150926"
MINER = build.decision(Disposition.WOULD_CONTAIN)
QUIET = build.decision(Disposition.RECORD, rule="HOST-CPU-002", severity=Severity.INFO)
DOWN = {"status": "unreachable", "note": "no route", "skipped": (Gap("host", "no route"),)}


def _swept(*parts: Part, at: float = 0.0) -> Report:
    made = report.make(parts, build.RULES, schema="s/1", version="1")
    return report.sealed(msgspec.structs.replace(made, started=at))


def _down(name: str = "web-1") -> Part:
    return build.part(name=name, **DOWN)


def _told(follower: Follower, *parts: Part) -> list[tuple[Any, ...]]:
    """Host, its states, and each change with its rule."""
    return [
        (each.host, each.was, each.state, *((m.change, m.rule) for m in each.moved))
        for each in follower.follow(_swept(*parts))
    ]


def test_what_comes_and_goes() -> None:
    """A host's first appearance has all of it, a sweep like the last one nothing."""
    follower = Follower()
    assert _told(follower, build.part(MINER)) == [("web-1", "", "ok", ("appeared", MINER.rule))]
    assert _told(follower, build.part(MINER)) == []
    assert _told(follower, build.part(MINER, QUIET)) == [
        ("web-1", "ok", "ok", ("appeared", QUIET.rule))
    ]
    assert _told(follower, build.part()) == [
        ("web-1", "ok", "ok", ("gone", MINER.rule), ("gone", QUIET.rule))
    ]


def test_what_is_judged_otherwise() -> None:
    """With what it was before, why, and whether a person was or is told of it."""
    follower = Follower()
    follower.follow(_swept(build.part(MINER)))
    accepted = build.decision(Disposition.RECORD)
    accepted = msgspec.structs.replace(accepted, reason="accepted: ours")
    ((host,),) = [follower.follow(_swept(build.part(accepted)))]
    (moved,) = host.moved
    assert (moved.change, moved.disposition, moved.was, moved.reason, moved.told) == (
        "changed",
        "record",
        ("high", "would-contain"),
        "accepted: ours",
        True,
    )
    assert moved.subject == "process /tmp/m"
    assert moved.title == build.RULES[MINER.rule].title


def test_each_host_has_its_own_past() -> None:
    """A sweep of one host, or of a share, says nothing about the others."""
    follower = Follower()
    follower.follow(_swept(build.part(MINER), build.part(name="db")))
    assert _told(follower, build.part(name="db")) == []
    assert _told(follower, build.part(MINER)) == []
    assert follower.hosts == ("db", "web-1")


def test_what_was_not_looked_at_is_not_gone() -> None:
    """A host that cannot be reached keeps what it had, until a whole look finds it gone."""
    follower = Follower()
    follower.follow(_swept(build.part(MINER)))
    assert _told(follower, _down()) == [("web-1", "ok", "unreachable")]
    assert _told(follower, _down()) == []
    assert _told(follower, build.part(MINER)) == [("web-1", "unreachable", "ok")]
    gap = (Gap("cron", "Permission denied"),)
    assert _told(follower, build.part(skipped=gap)) == [("web-1", "ok", "unfinished")]
    assert _told(follower, build.part(QUIET, skipped=gap)) == [
        ("web-1", "unfinished", "unfinished", ("appeared", QUIET.rule))
    ]
    assert _told(follower, build.part()) == [
        ("web-1", "unfinished", "ok", ("gone", MINER.rule), ("gone", QUIET.rule))
    ]


def test_why_a_host_was_lost() -> None:
    """The words of ssh stand beside it."""
    ((host,),) = [Follower().follow(_swept(_down()))]
    assert host == HostChange(host="web-1", state="unreachable", was="", note="no route")


def _keep(store: Store, *sweeps: Report) -> None:
    for each in sweeps:
        store.add_report(each)


def test_newest_first_with_what_was_done(store: Store) -> None:
    """Sweeps that changed something, and deeds from the audit, in one line of time."""
    _keep(store, *(_swept(build.part(MINER), at=at) for at in (1000.0, 2000.0)))
    _keep(store, _swept(build.part(), at=3000.0))
    journal = Journal(store)
    target = Target(4242, 991, 77)
    journal.intend("web-1", (target,), STAMP)
    journal.refuse("web-1", MINER, "more than 3")
    journal.done("web-1", MINER, Deed(target, "frozen", STAMP))
    journal.thawed("web-1", store.incidents()[0], Deed(target, "thawed", STAMP))
    known = Known(part="web-1", kind="account", identity="eve", value="", since=1.0)
    journal.take_on(known)
    journal.forget("db", None, "rebuilt")
    found = timeline(store)
    acts = [each for each in found.entries if isinstance(each, Act)]
    assert [(each.action, each.host, each.outcome) for each in acts] == [
        ("drift", "db", "forgotten"),
        ("drift", "web-1", "accepted"),
        ("thaw", "web-1", f"thawed: {STAMP}"),
        ("contain", "web-1", f"frozen: {STAMP}"),
    ]
    sweeps = [each for each in found.entries if isinstance(each, Sweep)]
    assert [each.at for each in sweeps] == [3000.0, 1000.0]
    assert found.entries == (*acts, *sweeps)
    assert (found.sweeps, found.oldest, found.hosts) == (3, 1000.0, ("web-1",))


def test_of_one_host_and_of_some_time(store: Store) -> None:
    """What came before still counts for the comparison."""
    _keep(store, _swept(build.part(MINER), build.part(name="db"), at=1000.0))
    _keep(store, _swept(build.part(), build.part(MINER, name="db"), at=2000.0))
    Journal(store).forget("db", None, "rebuilt")
    found = timeline(store, "web-1", 1500.0)
    (sweep,) = found.entries
    assert isinstance(sweep, Sweep)
    assert [(each.host, *(m.change for m in each.moved)) for each in sweep.hosts] == [
        ("web-1", "gone")
    ]
    assert found.sweeps == 2


def _like(finding: Decided, number: int) -> Decided:
    return msgspec.structs.replace(finding, fingerprint=f"{number:064x}")


def test_a_full_store_is_read_in_little_time(store: Store) -> None:
    """Two hundred reports that differ are compared one after the other."""
    for number in range(200):
        _keep(store, _swept(build.part(_like(MINER, number)), at=1000.0 + number))
    found = timeline(store)
    assert (len(found.entries), found.sweeps) == (200, 200)

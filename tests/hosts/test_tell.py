import json
import time
from collections.abc import Iterator
from typing import Any

import build
import msgspec
import pytest
from receiver import Receiver, answer, hang, receiver

from picketline.core import report
from picketline.core.decide import Disposition
from picketline.core.report import Gap, Part, Report
from picketline.core.store import Store
from picketline.hosts.inventory import Host, Inventory, Settings
from picketline.hosts.tell import Teller
from picketline.hosts.webhooks import Webhook

HIDDEN = "s3cret-t0ken"
FOUND = build.part(build.decision(Disposition.ALERT))
CLEAN = build.part()
CUT = build.part(status="unreachable", skipped=(Gap("host", "unreachable"),))


@pytest.fixture
def server() -> Iterator[Receiver]:
    """A webhook that takes what it gets, until told otherwise."""
    with receiver() as listening:
        yield listening


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time, which stands still until somebody moves it."""
    now = [1763000000.0]
    monkeypatch.setattr(time, "time", lambda: now[0])
    return now


def _teller(store: Store, *servers: Receiver, silent: bool = False, **settings: Any) -> Teller:
    hooks = tuple(Webhook(name=f"hook{i}", url=each.url) for i, each in enumerate(servers))
    made = Settings(**{"alert_timeout_secs": 20, **settings})
    inventory = Inventory(made, (Host(ssh="web-1"), Host(ssh="db-1")), webhooks=hooks)
    return Teller(store, inventory, {"PATH": "/usr/bin:/bin"}, silent=silent)


def _report(*parts: Part) -> Report:
    made = report.make(parts, build.RULES, schema="s", version="0")
    return msgspec.structs.replace(made, started=time.time())


def _run(teller: Teller, *parts: Part) -> tuple[str, ...]:
    """What one sweep that ended so tells; what failed."""
    made = _report(*parts)
    teller.note(made)
    return (*teller.deliver(), *teller.beat(made))


def _headlines(server: Receiver) -> list[str]:
    return [json.loads(got.body)["headline"] for got in server.got if got.body]


def test_the_same_finding_pages_nobody_twice(
    store: Store, server: Receiver, clock: list[float]
) -> None:
    """Until a day is over; what is worse is told at once."""
    teller = _teller(store, server, missed_periods=0)
    told = "picket: 1 finding on web-1 (high)"
    for _ in range(3):
        assert _run(teller, FOUND) == ()
        clock[0] += 900
    assert _headlines(server) == [told]
    _run(teller, build.part(build.decision(Disposition.CONTAINED)))
    assert _headlines(server) == [told] * 2
    clock[0] += 86400
    _run(teller, FOUND)
    assert _headlines(server) == [told] * 3


def test_nothing_to_tell_tells_nobody(store: Store, server: Receiver) -> None:
    """A clean sweep and one cut short are no alerts of their own."""
    teller = _teller(store, server)
    assert _run(teller, CLEAN) == ()
    assert _run(teller, CUT) == ()
    assert server.got == []
    assert store.outbox.recent(10) == ()


def test_each_delivery_is_recorded(store: Store, server: Receiver) -> None:
    """In the store and in the audit, without the address."""
    _run(_teller(store, server), FOUND)
    (delivery,) = store.outbox.recent(10)
    assert (delivery.sink, delivery.state, delivery.tries) == ("hook0", "delivered", 1)
    (row,) = store.audit.rows()
    assert (row.action, row.subject, row.outcome) == ("alert", "hook0", "delivered")
    assert row.detail["message"] == delivery.message
    assert HIDDEN not in str(row) + str(delivery)


def test_what_was_not_taken_is_tried_at_the_next_run(store: Store, server: Receiver) -> None:
    """As the same message, after what the other side needed to recover; said each time."""
    server.turns = [answer(503, Retry_After="60")]
    teller = _teller(store, server)
    (failed,) = _run(teller, FOUND)
    place = f"127.0.0.1:{server.server_address[1]}"
    assert failed == (
        f"alert not delivered to hook0 ({place}): answered 503 Service Unavailable; kept"
    )
    first = json.loads(server.got[0].body)["id"]
    assert _run(teller, FOUND) != ()
    server.turns = [answer(200)]
    server.got.clear()
    assert _run(teller, FOUND) == ()
    assert [json.loads(got.body)["id"] for got in server.got] == [first]
    assert [row.outcome.split(":")[0] for row in store.audit.rows()] == ["failed", "delivered"]


def test_one_sink_does_not_hold_another(store: Store, server: Receiver) -> None:
    """All are told at once, each within its time."""
    with receiver() as stuck:
        stuck.turns = [hang]
        (failed,) = _run(_teller(store, stuck, server, alert_timeout_secs=3), FOUND)
    assert failed.startswith("alert not delivered to hook0 ")
    assert len(server.got) == 1


def test_a_refused_message_does_not_hold_the_next(store: Store, server: Receiver) -> None:
    """One that will never be taken waits, and those behind it go on."""
    teller = _teller(store, server)
    server.turns = [answer(400)]
    _run(teller, FOUND)
    server.turns = [answer(400), answer(200)]
    server.got.clear()
    (failed,) = _run(teller, build.part(build.decision(Disposition.ALERT, matched="else")))
    assert "answered 400 Bad Request" in failed
    assert [each.state for each in store.outbox.recent(10)] == ["delivered", "queued"]


def test_a_sink_that_is_down_is_asked_once_a_run(store: Store, server: Receiver) -> None:
    """Not once for each message that waits for it."""
    teller = _teller(store, server)
    server.turns = [answer(503, Retry_After="60")]
    for name in ("a", "b", "c"):
        server.got.clear()
        _run(teller, build.part(build.decision(Disposition.ALERT, matched=name)))
        assert len(server.got) == 1
    server.turns = [answer(200)]
    assert _run(teller, CLEAN) == ()
    assert {each.state for each in store.outbox.recent(10)} == {"delivered"}


def test_a_host_that_was_not_swept_is_told_of(
    store: Store, server: Receiver, clock: list[float]
) -> None:
    """After four periods, once a day; the first time it is heard of starts the clock."""
    teller = _teller(store, server)
    db = msgspec.structs.replace(CLEAN, name="db-1")
    for _ in range(4):
        _run(teller, CUT, db)
        clock[0] += 900
    assert server.got == []
    clock[0] += 1
    _run(teller, CUT, db)
    _run(teller, CUT, db)
    assert _headlines(server) == ["picket: 1 of 2 hosts not swept whole for over 60 min"]
    _run(teller, CLEAN, db)
    clock[0] += 3601
    _run(teller, CUT, db)
    assert len(server.got) == 2


def test_a_host_that_no_run_sweeps_is_told_of(
    store: Store, server: Receiver, clock: list[float]
) -> None:
    """A run of one host, or the watch alone, knows the others of the inventory."""
    teller = _teller(store, server)
    assert teller.overdue() == ()
    clock[0] += 3601
    _run(teller, CLEAN)
    assert _headlines(server) == ["picket: 1 of 2 hosts not swept whole for over 60 min"]
    clock[0] += 3601
    assert [each.part for each in teller.overdue()] == ["db-1", "web-1"]
    teller.deliver()
    assert len(server.got) == 2


def test_a_heartbeat_only_if_all_is_well(
    store: Store, server: Receiver, clock: list[float]
) -> None:
    """Not with a finding, a gap, a host overdue or an alert that nobody took."""
    db = msgspec.structs.replace(CLEAN, name="db-1")
    with receiver() as heart:
        teller = _teller(store, server, heartbeat_url=heart.url)
        _run(teller, CLEAN, db)
        assert len(heart.got) == 1
        _run(teller, FOUND, db)
        _run(teller, CUT, db)
        clock[0] += 3601
        _run(teller, CLEAN)
        assert len(heart.got) == 1
        server.turns = [answer(503, Retry_After="60")]
        _run(teller, build.part(build.decision(Disposition.ALERT, matched="else")), db)
        _run(teller, CLEAN, db)
        assert len(heart.got) == 1
        server.turns = [answer(200)]
        _run(teller, CLEAN, db)
        assert len(heart.got) == 2
        heart.turns = [answer(500)]
        (failed,) = _run(teller, CLEAN, db)
        assert "answered 500" in failed


def test_a_silent_run_tells_nobody_and_is_a_sweep(
    store: Store, server: Receiver, clock: list[float]
) -> None:
    """What it found is still news for the next one."""
    with receiver() as heart:
        silent = _teller(store, server, silent=True, heartbeat_url=heart.url)
        assert _run(silent, FOUND) == ()
        assert _run(silent, CLEAN) == ()
        assert (server.got, heart.got) == ([], [])
    clock[0] += 1800
    teller = _teller(store, server)
    _run(teller, FOUND)
    assert _headlines(server) == ["picket: 1 finding on web-1 (high)"]


def test_a_test_is_marked_and_not_kept(store: Store, server: Receiver) -> None:
    """Each sink or the one named; what was not taken is dropped, and recorded as that."""
    with receiver() as broken:
        broken.turns = [answer(404)]
        teller = _teller(store, server, broken)
        assert [(sink.name, outcome.state) for sink, outcome in teller.test()] == [
            ("hook0", "delivered"),
            ("hook1", "refused"),
        ]
        assert [sink.name for sink, _ in teller.test("hook0")] == ["hook0"]
    assert all("TEST" in headline for headline in _headlines(server))
    states = [(each.sink, each.state) for each in store.outbox.recent(10)]
    assert states == [("hook0", "delivered"), ("hook1", "dropped"), ("hook0", "delivered")]
    assert store.outbox.waiting() == ()
    assert [row.subject for row in store.audit.rows()] == ["hook0", "hook1", "hook0"]

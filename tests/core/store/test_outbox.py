import json
from collections.abc import Callable
from pathlib import Path

import pytest

from picketline.core.store import Envelope, Mark, Store, Swept
from picketline.core.store.deliveries import LONGEST_QUEUED, MOST_QUEUED

HOUR = 3600.0
A, B = Mark("a" * 64, "high alert"), Mark("b" * 64, "high alert")


def _letter(news: frozenset[Mark], *sinks: str) -> list[Envelope]:
    body = json.dumps(sorted(mark.key[0] for mark in news)).encode()
    return [Envelope(sink, "m1", "picket: news", body) for sink in sinks or ("ops",)]


def _post(store: Store, *marks: Mark, at: float, again: float = 24 * HOUR) -> int:
    return store.outbox.post(marks, at - again, at, _letter)


def _bodies(store: Store, at: float) -> list[bytes]:
    return [letter.body for letter in store.outbox.claim("ops", at, 60)]


def test_the_same_is_told_once(store: Store) -> None:
    """Until the time is over; another state of the same is news."""
    assert _post(store, A, at=1000) == 1
    assert _post(store, A, B, at=1001) == 1
    assert _post(store, A, B, at=1002) == 0
    assert _post(store, Mark(A.key, "critical alert"), at=1003) == 1
    assert _post(store, A, at=1000 + 24 * HOUR) == 1
    assert _bodies(store, 1000 + 24 * HOUR) == [b'["a"]', b'["b"]', b'["a"]', b'["a"]']


def test_a_clock_set_back_silences_nobody(store: Store) -> None:
    """What was told in the future was not."""
    _post(store, A, at=9_000_000)
    assert _post(store, A, at=1000) == 1
    assert len(_bodies(store, 1000)) == 2


def test_what_is_forgotten_is_news_again(store: Store) -> None:
    """In that state, and no other's."""
    _post(store, A, B, at=1000)
    store.outbox.unmark([A.key], "critical alert")
    assert _post(store, A, B, at=1001) == 0
    store.outbox.unmark([A.key], A.state)
    assert _post(store, A, B, at=1002) == 1


def test_nothing_is_marked_that_was_not_queued(store: Store) -> None:
    """If the message cannot be written it is still news."""

    def fails(_: frozenset[Mark]) -> list[Envelope]:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        store.outbox.post([A], 0, 1000, fails)
    assert _post(store, A, at=1001) == 1


def test_a_claim_is_held_and_ends(store: Store) -> None:
    """Two runs do not deliver the same; what a dead one had is delivered in the end."""
    _post(store, A, at=1000)
    assert len(_bodies(store, 1000)) == 1
    assert _bodies(store, 1059) == []
    assert len(_bodies(store, 1060)) == 1
    assert len(_bodies(store, 9000)) == 1
    assert len(_bodies(store, 10)) == 1


def test_what_came_of_it(store: Store) -> None:
    """Queued again, delivered, in the order of the newest; the body goes with the last."""
    _post(store, A, at=1000)
    _post(store, B, at=1001)
    first, second = store.outbox.claim("ops", 1002, 60)
    failed = store.outbox.settle(first.delivery, "queued", 1003, "answered 500")
    store.outbox.settle(second.delivery, "delivered", 1004)
    newest, oldest = store.outbox.recent(10)
    assert (newest.state, newest.at, newest.tries) == ("delivered", 1004, 1)
    assert oldest == failed
    assert (oldest.state, oldest.tries, oldest.detail) == ("queued", 1, "answered 500")
    assert store.outbox.waiting() == (oldest,)
    (again,) = store.outbox.claim("ops", 1003, 60)
    assert (again.delivery.tries, again.body) == (1, b'["a"]')
    assert store.outbox.recent(1) == (newest,)


def test_each_sink_has_its_own(store: Store) -> None:
    """One message, a delivery for each."""
    store.outbox.post([A], 0, 1000, lambda news: _letter(news, "ops", "log"))
    assert len(_bodies(store, 1000)) == 1
    assert [each.sink for each in store.outbox.waiting()] == ["log", "ops"]


def test_what_waits_too_long_is_dropped(store: Store) -> None:
    """And said to be, once."""
    _post(store, A, at=1000)
    assert store.outbox.expire(1000 + LONGEST_QUEUED) == ()
    (dropped,) = store.outbox.expire(1001 + LONGEST_QUEUED)
    assert (dropped.state, dropped.detail) == ("dropped", "waited for a week")
    assert store.outbox.recent(1) == (dropped,)
    assert store.outbox.expire(1002 + LONGEST_QUEUED) == ()
    assert _bodies(store, 1003 + LONGEST_QUEUED) == []


def test_a_queue_is_bounded(store: Store) -> None:
    """The oldest go first, and no other sink's."""
    for number in range(MOST_QUEUED + 2):
        _post(store, Mark(str(number), "x"), at=1000 + number)
    store.outbox.post([A], 0, 2000, lambda news: _letter(news, "log"))
    dropped = store.outbox.expire(2001)
    assert sorted(each.made for each in dropped) == [1000, 1001]
    assert {each.detail for each in dropped} == {f"more than {MOST_QUEUED} were waiting"}
    assert len(store.outbox.waiting()) == MOST_QUEUED + 1


def test_what_is_made_at_once_is_nobody_elses(store: Store) -> None:
    """A test of a sink is noted, and not delivered by a run meanwhile."""
    (envelope,) = _letter(frozenset([A]))
    delivery = store.outbox.add(envelope, 1000)
    assert _bodies(store, 1001) == []
    store.outbox.settle(delivery, "dropped", 1002, "answered 404")
    assert store.outbox.recent(1)[0].detail == "answered 404"


def test_since_when_a_part_is_not_swept_whole(store: Store) -> None:
    """A new one since it was heard of; a whole sweep counts, one cut short does not."""
    outbox = store.outbox
    assert outbox.swept(["a", "b"], {}, {}, 1000) == {"a": Swept("a", 1000), "b": Swept("b", 1000)}
    outbox.swept([], {"a": "ok"}, {"b": "unreachable", "c": "denied"}, 1100)
    assert outbox.swept(["a", "b", "c"], {}, {}, 1200) == {
        "a": Swept("a", 1100, "ok"),
        "b": Swept("b", 1000, "unreachable"),
        "c": Swept("c", 1100, "denied"),
    }
    outbox.swept([], {}, {"a": "timed-out"}, 1300)
    assert outbox.swept(["a"], {}, {}, 1400) == {"a": Swept("a", 1100, "timed-out")}


RACE = """
import sys
from pathlib import Path
from picketline.core.store import Envelope, Mark, Store
with Store.open(Path(sys.argv[1])) as store:
    print("ready", flush=True)
    sys.stdin.readline()
    store.outbox.post([Mark("k", "s")], 0, 1000, lambda _: [Envelope("ops", sys.argv[2], "h", b"")])
"""


def test_of_two_runs_at_once_one_tells(
    store: Store, folder: Path, race: Callable[[str, Path], tuple[str, ...]]
) -> None:
    """Nobody is paged twice for the same."""
    race(RACE, folder)
    assert len(store.outbox.waiting()) == 1

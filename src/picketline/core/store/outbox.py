"""What is to be told: queued before it is sent, remembered once it was."""

from collections.abc import Callable, Iterable, Mapping

import msgspec

from picketline.core.store import deliveries, told
from picketline.core.store.deliveries import Delivery, Envelope, Letter, State
from picketline.core.store.told import Mark, Swept
from picketline.core.store.transactions import Transactions

Compose = Callable[[frozenset[Mark]], Iterable[Envelope]]
"""Writes what is to be sent about marks that are news."""


class Outbox:
    """The queue of an open store. Every method raises StoreError if it does not answer."""

    def __init__(self, database: Transactions) -> None:
        self._database = database

    def post(self, marks: Iterable[Mark], since: float, now: float, compose: Compose) -> int:
        """Queue what `compose` writes about the marks that were not told after `since`.

        All in one transaction: of two runs at once, one tells. Returns how many were news.
        """
        with self._database.writing() as connection:
            news = told.fresh(connection, marks, since, now)
            if news:
                for envelope in compose(news):
                    deliveries.put(connection, envelope, now, now)
                told.mark(connection, news, now)
            return len(news)

    def claim(self, sink: str, now: float, lease: float) -> tuple[Letter, ...]:
        """What is due for `sink`, oldest first; nobody else gets it for `lease` seconds."""
        with self._database.writing() as connection:
            return deliveries.claim(connection, sink, now, lease, self._database.where)

    def settle(
        self, delivery: Delivery, state: State, now: float, detail: str = "", *, tried: bool = True
    ) -> Delivery:
        """Store what came of a claimed delivery, and return it so."""
        settled = msgspec.structs.replace(
            delivery, state=state, at=now, detail=detail, tries=delivery.tries + tried
        )
        with self._database.writing() as connection:
            deliveries.settle(connection, settled)
        return settled

    def expire(self, now: float) -> tuple[Delivery, ...]:
        """Drop what waited too long or is too much, and return it."""
        with self._database.writing() as connection:
            return deliveries.expire(connection, self._database.where, now)

    def recent(self, most: int) -> tuple[Delivery, ...]:
        """The `most` newest deliveries, newest first."""
        with self._database.reading() as connection:
            return deliveries.find(connection, self._database.where, most)

    def waiting(self) -> tuple[Delivery, ...]:
        """Every delivery that is queued, newest first."""
        with self._database.reading() as connection:
            return deliveries.find(connection, self._database.where, deliveries.ALL, "queued")

    def swept(
        self, watched: Iterable[str], whole: Mapping[str, str], cut: Mapping[str, str], now: float
    ) -> dict[str, Swept]:
        """Note which parts were swept whole and which not; return what is known of `watched`.

        Both map a part's name to its status. A part not heard of before is known from `now`
        on.
        """
        with self._database.writing() as connection:
            known = told.look(connection)
            since = {name: each.since for name, each in known.items()}
            new = {name: Swept(name, now) for name in watched if name not in known}
            new |= {name: Swept(name, since.get(name, now), cut[name]) for name in cut}
            new |= {name: Swept(name, now, whole[name]) for name in whole}
            told.note(connection, new.values())
        return {name: (known | new)[name] for name in watched}

    def add(self, envelope: Envelope, now: float) -> Delivery:
        """Note a delivery that its caller makes at once, and settles."""
        with self._database.writing() as connection:
            return deliveries.claimed(connection, envelope, now, self._database.where)

    def unmark(self, keys: Iterable[str], state: str) -> None:
        """Forget that `keys` were told of in `state`, so that the next time is news."""
        with self._database.writing() as connection:
            told.unmark(connection, keys, state)

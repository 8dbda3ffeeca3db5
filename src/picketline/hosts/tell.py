"""Tell people and programs: queue what is news, deliver it, remember what came of it."""

import random
import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor

from picketline.core import report as reports
from picketline.core.errors import DeliveryError
from picketline.core.report import Report
from picketline.core.sinks import Sink
from picketline.core.sinks.deliver import Outcome, deliver
from picketline.core.sinks.message import Message, document, read
from picketline.core.store import Delivery, Envelope, Letter, Mark, Store, Swept
from picketline.core.store.deliveries import State
from picketline.core.text import safe_text
from picketline.hosts import alerts, channels
from picketline.hosts.inventory import Inventory
from picketline.hosts.journal import Journal

_SLACK = 60.0
"""Seconds beyond its own limit for which what one run delivers is left to it by others."""
_MINUTE, _HOUR = 60.0, 3600.0

Write = Callable[[frozenset[Mark]], Message]


class Teller:
    """What one run tells, through the sinks and the heartbeat of its inventory.

    Where the store does not answer it raises StoreError; when it is made InventoryError, for
    an unreadable secret. A sink that fails never raises. A `silent` one only notes.
    """

    def __init__(
        self,
        store: Store,
        inventory: Inventory,
        environ: Mapping[str, str],
        *,
        silent: bool = False,
    ) -> None:
        self._outbox = store.outbox
        self._journal = Journal(store)
        self._settings = inventory.settings
        self._watched = tuple(host.ssh for host in inventory.hosts)
        self._environ = environ
        self._silent = silent
        self.sinks = () if silent else channels.sinks(inventory, environ)

    def note(self, report: Report) -> None:
        """Queue what is news in `report`, and note which hosts were swept whole."""
        now = time.time()
        whole = {part.name: part.status for part in report.parts if part.finished}
        cut = {part.name: part.status for part in report.parts if not part.finished}
        self._outbox.swept((), whole, cut, now)
        self._outbox.unmark([alerts.overdue_mark(name).key for name in whole], alerts.OVERDUE)
        if self.sinks:
            self._post(
                alerts.marks(report), now, lambda news: alerts.of_findings(report, news, _name())
            )
            self.overdue()

    def overdue(self) -> tuple[Swept, ...]:
        """The hosts not swept whole for too long, longest first; queues what is news of them."""
        now, settings = time.time(), self._settings
        minutes = settings.period_minutes * settings.missed_periods
        known = self._outbox.swept(self._watched, {}, {}, now).values()
        late = {
            alerts.overdue_mark(each.part): each
            for each in sorted(known, key=lambda each: each.since)
            if minutes and abs(now - each.since) > minutes * _MINUTE
        }

        def write(news: frozenset[Mark]) -> Message:
            told = [late[mark] for mark in news]
            return alerts.of_overdue(told, len(self._watched), minutes, _name(), now)

        if self.sinks:
            self._post(frozenset(late), now, write)
        return tuple(late.values())

    def _post(self, marks: frozenset[Mark], now: float, write: Write) -> None:
        """Queue one message about those of `marks` that are news, for every sink."""

        def compose(news: frozenset[Mark]) -> list[Envelope]:
            message = write(news)
            return [_envelope(sink, message) for sink in self.sinks]

        since = now - self._settings.alert_again_hours * _HOUR
        self._outbox.post(marks, since, now, compose)

    def deliver(self) -> tuple[str, ...]:
        """Deliver what is queued to all sinks at once, within their time; say what failed."""
        for dropped in self._outbox.expire(time.time()):
            self._journal.told(dropped)
        if not self.sinks:
            return ()
        with ThreadPoolExecutor(len(self.sinks)) as pool:
            return tuple(failed for failed in pool.map(self._empty, self.sinks) if failed)

    def _empty(self, sink: Sink) -> str:
        """Deliver what waits for `sink`, up to a failure that others would share."""
        seconds = self._settings.alert_timeout_secs
        deadline = time.monotonic() + seconds
        letters = self._outbox.claim(sink.name, time.time(), seconds + _SLACK)
        failed, closed = "", False
        for letter in letters:
            if closed:
                self._outbox.settle(letter.delivery, "queued", time.time(), tried=False)
                continue
            outcome = _sent(sink, letter, deadline)
            self._settle(letter.delivery, outcome)
            closed = outcome.state == "failed"
            failed = failed or _trouble(sink, outcome)
        return failed

    def _settle(self, delivery: Delivery, outcome: Outcome, *, again: bool = True) -> None:
        """Store and record what came of it; what was not taken is queued, if tried `again`."""
        state: State = "queued" if again else "dropped"
        if outcome.state == "delivered":
            state = "delivered"
        self._journal.told(self._outbox.settle(delivery, state, time.time(), outcome.detail))

    def test(self, to: str = "") -> Iterator[tuple[Sink, Outcome]]:
        """Send a message marked as a test to the sink named `to`, or to all; once, not queued."""
        for sink in self.sinks:
            if to in {"", sink.name}:
                message = alerts.of_test(_name(), time.time())
                delivery = self._outbox.add(_envelope(sink, message), time.time())
                outcome = _tried(sink, message, self._settings.alert_timeout_secs)
                self._settle(delivery, outcome, again=False)
                yield sink, outcome

    def beat(self, report: Report) -> tuple[str, ...]:
        """Say that all is well, if it is: `report` is clean, no host overdue, nothing waiting.

        Returns what failed.
        """
        if self._silent:
            return ()
        names = {sink.name for sink in self.sinks}
        waiting = any(each.sink in names for each in self._outbox.waiting())
        if reports.exit_code(report) is not reports.Exit.CLEAN or waiting or self.overdue():
            return ()
        seconds = self._settings.alert_timeout_secs
        return tuple(channels.beat(self._settings, self._environ, seconds))


def _name() -> str:
    return secrets.token_hex(16)


def _envelope(sink: Sink, message: Message) -> Envelope:
    return Envelope(sink.name, message.id, message.headline, document(message))


def _sent(sink: Sink, letter: Letter, deadline: float) -> Outcome:
    try:
        message = read(letter.body)
    except DeliveryError as problem:
        return Outcome("refused", 0, str(problem))
    return deliver(sink, message, deadline=deadline, chance=random.SystemRandom())


def _tried(sink: Sink, message: Message, seconds: float) -> Outcome:
    return deliver(sink, message, deadline=time.monotonic() + seconds, chance=random.SystemRandom())


def _trouble(sink: Sink, outcome: Outcome) -> str:
    if outcome.state == "delivered":
        return ""
    return f"alert not delivered to {sink.name} ({safe_text(sink.place)}): {outcome.detail}; kept"

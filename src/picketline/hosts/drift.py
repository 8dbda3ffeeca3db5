"""What is known of each host: sent with the probe, and brought up to date by what it says."""

import datetime as dt
import fnmatch
import hashlib
import time

import msgspec

from picketline.core.decide import Decided, Disposition, narrow
from picketline.core.report import Gap
from picketline.core.store import Expected, Known, Learning, Store
from picketline.hosts.facts import DRIFT_KINDS, Change, Reading, Status
from picketline.hosts.records import shown

SLOW = {"cron": 3, "setuid-deep": 12, "unit": 3, "unit-system": 12}
"""Kinds that are looked for by turn: how many sweeps it takes until each turn came."""

_MOST_KNOWN = 6000
"""Things that are kept of one host; what a host says beyond is told, not kept."""
_ALL = "*"
"""Stands for all kinds: how often the host was swept, by whomever."""
_RULE = "HOST-DRF-"
_SHORT = 10


def key(item: Known) -> str:
    """What a person names an item by: ten hex digits."""
    words = f"{item.kind}|{item.identity}|{item.value}"
    return hashlib.sha256(words.encode()).hexdigest()[:_SHORT]


class Memory:
    """The known state of a fleet in a store."""

    def __init__(self, store: Store, now: float | None = None) -> None:
        self._store = store
        self._now = time.time() if now is None else now
        self._today = dt.datetime.fromtimestamp(self._now, dt.UTC).date()
        self._expected = tuple(each for each in store.expected() if each.until >= self._today)

    def turn(self, host: str) -> int:
        """How often `host` was swept: which share of what is read by turn is due."""
        return _sweeps(self._store.learned(host))

    def lines(self, host: str) -> tuple[str, ...]:
        """What is known of `host`, as the probe takes it."""
        kinds = {row.kind for row in self._store.learned(host) if _judged(row)}
        items = (self._line(item) for item in self._store.known(host) if item.kind in kinds)
        return (*(f"+{kind}" for kind in sorted(kinds)), *items)

    def _line(self, item: Known) -> str:
        """An item as it is normal; marked where it is not normal that it is there at all."""
        if item.stands(self._today):
            return f"{item.kind}|{item.identity}|{item.value}"
        if item.earlier is not None:
            return f"{item.kind}|{item.identity}|{item.earlier}"
        return f"-{item.kind}|{item.identity}|"

    def settle(
        self, host: str, reading: Reading, findings: list[Decided]
    ) -> tuple[list[Decided], tuple[Gap, ...], str]:
        """Take in what a sweep saw; the findings, narrowed where a change was announced.

        With them what is not judged yet, and a note if this was the first sweep.

        Nothing is learned from a sweep that did not come to its end, and nothing is judged
        by what another user could see.
        """
        if reading.status not in {Status.OK, Status.PARTIAL, Status.NOT_ROOT}:
            return findings, (), ""
        rows = self._store.learned(host)
        self._store.remember((), (), [Learning(host, _ALL, _sweeps(rows) + 1, "")])
        if reading.status is Status.NOT_ROOT:
            return findings, (), ""
        if reading.skipped or reading.errors:
            return findings, (Gap("drift", "nothing is learned from a sweep with gaps"),), ""
        viewer = f"uid {reading.uid}"
        before = {row.kind: row for row in rows if row.kind != _ALL}
        others = {row.viewer for row in before.values()} - {viewer}
        if others:
            return *_unjudged(findings, f"learned as {min(others)}, swept as {viewer}"), ""
        planned = [(each, plan) for each in reading.changes if (plan := self._plan(host, each))]
        self._keep(host, reading.changes, before, viewer)
        told = [_announced(finding, host, planned) for finding in findings]
        learned = sum(each.change == "learned" for each in reading.changes)
        note = "" if before else f"first sweep: learned {learned} things"
        return told, _learning(before), note

    def _keep(
        self, host: str, changes: tuple[Change, ...], before: dict[str, Learning], viewer: str
    ) -> None:
        items = {(item.kind, item.identity): item for item in self._store.known(host)}
        changes = tuple(_believed(each, before) for each in changes)
        here = {(each.kind, each.identity) for each in changes if each.change != "gone"}
        away = {(each.kind, each.identity) for each in changes if each.change == "gone"}
        room = max(0, _MOST_KNOWN - len(items))
        kept = [self._item(host, each, items) for each in changes if each.change != "gone"]
        kept = [
            each for each in kept if (each.kind, each.identity) in items or (room := room - 1) >= 0
        ]
        gone = [item for at, item in items.items() if at in away]
        for at, item in items.items():
            changed = item.drifted and item.earlier is not None and item.kind not in SLOW
            if changed and at not in here and at not in away:
                kept.append(_restored(item))
        counts = (before[kind].sweeps if kind in before else 0 for kind in DRIFT_KINDS)
        rows = [
            Learning(host, kind, count + 1, viewer)
            for kind, count in zip(DRIFT_KINDS, counts, strict=True)
        ]
        self._store.remember(kept, gone, rows)

    def _item(self, host: str, change: Change, items: dict[tuple[str, str], Known]) -> Known:
        """A change as it is kept: normal if it was learned or announced, else drift."""
        old = items.get((change.kind, change.identity))
        plan = self._plan(host, change)
        drifted = change.change != "learned" and plan is None
        earlier = None
        if drifted and change.change == "changed" and old is not None:
            earlier = old.earlier if old.drifted else old.value
        known_since = old.since if old is not None and old.drifted == drifted else self._now
        return Known(
            part=host,
            kind=change.kind,
            identity=change.identity,
            value=change.value,
            drifted=drifted,
            earlier=earlier,
            since=known_since,
            reason=None if plan is None else f"announced: {plan.reason}",
        )

    def _plan(self, host: str, change: Change) -> Expected | None:
        """The announcement that a new or changed thing fits."""
        if change.change not in {"new", "changed"}:
            return None
        what = shown(change.identity)
        for each in self._expected:
            pairs = ((host, each.part), (change.kind, each.kind), (what, each.identity))
            if all(fnmatch.fnmatchcase(text, glob) for text, glob in pairs):
                return each
        return None


def _announced(finding: Decided, host: str, planned: list[tuple[Change, Expected]]) -> Decided:
    for change, plan in planned:
        if _speaks_of(finding, host, change):
            return narrow(finding, Disposition.RECORD, f"announced: {plan.reason}")
    return finding


def _believed(change: Change, before: dict[str, Learning]) -> Change:
    """A host that says "learned" of what is judged already would take it on by itself."""
    if change.change != "learned" or not _judged(before.get(change.kind)):
        return change
    return msgspec.structs.replace(change, change="new")


def _sweeps(rows: tuple[Learning, ...]) -> int:
    return next((row.sweeps for row in rows if row.kind == _ALL), 0)


def _judged(row: Learning | None) -> bool:
    return row is not None and row.kind != _ALL and row.sweeps >= SLOW.get(row.kind, 1)


def _speaks_of(finding: Decided, host: str, change: Change) -> bool:
    if not finding.rule.startswith(_RULE):
        return False
    what = shown(change.identity)
    if change.kind == "key":
        what, _, matched = what.rpartition(" ")
        if not finding.matched.startswith(matched):
            return False
    return finding.subject.identity == f"{host}: {what}"


def _restored(item: Known) -> Known:
    """What drifted and is as it was."""
    return msgspec.structs.replace(item, value=item.earlier or "", drifted=False, earlier=None)


def _unjudged(findings: list[Decided], why: str) -> tuple[list[Decided], tuple[Gap, ...]]:
    reason = f"not judged: {why}"
    told = [
        narrow(finding, Disposition.RECORD, reason) if finding.rule.startswith(_RULE) else finding
        for finding in findings
    ]
    hint = "picket drift forget HOST learns anew"
    return told, (Gap("drift", f"{reason}; {hint}"),)


def _learning(before: dict[str, Learning]) -> tuple[Gap, ...]:
    """What to say of what is not judged yet."""
    if not before:
        return (Gap("drift", "nothing is judged in a first sweep, which learns"),)
    late = sorted(kind for kind in SLOW if not _judged(before.get(kind)))
    if late:
        return (Gap("drift", f"still learning, by turn: {', '.join(late)}"),)
    return ()

"""What changed between sweeps, and what was done about it.

Each host is compared with its own previous appearance: reports of single hosts and of
shares of the fleet stand among those of all. Of a host that could not be looked at whole
nothing is said to be gone; it counts as there until a whole look does not find it.
"""

import msgspec

from picketline.core import report as reports
from picketline.core.report import Change, Part, Report
from picketline.core.store import Row, Store
from picketline.hosts.facts import CONTAINED, Status

UNFINISHED = str(Status.UNFINISHED)


class Moved(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One finding that appeared, is gone or is judged otherwise, as it was last seen.

    `was` holds its earlier severity and disposition, where `change` is "changed".
    """

    change: str
    rule: str
    severity: str
    disposition: str
    subject: str
    fingerprint: str
    title: str = ""
    reason: str = ""
    was: tuple[str, str] | None = None
    told: bool = False


class HostChange(msgspec.Struct, frozen=True, kw_only=True):
    """How a host differs from its last appearance; `was` is "" where it is the first one.

    `state` is the status, or "unfinished" where a host that was reached has gaps.
    """

    host: str
    state: str
    was: str
    note: str = ""
    moved: tuple[Moved, ...] = ()


class Sweep(msgspec.Struct, frozen=True, kw_only=True, tag="sweep"):
    """One sweep that changed something. `at` is when it began, in seconds since the epoch."""

    at: float
    digest: str
    hosts: tuple[HostChange, ...]


class Act(msgspec.Struct, frozen=True, kw_only=True, tag="act"):
    """Something done, by picket or by a person, as the audit has it."""

    at: float
    seq: int
    actor: str
    action: str
    host: str
    outcome: str
    detail: dict[str, str | int | float | bool]


class Timeline(msgspec.Struct, frozen=True, kw_only=True):
    """What happened, newest first; how many sweeps are kept, and when the oldest began."""

    entries: tuple[Sweep | Act, ...]
    sweeps: int
    oldest: float
    hosts: tuple[str, ...]


class Follower:
    """Compares each report with what was last seen of its hosts."""

    def __init__(self) -> None:
        self._last: dict[str, Part] = {}

    @property
    def hosts(self) -> tuple[str, ...]:
        """Everyone seen so far, in order."""
        return tuple(sorted(self._last))

    def follow(self, report: Report) -> tuple[HostChange, ...]:
        """How the hosts of `report` differ from before."""
        changes = []
        for part in report.parts:
            before = self._last.get(part.name)
            seen = part if before is None else _carried(before, part)
            self._last[part.name] = seen
            changed = _compared(before, seen, report)
            if changed is not None:
                changes.append(changed)
        return tuple(changes)


def _carried(before: Part, after: Part) -> Part:
    """`after`, with what it may only have failed to see."""
    if after.finished:
        return after
    seen = {each.fingerprint for each in after.findings}
    unseen = tuple(each for each in before.findings if each.fingerprint not in seen)
    return msgspec.structs.replace(after, findings=(*after.findings, *unseen))


def _compared(before: Part | None, after: Part, report: Report) -> HostChange | None:
    was, state = "" if before is None else _state(before), _state(after)
    nothing = msgspec.structs.replace(after, findings=())
    changes = reports.diff(before or nothing, after)
    if state == was and not changes:
        return None
    moved = tuple(_moved(change, after, report) for change in changes)
    note = "" if after.finished else after.note
    return HostChange(host=after.name, state=state, was=was, note=note, moved=moved)


def _state(part: Part) -> str:
    reached = part.status in {Status.OK, Status.PARTIAL}
    return UNFINISHED if reached and not part.finished else part.status


def _moved(change: Change, part: Part, report: Report) -> Moved:
    before, after = change.before, change.after
    last = after or before
    assert last is not None  # noqa: S101  # one of the two always is there
    kind = "changed" if before and after else "appeared" if after else "gone"
    note = report.rules.get(last.rule)
    return Moved(
        change=kind,
        rule=last.rule,
        severity=last.severity.value,
        disposition=last.disposition.value,
        subject=f"{last.subject.kind} {last.subject.identity.removeprefix(f'{part.name}: ')}",
        fingerprint=last.fingerprint,
        title=note.title if note else "",
        reason=last.reason or "",
        was=(before.severity.value, before.disposition.value) if before and after else None,
        told=any(side.disposition.alertable for side in (before, after) if side is not None),
    )


def timeline(store: Store, host: str | None = None, since: float = 0.0) -> Timeline:
    """What happened from `since` on, in seconds since the epoch, to `host` or to all.

    Raises StoreError for what cannot be read.
    """
    follower = Follower()
    entries: list[Sweep | Act] = []
    count, oldest = 0, 0.0
    for made in store.reports():
        count += 1
        oldest = oldest or made.started
        changes = follower.follow(made)
        chosen = tuple(each for each in changes if host in {None, each.host})
        if chosen and made.started >= since:
            entries.append(Sweep(at=made.started, digest=made.digest, hosts=chosen))
    acts = (_act(row) for row in store.audit.rows() if _counts(row) and row.at >= since)
    entries += (act for act in acts if host in {None, act.host})
    entries.sort(key=lambda entry: entry.at, reverse=True)
    return Timeline(entries=tuple(entries), sweeps=count, oldest=oldest, hosts=follower.hosts)


def _counts(row: Row) -> bool:
    """Whether a row tells what was done to a host: no order that a deed follows, no refusal."""
    if row.action == "contain":
        return row.outcome.partition(":")[0] in CONTAINED
    return row.action in {"copy", "drift", "thaw"}


def _act(row: Row) -> Act:
    return Act(
        at=row.at,
        seq=row.seq,
        actor=row.actor,
        action=row.action,
        host=row.subject,
        outcome=row.outcome,
        detail=row.detail,
    )

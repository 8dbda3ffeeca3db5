"""What is said: of findings that are news, of hosts that are overdue, and to try a sink out."""

import itertools
from collections.abc import Collection, Iterable, Iterator

import msgspec

from picketline.core import canonical
from picketline.core.decide import Decided
from picketline.core.formats.summary import note, spoken, subject, utc
from picketline.core.model import Severity
from picketline.core.report import Part, Report
from picketline.core.sinks.message import Group, Message
from picketline.core.store import Mark, Swept
from picketline.core.text import safe_text

_MOST_FINDINGS = 100
_MOST_LINES = 200
_LARGEST = 1 << 18
_LONGEST_SUBJECT = 160
_LONGEST_LINE = 600
_DIGITS = 12
OVERDUE = "overdue"


def mark(finding: Decided) -> Mark:
    """What is told once: a finding, as bad as it is and with what was done about it."""
    return Mark(finding.fingerprint, f"{finding.severity.value} {finding.disposition.value}")


def overdue_mark(name: str) -> Mark:
    """What is told once of a host that is overdue."""
    return Mark(f"{OVERDUE} {name}", OVERDUE)


def marks(report: Report) -> frozenset[Mark]:
    """Everything in `report` that a person is to be told of."""
    return frozenset(mark(finding) for part in report.parts for finding in part.alertable)


def of_findings(report: Report, news: Collection[Mark], name: str) -> Message:
    """The message `name` about what is news in `report`: grouped by host, the worst first."""
    parts = [
        msgspec.structs.replace(part, findings=told)
        for part in report.parts
        if (told := tuple(finding for finding in part.alertable if mark(finding) in news))
    ]
    parts.sort(key=lambda part: -_worst(part).rank)
    count, worst = sum(len(part.findings) for part in parts), _worst(*parts)
    where = parts[0].name if len(parts) == 1 else f"{len(parts)} hosts"
    groups, more = _limited(_group(report, part) for part in parts)
    return Message(
        id=name,
        kind="findings",
        at=report.started,
        severity=worst,
        headline=f"picket: {count} finding{_s(count)} on {where} ({worst.value})",
        groups=groups,
        more=more,
        report=_narrowed(report, parts),
    )


def _worst(*parts: Part) -> Severity:
    return max(finding.severity for part in parts for finding in part.findings)


def _s(count: int) -> str:
    return "" if count == 1 else "s"


def _group(report: Report, part: Part) -> Group:
    """A line for each statement, which may hold for several processes."""
    same: dict[Mark, list[Decided]] = {}
    for finding in sorted(part.findings, key=lambda finding: -finding.severity.rank):
        same.setdefault(mark(finding), []).append(finding)
    return Group(
        part.name,
        tuple(_line(report, part, found[0], len(found)) for found in same.values()),
    )


def _line(report: Report, part: Part, finding: Decided, count: int) -> str:
    named = subject(part, finding)
    short = named if len(named) <= _LONGEST_SUBJECT else f"{named[:_LONGEST_SUBJECT]}..."
    times = f" (x{count})" if count > 1 else ""
    said = (
        f"{finding.severity.value.upper()} {spoken(finding.disposition)}:"
        f" {note(report, finding.rule).title}: {finding.subject.kind} {short}{times}"
        f" [{finding.rule} {finding.fingerprint[:_DIGITS]}]"
    )
    return safe_text(said)[:_LONGEST_LINE]


def _limited(groups: Iterable[Group]) -> tuple[tuple[Group, ...], int]:
    """The groups with at most 200 lines in all, and how many lines that leaves out."""
    kept, left, more = [], _MOST_LINES, 0
    for group in groups:
        lines = group.lines[:left]
        left -= len(lines)
        more += len(group.lines) - len(lines)
        if lines:
            kept.append(Group(group.part, lines))
    return tuple(kept), more


def _narrowed(report: Report, parts: list[Part]) -> Report:
    """The report with nothing but what is told, the worst first, as far as it fits 256 KiB.

    Its digest stays that of the whole report.
    """
    most = _MOST_FINDINGS
    while True:
        kept = tuple(_first(parts, most))
        rules = {finding.rule for part in kept for finding in part.findings}
        made = msgspec.structs.replace(
            report,
            parts=kept,
            rules={rule: about for rule, about in report.rules.items() if rule in rules},
            triage=None,
        )
        if most == 0 or len(canonical.encode(made)) <= _LARGEST:
            return made
        most //= 2


def _first(parts: list[Part], most: int) -> Iterator[Part]:
    for part in parts:
        found = part.findings[:most]
        most -= len(found)
        if found:
            bare = Part(kind=part.kind, name=part.name, status=part.status)
            yield msgspec.structs.replace(bare, findings=found)


def of_overdue(
    overdue: Collection[Swept], watched: int, minutes: int, name: str, now: float
) -> Message:
    """The message `name` about hosts that were not swept whole for over `minutes`."""
    lines = (
        Group(each.part, (f"not swept whole since {utc(each.since)}{_status(each)}",))
        for each in sorted(overdue, key=lambda each: each.since)
    )
    groups = tuple(itertools.islice(lines, _MOST_LINES))
    count = len(overdue)
    return Message(
        id=name,
        kind="overdue",
        at=now,
        severity=Severity.HIGH,
        headline=f"picket: {count} of {watched} host{_s(watched)} not swept whole"
        f" for over {minutes} min",
        groups=groups,
        more=count - len(groups),
    )


def _status(each: Swept) -> str:
    return f"; last: {safe_text(each.status)}" if each.status else ""


def of_test(name: str, now: float) -> Message:
    """The message `name` that tries a sink out, and says so."""
    return Message(
        id=name,
        kind="test",
        at=now,
        severity=Severity.INFO,
        headline="picket: TEST, nothing was found: this is what an alert looks like",
        groups=(Group("a-host", ("a finding would stand here; nobody needs to do anything",)),),
    )

"""What several formats say of a report in the same words."""

import datetime as dt
import enum
import re

import msgspec

from picketline.core.decide import Decided, Disposition
from picketline.core.report import Part, Report, RuleNote, tally

_ACCEPTED = ("accepted:", "ignored:")
_PACK = "pack "
_COLLECTED = re.compile(r"\bcollected (\d{4}-\d\d-\d\d)\b", re.ASCII)


class Verdict(enum.Enum):
    """What one part comes to. `unseen` is an unfinished part where no check ran."""

    CLEAN = "clean"
    UNFINISHED = "unfinished"
    UNSEEN = "unseen"
    FOUND = "found"


SIGNS = {Verdict.CLEAN: "✓", Verdict.UNFINISHED: "?", Verdict.UNSEEN: "✗", Verdict.FOUND: "✗"}


class Summary(msgspec.Struct, frozen=True):
    """The figures of a whole report; `checks` counts distinct rules that ran."""

    parts: int
    checks: int
    dispositions: dict[Disposition, int]
    skipped: int
    errors: int
    accepted: int


def summarise(report: Report) -> Summary:
    """Count what is in `report`."""
    return Summary(
        parts=len(report.parts),
        checks=len({rule for part in report.parts for rule in part.checks}),
        dispositions={found: count for found, count in tally(report).items() if count},
        skipped=sum(len(part.skipped) for part in report.parts),
        errors=sum(len(part.errors) for part in report.parts),
        accepted=sum(
            acceptance(finding) is not None for part in report.parts for finding in part.findings
        ),
    )


def verdict(part: Part) -> Verdict:
    """Findings outweigh gaps; without either the part is clean."""
    if part.alertable:
        return Verdict.FOUND
    if part.finished:
        return Verdict.CLEAN
    return Verdict.UNSEEN if part.status != "ok" and not part.checks else Verdict.UNFINISHED


def words(part: Part) -> str:
    """The verdict on `part` in words, with its status where that says more."""
    found = verdict(part)
    if found is Verdict.UNSEEN:
        return part.status or found.value
    count = len(part.alertable)
    said = f"{count} finding{'s' * (count != 1)}" if count else found.value
    return said if part.status == "ok" else f"{said} ({part.status})"


def worst_first(findings: tuple[Decided, ...]) -> list[Decided]:
    """The findings by falling severity, otherwise in the order they came."""
    return sorted(findings, key=lambda finding: -finding.severity.rank)


def recorded(part: Part) -> tuple[Decided, ...]:
    """The findings that nobody is told of."""
    return tuple(finding for finding in part.findings if not finding.disposition.alertable)


def note(report: Report, rule: str) -> RuleNote:
    """The report's note on `rule`; one made of its id where there is none."""
    return report.rules.get(rule) or RuleNote(name=rule, title=rule, next="")


def subject(part: Part, finding: Decided) -> str:
    """The subject's name, without the part's where it begins with that."""
    return finding.subject.identity.removeprefix(f"{part.name}: ")


def place(finding: Decided) -> dict[str, str | int]:
    """Where the subject stood, as far as neither its identity nor the evidence says it."""
    told = {finding.subject.identity, *(evidence.value for evidence in finding.evidence)}
    names = {evidence.name for evidence in finding.evidence}
    stood: dict[str, str | int] = msgspec.to_builtins(finding.location)
    return {
        name: value
        for name, value in stood.items()
        if name not in names and (name != "path" or value not in told)
    }


def acceptance(finding: Decided) -> str | None:
    """Why a person accepted `finding`; None if nobody did."""
    reason = finding.reason or ""
    return reason.partition(":")[2].strip() if reason.startswith(_ACCEPTED) else None


def unsigned(report: Report) -> tuple[str, ...]:
    """The packs, among what the findings rest on, that nobody signed."""
    return tuple(
        name.removeprefix("pack ")
        for name, said in sorted(report.basis.items())
        if name.startswith("pack ") and said.endswith(", unsigned")
    )


def collected(said: str) -> dt.date | None:
    """The day on which a pack was collected, by what a report's basis says of it."""
    found = _COLLECTED.search(said)
    try:
        return dt.date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None


def begun(report: Report) -> dt.date | None:
    """The day, UTC, on which the report was begun; None for one without times."""
    try:
        return dt.datetime.fromtimestamp(report.started, dt.UTC).date() if report.started else None
    except (ValueError, OverflowError, OSError):
        return None


def age(report: Report) -> str:
    """From when the packs of the corpus are; how old that was where the report has times."""
    packs = (said for name, said in report.basis.items() if name.startswith(_PACK))
    days = sorted({day for day in map(collected, packs) if day is not None})
    if not days:
        return ""
    said = " to ".join(str(day) for day in dict.fromkeys((days[0], days[-1])))
    if (today := begun(report)) is None:
        return said
    ages = list(dict.fromkeys(str((today - day).days) for day in (days[-1], days[0])))
    return f"{said}, {' to '.join(ages)} day{'s' * (ages != ['1'])} old"


def spoken(disposition: Disposition) -> str:
    """The disposition as words."""
    return disposition.value.replace("-", " ")


def mode(report: Report) -> str:
    """Whether the run might act."""
    return "armed" if report.armed else "observe only"


def utc(seconds: float) -> str:
    """Seconds since the epoch as RFC 3339 UTC; empty for 0 and for what is no date."""
    if not seconds:
        return ""
    try:
        moment = dt.datetime.fromtimestamp(seconds, dt.UTC)
    except (ValueError, OverflowError, OSError):
        return ""
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")

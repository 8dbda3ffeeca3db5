"""The report for people: plain text, one block a part, worst finding first.

Words and signs carry the meaning; colour only repeats it. Every string of the report is
made safe and cut or wrapped, so that nothing reported can break or forge a line.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from picketline.core.decide import Decided, Disposition
from picketline.core.formats.pen import Pen
from picketline.core.formats.summary import (
    SIGNS,
    Verdict,
    mode,
    note,
    place,
    recorded,
    spoken,
    subject,
    summarise,
    verdict,
    words,
    worst_first,
)
from picketline.core.model import Severity
from picketline.core.report import Gap, Part, Report, Triage

_COLOURS = {
    Verdict.CLEAN: "green",
    Verdict.UNFINISHED: "yellow",
    Verdict.UNSEEN: "red",
    Verdict.FOUND: "red",
}
_SHADES: dict[Severity, dict[str, Any]] = {
    Severity.CRITICAL: {"fg": "red", "bold": True, "reverse": True},
    Severity.HIGH: {"fg": "red", "bold": True},
    Severity.MEDIUM: {"fg": "yellow"},
    Severity.LOW: {"fg": "cyan"},
    Severity.INFO: {"dim": True},
}
_INDENT = 12
_NAME = 80
_VALUE = 160
_TEXT = 400
_FEW = 3
_MOST_EVIDENCE = 12
_PLACES = ("pid", "path", "line")
_OPINION = 4000
_DIGITS = 12
_GAP = "   "


def render(
    report: Report,
    *,
    width: int = 100,
    colour: bool = False,
    ascii: bool = False,  # noqa: A002  # the plain word for what it asks
) -> bytes:
    """Return the table of `report`, lines of at most `width` columns (at least 40)."""
    pen = Pen(width=width, colour=colour, ascii=ascii)
    lines = [
        *(line for part in report.parts for line in _part(pen, report, part)),
        *_summary(pen, report),
        *(_triage(pen, report.triage) if report.triage else ()),
    ]
    return "".join(f"{line}\n" for line in lines).encode()


def _part(pen: Pen, report: Report, part: Part) -> Iterator[str]:
    yield from _header(pen, part)
    for alike in _grouped(worst_first(part.alertable)):
        yield from _finding(pen, report, part, alike[0])
        yield from _others(pen, alike[1:])
    if quiet := len(recorded(part)):
        yield f"  recorded: {quiet} (see --json)"
    yield from _gaps(pen, "not seen", part.skipped)
    yield from _gaps(pen, "error", part.errors)
    yield from (pen.paint(line, dim=True) for line in _coverage(pen, part.coverage))


def _header(pen: Pen, part: Part) -> list[str]:
    found = verdict(part)
    sign = f"{pen.sign(SIGNS[found])} {pen.clip(words(part), _NAME)}".rstrip()
    said = [
        f"=== {pen.clip(part.name, _NAME)} ===",
        *(f"{pen.clip(name, _NAME)} {value:.2f}" for name, value in sorted(part.measures.items())),
        sign,
        pen.clip(part.note, _TEXT),
    ]
    painted = pen.paint(sign, fg=_COLOURS[found], bold=True)
    lines = pen.lines(_GAP.join(filter(None, said)), 0)
    return [line.replace(sign, painted, 1) for line in lines]


def _finding(pen: Pen, report: Report, part: Part, finding: Decided) -> Iterator[str]:
    about = note(report, finding.rule)
    severity = finding.severity.value.upper()
    lead = f"  {severity:<8}  {spoken(finding.disposition):<13}  "
    about_whom = f"{finding.subject.kind} {subject(part, finding)}"
    first, *rest = pen.lines(pen.clip(about_whom, _TEXT), _INDENT, lead)
    yield first.replace(severity, pen.paint(severity, **_SHADES[finding.severity]), 1)
    yield from rest
    title, rule, name = (pen.clip(text, _TEXT) for text in (about.title, finding.rule, about.name))
    yield from pen.lines(f"{title}  {rule} {name}", _INDENT)
    facts = f" {pen.sign('·')} ".join(_facts(pen, finding))
    for label, text in (
        ("", facts),
        ("reason: ", pen.clip(finding.reason or "", _TEXT)),
        ("next: ", pen.clip(about.next, _TEXT)),
        ("accept: ", pen.clip(finding.fingerprint[:_DIGITS], _DIGITS)),
    ):
        yield from pen.lines(label + text, _INDENT) if text else ()


def _grouped(findings: list[Decided]) -> list[list[Decided]]:
    """The findings, those with one fingerprint and disposition together."""
    groups: dict[tuple[str, Disposition], list[Decided]] = {}
    for finding in findings:
        groups.setdefault((finding.fingerprint, finding.disposition), []).append(finding)
    return list(groups.values())


def _others(pen: Pen, alike: list[Decided]) -> Iterator[str]:
    """Where else the same was found, in a line."""
    if not alike:
        return
    pids = [str(each.location.pid) for each in alike if each.location.pid is not None]
    named = f": pid {', '.join(pids[:_MOST_EVIDENCE])}" if pids else ""
    yield from pen.lines(f"and {len(alike)} more of the same{named}", _INDENT)


def _facts(pen: Pen, finding: Decided) -> Iterator[str]:
    """What was seen: where the subject stood, as far as people need it, and evidence."""
    stood = place(finding)
    yield from (f"{name} {pen.clip(str(stood[name]), _VALUE)}" for name in _PLACES if name in stood)
    for evidence in finding.evidence[:_MOST_EVIDENCE]:
        yield f"{pen.clip(evidence.name, _NAME)} {pen.clip(str(evidence.value), _VALUE)}"
    if (more := len(finding.evidence) - _MOST_EVIDENCE) > 0:
        yield f"{more} more (see --json)"


def _gaps(pen: Pen, label: str, gaps: Iterable[Gap]) -> Iterator[str]:
    for gap in gaps:
        yield from pen.lines(f"{label}: {_gap(pen, gap)}", 2)


def _coverage(pen: Pen, gaps: tuple[Gap, ...]) -> Iterator[str]:
    """Each with its reason where they are few; of many the names."""
    if len(gaps) <= _FEW:
        yield from (pen.line(_gap(pen, gap), "  coverage: ") for gap in gaps)
        return
    names = ", ".join(dict.fromkeys(pen.clip(gap.what, _TEXT) for gap in gaps))
    yield from pen.lines(f"coverage: {len(gaps)} left out by plan or unknown here: {names}", 2)
    yield "  --json says why of each"


def _gap(pen: Pen, gap: Gap) -> str:
    return f"{pen.clip(gap.what, _TEXT)}: {pen.clip(gap.why, _TEXT)}"


def _summary(pen: Pen, report: Report) -> Iterator[str]:
    figures = summarise(report)
    by_disposition = f" {pen.sign('·')} ".join(
        f"{spoken(disposition)} {count}"
        for disposition, count in sorted(figures.dispositions.items(), reverse=True)
    )
    contained = figures.dispositions.get(Disposition.CONTAINED, 0)
    yield "=== summary ==="
    for label, said in {
        "parts": figures.parts,
        "checks run": figures.checks,
        "findings": by_disposition or "none",
        "skipped": figures.skipped,
        "errors": figures.errors,
        "known state": f"{figures.accepted} accepted {pen.sign('·')} {contained} contained",
        "mode": mode(report),
        "digest": pen.clip(report.digest[:_DIGITS], _DIGITS) or "none",
    }.items():
        yield from pen.lines(str(said), _INDENT, f"  {label:<11}  ")


def _triage(pen: Pen, triage: Triage) -> Iterator[str]:
    yield from pen.lines("=== triage (a model's opinion; it decides nothing) ===", 0)
    if triage.failure:
        yield from pen.lines(f"no opinion: {pen.clip(triage.failure, _TEXT)}", 2)
    for line in triage.assessment.split("\n") if triage.assessment else ():
        yield from pen.lines(pen.clip(line, _OPINION), 2, "  | ", "  | ")

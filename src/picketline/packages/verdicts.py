"""The report on packages for people: a verdict a package, worst first, and one summary.

Never a wall: a bounded number of packages, hygiene as a line of counts, all else by its number
and the way to it. Every string of the report is made safe and cut or wrapped, so that nothing
reported can break or forge a line.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from picketline.core.decide import Decided
from picketline.core.formats.pen import Pen
from picketline.core.formats.summary import acceptance, age, begun, collected, note, unsigned
from picketline.core.model import Severity
from picketline.core.report import Gap, Report, Triage

MOST = 20
"""Packages that are named."""
_FEW = 5
_NAME = 100
_TEXT = 300
_OPINION = 4000
_DIGITS = 12
_LEAD = 10
_MORE = "picosentry scan -f json"
_PACK = "pack "
_NO_CORPUS = "none: nothing known bad can be told"
_WHOLE = "."
"""What a gap is called that is about all of a project."""
_SHADES: dict[Severity, dict[str, Any]] = {
    Severity.CRITICAL: {"fg": "red", "bold": True, "reverse": True},
    Severity.HIGH: {"fg": "red", "bold": True},
    Severity.MEDIUM: {"fg": "yellow"},
}


class _Package(msgspec.Struct, frozen=True):
    """A package as it is called, with what was found on it, worst first, and in which parts."""

    name: str
    findings: tuple[Decided, ...]
    parts: tuple[str, ...]

    @property
    def worst(self) -> Severity:
        return self.findings[0].severity


def render(
    report: Report,
    *,
    width: int = 100,
    colour: bool = False,
    ascii: bool = False,  # noqa: A002  # the plain word for what it asks
    most: int = MOST,
) -> bytes:
    """Return the verdicts of `report`, lines of at most `width` columns (at least 40).

    `most` packages are named. The ages of the corpus's packs are those on the day the report was
    begun; where it has no times, the days alone are told on which the packs were collected.
    """
    pen = Pen(width=width, colour=colour, ascii=ascii)
    packages = _packages(report)
    lines = [
        *_unfinished(pen, report),
        *(line for package in packages[:most] for line in _verdict(pen, report, package)),
        *_left_out(pen, packages[most:]),
        *_hygiene(pen, report),
        *_coverage(pen, report),
        *_summary(pen, report, packages),
        *(_triage(pen, report.triage) if report.triage else ()),
    ]
    return "".join(f"{line}\n" for line in lines).encode()


def line(report: Report, fail_on: Severity, rules: int) -> str:
    """The verdict in one line: what was found and what fails, by which rules and knowledge.

    `fail_on` is the threshold, `rules` how many rules there are. What was reported is made safe.
    """
    pen = Pen(width=_TEXT, ascii=True)
    packages = _packages(report)
    said = _outcome(pen, report, packages)[2]
    severities = Counter(
        finding.severity
        for part in report.parts
        for finding in part.findings
        if acceptance(finding) is None
    )
    over = Counter({each: count for each, count in severities.items() if each >= fail_on})
    taken = sum(acceptance(each) is not None for part in report.parts for each in part.findings)
    known = age(report)
    texts = (
        _headed(report, said, fails=bool(over), needs=bool(packages)),
        f"from {fail_on.value} upwards: {_by_severity(', ', over.elements()) or 'nothing'}",
        f"below: {_by_severity(', ', (severities - over).elements()) or 'nothing'}",
        f"accepted: {taken}" if taken else "",
        f"rules: {min((len(part.checks) for part in report.parts), default=0)} of {rules}",
        f"looked at: {', '.join(_measured(report))}",
        f"corpus: of {known}" if known else f"corpus: {_NO_CORPUS}",
        *_seen_so(pen, report, said),
    )
    return "; ".join(filter(None, texts))


def _headed(report: Report, said: str, *, fails: bool, needs: bool) -> str:
    """The verdict on all of it, led by the word for the exit code."""
    if fails:
        return f"found: {said}" if needs else "found"
    if not all(part.finished for part in report.parts):
        return f"unfinished: {said}"
    return said if said.startswith("clean") else f"passed: {said}"


def _seen_so(pen: Pen, report: Report, said: str) -> Iterator[str]:
    """The first gap by plan that is of what was scanned, not of a rule; how many more there are."""
    gaps = [
        gap
        for part in report.parts
        for gap in part.coverage
        if gap.what not in part.checks and gap.why not in said
    ]
    if gaps:
        more = f" and {len(gaps) - 1} more" if len(gaps) > 1 else ""
        yield f"coverage: {_gap(pen, gaps[0])}{more}"


def _packages(report: Report) -> list[_Package]:
    """The packages that need a look: worst first, malice before mistakes, then by name."""
    found: dict[str, list[tuple[str, Decided]]] = {}
    for part in report.parts:
        for finding in part.findings:
            if acceptance(finding) is None and not _is_hygiene(report, finding):
                found.setdefault(_named(finding), []).append((part.name, finding))

    def place(finding: Decided) -> tuple[int, bool, str]:
        return (-finding.severity.rank, not note(report, finding.rule).malware, finding.rule)

    packages = [
        _Package(
            name,
            tuple(sorted((finding for _, finding in pairs), key=place)),
            tuple(dict.fromkeys(part for part, _ in pairs)),
        )
        for name, pairs in found.items()
    ]
    return sorted(packages, key=lambda package: (*place(package.findings[0])[:2], package.name))


def _is_hygiene(report: Report, finding: Decided) -> bool:
    """Whether it is told by its number alone: info, low, and what offends a policy alone."""
    if finding.severity < Severity.MEDIUM:
        return True
    return finding.severity < Severity.HIGH and note(report, finding.rule).category == "policy"


def _named(finding: Decided) -> str:
    """The package with its version where the evidence knows it."""
    return _evidence(finding, "purl") or finding.subject.identity


def _evidence(finding: Decided, name: str) -> str:
    return next((str(each.value) for each in finding.evidence if each.name == name), "")


def _unfinished(pen: Pen, report: Report) -> Iterator[str]:
    lost = [gap for part in report.parts for gap in (*part.errors, *part.skipped)]
    if not lost:
        return
    said = f"{pen.sign('?')} unfinished: {_count(len(lost), 'thing')} could not be looked at"
    yield from (pen.paint(line, fg="yellow", bold=True) for line in pen.lines(said, 0))
    for gap in lost[:_FEW]:
        yield from pen.lines(_gap(pen, gap), 2)
    if len(lost) > _FEW:
        yield from pen.lines(f"and {len(lost) - _FEW} more: {_MORE}", 2)


def _verdict(pen: Pen, report: Report, package: _Package) -> Iterator[str]:
    """A package's line, why, and what to do where that cannot wait."""
    worst = package.findings[0]
    about, word = note(report, worst.rule), worst.severity.value.upper()
    texts = (package.name, about.title, worst.rule)
    said = "  ".join(pen.clip(text, _NAME) for text in texts)
    if len(report.parts) > 1:
        said += f"  in {pen.clip(package.parts[0], _NAME)}"
        said += f" and {len(package.parts) - 1} more" * (len(package.parts) > 1)
    first, *rest = pen.lines(said, _LEAD, f"{word:<{_LEAD}}")
    yield first.replace(word, pen.paint(word, **_SHADES[worst.severity]), 1)
    yield from rest
    if why := _why(pen, worst):
        yield from pen.lines(f"why: {why}", _LEAD)
    if about.next and worst.severity >= Severity.HIGH:
        yield from pen.lines(f"next: {pen.clip(about.next, _TEXT)}", _LEAD)
    if others := package.findings[1:]:
        yield from pen.lines(f"also on it: {_counted(pen, others)}", _LEAD)


def _why(pen: Pen, finding: Decided) -> str:
    """How it comes to run, what it does then, and where that stands."""
    stood = finding.location
    line = f":{stood.line}" if stood.line else ""
    said = (
        _evidence(finding, "chain"),
        _evidence(finding, "why") or finding.matched,
        f"{stood.path}{line}" if stood.path else "",
    )
    return f" {pen.sign('·')} ".join(pen.clip(text, _TEXT) for text in said if text)


def _left_out(pen: Pen, packages: list[_Package]) -> Iterator[str]:
    if packages:
        counts = _by_severity(", ", (package.worst for package in packages))
        said = f"and {len(packages)} more package{'s' * (len(packages) != 1)} ({counts}): {_MORE}"
        yield from pen.lines(said, 0)


def _hygiene(pen: Pen, report: Report) -> Iterator[str]:
    quiet = [
        finding
        for part in report.parts
        for finding in part.findings
        if acceptance(finding) is None and _is_hygiene(report, finding)
    ]
    if quiet:
        yield from pen.lines(f"hygiene: {_counted(pen, quiet)}: {_MORE}", 0)


def _coverage(pen: Pen, report: Report) -> Iterator[str]:
    """What was not looked at by plan: the names, and that there are reasons."""
    names = dict.fromkeys(gap.what for part in report.parts for gap in part.coverage)
    if names:
        few = ", ".join(pen.clip(name, _NAME) for name in list(names)[:_FEW])
        more = f" and {len(names) - _FEW} more" if len(names) > _FEW else ""
        said = f"coverage: left out by plan or unknown here: {few}{more}: {_MORE}"
        yield from (pen.paint(line, dim=True) for line in pen.lines(said, 0))


def _summary(pen: Pen, report: Report, packages: list[_Package]) -> Iterator[str]:
    sign, shade, said = _outcome(pen, report, packages)
    dot = f" {pen.sign('·')} "
    accepted = sum(acceptance(each) is not None for part in report.parts for each in part.findings)
    yield "=== summary ==="
    first, *rest = pen.lines(f"{pen.sign(sign)} {said}", 0)
    yield pen.paint(first, fg=shade, bold=True)
    yield from rest
    for label, text in {
        "looked at": dot.join(_measured(report)),
        "corpus": dot.join(_basis(pen, report)) or _NO_CORPUS,
        "accepted": str(accepted) if accepted else "",
        "digest": pen.clip(report.digest[:_DIGITS], _DIGITS),
    }.items():
        yield from pen.lines(text, 13, f"  {label:<9}  ") if text else ()


def _outcome(pen: Pen, report: Report, packages: list[_Package]) -> tuple[str, str, str]:
    """The sign, its colour, and the verdict on all of it in words."""
    unfinished = not all(part.finished for part in report.parts)
    tail = ", and the scan is unfinished" if unfinished else ""
    if packages:
        counts = _by_severity(", ", (package.worst for package in packages))
        needs = "need" if len(packages) != 1 else "needs"
        return "✗", "red", f"{_count(len(packages), 'package')} {needs} a look: {counts}{tail}"
    if unfinished:
        return "?", "yellow", "nothing found so far, but the scan is unfinished: not clean"
    if applied := report.basis.get("rules"):
        return "?", "yellow", f"nothing found by {pen.clip(applied, _NAME)} rules alone: not clean"
    if bare := [gap.why for part in report.parts for gap in part.coverage if gap.what == _WHOLE]:
        return "?", "yellow", f"nothing found, but {pen.clip(bare[0], _TEXT)}"
    return "✓", "green", "clean: nothing needs a look"


def _measured(report: Report) -> Iterator[str]:
    for name in ("packages", "locked", "files"):
        if total := sum(part.measures.get(name, 0.0) for part in report.parts):
            yield f"{total:,.0f} {name.removesuffix('s') if total == 1 else name}"


def _basis(pen: Pen, report: Report) -> Iterator[str]:
    """The corpus's digest, then each pack with the day that its knowledge ends."""
    if digest := report.basis.get("corpus"):
        yield pen.clip(digest[:_DIGITS], _DIGITS)
    bare = unsigned(report)
    for name, said in sorted(report.basis.items()):
        if name.startswith(_PACK):
            pack = name.removeprefix(_PACK)
            sealed = ", unsigned" if pack in bare else ""
            yield pen.clip(pack, _NAME) + _age(said, begun(report)) + sealed


def _age(said: str, today: dt.date | None) -> str:
    day = collected(said)
    if day is None:
        return ""
    return f" of {day}" + (f", {_count((today - day).days, 'day')} old" if today else "")


def _counted(pen: Pen, findings: Iterable[Decided]) -> str:
    return _by_severity(f" {pen.sign('·')} ", (finding.severity for finding in findings))


def _by_severity(between: str, severities: Iterable[Severity]) -> str:
    counts = Counter(severities)
    return between.join(f"{each.value} {counts[each]}" for each in sorted(counts, reverse=True))


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'s' * (number != 1)}"


def _gap(pen: Pen, gap: Gap) -> str:
    return f"{pen.clip(gap.what, _TEXT)}: {pen.clip(gap.why, _TEXT)}"


def _triage(pen: Pen, triage: Triage) -> Iterator[str]:
    yield from pen.lines("=== triage (a model's opinion; it decides nothing) ===", 0)
    if triage.failure:
        yield from pen.lines(f"no opinion: {pen.clip(triage.failure, _TEXT)}", 2)
    for line in triage.assessment.split("\n") if triage.assessment else ():
        yield from pen.lines(pen.clip(line, _OPINION), 2, "  | ", "  | ")

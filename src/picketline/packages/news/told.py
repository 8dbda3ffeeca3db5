"""News for people, a verdict first and then by package; and as a report, for other formats."""

from collections import Counter
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

import msgspec

from picketline import __version__
from picketline.core import report as reports
from picketline.core.decide import decided
from picketline.core.formats.pen import Pen
from picketline.core.model import Evidence, Finding, Location, Severity, Subject
from picketline.core.report import Gap, Part, Report, RuleNote
from picketline.packages.news.facts import KINDS, SCHEMA, Change, Item, News

MOST = 20
"""Packages that are named, each with `EACH` lines."""
EACH = 8
_FEW = 5
_LONGEST = 300
_QUIET = frozenset({"package", "version"})
_WISHES = frozenset({"injected", "dependency"})
_SIGNS = {"new": "+", "gone": "-", "changed": "~"}
_ALL = "picosentry diff -f json"


class _Group(msgspec.Struct, frozen=True):
    """A package with what is told of it, worst first, and with its change of version."""

    package: str
    changes: tuple[Change, ...]
    moved: Change | None

    @property
    def worst(self) -> Severity:
        return self.changes[0].severity


def lines(found: News) -> Iterator[str]:
    """What differs: one verdict, a bounded number of packages, the rest by its number."""
    pen = Pen()
    yield _verdict(found)
    groups = _groups(found.changes)
    for group in groups[:MOST]:
        yield from _told(pen, group)
    if len(groups) > MOST:
        rest = [each for group in groups[MOST:] for each in group.changes]
        yield f"and {_count(len(groups) - MOST, 'package')} more: {_severities(rest)}: {_ALL}"
    named = {group.package for group in groups[:MOST]}
    notes = [*_quiet(found.changes, named), *_notes(found)]
    if found.left_out:
        notes.append(f"left out, as there are too many: {found.left_out}")
    for note in notes:
        yield from pen.lines(pen.clip(note, _LONGEST), 0)


def report(found: News) -> Report:
    """What is new or changed as findings, each kind a rule: for formats that take reports."""
    findings = [
        decided(_finding(each.after, each.before), armed=False)
        for each in found.changes
        if each.after is not None
    ]
    part = Part(
        kind="news",
        name=f"{found.before.name} -> {found.after.name}",
        status="unfinished" if found.after.unseen else "ok",
        checks=tuple(KINDS),
        findings=reports.ordered(findings),
        skipped=found.after.unseen,
        coverage=found.coverage,
    )
    rules: dict[str, RuleNote] = {
        kind: RuleNote(name=kind, title=title, next=step, category="news")
        for kind, (title, step) in KINDS.items()
    }
    made = Report(
        schema=SCHEMA,
        version=__version__,
        parts=(part,),
        rules=rules,
        basis={"corpus": found.corpus},
    )
    return reports.sealed(made)


def _finding(item: Item, was: Item | None) -> Finding:
    said = {
        "purl": f"{item.package}@{item.version}" if item.version else item.package,
        "why": item.why,
        "what": item.key,
        "before": was.value if was else "",
        "after": item.value,
    }
    return Finding(
        rule=item.kind,
        severity=item.severity,
        subject=Subject("package", item.package),
        matched=f"{item.key} {item.value}",
        evidence=tuple(Evidence(name, value) for name, value in said.items() if value),
        location=Location(path=item.path or None, line=item.line or None),
    )


def _verdict(found: News) -> str:
    if found.same:
        return "the same"
    counts = Counter[str](each.word for each in found.changes)
    words = ", ".join(f"{counts[word]} {word}" for word in _SIGNS)
    bad = _severities(each for each in found.changes if each.severity >= Severity.LOW)
    return f"different: {bad or 'nothing of low or above'}: {words}"


def _severities(changes: Iterable[Change]) -> str:
    counts = Counter(each.severity for each in changes)
    return ", ".join(f"{counts[each]} {each.value}" for each in reversed(Severity) if counts[each])


def _groups(changes: Iterable[Change]) -> list[_Group]:
    """The packages of which something of low or above is new, worst first."""
    told: dict[str, list[Change]] = {}
    moved: dict[str, Change] = {}
    for each in changes:
        if each.shown.kind in _QUIET:
            moved.setdefault(each.shown.package, each)
        elif each.severity >= Severity.LOW:
            told.setdefault(each.shown.package, []).append(each)
    groups = [_Group(name, tuple(some), moved.get(name)) for name, some in told.items()]
    return sorted(groups, key=lambda group: (-group.worst.rank, group.package))


def _told(pen: Pen, group: _Group) -> Iterator[str]:
    yield pen.line(pen.clip(f"{group.package}{_version(group.moved)}", _LONGEST), "")
    for each in group.changes[:EACH]:
        lead = f"  {_SIGNS[each.word]} {each.severity.value:<8} {each.shown.kind:<11} "
        yield from pen.lines(f"{pen.clip(_text(each), _LONGEST)}{_at(pen, each.shown)}", 4, lead)
    if len(group.changes) > EACH:
        rest = group.changes[EACH:]
        yield f"  and {len(rest)} more: {_severities(rest)}: {_ALL}"


def _version(change: Change | None) -> str:
    """What became of a package's version, as it stands behind its name."""
    if change is None:
        return ""
    if change.shown.kind == "package":
        return f" {change.shown.version} ({change.word})".replace("  ", " ")
    before = change.before.value if change.before else "none"
    return f" {before} -> {change.after.value if change.after else 'none'}"


def _name(change: Change) -> str:
    return unquote(change.shown.package.removeprefix("pkg:npm/"))


def _text(change: Change) -> str:
    shown = change.shown
    value = shown.value
    if change.word == "changed" and change.before and change.after:
        value = f"{change.before.value} -> {change.after.value}"
    what = f"{shown.key}: {value}" if value else shown.key
    return shown.why if shown.kind in _WISHES else f"{what}: {shown.why}"


def _at(pen: Pen, item: Item) -> str:
    line = f":{item.line}" if item.line else ""
    return f" ({pen.clip(item.path, _LONGEST)}{line})" if item.path else ""


def _quiet(changes: Iterable[Change], named: set[str]) -> Iterator[str]:
    """Other packages that came, went or moved, by a few names; what else there is, by kind."""
    rest: dict[str, list[str]] = {}
    others: dict[str, Counter[str]] = {"new": Counter(), "gone": Counter()}
    for each in changes:
        if each.shown.kind in _QUIET and each.shown.package not in named:
            word: str = "moved" if each.shown.kind == "version" else each.word
            rest.setdefault(word, []).append(f"{_name(each)}{_version(each)}")
        elif each.shown.kind not in _QUIET and each.severity < Severity.LOW:
            others["gone" if each.after is None else "new"][each.shown.kind] += 1
    for word, places in sorted(rest.items()):
        shown = ", ".join(each.replace(f" ({word})", "") for each in sorted(places)[:_FEW])
        more = f" and {len(places) - _FEW} more" if len(places) > _FEW else ""
        yield f"packages {word}: {len(places)}: {shown}{more}"
    for word, kinds in others.items():
        if kinds:
            counts = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
            yield f"also {word}: {counts}"


def _notes(found: News) -> Iterator[str]:
    """What was not seen, and what cannot be compared."""
    for word, side in (("before", found.before), ("after", found.after)):
        if side.unseen:
            shown = "; ".join(map(_gap, side.unseen[:_FEW]))
            more = f"; and {len(side.unseen) - _FEW} more" if len(side.unseen) > _FEW else ""
            yield f"unfinished {word}: {len(side.unseen)} not seen: {shown}{more}"
    grouped: dict[str, list[str]] = {}
    for gap in found.coverage:
        grouped.setdefault(gap.why, []).append(gap.what)
    for why, places in list(grouped.items())[:_FEW]:
        more = f" and {len(places) - 1} more" if len(places) > 1 else ""
        yield f"not compared: {places[0]}{more}: {why}"
    if len(grouped) > _FEW:
        yield f"not compared: and {len(grouped) - _FEW} more: {_ALL}"


def _gap(gap: Gap) -> str:
    return f"{gap.what}: {gap.why}"


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'s' * (number != 1)}"

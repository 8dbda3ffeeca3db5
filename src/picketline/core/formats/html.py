"""The report as one self-contained page: no script, no request, nothing unescaped."""

import functools
from collections.abc import Iterable
from typing import Any

import jinja2
import msgspec

from picketline.core.decide import Decided, Disposition
from picketline.core.formats import summary
from picketline.core.formats.summary import SIGNS, Verdict, verdict
from picketline.core.model import Evidence
from picketline.core.report import EXIT_WORDS, Part, Report, exit_code
from picketline.core.text import safe_text

_LONGEST = 4000
_SHORT = 200
_BRIEF = 32
"""Characters of a value that shares its line with others."""
_MOST_NAMED = 12
_WORST = [Verdict.FOUND, Verdict.UNSEEN, Verdict.UNFINISHED, Verdict.CLEAN]
_SPOKEN = (
    "mode",
    "note",
    "recorded",
    "spoken",
    "subject",
    "unsigned",
    "utc",
    "words",
    "worst_first",
)


class Group(msgspec.Struct, frozen=True):
    """Findings with one fingerprint and disposition: the first, how many more, and their pids.

    `anchor` is the element that tells of them.
    """

    anchor: str
    finding: Decided
    more: int
    pids: tuple[int, ...]


class Section(msgspec.Struct, frozen=True):
    """One part with the findings that a person is told of, worst first."""

    anchor: str
    part: Part
    verdict: Verdict
    groups: tuple[Group, ...]


class Note(msgspec.Struct, frozen=True):
    """What by plan was not looked at, and in which parts."""

    what: str
    why: str
    names: tuple[str, ...]


def render(report: Report) -> bytes:
    """Return the page of `report`; parts and findings stand worst first."""
    code = exit_code(report)
    parts = sorted(report.parts, key=_badness)
    sections = [_section(number, part) for number, part in enumerate(parts, 1)]
    return (
        _environment()
        .get_template("report.html")
        .render(
            report=report,
            sections=sections,
            told=sorted(
                ((section, group) for section in sections for group in section.groups),
                key=lambda pair: -pair[1].finding.severity.rank,
            ),
            tallied={word: sum(s.verdict is word for s in sections) for word in _WORST},
            noun=_noun(report),
            summary=summary.summarise(report),
            coverage=_coverage(report),
            anchors={rule: f"r{number}" for number, rule in enumerate(sorted(report.rules), 1)},
            outcome=EXIT_WORDS[code],
            code=code.name.lower(),
        )
        .encode()
        + b"\n"
    )


def _badness(part: Part) -> tuple[int, int, int]:
    ranks = [finding.severity.rank for finding in part.alertable]
    return (_WORST.index(verdict(part)), -max(ranks, default=0), -len(ranks))


def _section(number: int, part: Part) -> Section:
    alike: dict[tuple[str, Disposition], list[Decided]] = {}
    for finding in summary.worst_first(part.alertable):
        alike.setdefault((finding.fingerprint, finding.disposition), []).append(finding)
    groups = (
        Group(f"p{number}f{nth}", first, len(others), _pids(others))
        for nth, (first, *others) in enumerate(alike.values(), 1)
    )
    return Section(f"p{number}", part, verdict(part), tuple(groups))


def _pids(findings: Iterable[Decided]) -> tuple[int, ...]:
    pids = (finding.location.pid for finding in findings)
    return tuple(pid for pid in pids if pid is not None)[:_MOST_NAMED]


def _noun(report: Report) -> str:
    """What the parts are: their kind if they have one in common."""
    kinds = {part.kind for part in report.parts}
    return kinds.pop() if len(kinds) == 1 else "part"


def _coverage(report: Report) -> list[Note]:
    """What was not looked at by plan, each once, with the parts that it holds for."""
    names: dict[tuple[str, str], list[str]] = {}
    for part in report.parts:
        for gap in part.coverage:
            names.setdefault((gap.what, gap.why), []).append(part.name)
    return [Note(what, why, tuple(names[what, why])) for what, why in sorted(names)]


def _facts(finding: Decided) -> tuple[list[Evidence], list[Evidence]]:
    """What was seen: what takes a line of its own, and what shares one."""
    facts = [
        *finding.evidence,
        *(Evidence(name, value) for name, value in summary.place(finding).items()),
        *([Evidence("matched", finding.matched)] if finding.matched else []),
        *([Evidence("benign class", finding.benign)] if finding.benign else []),
    ]
    brief = [each for each in facts if len(str(each.value)) + len(each.name) <= _BRIEF]
    return [each for each in facts if each not in brief], brief


@functools.cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("picketline.core.formats"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["short"] = functools.partial(_cut, most=_SHORT)
    environment.globals |= {name: getattr(summary, name) for name in _SPOKEN}
    environment.globals |= {"facts": _facts, "sign": SIGNS.__getitem__, "most_named": _MOST_NAMED}
    return environment


def _shown(value: Any) -> Any:
    """What every expression of the template passes before it is escaped.

    A macro's own output has `__html__` and is left alone.
    """
    if not isinstance(value, str) or hasattr(value, "__html__"):
        return value
    return safe_text(_cut(value, _LONGEST))


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[:most]}…"

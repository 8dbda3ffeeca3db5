"""Findings of verdicts: evidence in order, places in few words, copies told once."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

import msgspec

from picketline.core import canonical
from picketline.core.check import Check
from picketline.core.model import Evidence, Finding, Severity
from picketline.packages import redaction
from picketline.packages.chains import Verdict, owner
from picketline.packages.facts import Mark
from picketline.packages.purls import subject

_SNIPPETS = 3
_ALSO = 5


def told(check: Check[Any], found: Verdict) -> Finding:
    """The finding of a verdict: what runs it, its words, and the places that the rule owns.

    What it matched is the content of every file that is meant, so that new content is new.
    """
    package, look = found.look.package, found.look
    own = places(look.file.content.marks, check.rule.id, found.words)
    files = sorted({each.file.content.sha256 for each in (look, *found.also)})
    return check.find(
        subject(package.name),
        found.severity,
        f"{' '.join(sorted(found.words))} {canonical.digest(files)}",
        evidence=[
            ("purl", package.purl),
            ("chain", steps(look.chain) or look.when),
            ("why", ", ".join(sorted(found.words))),
            *snippets(own),
            *listed(
                "further file", [each.inner for each in found.also if each.inner != look.inner]
            ),
        ],
        at=(look.file.path, own[0].line if own else 0),
    )


def steps(chain: Iterable[str]) -> str:
    """A chain of commands and files on one line, without the secrets that a command may hold."""
    return " -> ".join(map(redaction.line, chain))


def places(marks: Iterable[Mark], rule: str, words: Collection[str] = ()) -> list[Mark]:
    """The marks that a rule owns, those of its words first, then as they stand."""
    own = [mark for mark in marks if rule in {owner(mark), owner(mark, "import")}]
    return sorted(own, key=lambda mark: (mark.name not in words, mark.line, mark))


def snippets(marks: Iterable[Mark]) -> Iterator[tuple[str, str]]:
    """Evidence of the first few places: line, mark, what was decoded, and the text there."""
    texts = dict.fromkeys(
        f"{mark.line}: {' > '.join((*mark.layers, mark.name))}"
        f"{f' {mark.value}' if mark.value else ''}{f': {mark.text}' if mark.text else ''}"
        for mark in marks
    )
    for text in list(texts)[:_SNIPPETS]:
        yield "snippet", text


def listed(name: str, values: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Evidence of the first few of many values, and how many more there are."""
    many = list(dict.fromkeys(values))
    for each in many[:_ALSO]:
        yield name, each
    if len(many) > _ALSO:
        yield name, f"and {len(many) - _ALSO} more"


def merged(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Each statement once: copies of one package say the same, and are named by path."""
    same: dict[tuple[str, str, Severity], list[Finding]] = {}
    for each in findings:
        key = (each.subject.identity, each.matched, each.severity)
        same.setdefault(key, []).append(each)
    for group in same.values():
        first, *others = sorted(group, key=_place)
        paths = listed("also at", [each.location.path or "" for each in others])
        more = tuple(Evidence(name, value) for name, value in paths if value)
        yield msgspec.structs.replace(first, evidence=(*first.evidence, *more)) if more else first


def _place(finding: Finding) -> tuple[str, int]:
    return finding.location.path or "", finding.location.line or 0

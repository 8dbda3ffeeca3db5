"""Findings that count: one for all places of one kind, never one a place."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

import msgspec

from picketline.core import canonical
from picketline.core.check import Check
from picketline.core.model import Evidence, Finding, Severity
from picketline.packages import redaction
from picketline.packages.facts import Project
from picketline.packages.purls import subject

_NAMED = 5
_LONGEST = 300


def exact(text: str) -> str:
    """A text as what a finding matched: whole, or where it is long its beginning and digest.

    A secret in it is replaced by its stamp.
    """
    text = redaction.stamped(text)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} {canonical.digest(text)[:32]}"


class Group(msgspec.Struct, frozen=True):
    """Places of one kind, in words; `path` and `line` are where the first stands.

    Without a path that is the manifest of the project.
    """

    what: str
    places: Collection[str]
    path: str = ""
    line: int = 0


def counted(check: Check[Any], project: Project, severity: Severity, group: Group) -> Finding:
    """One finding on the project for all places; what it matched changes with any of them."""
    root = project.packages[0]
    found = sorted(set(group.places))
    rest = len(found) - _NAMED
    others = f" and {len(found) - 1} more" if len(found) > 1 else ""
    return check.find(
        subject(root.name),
        severity,
        f"{group.what}: {canonical.digest(found)[:32]}",
        evidence=[
            ("purl", root.purl),
            ("why", f"{group.what}: {redaction.line(found[0], 200)}{others}"),
            ("count", len(found)),
            *(("place", redaction.line(each, 200)) for each in found[:_NAMED]),
            ("more", f"and {rest} more" if rest > 0 else ""),
        ],
        at=(group.path or root.manifest.path or "package.json", group.line or 1),
    )


def distinct(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Each statement once: those of copies of one package are one, with the number of others."""
    same: dict[tuple[str, str, Severity], list[Finding]] = {}
    for each in findings:
        same.setdefault((each.subject.identity, each.matched, each.severity), []).append(each)
    for first, *others in same.values():
        more = (Evidence("copies", len(others)),) if others else ()
        yield msgspec.structs.replace(first, evidence=(*first.evidence, *more))

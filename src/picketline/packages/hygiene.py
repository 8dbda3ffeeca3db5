"""Findings that count: one for all places of one kind, never one a place."""

from collections.abc import Collection
from typing import Any

import msgspec

from picketline.core import canonical
from picketline.core.check import Check
from picketline.core.model import Finding, Severity
from picketline.packages.facts import Project
from picketline.packages.purls import subject

_NAMED = 5


class Group(msgspec.Struct, frozen=True):
    """Places of one kind, in words; `path` and `line` are where the first stands."""

    what: str
    places: Collection[str]
    path: str = ""
    line: int = 0


def counted(check: Check[Any], project: Project, severity: Severity, group: Group) -> Finding:
    """One finding on the project for all places; what it matched changes with any of them."""
    root = project.packages[0]
    found = sorted(set(group.places))
    rest = len(found) - _NAMED
    return check.find(
        subject(root.name),
        severity,
        f"{group.what}: {canonical.digest(found)[:32]}",
        evidence=[
            ("purl", root.purl),
            ("what", group.what),
            ("count", len(found)),
            *(("place", each[:200]) for each in found[:_NAMED]),
            ("more", f"and {rest} more" if rest > 0 else ""),
        ],
        at=(group.path, group.line),
    )

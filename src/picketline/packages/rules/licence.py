"""Licence is not what the policy takes, or none that can be told.

Why: Whoever ships a package under a licence that their organisation refuses breaks one of both.
Limits: The manifest's word is taken; licence files and headers are not read. A licence of a list
in the old form stands as the reader put it together.
Benign: Without a policy only what is unknown is told, once and as info.
Next: Replace the package, or let whoever is in charge of licences add it to the policy.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from picketline.core.check import rule
from picketline.core.model import Finding, Severity
from picketline.packages import hygiene, locks, spdx
from picketline.packages.facts import Policy, Project
from picketline.packages.purls import purl, subject

_LONGEST = 200
_Licences = dict[tuple[str, str], set[str]]


@rule(
    "L2-LICENSE-001",
    severity=(Severity.INFO, Severity.MEDIUM),
    since="0.1",
    category="policy",
    tags=("CWE-1104",),
)
def licence(project: Project) -> Iterator[Finding]:
    """A finding for each package that the policy refuses, one for all that nobody can tell."""
    project = locks.ordered(project)
    unknown: list[str] = []
    policy = project.policy
    for (name, text), (version, path, line) in sorted(_licences(project).items()):
        why = unknowable(text)
        if why:
            unknown.append(f"{name}: {why}")
        elif refused(text, policy):
            yield licence.find(
                subject(name),
                Severity.MEDIUM,
                f"licence {text}",
                evidence=[("purl", purl(name, version)), ("why", f"the policy refuses {text}")],
                at=(path, line),
            )
    if unknown:
        strict = bool(policy.licences_allowed or policy.licences_denied)
        severity = Severity.LOW if strict else Severity.INFO
        group = hygiene.Group("licence that cannot be told", unknown)
        yield hygiene.counted(licence, project, severity, group)


def _licences(project: Project) -> dict[tuple[str, str], tuple[str, str, int]]:
    """Name and licence of each package that is not the project's own, with version and place."""
    found: dict[tuple[str, str], tuple[str, str, int]] = {}
    installed = {each.name for each in project.packages if each.origin not in {"root", "member"}}
    for package in project.packages:
        if package.origin in {"installed", "bundled"}:
            key = (package.name, package.manifest.licence.strip())
            line = package.manifest.lines.get("license", 1)
            found.setdefault(key, (package.version, package.manifest.path, line))
    for lock in locks.kept(project):
        for entry in lock.entries:
            if entry.licence.strip() and entry.name not in installed and not entry.link:
                key = (entry.name, entry.licence.strip())
                found.setdefault(key, (entry.version, lock.path, entry.line or 1))
    return found


@lru_cache(maxsize=1 << 12)
def unknowable(text: str) -> str:
    """Why nobody can tell what a licence is, "" if it is an SPDX expression."""
    if not text:
        return "no licence"
    if text.upper() == "UNLICENSED":
        return "unlicensed"
    if text.upper().startswith("SEE LICEN"):
        return "in a file of its own"
    return "" if _tree(text) is not None else f"no SPDX expression: {text[:80]}"


def refused(text: str, policy: Policy) -> bool:
    """Whether a policy refuses an expression: of OR any part is enough, of AND all are needed."""
    denied = frozenset(map(_plain, policy.licences_denied))
    allowed = frozenset(map(_plain, policy.licences_allowed))
    tree = _tree(text)
    return tree is not None and bool(denied | allowed) and not _meets(tree, allowed, denied)


def _meets(tree: Any, allowed: frozenset[str], denied: frozenset[str]) -> bool:
    operator = str(getattr(tree, "operator", "")).strip()
    if operator:
        parts = [_meets(each, allowed, denied) for each in tree.args]
        return any(parts) if operator == "OR" else all(parts)
    whole, main = str(tree), str(getattr(tree, "license_symbol", tree))
    if whole in allowed:
        return True
    if whole in denied or main in denied:
        return False
    return not allowed or main in allowed


@lru_cache(maxsize=1 << 12)
def _plain(name: str) -> str:
    """An id as SPDX writes it today."""
    tree = _tree(name)
    return str(tree) if tree is not None else name


def _tree(text: str) -> Any:
    """The tree of an expression; None if it is none, too long, too deep, or of unknown ids."""
    return spdx.tree(text) if len(text) <= _LONGEST else None

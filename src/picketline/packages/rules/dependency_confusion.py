"""Package of the organisation, or one with a version made to win, came from the public registry.

Why: Whoever publishes the name of an internal package publicly, with a high version, is taken by
every project whose package manager asks the public registry first.
Limits: Which names an organisation uses is known from its scopes (policy, registries mapped in
settings) and its workspace alone. Where a lock does not say which registry an entry came from
(pnpm, yarn 2 and later), a scope's origin cannot be told. Versions made of a year are no sign.
Benign: A member's name may be published by the same people; it is told only if the member is
private, or the public one has hooks. Popular names are never told by their version.
Next: Compare the package with your own of that name; pin its scope to your registry.
"""

import re
from collections.abc import Iterator

import msgspec

from picketline.core.check import rule
from picketline.core.model import Finding, Severity
from picketline.packages import locks, registries, specs, surface, wanted
from picketline.packages.facts import Locked, Lockfile, Package, Project
from picketline.packages.purls import purl, subject

_VERSION = re.compile(r"v?(\d{1,12})\.(\d{1,12})\.(\d{1,12})")
_ASKS = re.compile(r"[\^~=v]{0,3}\s{0,4}(\d{1,12}(?:\.(?:\d{1,12}|[x*])){0,2})")
"""A spec that asks for one major version."""
_HIGH = 90
_YEARS = range(1900, 2101)


@rule(
    "L2-DEPC-001",
    severity=(Severity.LOW, Severity.HIGH),
    since="0.1",
    category="confusion",
    tags=("malware", "T1195.002", "CWE-427"),
)
def dependency_confusion(project: Project) -> Iterator[Finding]:
    """Own scopes and members taken from outside, and versions made to win."""
    project = locks.ordered(project)
    known = _Known(
        project,
        surface.of(project),
        registries.scopes(project),
        {each.name: each for each in locks.own(project) if each.path},
    )
    seen: set[tuple[str, str, str]] = set()
    for lock in project.lockfiles:
        for entry in lock.entries:
            told = _told(entry, known)
            if told and (entry.name, entry.version, told[1]) not in seen:
                seen.add((entry.name, entry.version, told[1]))
                yield _found(lock, entry, *told)
    locked = {(entry.name, entry.version) for lock in project.lockfiles for entry in lock.entries}
    for package in project.packages:
        if package.origin == "installed" and (package.name, package.version) not in locked:
            yield from _unlocked(package, known)
    present = {name for name, _ in locked} | {package.name for package in project.packages}
    yield from _asked(project, known, frozenset(present))


class _Known(msgspec.Struct, frozen=True):
    project: Project
    surface: surface.Surface
    scopes: dict[str, str]
    members: dict[str, Package]

    def popular(self, name: str) -> bool:
        return self.project.corpus.rank(name) is not None


def _told(entry: Locked, known: _Known) -> tuple[Severity, str] | None:
    """How bad an entry is and what says so; None if nothing does."""
    source = specs.source(entry)
    if source.kind not in {"registry", "none"} or entry.link or entry.bundled or not entry.version:
        return None
    hooked = known.surface.of(entry)
    scope = entry.name.partition("/")[0] if entry.name.startswith("@") else ""
    if source.host in locks.PUBLIC and scope in known.scopes:
        sure = hooked or bool(known.scopes[scope])
        host = known.scopes[scope] or "the organisation"
        return Severity.HIGH if sure else Severity.MEDIUM, f"scope {scope} belongs to {host}"
    member = _taken(entry, source, known)
    if member:
        sure = hooked or _takeover(entry.version) == "made"
        told = "taken from a registry, and the name of a member"
        return Severity.HIGH if sure else Severity.MEDIUM, told
    return _shaped(entry.name, entry.version, known, hooked=hooked)


def _taken(entry: Locked, source: specs.Spec, known: _Known) -> Package | None:
    """The member whose name an entry took from a registry, if that is a sign."""
    member = known.members.get(entry.name)
    if member is None or entry.key == member.path or known.popular(entry.name):
        return None
    if source.kind == "none" and locks.MODULES in entry.key.split("/"):
        return None
    private = member.manifest.private
    return member if private or known.surface.of(entry) or _takeover(entry.version) else None


def _shaped(name: str, version: str, known: _Known, *, hooked: bool) -> tuple[Severity, str] | None:
    shape = _takeover(version)
    if not shape or known.popular(name) or (shape == "high" and not hooked):
        return None
    severity = Severity.HIGH if shape == "made" and hooked else Severity.MEDIUM
    sign = "it has hooks" if hooked else "hardly anybody uses its name"
    return severity, f"its version is made to win, and {sign}"


def _takeover(version: str) -> str:
    """`made` for 99.x and 9.9.9, `high` for 9.9.x and a major from 90 on, "" for neither."""
    match = _VERSION.match(version)
    if not match:
        return ""
    major, *rest = (int(part) for part in match.groups())
    nines = set(match[1]) == {"9"}
    same = all(part == major for part in rest)
    if (nines and major >= _HIGH) or (same and (nines or major >= _HIGH)):
        return "made"
    if nines and rest[0] == major:
        return "high"
    dated = major in _YEARS or (match[1][:2] in {"19", "20"} and len(match[1]) in {6, 8})
    return "high" if major >= _HIGH and not dated else ""


def _unlocked(package: Package, known: _Known) -> Iterator[Finding]:
    told = _shaped(package.name, package.version, known, hooked=surface.hooked(package))
    if told:
        yield dependency_confusion.find(
            subject(package.name),
            told[0],
            f"{told[1]} {package.version}",
            evidence=[("purl", package.purl), ("why", told[1])],
            at=(package.manifest.path, 0),
        )


def _asked(project: Project, known: _Known, present: frozenset[str]) -> Iterator[Finding]:
    """What manifests alone ask for: no lock and no folder shows it."""
    seen: set[tuple[str, str]] = set()
    for each in wanted.wanted(project):
        spec = each.spec
        name = spec.name or each.name
        match = _ASKS.fullmatch(spec.versions.strip())
        if name in present or match is None or known.popular(name):
            continue
        version = match[1].replace("x", "0").replace("*", "0")
        version += ".0" * (2 - version.count("."))
        if _takeover(version) == "made" and (name, version) not in seen:
            seen.add((name, version))
            sure = not each.own or name.partition("/")[0] in known.scopes
            by = "of your own scope" if sure and each.own else "asked for by a manifest alone"
            told = f"its version is made to win, and it is {by}"
            yield dependency_confusion.find(
                subject(name),
                Severity.HIGH if sure else Severity.MEDIUM,
                f"{told} {spec.versions}",
                evidence=[("purl", purl(name, version)), ("why", told), ("wanted by", each.by)],
                at=(each.path, each.line),
            )


def _found(lock: Lockfile, entry: Locked, severity: Severity, why: str) -> Finding:
    return dependency_confusion.find(
        subject(entry.name),
        severity,
        f"{why} {entry.version}",
        evidence=[
            ("purl", purl(entry.name, entry.version)),
            ("why", why),
            ("resolved", specs.shown(entry.resolved)[:200]),
        ],
        at=(lock.path, entry.line),
    )

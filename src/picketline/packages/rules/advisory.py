"""A package has a published advisory.

Why: The version that is installed or locked is named by an advisory; whoever reads it knows the
weakness too.
Limits: Only what the corpus holds is known: its packs and their age stand in every report.
Whether the weak code is reached is not told.
Benign: A tool that only runs while developing meets no hostile input, as a rule; accept it with
that reason.
Next: Take the fixed version; without one, weigh another package.
"""

from collections.abc import Iterator

import msgspec

from picketline.core.check import rule
from picketline.core.model import Finding, Severity
from picketline.packages import locks, specs, telling
from picketline.packages.corpus import Advisory, versions
from picketline.packages.facts import Project
from picketline.packages.purls import purl, subject

_MODULES = "node_modules"
"""What no repository holds: a place elsewhere is told first."""


class _Place(msgspec.Struct, frozen=True, order=True):
    path: str
    line: int


@rule(
    "L2-ADV-001",
    severity=(Severity.INFO, Severity.CRITICAL),
    since="0.1",
    category="policy",
    tags=("CWE-1395",),
)
def advisory(project: Project) -> Iterator[Finding]:
    """Each advisory once for each name and version, wherever that is."""
    for (name, version), places in sorted(_versions(project).items()):
        for each in project.corpus.advisories(name, version):
            yield _told(each, version, places)


def _versions(project: Project) -> dict[tuple[str, str], list[_Place]]:
    """Where each version is: on disk, in locks, and where only a manifest asks for it by name."""
    found: dict[tuple[str, str], list[_Place]] = {}
    for package in project.packages:
        if package.version:
            line = package.manifest.lines.get("version", 1)
            place = _Place(package.manifest.path, line)
            found.setdefault((package.name, package.version), []).append(place)
    for lock in project.lockfiles:
        for entry in lock.entries:
            for each in specs.versions(entry):
                found.setdefault(each, []).append(_Place(lock.path, entry.line or 1))
    known = {name for name, _ in found}
    for each, place in _asked(project):
        if each[0] not in known:
            found.setdefault(each, []).append(place)
    return found


def _asked(project: Project) -> Iterator[tuple[tuple[str, str], _Place]]:
    """What the project's own manifests ask for by one exact version."""
    for package in locks.own(project):
        for each in package.manifest.dependencies:
            spec = specs.parse(each.spec)
            version = versions.plain(spec.versions)
            if spec.kind in {"range", "alias"} and versions.is_version(version):
                line = package.manifest.lines.get(f"dependencies.{each.name}", 1)
                yield (spec.name or each.name, version), _Place(package.manifest.path, line)


def _told(found: Advisory, version: str, places: list[_Place]) -> Finding:
    first, *others = sorted(places, key=lambda each: (_MODULES in each.path.split("/"), each))
    return advisory.find(
        subject(found.name),
        found.severity,
        f"{found.id} {version}",
        evidence=[
            ("purl", purl(found.name, version)),
            ("advisory", found.id),
            ("also known as", ", ".join(found.aliases)),
            ("weakness", ", ".join(found.cwe)),
            ("fixed in", found.fixed or "no version"),
            ("source", found.source),
            *telling.listed("also at", [place.path for place in others]),
        ],
        at=(first.path, first.line),
    )

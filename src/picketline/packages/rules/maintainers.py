"""Other people or another source stand behind a package than before.

Why: Packages are handed over, bought or taken; the first thing that the new owner of a bad kind
adds is a hook.
Limits: Who published a version is not in the tarball, and lockfiles name nobody: only people and
repositories of manifests, and the sources of locks, are compared. Before is another version in
the project, or what a baseline notes (`baseline accept --known-state`, then `-b`).
Benign: Projects change hands and move: by another version in one project nothing is told without
new hooks; against a known state one who joins, or another repository, is low without them. If
twenty packages or more move to one other source, it is one finding, low.
Next: Find out who published the later version, and read its hooks.
"""

from collections.abc import Iterator

import msgspec

from picketline.core.check import rule
from picketline.core.model import Finding, Severity
from picketline.packages import known, locks, redaction, surface
from picketline.packages.facts import Known, Locked, Lockfile, Package, Project
from picketline.packages.hygiene import Group, counted, distinct, exact
from picketline.packages.purls import purl, subject
from picketline.packages.successors import successors

_MANY = 20
_NAMED = 3


class _Change(msgspec.Struct, frozen=True):
    """What is other than it was: in words, how it was and is; `strong` speaks for itself."""

    why: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    strong: bool

    def told(self, package: tuple[str, str], *, gained: bool, at: tuple[str, int]) -> Finding:
        """The finding, on a package's name and purl; `gained`: its install hooks are new."""
        loud = self.strong or gained
        return maintainers.find(
            subject(package[0]),
            Severity.MEDIUM if loud else Severity.LOW,
            exact(f"{', '.join(self.before)} became {', '.join(self.after)}"),
            evidence=[
                ("purl", package[1]),
                ("why", self.why + (", and install hooks that are new" if gained else "")),
                ("before", redaction.line(_listed(self.before), 200)),
                ("after", redaction.line(_listed(self.after), 200)),
            ],
            at=at,
        )


@rule(
    "L2-MAINT-001",
    severity=(Severity.INFO, Severity.MEDIUM),
    since="0.1",
    category="integrity",
    tags=("T1195.002", "CWE-1357"),
)
def maintainers(project: Project) -> Iterator[Finding]:
    """Two versions of one package with nobody in common; then what differs from a known state."""
    project = locks.ordered(project)
    yield from _successors(project)
    noted = {each.name: each for each in project.known}
    if noted:
        yield from distinct(_people(project, noted))
        yield from _sources(project, noted)


def _successors(project: Project) -> Iterator[Finding]:
    for before, after in successors(project):
        one, other = known.people(before.manifest), known.people(after.manifest)
        if one and other and not one & other:
            yield maintainers.find(
                subject(after.name),
                Severity.MEDIUM,
                exact(f"{', '.join(sorted(one))} became {', '.join(sorted(other))}"),
                evidence=[
                    ("purl", after.purl),
                    ("why", "wholly other people, and install hooks that are new"),
                    ("before", f"{before.version}: {', '.join(before.manifest.people)}"[:200]),
                    ("after", f"{after.version}: {', '.join(after.manifest.people)}"[:200]),
                ],
                at=(after.manifest.path, 0),
            )


def _people(project: Project, noted: dict[str, Known]) -> Iterator[Finding]:
    """Packages on disk whose people or repository are others than were noted."""
    for package in known.foreign(project):
        was = noted.get(exact(package.name))
        for change in _changes(package, was) if was else ():
            yield change.told(
                (package.name, package.purl),
                gained=surface.hooked(package) and was is not None and not was.hooked,
                at=(package.manifest.path, 0),
            )


def _changes(package: Package, was: Known) -> Iterator[_Change]:
    before, after = frozenset(was.people), known.people(package.manifest)
    if before and len(before) < known.MANY and after - before:
        others = not after & before
        why = "wholly other people than noted" if others else "people who were not noted"
        told = after if others else after - before
        yield _Change(why, was.people, tuple(sorted(told)), others)
    repository = known.repository(package.manifest)
    if repository and was.repositories and repository not in was.repositories:
        why = "another repository than noted"
        yield _Change(why, was.repositories, (repository,), strong=False)


def _sources(project: Project, noted: dict[str, Known]) -> Iterator[Finding]:
    """Packages that locks take from elsewhere than was noted; many with one move as one."""
    moved: dict[tuple[tuple[str, ...], str], dict[str, tuple[Lockfile, Locked]]] = {}
    for lock, entry, where in known.taken(project):
        was = noted.get(exact(entry.name))
        if was and was.sources and len(was.sources) < known.MANY and where not in was.sources:
            moved.setdefault((was.sources, where), {}).setdefault(entry.name, (lock, entry))
    for (before, where), places in sorted(moved.items()):
        if len(places) >= _MANY:
            what = f"taken from {where}, noted was {_listed(before)}"
            yield counted(maintainers, project, Severity.LOW, Group(what, [*places]))
        else:
            change = _Change("taken from elsewhere than noted", before, (where,), strong=True)
            for name, (lock, entry) in sorted(places.items()):
                about = (name, purl(name, entry.version))
                yield change.told(about, gained=False, at=(lock.path, entry.line))


def _listed(texts: tuple[str, ...]) -> str:
    rest = len(texts) - _NAMED
    return ", ".join(texts[:_NAMED]) + (f" and {rest} more" if rest > 0 else "")

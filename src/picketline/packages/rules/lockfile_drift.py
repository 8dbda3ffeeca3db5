"""Lockfile does not pin what it should, or pins what nobody asked for.

Why: A lock is read by nobody and decides what is installed. One changed address in it brings
another's code into the project, under a name that everyone trusts.
Limits: Whether an integrity is that of what the registry holds cannot be told offline. Registries
of a user's own settings, outside the project, are not known: name them in the policy. Where a
lock notes no addresses (pnpm, yarn 2 and later), hosts cannot be told.
Benign: A host that most of a lock comes from is a registry that the policy does not name yet:
medium. What merely lacks order (no integrity, a package that no lock knows, no lock) is low or
info; installed versions that no lock pins are medium, for an install from a lock leaves none.
Next: Make the lock anew from the registry that you trust and compare; name your registries.
"""

from collections.abc import Iterator

from picketline.core.check import rule
from picketline.core.model import Finding, Severity
from picketline.packages import hygiene, locks
from picketline.packages.drift import asked, disk, integrity, pairs, seen, sources
from picketline.packages.facts import Project


@rule(
    "L2-LOCK-001",
    severity=(Severity.INFO, Severity.HIGH),
    since="0.1",
    category="integrity",
    tags=("T1195.002", "CWE-353", "CWE-494"),
)
def lockfile_drift(project: Project) -> Iterator[Finding]:
    """One finding for each lock and kind of anomaly."""
    project = locks.ordered(project)
    for severity, group in _drifts(project):
        yield hygiene.counted(lockfile_drift, project, severity, group)


def _drifts(project: Project) -> Iterator[seen.Drift]:
    known = seen.seen(project)
    for lock in known.locks():
        yield from sources.looks(known, lock)
        yield from integrity.looks(known, lock)
        yield from asked.looks(known, lock)
    yield from integrity.differing(known)
    yield from disk.looks(known)
    yield from pairs.disagreeing(known)
    yield from pairs.without(known)

"""Locks against each other, and projects without one."""

from collections.abc import Iterator
from itertools import combinations

from picketline.core.model import Severity
from picketline.packages import locks
from picketline.packages.drift.seen import Drift, Seen
from picketline.packages.facts import Lockfile
from picketline.packages.hygiene import Group


def without(seen: Seen) -> Iterator[Drift]:
    """Packages of the project that want others and have no lock at or above them."""
    folders = locks.folders(seen.project)
    bare = [
        package
        for package in locks.own(seen.project)
        if any(each.group != "peer" for each in package.manifest.dependencies)
        and locks.above(folders, package.path) is None
    ]
    if bare:
        kept = seen.project.installed or any(each.manifest.private for each in bare)
        severity = Severity.LOW if kept else Severity.INFO
        places = [package.manifest.path for package in bare]
        yield severity, Group("no lockfile that could be read", places, min(places))


def disagreeing(seen: Seen) -> Iterator[Drift]:
    """Locks of one folder that pin no common version of a package."""
    folders: dict[str, list[Lockfile]] = {}
    for lock in seen.locks():
        folders.setdefault(locks.folder(lock), []).append(lock)
    for group in folders.values():
        for one, other in combinations(group[:8], 2):
            first, second = _versions(one), _versions(other)
            places = [
                f"{name}: {_listed(first[name])}; {_listed(second[name])}"
                for name in sorted(first.keys() & second.keys())
                if not first[name] & second[name]
            ]
            if places:
                what = f"pinned otherwise in {other.path.rpartition('/')[2]}"
                yield Severity.LOW, Group(what, places, one.path)


def _versions(lock: Lockfile) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for entry in lock.entries:
        if not entry.link and entry.version:
            found.setdefault(entry.name, set()).add(entry.version)
    return found


def _listed(versions: set[str]) -> str:
    return ", ".join(sorted(versions)[:3])

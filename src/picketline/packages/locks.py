"""Lockfiles against each other and against the folders that they pin."""

from collections.abc import Iterator, Mapping

import msgspec

from picketline.packages import registry
from picketline.packages.facts import Locked, Lockfile, Package, Project, Setting

MODULES = "node_modules"
HIDDEN = ".package-lock.json"
PUBLIC = frozenset({registry.HOST, registry.YARN_HOST})
NPM = frozenset({"npm", "shrinkwrap"})


def ordered(project: Project) -> Project:
    """The same facts by path, so that nothing that is told depends on how they came."""
    first, *others = project.packages
    return msgspec.structs.replace(
        project,
        packages=(first, *sorted(others, key=lambda each: each.path)),
        lockfiles=tuple(sorted(project.lockfiles, key=lambda each: each.path)),
        settings=tuple(sorted(project.settings, key=lambda one: (one.path, one.line, one))),
    )


def hidden(lock: Lockfile) -> bool:
    """Whether a lock is npm's own note in node_modules of what it installed."""
    return lock.path.rpartition("/")[2] == HIDDEN


def folder(lock: Lockfile) -> str:
    """The folder whose packages a lock pins."""
    base = lock.path.rpartition("/")[0]
    return base.removesuffix(MODULES).rstrip("/") if hidden(lock) else base


def kept(project: Project) -> tuple[Lockfile, ...]:
    """The locks that people keep; npm's own note only for a folder that has no other."""
    own = [lock for lock in project.lockfiles if not hidden(lock)]
    folders = {folder(lock) for lock in own}
    notes = (lock for lock in project.lockfiles if hidden(lock) and folder(lock) not in folders)
    return tuple(sorted((*own, *notes), key=lambda lock: lock.path))


def own(project: Project) -> tuple[Package, ...]:
    """The project's own packages: its root and members."""
    return tuple(each for each in project.packages if each.origin in {"root", "member"})


def root(project: Project) -> Package:
    """What is scanned itself."""
    return project.packages[0]


def key(lock: Lockfile, path: str) -> str:
    """A path of the project as npm's locks file entries: from the lock's folder on."""
    base = folder(lock)
    if not base:
        return path
    return path.removeprefix(f"{base}/") if path.startswith(f"{base}/") else ""


def by_key(lock: Lockfile) -> Mapping[str, Locked]:
    """The entries of one of npm's locks by their key, its newer half's; none of any other's."""
    if lock.kind not in NPM:
        return {}
    return {entry.key: entry for entry in lock.entries if not entry.older}


def folders(project: Project) -> dict[str, list[Lockfile]]:
    """The locks by the folder that they pin."""
    found: dict[str, list[Lockfile]] = {}
    for lock in project.lockfiles:
        found.setdefault(folder(lock), []).append(lock)
    return found


def above(found: Mapping[str, list[Lockfile]], path: str) -> str | None:
    """The nearest folder at or above `path` that has a lock; None for none."""
    while path not in found:
        if not path:
            return None
        path = path.rpartition("/")[0]
    return path


def settings(project: Project) -> Iterator[Setting]:
    """The settings that hold for the project: none that lie in what is installed."""
    for setting in project.settings:
        if MODULES not in setting.path.split("/"):
            yield setting


class Pins:
    """The names that locks pin, by the folders that they are for."""

    def __init__(self, project: Project) -> None:
        self._folders = folders(project)
        self._names: dict[str, frozenset[str]] = {}

    def above(self, path: str) -> frozenset[str]:
        """The names that the nearest locks at or above a folder pin."""
        base = above(self._folders, path)
        if base is None:
            return frozenset()
        if base not in self._names:
            entries = [entry for lock in self._folders[base] for entry in lock.entries]
            names = (name for entry in entries for name in (entry.name, entry.alias))
            self._names[base] = frozenset(names)
        return self._names[base]

"""What is installed against what locks pin."""

from collections.abc import Iterator

from picketline.core.model import Severity
from picketline.packages import locks, surface
from picketline.packages.drift.seen import Drift, Seen
from picketline.packages.facts import Locked, Lockfile, Package
from picketline.packages.hygiene import Group

_STORE = ".pnpm"


def looks(seen: Seen) -> Iterator[Drift]:
    """Packages that no lock of their folder knows, or that it knows in another version."""
    if not seen.project.installed:
        return
    folders: dict[str, list[Lockfile]] = {}
    for lock in seen.locks():
        folders.setdefault(locks.folder(lock), []).append(lock)
    indexes = {base: [_Index(lock) for lock in some] for base, some in folders.items()}
    own = frozenset(each.path for each in locks.own(seen.project))
    found: dict[tuple[str, str, bool], list[str]] = {}
    for package in seen.project.packages:
        base = locks.above(folders, _container(package.path))
        if package.origin != "installed" or base is None:
            continue
        told = [_told(package, index) for index in indexes[base]]
        if all(told) and _container(package.path) in own:
            what, place = told[0] or ("", "")
            key = (folders[base][0].path, what, surface.hooked(package))
            found.setdefault(key, []).append(place)
    for (path, what, hooked), places in sorted(found.items()):
        severity = Severity.MEDIUM if hooked else Severity.LOW
        yield severity, Group(what + (" and has install hooks" if hooked else ""), places, path)


class _Index:
    """The entries of a lock by key and by name."""

    def __init__(self, lock: Lockfile) -> None:
        self.lock = lock
        self.by_key = locks.by_key(lock)
        self.versions: dict[str, set[str]] = {}
        for entry in lock.entries:
            self.versions.setdefault(entry.name, set()).add(entry.version)


def _told(package: Package, index: _Index) -> tuple[str, str] | None:
    """The kind of anomaly and its place; None if the lock agrees."""
    if index.lock.kind in locks.NPM:
        entry = index.by_key.get(locks.key(index.lock, package.path))
        versions = {entry.version} if entry else set()
        if entry and not _compares(entry):
            return None
    else:
        versions = index.versions.get(package.name, set())
    if not versions:
        return ("not in the lock", package.path) if _direct(package.path) else None
    if package.version in versions or "" in versions or not package.version:
        return None
    place = f"{package.path}: {package.version}, locked {', '.join(sorted(versions))}"
    return "installed in another version", place


def _compares(entry: Locked) -> bool:
    """Whether an entry's version is the one of a registry's package on disk."""
    return not entry.link and not entry.bundled and bool(entry.version)


def _container(path: str) -> str:
    """The folder whose node_modules a package lies in, however deep."""
    parts = path.split("/")
    return "/".join(parts[: parts.index(locks.MODULES)]) if locks.MODULES in parts else path


def _direct(path: str) -> bool:
    """Whether a package lies in a project's own node_modules, not within another package."""
    parts = path.split("/")
    inner = parts[parts.index(locks.MODULES) + 1 :] if locks.MODULES in parts else []
    return locks.MODULES not in inner or inner[:1] == [_STORE]

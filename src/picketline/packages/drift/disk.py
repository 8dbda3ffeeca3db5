"""What is installed against what locks pin."""

from collections.abc import Iterator

from picketline.core.model import Severity
from picketline.packages import locks, surface
from picketline.packages.drift.seen import Drift, Seen
from picketline.packages.facts import Locked, Lockfile, Package
from picketline.packages.hygiene import Group

_STORE = ".pnpm"
_ACTS = surface.REACHES | surface.HIDES | surface.HARMS | {"executes", "evaluates", "deletes-home"}
_HOOKED = " and has install hooks"
_UNASKED = ", is asked for by nobody and acts when it is installed"
_ABSENT = "not in the lock"
_OTHER = "installed in another version"
_KINDS = {_ABSENT: Severity.LOW, _OTHER: Severity.MEDIUM}
_SEVERITIES = {"": Severity.LOW, _HOOKED: Severity.MEDIUM, _UNASKED: Severity.HIGH}


def looks(seen: Seen) -> Iterator[Drift]:
    """Packages that no lock of their folder knows, or that it knows in another version."""
    if not seen.project.installed:
        return
    folders: dict[str, list[Lockfile]] = {}
    for lock in seen.locks():
        folders.setdefault(locks.folder(lock), []).append(lock)
    indexes = {base: [_Index(lock) for lock in some] for base, some in folders.items()}
    own = frozenset(each.path for each in locks.own(seen.project))
    asked = {each.name for one in seen.project.packages for each in one.manifest.dependencies}
    found: dict[tuple[str, str, str], list[str]] = {}
    for package in seen.project.packages:
        base = locks.above(folders, _container(package.path))
        if package.origin != "installed" or base is None:
            continue
        told = [_told(package, index) for index in indexes[base]]
        if all(told) and _container(package.path) in own:
            what, place = told[0] or ("", "")
            key = (folders[base][0].path, what, _hook(package, asked))
            found.setdefault(key, []).append(place)
    for (path, what, hook), places in sorted(found.items()):
        severity = max(_SEVERITIES[hook], _KINDS[what])
        yield severity, Group(what + hook, places, path)


def _hook(package: Package, asked: set[str]) -> str:
    """What there is to add of a package that has install hooks; "" for none.

    `asked` are the names that any manifest asks for.
    """
    if not surface.hooked(package):
        return ""
    acts = surface.at_install(package) & _ACTS
    return _UNASKED if acts and package.name not in asked else _HOOKED


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
        return (_ABSENT, package.path) if _direct(package.path) else None
    if package.version in versions or "" in versions or not package.version:
        return None
    place = f"{package.path}: {package.version}, locked {', '.join(sorted(versions))}"
    return _OTHER, place


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

"""What manifests ask for against what a lock pins."""

from collections.abc import Iterable, Iterator

from picketline.core.model import Severity
from picketline.packages import locks, ranges, specs
from picketline.packages.drift.seen import Drift, Seen
from picketline.packages.facts import Dependency, Locked, Lockfile, Package
from picketline.packages.hygiene import Group

_KINDS = frozenset({"range", "alias", "tag"})


def looks(seen: Seen, lock: Lockfile) -> Iterator[Drift]:
    """Dependencies that the lock does not know, knows otherwise, or pins out of their range."""
    absent: list[str] = []
    outside: list[str] = []
    members = {package.name for package in locks.own(seen.project)}
    named = _named(lock)
    for package, asked in _governed(seen, lock):
        for each in package.manifest.dependencies:
            spec = specs.parse(each.spec)
            if each.group == "peer" or each.name in members or spec.kind not in _KINDS:
                continue
            place = f"{package.manifest.path}: {each.name}@{each.spec or '*'}"
            if _is_absent(seen, each, asked, named):
                absent.append(place)
            elif each.name not in seen.overridden:
                pinned = _pinned(lock, package, each, named)
                if pinned and not _holds(spec, pinned):
                    outside.append(f"{place} is {', '.join(sorted({e.version for e in pinned}))}")
    if absent:
        yield Severity.LOW, Group("asked for, but not as the lock knows it", absent, lock.path)
    if outside:
        yield Severity.MEDIUM, Group("pinned out of the range asked for", outside, lock.path)


def _governed(seen: Seen, lock: Lockfile) -> Iterator[tuple[Package, dict[str, set[str]] | None]]:
    """The project's packages that a lock pins, and what it says that each asks for."""
    base = locks.folder(lock)
    own = {package.path: package for package in locks.own(seen.project)}
    if not lock.importers and base in own:
        yield own[base], None
    for importer in lock.importers:
        package = own.get("/".join(part for part in (base, importer.path) if part))
        if package:
            asked: dict[str, set[str]] = {}
            for each in importer.dependencies:
                asked.setdefault(each.name, set()).add(each.spec.strip())
            yield package, asked


def _is_absent(
    seen: Seen,
    dependency: Dependency,
    asked: dict[str, set[str]] | None,
    named: dict[str, list[Locked]],
) -> bool:
    if asked is None:
        return dependency.name not in named
    if dependency.name not in asked:
        return True
    same = dependency.spec.strip() in asked[dependency.name]
    return not same and dependency.name not in seen.overridden


def _named(lock: Lockfile) -> dict[str, list[Locked]]:
    """The entries by the names that they are known by."""
    found: dict[str, list[Locked]] = {}
    for entry in lock.entries:
        for name in {entry.alias or entry.name, entry.name}:
            found.setdefault(name, []).append(entry)
    return found


def _pinned(
    lock: Lockfile, package: Package, dependency: Dependency, named: dict[str, list[Locked]]
) -> list[Locked]:
    """The entries that a dependency can come to: by npm's path, by the specs, else by name."""
    entries = [each for each in named.get(dependency.name, ()) if not each.link and each.version]
    if lock.kind in locks.NPM:
        keys = _keys(locks.key(lock, package.path), dependency.name)
        by_key = {each.key: each for each in entries if not each.older}
        return next(([by_key[key]] for key in keys if key in by_key), [])
    asked = {f"{dependency.name}@{dependency.spec}", f"{dependency.name}@npm:{dependency.spec}"}
    return [each for each in entries if asked & set(each.specs)] or entries


def _keys(path: str, name: str) -> Iterable[str]:
    """Where node looks for a package from a folder on, nearest first."""
    yield f"{path}/{locks.MODULES}/{name}".lstrip("/")
    while path:
        path = path.rpartition("/")[0]
        yield f"{path}/{locks.MODULES}/{name}".lstrip("/")


def _holds(spec: specs.Spec, pinned: list[Locked]) -> bool:
    """Whether some entry may be what a spec asks for."""
    if spec.kind == "tag":
        return True
    return any(ranges.holds(spec.versions, each.version) is not False for each in pinned)

"""Which entry of a lockfile another one depends on, as its package manager resolves it."""

from collections.abc import Iterator, Mapping

from picketline.packages import ranges
from picketline.packages.facts import Dependency, Importer, Locked, Lockfile

_MODULES = "node_modules/"
_DEEPEST = 64
"""Folders that are climbed, and versions of one name that are compared."""
COMPARED = 200_000
"""The most versions of one lock that are held against ranges; beyond it nothing is taken."""
_LONGEST = 2048
_NPM = frozenset({"npm", "shrinkwrap"})


class Edges:
    """The entries of one lock, found by what asks for them."""

    def __init__(self, lock: Lockfile) -> None:
        self._kind = lock.kind
        self._compared = 0
        self._way: tuple[str, list[str]] = ("", [""])
        self._keys = {entry.key: entry for entry in reversed(lock.entries)}
        self._inside = {_split(entry.key): entry for entry in reversed(lock.entries)}
        self._specs = {spec: entry for entry in lock.entries for spec in _specs(entry)}
        self._resolved = {entry.resolved: entry for entry in lock.entries if entry.resolved}
        self._names: dict[str, list[Locked]] = {}
        for entry in lock.entries:
            for name in {entry.name, entry.alias or entry.name}:
                self._names.setdefault(name, []).append(entry)

    def of(self, entry: Locked) -> Iterator[tuple[str, Locked | None]]:
        """What an entry depends on: each name, and the entry that is taken, None if none is.

        Peers and optional dependencies are left out where no entry is taken.
        """
        for name, spec in entry.dependencies.items():
            yield name, self._taken(entry.key, name, spec)
        for name, spec in (entry.optional_dependencies | entry.peer_dependencies).items():
            if name not in entry.dependencies and (found := self._taken(entry.key, name, spec)):
                yield name, found

    def asked(
        self, folder: str, dependencies: tuple[Dependency, ...]
    ) -> Iterator[tuple[str, Locked | None]]:
        """The same for what a manifest, or the lock itself, says of the project in a folder."""
        for each in dependencies:
            found = self._taken(folder, each.name, each.spec)
            if found is not None or each.group in {"prod", "dev"}:
                yield each.name, found

    def _taken(self, base: str, name: str, spec: str) -> Locked | None:
        if self._kind in _NPM:
            return self._climbed(base, name)
        exact = (
            self._specs.get(f"{name}@{spec}")
            or self._specs.get(f"{name}@npm:{spec}")
            or self._keys.get(f"{name}@{spec}")
            or self._keys.get(f"/{name}@{spec}")
            or self._keys.get(f"/{name}/{spec}")
            or self._keys.get(spec)
            or self._resolved.get(spec)
        )
        if exact is None and self._kind == "bun":
            exact = self._nested(base, name)
        return exact or self._by_name(*_unaliased(name, spec))

    def _climbed(self, base: str, name: str) -> Locked | None:
        """As node looks for a package: in the folder, then in those above it."""
        if self._way[0] != base:
            self._way = (base, _upwards(base))
        found = (self._inside.get((folder, name)) for folder in self._way[1])
        return next((entry for entry in found if entry is not None), None)

    def _nested(self, base: str, name: str) -> Locked | None:
        """As bun files packages: below the one that alone takes this version, or on top."""
        base = base if len(base) <= _LONGEST else ""
        for _ in range(_DEEPEST):
            found = self._keys.get(f"{base}/{name}" if base else name)
            if found is not None or not base:
                return found
            above, _, last = base.rpartition("/")
            scope = above.rpartition("/")[2]
            base = above.removesuffix(scope).rstrip("/") if scope[:1] == "@" and last else above
        return self._keys.get(name)

    def _by_name(self, name: str, spec: str) -> Locked | None:
        """The one entry of a name, or the highest of those whose version a range takes."""
        found = self._names.get(name, [])[:_DEEPEST]
        if len(found) <= 1:
            return found[0] if found else None
        self._compared += len(found)
        if self._compared > COMPARED:
            return None
        fitting = [entry for entry in found if ranges.holds(spec, entry.version)]
        return max(fitting, key=_order, default=None)


def _split(key: str) -> tuple[str, str]:
    """The folder that has the node_modules where a key of npm's leads, and the name in it."""
    base, _, name = key.rpartition(_MODULES)
    return base.removesuffix("/"), name


def _upwards(base: str) -> list[str]:
    """A folder and those above it where node looks, the project's own at last."""
    way = [base] if base else []
    while way and way[-1] and len(way) < _DEEPEST:
        way.append(way[-1].rpartition(f"/{_MODULES}")[0])
    return way if way and not way[-1] else [*way, ""]


def _unaliased(name: str, spec: str) -> tuple[str, str]:
    """What a spec really asks for: `npm:real@range`, or itself."""
    real, at, wanted = spec.removeprefix("npm:").rpartition("@")
    return (real, wanted) if spec.startswith("npm:") and at and real else (name, spec)


def _specs(entry: Locked) -> Iterator[str]:
    known_as = entry.alias or entry.name
    for spec in entry.specs:
        yield spec
        yield f"{known_as}@{spec}"


def _order(entry: Locked) -> tuple[list[int], str]:
    """Versions in an order: by their numbers, releases after what comes before them."""
    bare, _, before = entry.version.partition("-")
    numbers = [int(part) if part.isdigit() else 0 for part in bare.split(".")[:3]]
    return numbers, "" if before else "release"


def importers(lock: Lockfile, manifests: Mapping[str, tuple[Dependency, ...]]) -> list[Importer]:
    """Who asks: the lock's own importers, or where it names none, the manifests by folder."""
    if lock.importers:
        return list(lock.importers)
    return [Importer(folder, asked) for folder, asked in sorted(manifests.items())]

"""One side of a comparison: its facts filed so that the other's are found at once."""

from collections.abc import Iterator
from functools import cached_property

from picketline.core.model import Severity
from picketline.packages import known, locks, redaction, surface
from picketline.packages.facts import Dependency, Locked, Lockfile, Package, Project
from picketline.packages.hygiene import exact
from picketline.packages.news.facts import Item, Kind
from picketline.packages.purls import purl

ROOT = ""
"""What the root is filed under: it is compared with the other root, whatever their names."""
_LONGEST = 300
_FAMILIES = {"shrinkwrap": "npm"}

Copies = tuple[Package, ...]
Place = tuple[Lockfile, Locked]


class Seen:
    """A project as one side of a comparison."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.root = project.packages[0]
        self.locks = locks.kept(project)

    @cached_property
    def copies(self) -> dict[str, Copies]:
        """The packages by name, all copies together; the root alone."""
        found: dict[str, list[Package]] = {ROOT: [self.root]}
        for package in self.project.packages[1:]:
            if package.name:
                found.setdefault(package.name, []).append(package)
        return {
            name: tuple(sorted(some, key=lambda each: each.path)) for name, some in found.items()
        }

    @cached_property
    def entries(self) -> dict[str, list[Place]]:
        """The entries of locks by name, without links and what only npm 6 reads."""
        found: dict[str, list[Place]] = {}
        for lock in self.locks:
            for entry in lock.entries:
                if entry.name and not entry.link and not entry.older:
                    found.setdefault(entry.name, []).append((lock, entry))
        return found

    @cached_property
    def names(self) -> frozenset[str]:
        """Every package that is here, on disk or locked, the root not among them."""
        return frozenset(self.copies.keys() - {ROOT} | self.entries.keys())

    @cached_property
    def versions(self) -> dict[str, frozenset[str]]:
        """The versions of each name."""
        found: dict[str, set[str]] = {name: set() for name in self.names}
        for name in self.names:
            found[name] |= {each.version for each in self.copies.get(name, ())}
            found[name] |= {entry.version for _, entry in self.entries.get(name, ())}
        return {name: frozenset(some - {""}) for name, some in found.items()}

    @cached_property
    def sources(self) -> dict[str, dict[str, Place]]:
        """Where locks take each name from, and the first place that says so."""
        found: dict[str, dict[str, Place]] = {}
        for name, places in self.entries.items():
            for place in places:
                if where := known.source(place[1]):
                    found.setdefault(name, {}).setdefault(where, place)
        return found

    @cached_property
    def hooked(self) -> frozenset[str]:
        """The names of which something runs at install, as far as lock or disk tell."""
        locked = {n for n, some in self.entries.items() if any(entry.hooks for _, entry in some)}
        disk = {n for n, some in self.copies.items() if any(map(surface.hooked, some))}
        return frozenset(locked | disk)

    @cached_property
    def says_hooks(self) -> bool:
        """Whether its locks say what has install scripts: each of them, if there is one."""
        saying = (any(entry.hooks is not None for entry in lock.entries) for lock in self.locks)
        return all(saying)

    @cached_property
    def families(self) -> frozenset[str]:
        """The kinds of its locks; npm's two are one."""
        return frozenset(_FAMILIES.get(lock.kind, lock.kind) for lock in self.locks)

    def item(  # noqa: PLR0913  # an item's fields
        self,
        kind: Kind,
        name: str,
        key: str,
        why: str,
        severity: Severity,
        *,
        value: str = "",
        version: str = "",
        at: tuple[str, int] = ("", 0),
    ) -> Item:
        """A thing of this side, on a package by name; no text of it holds a secret."""
        return Item(
            kind=kind,
            package=purl(name or self.root.name),
            key=exact(key),
            value=exact(value),
            why=redaction.line(why, _LONGEST),
            severity=severity,
            version=exact(version),
            path=redaction.redacted(at[0]),
            line=at[1],
        )


def asked(package: Package) -> Iterator[Dependency]:
    """What a package depends on; what it needs for its own development only for the project's."""
    own = package.origin in {"root", "member"}
    return (each for each in package.manifest.dependencies if own or each.group != "dev")

"""What versions in lockfiles newly depend on: where an injected dependency shows."""

from collections.abc import Iterator

import msgspec

from picketline.packages.corpus.near import Neighbours
from picketline.packages.edges import Edges
from picketline.packages.facts import Dependency, Locked, Lockfile
from picketline.packages.news import wanting
from picketline.packages.news.facts import Item
from picketline.packages.news.sides import ROOT, Place, Seen


class _Version(msgspec.Struct, frozen=True):
    """One version of a package in locks: the names that all its entries depend on."""

    wants: frozenset[str]


def news(before: Seen, seen: Seen) -> Iterator[Item]:
    """New dependencies of what is locked, and of who asks for it, each once."""
    if before.families != seen.families:
        return
    edges = {lock.path: Edges(lock) for lock in seen.locks}
    for name, places in sorted(seen.entries.items()):
        old = before.entries.get(name)
        if old and not (name in seen.copies and name in before.copies):
            yield from _of(before, seen, edges, (name, old, places))
    yield from _asked(before, seen, edges)


def _of(
    before: Seen,
    seen: Seen,
    edges: dict[str, Edges],
    both: tuple[str, list[Place], list[Place]],
) -> Iterator[Item]:
    """Of one name that was there before."""
    name, old, new = both
    rungs = wanting.Rungs(_versions(old).items())
    told: set[tuple[str, str]] = set()
    for lock, entry in new:
        was, held = rungs.nearest(entry.version)
        wants = _wants(entry)
        if wants <= held.wants:
            continue
        siblings = wanting.siblings(sorted(wants))
        taken = dict(edges[lock.path].of(entry))
        for each in sorted(wants - held.wants):
            if (entry.version, each) not in told:
                told.add((entry.version, each))
                wish = _wish((name, entry.version, was), each, taken.get(each), siblings)
                there = wish.real in before.names
                at = (lock.path, entry.line)
                yield wanting.item(before, seen, msgspec.structs.replace(wish, there=there, at=at))


def _wish(
    who: tuple[str, str, str],
    name: str,
    taken: Locked | None,
    siblings: Neighbours,
) -> wanting.Wish:
    by, version, was = who
    return wanting.Wish(
        by=by,
        version=version,
        was=was,
        name=name,
        real=taken.name if taken else name,
        taken=taken.version if taken else "",
        siblings=siblings,
    )


def _versions(places: list[Place]) -> dict[str, _Version]:
    found: dict[str, _Version] = {}
    for _, entry in places:
        held = found.get(entry.version, _Version(frozenset()))
        found[entry.version] = _Version(held.wants | _wants(entry))
    return found


def _wants(entry: Locked) -> frozenset[str]:
    """What an entry depends on; peers come by somebody else's wish."""
    return frozenset(entry.dependencies.keys() | entry.optional_dependencies.keys())


def _asked(before: Seen, seen: Seen, edges: dict[str, Edges]) -> Iterator[Item]:
    """What the project itself newly asks for, as far as its locks say."""
    held = {(path, each.name) for path, each, _ in _importers(before)}
    for path, each, lock in _importers(seen):
        if (path, each.name) not in held:
            held.add((path, each.name))
            taken = next((found for _, found in edges[lock.path].asked(path, (each,))), None)
            wish = _wish((ROOT, "", ""), each.name, taken, wanting.siblings(()))
            there = wish.real in before.names
            yield wanting.item(before, seen, msgspec.structs.replace(wish, there=there))


def _importers(seen: Seen) -> Iterator[tuple[str, Dependency, Lockfile]]:
    for lock in seen.locks:
        for importer in lock.importers:
            for each in importer.dependencies:
                yield importer.path, each, lock

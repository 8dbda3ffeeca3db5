"""What a lock holds against another content under the same name and version."""

import re
from collections.abc import Iterator

from picketline.core.model import Severity
from picketline.packages import specs
from picketline.packages.drift.seen import Drift, Seen
from picketline.packages.facts import Locked, Lockfile
from picketline.packages.hygiene import Group

WEAK = frozenset({"sha1", "md5"})
"""Methods whose hashes can be forged."""
_FRAGMENT = re.compile(r"#[0-9a-f]{40}$")
_BERRY = "berry"


def looks(seen: Seen, lock: Lockfile) -> Iterator[Drift]:
    """Entries without a hash, and those whose hashes can be forged."""
    by_hash = [entry for entry in lock.entries if fetched(entry) and not seen.asked(entry)]
    missing = [entry for entry in by_hash if not hashes(entry)]
    weak = [entry for entry in by_hash if hashes(entry) and hashes(entry).keys() <= WEAK]
    if missing:
        severity = Severity.INFO if lock.kind == _BERRY else Severity.LOW
        yield severity, _group(lock, "no integrity", missing)
    if weak:
        yield Severity.LOW, _group(lock, "integrity by sha1 or md5 alone", weak)


def differing(seen: Seen) -> Iterator[Drift]:
    """One name and version with two contents, in one lock or in two."""
    held: dict[tuple[str, str, str], list[tuple[Lockfile, Locked, frozenset[str]]]] = {}
    for lock in seen.project.lockfiles:
        for entry in lock.entries:
            if specs.source(entry).kind in {"registry", "none"} and entry.version:
                for method, digests in hashes(entry).items():
                    key = (entry.name, entry.version, method)
                    held.setdefault(key, []).append((lock, entry, digests))
    found: dict[str, tuple[Severity, Lockfile, int]] = {}
    for (name, version, method), holders in sorted(held.items()):
        first = holders[0][2]
        other = next((each for each in holders[1:] if not each[2] & first), None)
        if other and method != _BERRY:
            place = f"{name}@{version}: {method}-{min(first)} and {method}-{min(other[2])}"
            found[place] = (seen.graded(name, version), other[0], other[1].line)
    if found:
        worst, lock, line = max(found.values(), key=lambda each: (each[0].rank, each[1].path))
        yield worst, Group("one version with two contents", list(found), lock.path, line)


def fetched(entry: Locked) -> bool:
    """Whether an entry is fetched as a tarball, so that a hash can hold it."""
    kind = specs.source(entry).kind
    if entry.link or entry.bundled or not entry.version:
        return False
    return kind in {"registry", "tarball", "none"}


def hashes(entry: Locked) -> dict[str, frozenset[str]]:
    """The digests of an entry by method."""
    found: dict[str, set[str]] = {}
    for word in entry.integrity.split():
        method, mark, digest = word.partition("-")
        if not mark:
            method, _, digest = word.partition(":")
        found.setdefault(method.lower(), set()).add(digest.partition("?")[0])
    if not found and _FRAGMENT.search(entry.resolved):
        found["sha1"] = {entry.resolved.rpartition("#")[2]}
    return {method: frozenset(digests) for method, digests in found.items()}


def _group(lock: Lockfile, what: str, entries: list[Locked]) -> Group:
    return Group(what, [f"{e.name}@{e.version}" for e in entries], lock.path, entries[0].line)

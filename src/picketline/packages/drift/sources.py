"""Where a lock says that packages come from."""

from collections.abc import Iterator

from picketline.core.model import Severity
from picketline.packages import locks, specs
from picketline.packages.drift.seen import Drift, Seen
from picketline.packages.facts import Locked, Lockfile
from picketline.packages.hygiene import Group

_FEW = 20
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


def looks(seen: Seen, lock: Lockfile) -> Iterator[Drift]:
    """Foreign hosts, lines that nothing protects, other names, unasked aliases, two halves."""
    fetched = [
        (entry, source)
        for entry in lock.entries
        if not entry.link and not seen.asked(entry)
        for source in (specs.source(entry),)
        if source.kind in {"registry", "tarball"}
    ]
    yield from _hosts(seen, lock, fetched)
    yield from _insecure(seen, lock, fetched)
    yield from _names(seen, lock, fetched)
    if seen.knows(lock):
        yield from _aliases(seen, lock)
        yield from _unasked(seen, lock)
    yield from _halves(seen, lock)


def _grouped(
    seen: Seen, lock: Lockfile, what: str, entries: list[tuple[Locked, str]]
) -> Iterator[Drift]:
    """One group as bad as the worst of its entries."""
    if entries:
        worst = max(seen.graded(entry.name, entry.version).rank for entry, _ in entries)
        severity = Severity.HIGH if worst == Severity.HIGH.rank else Severity.MEDIUM
        places = [place for _, place in entries]
        yield severity, Group(what, places, lock.path, entries[0][0].line)


def _hosts(seen: Seen, lock: Lockfile, fetched: list[tuple[Locked, specs.Spec]]) -> Iterator[Drift]:
    by_host: dict[str, list[tuple[Locked, str]]] = {}
    told = [(entry, source) for entry, source in fetched if source.host]
    for entry, source in told:
        if source.host not in seen.hosts | _LOCAL:
            place = f"{entry.name}: {source.shown}"
            by_host.setdefault(source.host, []).append((entry, place))
    for host, entries in sorted(by_host.items()):
        mostly = len(entries) >= _FEW and 2 * len(entries) >= len(told)
        for severity, group in _grouped(seen, lock, f"comes from {host}", entries):
            yield (Severity.MEDIUM if mostly else severity), group


def _insecure(
    seen: Seen, lock: Lockfile, fetched: list[tuple[Locked, specs.Spec]]
) -> Iterator[Drift]:
    found = [
        (entry, f"{entry.name}: {source.shown}")
        for entry, source in fetched
        if source.insecure and source.host in seen.hosts
    ]
    yield from _grouped(seen, lock, "comes over http", found)


def _names(seen: Seen, lock: Lockfile, fetched: list[tuple[Locked, specs.Spec]]) -> Iterator[Drift]:
    foreign: list[tuple[Locked, str]] = []
    other: list[tuple[Locked, str]] = []
    for entry, source in fetched:
        if source.kind == "registry" and source.path and not _fits(entry, source.path):
            strange = _foreign(seen, entry, source)
            place = f"{entry.name}@{entry.version}: {source.shown}"
            (foreign if strange else other).append((entry, place))
    for _, group in _grouped(seen, lock, "its tarball is another package's", foreign):
        yield Severity.HIGH, group
    yield from _grouped(seen, lock, "its tarball is of another version or path", other)


def _foreign(seen: Seen, entry: Locked, source: specs.Spec) -> bool:
    """Whether an address names another package; a mirror may leave scopes out of its paths."""
    name, _ = specs.packed(source)
    if not name or name.lower() == entry.name.lower() or entry.name in seen.aliases:
        return False
    public = source.host in locks.PUBLIC
    return public or specs.base(name.lower()) != specs.base(entry.name.lower())


def _fits(entry: Locked, path: str) -> bool:
    """Whether a registry's path to a tarball is that of the entry's name and version."""
    before, _, file = path.lower().rpartition("/-/")
    name = entry.name.lower()
    base = specs.base(name)
    version = entry.version.lower().partition("+")[0]
    named = f"/{before}".endswith(f"/{name}")
    file = file.rpartition("/")[2].partition("+")[0].removesuffix(".tgz")
    return named and (file == f"{base}-{version}" if version else file.startswith(f"{base}-"))


def _aliases(seen: Seen, lock: Lockfile) -> Iterator[Drift]:
    """Entries of npm's locks that are another package although nobody asks for that."""
    if lock.kind not in locks.NPM:
        return
    found = [
        (entry, f"{entry.alias} is {entry.name}@{entry.version}")
        for entry in lock.entries
        if entry.alias
        and not entry.link
        and not entry.bundled
        and entry.alias not in seen.aliases | seen.elsewhere
        and entry.name not in seen.overridden
    ]
    yield from _grouped(seen, lock, "is another package, which nobody asks for", found)


def _unasked(seen: Seen, lock: Lockfile) -> Iterator[Drift]:
    """Entries that come by git although nobody asks for that."""
    found = [
        (entry, f"{entry.name}: {specs.source(entry).shown}")
        for entry in lock.entries
        if specs.source(entry).kind == "git"
        and not {entry.name, entry.alias} & seen.overridden
        and not seen.asked(entry)
    ]
    yield from _grouped(seen, lock, "comes by git, which nobody asks for", found)


def _halves(seen: Seen, lock: Lockfile) -> Iterator[Drift]:
    """What npm 6 installs by a lock, and later versions do not."""
    found = [
        (entry, f"{entry.name}@{entry.version or specs.source(entry).shown}")
        for entry in lock.entries
        if entry.older
    ]
    yield from _grouped(seen, lock, "stands in its half for npm 6 alone, or otherwise", found)

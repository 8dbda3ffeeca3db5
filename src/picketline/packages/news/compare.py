"""The comparison of two sides as a whole: each new thing once, paired with what it was."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

import msgspec

from picketline.core.model import Severity
from picketline.core.report import Gap
from picketline.packages import redaction
from picketline.packages.collect import Seen as Collected
from picketline.packages.news import code, edges, locked, manifests
from picketline.packages.news.facts import KINDS, Change, Item, News, Side, What
from picketline.packages.news.sides import ROOT, Place, Seen
from picketline.packages.news.wanting import order

MOST = 20_000
"""Changes that are told; those left out are the least bad, and are counted."""
_WORDS = ("new", "changed", "gone")
_IDS = 3


class Given(msgspec.Struct, frozen=True):
    """A side as it was read: its name for people, what it is, and its facts."""

    name: str
    what: What
    seen: Collected


def compare(before: Given, after: Given) -> News:
    """What `after` has that `before` has not, and the other way round. Both are of one kind."""
    old, new = Seen(before.seen.project), Seen(after.seen.project)
    found = changes(old, new)
    return News(
        same=not found,
        what=after.what,
        corpus=new.project.corpus.digest,
        before=_side(before, old),
        after=_side(after, new),
        changes=found[:MOST],
        coverage=_coverage(old, new, before, after),
        left_out=max(0, len(found) - MOST),
    )


def changes(before: Seen, after: Seen) -> tuple[Change, ...]:
    """All changes, worst first. What is new one way round is gone the other."""
    new, gone = _by_key(news(before, after)), _by_key(news(after, before))
    found: list[Change] = []
    for key in new.keys() | gone.keys():
        here, there = new.get(key, []), gone.get(key, [])
        if len(here) == len(there) == 1:
            found.append(Change(word="changed", before=there[0], after=here[0]))
        else:
            found += (Change(word="new", after=each) for each in here)
            found += (Change(word="gone", before=each) for each in there)
    return tuple(sorted(found, key=_place))


def news(before: Seen, seen: Seen) -> tuple[Item, ...]:
    """What one side shows that the other does not, each thing once, as bad as anything says."""
    found: dict[tuple[str, str, str, str], Item] = {}
    for item in sorted(_all(before, seen)):
        held = found.get(item.identity)
        if held is None or held.severity < item.severity:
            found[item.identity] = item
    return tuple(found.values())


def _all(before: Seen, seen: Seen) -> Iterator[Item]:
    yield from _versions(before, seen)
    for name, after in sorted(seen.copies.items()):
        yield from code.news(before.copies.get(name, ()), seen, name, after)
        yield from manifests.news(before, seen, name)
    yield from locked.news(before, seen)
    yield from edges.news(before, seen)


def _versions(before: Seen, seen: Seen) -> Iterator[Item]:
    """Names that are new, versions that are others, and what is known bad among them."""
    root = {seen.root.version}, {before.root.version}
    yield from _moved(seen, ROOT, *root)
    for name in sorted(seen.names):
        now, was = seen.versions[name], before.versions.get(name)
        if was is None:
            known = seen.project.corpus.rank(name) is not None
            why = "a popular name" if known else "not among the popular names"
            severity = Severity.INFO if known else Severity.LOW
            version = ", ".join(sorted(now, key=order))
            yield seen.item("package", name, "", why, severity, version=version, at=_at(seen, name))
        else:
            yield from _moved(seen, name, now, was)
        for version in sorted(now - (was or frozenset())):
            yield from _bad(seen, name, version)
    if seen.root.origin == "archive" and seen.root.version != before.root.version:
        yield from _bad(seen, ROOT, seen.root.version)


def _moved(seen: Seen, name: str, now: Iterable[str], was: Iterable[str]) -> Iterator[Item]:
    here, there = (sorted({*some} - {""}, key=order) for some in (now, was))
    if here != there and here and there:
        yield seen.item(
            "version",
            name,
            "version",
            f"before: {', '.join(there)}",
            Severity.INFO,
            value=", ".join(here),
            version=", ".join(here),
            at=_at(seen, name),
        )


def _bad(seen: Seen, name: str, version: str) -> Iterator[Item]:
    found = seen.project.corpus.known_bad(name or seen.root.name, version)
    if found:
        yield seen.item(
            "known-bad",
            name,
            version,
            f"known bad: {', '.join(each.id for each in found[:_IDS])}",
            max(each.severity for each in found),
            version=version,
            at=_at(seen, name),
        )


def _at(seen: Seen, name: str) -> tuple[str, int]:
    """Where a package stands: on disk, else in a lock."""
    copies = seen.copies.get(name)
    if copies:
        return copies[0].manifest.path, 0
    places: list[Place] = seen.entries[name]
    return places[0][0].path, places[0][1].line


def _by_key(items: Iterable[Item]) -> dict[tuple[str, str, str], list[Item]]:
    found: defaultdict[tuple[str, str, str], list[Item]] = defaultdict(list)
    for item in items:
        found[item.identity[:3]].append(item)
    return found


def _place(change: Change) -> tuple[int, int, int, Item]:
    kind = list(KINDS).index(change.shown.kind)
    return (-change.severity.rank, kind, _WORDS.index(change.word), change.shown)


def _side(given: Given, seen: Seen) -> Side:
    return Side(
        name=redaction.redacted(given.name),
        what=given.what,
        locks=tuple(f"{lock.path}: {lock.kind} {lock.version}" for lock in seen.locks),
        packages=len(seen.project.packages),
        locked=sum(len(lock.entries) for lock in seen.locks),
        unseen=_told(given.seen.skipped),
    )


def _coverage(old: Seen, new: Seen, before: Given, after: Given) -> tuple[Gap, ...]:
    said = (*before.seen.coverage, *after.seen.coverage, *locked.coverage(old, new))
    return _told(said)


def _told(gaps: Iterable[Gap]) -> tuple[Gap, ...]:
    """What was not seen, without secrets, each once."""
    shown = {Gap(redaction.redacted(gap.what), redaction.redacted(gap.why)) for gap in gaps}
    return tuple(sorted(shown))

"""What is new in lockfiles: packages, versions, hooks, sources, integrity, names for others."""

from collections.abc import Iterable, Iterator

from picketline.core.model import Severity
from picketline.core.report import Gap
from picketline.packages import specs
from picketline.packages.drift import integrity
from picketline.packages.facts import Locked
from picketline.packages.news.facts import Item
from picketline.packages.news.sides import ROOT, Place, Seen

_MANY = 20
_LOOSE = ("git ", "tarball ", "http://")
"""How sources begin that no registry holds to one content, or that nothing protects."""
_BERRY = "berry"
_STRENGTH = ("none", "weak", "full")
_WITHOUT_ADDRESSES = frozenset({"pnpm", "berry", "bun"})
_WITHOUT_HOOKS = "does not say what has install scripts: new hooks cannot be told from it"
_NO_ADDRESS = "notes no address for what comes from a registry: which one cannot be compared"
_NO_PEOPLE = "lockfiles name no people and no publishers: L2-MAINT-001 compares them with -b"


def news(before: Seen, seen: Seen) -> Iterator[Item]:
    """What the locks of one side say that those before do not."""
    yield from _sources(before, seen)
    yield from _aliases(before, seen)
    if before.says_hooks and seen.says_hooks:
        yield from _hooks(before, seen)
    if before.families == seen.families:
        yield from _weaker(before, seen)
        yield from _other_content(before, seen)


def coverage(before: Seen, seen: Seen) -> Iterator[Gap]:
    """What locks cannot say, or cannot be compared in."""
    found = {(lock.path, lock.kind, side) for side in (before, seen) for lock in side.locks}
    for side in (before, seen):
        for lock in side.locks:
            if not any(entry.hooks is not None for entry in lock.entries) and lock.entries:
                yield Gap(lock.path, _WITHOUT_HOOKS)
            if lock.kind in _WITHOUT_ADDRESSES:
                yield Gap(lock.path, _NO_ADDRESS)
    if found and before.families != seen.families:
        kinds = " and ".join(", ".join(sorted(each.families)) or "none" for each in (before, seen))
        why = f"are of other kinds ({kinds}): dependencies and integrity are not compared"
        yield Gap("lockfiles", why)
    if found and not (before.project.installed or seen.project.installed):
        yield Gap("people", _NO_PEOPLE)


def _at(place: Place) -> tuple[str, int]:
    return place[0].path, place[1].line


def _hooks(before: Seen, seen: Seen) -> Iterator[Item]:
    for name, places in sorted(seen.entries.items()):
        hooked = [place for place in places if place[1].hooks]
        if hooked and name not in before.hooked and name not in seen.copies:
            was = name in before.names
            yield seen.item(
                "hook",
                name,
                "install scripts",
                "nothing of it ran at install before" if was else "runs at install",
                Severity.HIGH if was else Severity.MEDIUM,
                version=hooked[0][1].version,
                at=_at(hooked[0]),
            )


def _sources(before: Seen, seen: Seen) -> Iterator[Item]:
    """Other hosts, lines and repositories; many packages with one move as one."""
    everywhere = frozenset(where for some in before.sources.values() for where in some)
    moved: dict[tuple[str, str], list[tuple[str, Place]]] = {}
    for name, now in sorted(seen.sources.items()):
        was = before.sources.get(name)
        if was is None and name in before.names:
            continue
        shown = ", ".join(sorted(was)[:3]) if was else ""
        for where, place in sorted(now.items(), key=lambda each: each[0]):
            if where not in (everywhere if was is None else was):
                moved.setdefault((shown, where), []).append((name, place))
    for (shown, where), places in sorted(moved.items(), key=lambda each: each[0]):
        severity = Severity.HIGH if where.startswith(_LOOSE) else Severity.MEDIUM
        if len(places) >= _MANY:
            why = f"{len(places)} packages, such as {places[0][0]}; before: {shown or 'none'}"
            yield seen.item("source", ROOT, f"{where}, before {shown or 'none'}", why, severity)
        else:
            yield from (_source(seen, each, where, shown, severity) for each in places)


def _source(
    seen: Seen, each: tuple[str, Place], where: str, shown: str, severity: Severity
) -> Item:
    name, place = each
    return seen.item(
        "source",
        name,
        "taken from",
        f"before: {shown}" if shown else "nothing came from there before",
        severity,
        value=where,
        version=place[1].version,
        at=_at(place),
    )


def _aliases(before: Seen, seen: Seen) -> Iterator[Item]:
    held = {
        (entry.alias, name)
        for name, some in before.entries.items()
        for _, entry in some
        if entry.alias
    }
    for name, places in sorted(seen.entries.items()):
        for place in places:
            alias = place[1].alias
            if alias and (alias, name) not in held:
                held.add((alias, name))
                alike = specs.keeps(alias, name)
                yield seen.item(
                    "alias",
                    name,
                    alias,
                    f"{alias} is {name}",
                    Severity.LOW if alike else Severity.MEDIUM,
                    version=place[1].version,
                    at=_at(place),
                )


def _weaker(before: Seen, seen: Seen) -> Iterator[Item]:
    """Names whose least held entry is held less than any was."""
    for name, places in sorted(seen.entries.items()):
        was, now = _strength(before.entries.get(name, ())), _strength(places)
        if was is None or now is None or now >= was:
            continue
        worst = next(each for each in places if _strength([each]) == now)
        yield seen.item(
            "integrity",
            name,
            "integrity",
            f"held by {_STRENGTH[now]} integrity, before {_STRENGTH[was]}",
            Severity.MEDIUM,
            value=_STRENGTH[now],
            version=worst[1].version,
            at=_at(worst),
        )


def _strength(places: Iterable[Place]) -> int | None:
    """How tightly the least held entry is held, as the place in `_STRENGTH`; None for none."""
    found: list[int] = []
    for _, entry in places:
        if integrity.fetched(entry):
            methods = integrity.hashes(entry).keys()
            found.append(2 if methods - integrity.WEAK else 1 if methods else 0)
    return min(found, default=None)


def _other_content(before: Seen, seen: Seen) -> Iterator[Item]:
    """Versions that are held to another content than they were."""
    for name, places in sorted(seen.entries.items()):
        was: dict[tuple[str, str], frozenset[str]] = {}
        for _, entry in before.entries.get(name, ()):
            for method, digests in _contents(entry):
                was[entry.version, method] = was.get((entry.version, method), digests) | digests
        for place in places if was else ():
            entry = place[1]
            for method, digests in _contents(entry):
                held = was.get((entry.version, method))
                if held is not None and not held & digests:
                    yield seen.item(
                        "content",
                        name,
                        f"{entry.version} {method}",
                        f"{name}@{entry.version} has another {method} than before",
                        Severity.HIGH,
                        value=" ".join(sorted(digests)),
                        version=entry.version,
                        at=_at(place),
                    )


def _contents(entry: Locked) -> Iterator[tuple[str, frozenset[str]]]:
    """The digests of a registry's tarball by method; berry's change with its own versions."""
    if entry.version and specs.source(entry).kind in {"registry", "none"}:
        for method, digests in integrity.hashes(entry).items():
            if method != _BERRY:
                yield method, digests

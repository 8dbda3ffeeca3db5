"""One linear pass over bytes for all patterns at once: which signals are there.

hyperscan does it where its wheel can be imported, RE2 elsewhere; both give the same answer.
"""

import contextlib
import functools
import operator
import re
import threading
from collections import deque
from collections.abc import Callable, Container, Iterator, Mapping
from typing import TYPE_CHECKING

from picketline.packages import compiled
from picketline.packages.patterns import SIGNALS

if TYPE_CHECKING:
    import hyperscan

_LARGEST_STEP = 1 << 30
_WIDE = frozenset({"unseen", "bidi", "aaencode"})
"""Signals that no ASCII text has."""
_BLANKS, _TABS = (text.replace("\\t", "\t").encode() for text in SIGNALS["gap"])
"""The texts of the one signal that `in` finds far sooner than any engine."""
_LARGEST_KEPT = 1 << 22
_MOST_STARTS = 1 << 14
Scan = Callable[[bytes], int]
Starts = Callable[[bytes], list[int] | None]
Ends = Callable[[bytes], list[tuple[int, int]] | None]
_recent: deque[tuple[bytes, tuple[str, ...]]] = deque(maxlen=2)


def signals(data: bytes) -> tuple[str, ...]:
    """The names of the signals whose patterns `data` matches, sorted."""
    for known, found in tuple(_recent):
        if known is data:
            return found
    found = named(_scan()(data))
    if len(data) <= _LARGEST_KEPT:
        _recent.append((data, found))
    return found


def wide(data: bytes) -> tuple[str, ...]:
    """Those of the signals that no ASCII text has, sorted."""
    return () if data.isascii() else named(_engine(_WIDE)(data))


@functools.lru_cache(maxsize=1 << 14)
def named(bits: int) -> tuple[str, ...]:
    """The sorted names that a set of bits stands for."""
    return tuple(name for at, name in enumerate(_NAMES) if bits >> at & 1)


def by_hyperscan(patterns: Mapping[str, tuple[str, ...]] = SIGNALS) -> Scan:
    """A scan by hyperscan; raises ImportError where it is not installed.

    Each thread has scratch space of its own.
    """
    import hyperscan  # noqa: PLC0415  # costs start-up time and is not there everywhere

    expressions, ids = _flat(patterns)
    database = compiled.database(expressions, hyperscan.HS_FLAG_SINGLEMATCH)
    own = threading.local()

    def scan(data: bytes) -> int:
        if not hasattr(own, "scratch"):
            own.scratch = hyperscan.Scratch(database)
        found: list[int] = []
        database.scan(data, lambda at, *_: found.append(ids[at]), scratch=own.scratch)
        return functools.reduce(operator.or_, found, 0)

    return scan


@functools.cache
def starts(patterns: tuple[tuple[str, int], ...]) -> Starts:
    """A scan for where each of `patterns` begins, told with the bytes that all its matches have.

    0 bytes stand for matches of any length, which takes longer. It gives the offsets in order;
    None where there are too many, or no hyperscan to find them.
    """
    try:
        import hyperscan  # noqa: PLC0415  # as above
    except ImportError:
        return lambda _: None

    sizes = [size for _, size in patterns]
    flags = [0 if size else hyperscan.HS_FLAG_SOM_LEFTMOST for size in sizes]
    scan = _places(compiled.database([text for text, _ in patterns], flags))

    def begun(data: bytes) -> list[int] | None:
        places = scan(data)
        if places is None:
            return None
        return sorted(end - sizes[at] if sizes[at] else start for end, at, start in places)

    return begun


def found(
    data: bytes, pattern: re.Pattern[bytes], *begins: tuple[str, int]
) -> Iterator[re.Match[bytes]]:
    """What `pattern.finditer` gives, tried only where a match can begin; see `starts`."""
    places = starts(begins)(data)
    if places is None:
        yield from pattern.finditer(data)
        return
    end = 0
    for place in places:
        if place >= end and (one := pattern.match(data, place)):
            end = one.end()
            yield one


@functools.cache
def ends(patterns: tuple[str, ...]) -> Ends:
    """A scan for where each of `patterns` ends, which costs far less than where it begins.

    It gives the offsets in order, each with the pattern's place in the list; None where there
    are too many, or no hyperscan to find them.
    """
    try:
        scan = _places(compiled.database(patterns, 0))
    except ImportError:
        return lambda _: None

    def ended(data: bytes) -> list[tuple[int, int]] | None:
        places = scan(data)
        return None if places is None else sorted((end, at) for end, at, _ in places)

    return ended


def _places(database: "hyperscan.Database") -> Callable[[bytes], list[tuple[int, int, int]] | None]:
    """A scan for all matches: end, the pattern's place in the list, start; None for too many.

    Each thread has scratch space of its own.
    """
    import hyperscan  # noqa: PLC0415  # as above

    own = threading.local()

    def scan(data: bytes) -> list[tuple[int, int, int]] | None:
        if not hasattr(own, "scratch"):
            own.scratch = hyperscan.Scratch(database)
        found: list[tuple[int, int, int]] = []

        def note(at: int, start: int, end: int, *_: object) -> bool:
            found.append((end, at, start))
            return len(found) > _MOST_STARTS

        with contextlib.suppress(hyperscan.ScanTerminated):
            database.scan(data, note, scratch=own.scratch)
        return found if len(found) <= _MOST_STARTS else None

    return scan


def by_re2(patterns: Mapping[str, tuple[str, ...]] = SIGNALS) -> Scan:
    """A scan by RE2; raises ImportError where it is not installed."""
    import re2  # type: ignore[import-untyped]  # noqa: PLC0415  # as above

    expressions, ids = _flat(patterns)
    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    options.max_mem = _LARGEST_STEP
    options.log_errors = False
    several = re2.Set.SearchSet(options)
    for text in expressions:
        several.Add(text.encode())
    several.Compile()

    def scan(data: bytes) -> int:
        return functools.reduce(lambda bits, at: bits | ids[at], several.Match(data) or (), 0)

    return scan


def _flat(patterns: Mapping[str, tuple[str, ...]]) -> tuple[list[str], list[int]]:
    """Every expression, and the bit of the signal that it belongs to."""
    pairs = [(text, 1 << at) for at, name in enumerate(sorted(patterns)) for text in patterns[name]]
    return [text for text, _ in pairs], [bit for _, bit in pairs]


@functools.cache
def _scan() -> Scan:
    """All patterns by the engine at hand, those left out that the bytes cannot match."""
    plain, wide = _engine(_PLAIN), _engine(_WIDE)

    def scan(data: bytes) -> int:
        bits = plain(data) if data.isascii() else plain(data) | wide(data)
        return bits | _GAP_BIT if _BLANKS in data or _TABS in data else bits

    return scan


@functools.cache
def _engine(names: frozenset[str]) -> Scan:
    try:
        return by_hyperscan(_only(names))
    except ImportError:
        return by_re2(_only(names))


def _only(names: Container[str]) -> dict[str, tuple[str, ...]]:
    """All signals, with the patterns of some alone: a signal's bit is the same in each part."""
    return {name: texts if name in names else () for name, texts in SIGNALS.items()}


_NAMES = tuple(sorted(SIGNALS))
_PLAIN = frozenset(_NAMES) - _WIDE - {"gap"}
_GAP_BIT = 1 << _NAMES.index("gap")

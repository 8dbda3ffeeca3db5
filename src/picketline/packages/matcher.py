"""One linear pass over bytes for all patterns at once: which signals are there.

hyperscan does it where its wheel can be imported, RE2 elsewhere; both give the same answer.
"""

import functools
import threading
from collections.abc import Callable, Mapping

from picketline.packages.patterns import SIGNALS

_LARGEST_STEP = 1 << 30
Scan = Callable[[bytes], int]


def signals(data: bytes) -> tuple[str, ...]:
    """The names of the signals whose patterns `data` matches, sorted."""
    return named(_scan()(data))


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
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(
        expressions=[text.encode() for text in expressions],
        ids=list(range(len(ids))),
        flags=hyperscan.HS_FLAG_SINGLEMATCH,
    )
    own = threading.local()

    def scan(data: bytes) -> int:
        if not hasattr(own, "scratch"):
            own.scratch = hyperscan.Scratch(database)
        found: list[int] = []
        database.scan(data, lambda at, *_: found.append(at), scratch=own.scratch)
        return functools.reduce(lambda bits, at: bits | ids[at], found, 0)

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
    try:
        return by_hyperscan()
    except ImportError:
        return by_re2()


_NAMES = tuple(sorted(SIGNALS))

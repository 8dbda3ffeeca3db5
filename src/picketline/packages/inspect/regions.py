"""The parts of a large file that are looked at closely: windows whose signals go together."""

import functools
from collections.abc import Iterator

from picketline.packages import matcher
from picketline.packages.inspect import gates

SMALL = 1 << 16
"""A file of at most so many bytes is looked at as a whole."""
_WINDOW = 1 << 13
_STEP = _WINDOW // 2
_BLOCK = 1 << 15
_MARGIN = 1 << 12


def regions(data: bytes) -> list[tuple[int, int]]:
    """Where to look: starts and ends in bytes, in order, apart from each other.

    Two signals at most 4 KiB apart are always seen together. A region reaches to the ends of
    its lines where these are at most 4 KiB away.
    """
    if len(data) <= SMALL:
        return [(0, len(data))]
    found: list[tuple[int, int]] = []
    for at in _windows(data):
        start, end = _lines(data, at, min(at + _WINDOW, len(data)))
        if found and found[-1][1] >= start:
            start = found.pop()[0]
        found.append((start, end))
    return found


def _windows(data: bytes) -> Iterator[int]:
    """Where windows begin that are looked at: none in a block that as a whole is not."""
    for block in range(0, len(data), _BLOCK):
        if _near(matcher.signals(data[block : block + _BLOCK - _STEP + _WINDOW])):
            for at in range(block, min(block + _BLOCK, len(data)), _STEP):
                if _near(matcher.signals(data[at : at + _WINDOW])):
                    yield at


@functools.lru_cache(maxsize=1 << 12)
def _near(signals: tuple[str, ...]) -> bool:
    return gates.near(frozenset(signals))


def _lines(data: bytes, start: int, end: int) -> tuple[int, int]:
    before = data.rfind(b"\n", max(0, start - _MARGIN), start) + 1
    after = data.find(b"\n", end, end + _MARGIN)
    return before or max(0, start - _MARGIN), after if after > 0 else min(len(data), end + _MARGIN)

"""The parts of a large file that are looked at closely: windows whose signals go together."""

from picketline.packages import matcher
from picketline.packages.inspect import gates

SMALL = 1 << 16
"""A file of at most so many bytes is looked at as a whole."""
_WINDOW = 1 << 13
_MARGIN = 1 << 12


def regions(data: bytes) -> list[tuple[int, int]]:
    """Where to look: starts and ends in bytes, in order, apart from each other.

    Two signals at most 4 KiB apart are always seen together. A region reaches to the ends of
    its lines where these are at most 4 KiB away.
    """
    if len(data) <= SMALL:
        return [(0, len(data))]
    found: list[tuple[int, int]] = []
    for at in range(0, len(data), _WINDOW // 2):
        if not gates.near(frozenset(matcher.signals(data[at : at + _WINDOW]))):
            continue
        start, end = _lines(data, at, min(at + _WINDOW, len(data)))
        if found and found[-1][1] >= start:
            start = found.pop()[0]
        found.append((start, end))
    return found


def _lines(data: bytes, start: int, end: int) -> tuple[int, int]:
    before = data.rfind(b"\n", max(0, start - _MARGIN), start) + 1
    after = data.find(b"\n", end, end + _MARGIN)
    return before or max(0, start - _MARGIN), after if after > 0 else min(len(data), end + _MARGIN)

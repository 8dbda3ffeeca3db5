"""The parts of a large file that are looked at closely: windows whose signals go together."""

import bisect
import functools
import re
from collections.abc import Iterator
from itertools import pairwise

from picketline.packages import matcher
from picketline.packages.inspect import gates
from picketline.packages.inspect.syntax import LARGEST

SMALL = 1 << 16
"""A file of at most so many bytes is looked at as a whole."""
_WINDOW = 1 << 13
_STEP = _WINDOW // 2
_BLOCK = 1 << 15
_MARGIN = 1 << 12
_PROBE = 512
_LONG = 2 * _PROBE
_KEPT = 256
"""Bytes of a long run that windows see of it, at each of its ends."""
_DATA = bytes({*range(33, 127), *range(128, 256), 9, 32} - {*b"\"'`(){}[];,"})
_STRETCH = re.compile(rb"[%b]{%d}[%b]*" % (re.escape(_DATA), _PROBE, re.escape(_DATA)))
Span = tuple[int, int]


def regions(data: bytes) -> list[Span]:
    """Where to look: starts and ends in bytes, in order, apart from each other.

    Two signals at most 4 KiB apart are always seen together; of a run of 1 KiB or more that
    holds neither quotes nor brackets only both ends count. A region reaches to the ends of its
    lines where these are at most 4 KiB away, and holds such a run whole, and its quote.
    """
    if len(data) <= SMALL:
        return [(0, len(data))]
    runs = list(_runs(data))
    thin = _Thin(data, runs)
    found: list[Span] = []
    for at in _windows(thin.text):
        start, end = _lines(thin.text, at, min(at + _WINDOW, len(thin.text)))
        start, end = thin.before(start), thin.behind(end)
        if found and found[-1][1] >= start:
            start = found.pop()[0]
        found.append((start, end))
    return [part for each in found for part in _fitting(each, runs)]


class _Thin:
    """A text without the inner part of its long runs, and where the rest stands in the whole."""

    def __init__(self, data: bytes, runs: list[Span]) -> None:
        cuts = [0, *(at for first, last in runs for at in (first + _KEPT, last - _KEPT)), len(data)]
        pieces = [data[start:end] for start, end in zip(cuts[::2], cuts[1::2], strict=True)]
        self.text = b"".join(pieces) if runs else data
        self._runs = runs
        self._gone: list[int] = []
        self._at: list[int] = []
        gone = 0
        for first, last in runs:
            self._at.append(first + _KEPT - gone)
            gone += last - first - 2 * _KEPT
            self._gone.append(gone)

    def before(self, at: int) -> int:
        """Where a place is in the whole; in a run the quote that it begins with."""
        place, run = self._place(at)
        return max(0, run[0] - 1) if run else place

    def behind(self, at: int) -> int:
        """Where a place is in the whole; in a run behind the quote that it ends with."""
        place, run = self._place(at)
        return run[1] + 1 if run else place

    def _place(self, at: int) -> tuple[int, Span | None]:
        known = bisect.bisect_right(self._at, at)
        place = at + (self._gone[known - 1] if known else 0)
        near = self._runs[max(0, known - 1) : known + 1]
        return place, next((run for run in near if run[0] < place < run[1]), None)


def _runs(data: bytes) -> Iterator[Span]:
    """The runs of at least 1 KiB of a text that hold neither quotes, brackets nor line ends."""
    end = 0
    for at in range(0, len(data), _PROBE):
        if at < end:
            continue
        found = _STRETCH.match(data, at)
        if found:
            least = max(end, at - _PROBE)
            start = least + len(data[least:at].rstrip(_DATA))
            end = found.end()
            if end - start >= _LONG:
                yield start, end


def _fitting(region: Span, runs: list[Span]) -> Iterator[Span]:
    """A region, or what stands between its largest runs where it is too large to parse."""
    start, end = region
    if end - start <= LARGEST:
        yield region
        return
    large = [(one, two) for one, two in runs if start <= one < two <= end and two - one > SMALL]
    edges = [(start, start), *large, (end, end)]
    for (_, first), (last, _) in pairwise(edges):
        if last > first + 1:
            yield first + (first > start), last


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


def _lines(data: bytes, start: int, end: int) -> Span:
    before = data.rfind(b"\n", max(0, start - _MARGIN), start) + 1
    after = data.find(b"\n", end, end + _MARGIN)
    return before or max(0, start - _MARGIN), after if after > 0 else min(len(data), end + _MARGIN)

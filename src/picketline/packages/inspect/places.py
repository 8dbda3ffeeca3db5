"""Marks as they are collected: lines counted, secrets taken out, the number bounded."""

import itertools
from collections.abc import Mapping

from picketline.packages import redaction
from picketline.packages.facts import Mark

MOST = 8
"""The most marks of one name that a file gets."""
_LONGEST = 160
_BEFORE = 24
_BLOCK = 1 << 16
"""The lines that end before every so many bytes are counted once."""
_NEAR = 4 * redaction.MARGIN
"""The most bytes that so many characters take."""


class Marks:
    """The marks of one file, each place once.

    `beside` are files of the same package, by the relative paths that the script gives them.
    `shift` is what the offsets given to `add` are less than those in the file.
    """

    def __init__(self, data: bytes, layers: tuple[str, ...] = (), line: int = 0) -> None:
        self._data = data
        self._layers = layers
        self._line = line
        self._before: list[int] | None = None
        self._last = (0, 0)
        self.shift = 0
        self.beside: Mapping[str, bytes] = {}
        self._marks: dict[tuple[str, int, str], Mark] = {}

    def add(self, name: str, at: int, value: str = "", text: str = "") -> None:
        """Note a mark at a byte offset, -1 for none; `text` defaults to what stands there."""
        at += self.shift if at >= 0 else 0
        line = self._line or (self._number(at) if at >= 0 else 0)
        value = redaction.line(value)
        key = (name, line, value)
        if key not in self._marks:
            shown = redaction.line(text or (self._around(at) if at >= 0 else ""))
            self._marks[key] = Mark(name, line, value, shown, self._layers)

    def layer(self, at: int, how: str) -> "Marks":
        """The collector for a text that is run at `at`; `of` gives it the text."""
        line = self._line or self._number(at + self.shift)
        return Marks(b"", (*self._layers, *how.split()), line)

    def of(self, data: bytes) -> None:
        """Name the bytes that the offsets of `add` mean."""
        self._data, self._before, self._last = data, None, (0, 0)

    def found(self) -> list[Mark]:
        """All that were noted, sorted, not yet bounded."""
        return sorted(self._marks.values())

    def _around(self, at: int) -> str:
        start = max(self._data.rfind(b"\n", 0, at) + 1, at - _BEFORE)
        end = self._data.find(b"\n", at, at + 2 * _LONGEST)
        end = end if end > 0 else at + 2 * _LONGEST
        pieces = (max(0, start - _NEAR), start), (start, end), (end, end + _NEAR)
        before, text, after = (self._data[a:b].decode("utf-8", "replace") for a, b in pieces)
        margin = redaction.MARGIN
        return redaction.excerpt(before[-margin:], text, after[:margin])

    def _number(self, at: int) -> int:
        if self._before is None:
            counts = (self._data.count(b"\n", one, one + _BLOCK) for one in self._blocks())
            self._before = [0, *itertools.accumulate(counts)]
        block = max(0, min(at, len(self._data))) // _BLOCK
        start, line = block * _BLOCK, self._before[block]
        if start <= self._last[0] <= at:
            start, line = self._last
        self._last = at, line + self._data.count(b"\n", start, at)
        return self._last[1] + 1

    def _blocks(self) -> range:
        return range(0, len(self._data), _BLOCK)


def bounded(marks: list[Mark]) -> tuple[Mark, ...]:
    """`MOST` of each name, sorted: one of each value before a second, variables last.

    The last of them tells how many more there are.
    """
    kept: dict[str, list[Mark]] = {}
    for mark in sorted(set(marks)):
        kept.setdefault(mark.name, []).append(mark)
    return tuple(mark for name in sorted(kept) for mark in _few(kept[name]))


def _few(marks: list[Mark]) -> list[Mark]:
    if len(marks) <= MOST:
        return marks
    first = {mark.value: mark for mark in reversed(marks)}
    chosen = sorted(
        marks, key=lambda mark: (mark is not first[mark.value], mark.value.startswith("env:"), mark)
    )
    kept = sorted(chosen[:MOST])
    last = kept.pop()
    value = f"{last.value} and {len(marks) - MOST} more".strip()
    return [*kept, Mark(last.name, last.line, value, last.text, last.layers)]

"""The YAML of a hostile project's settings as a mapping, and on which lines its words stand."""

import re
from typing import Any

from picketline.packages import plain_yaml
from picketline.packages.documents import Place, decoded, line_at, shown

LARGEST = 1 << 16
_DEPTH = 2
_ADJACENT = re.compile(r"[\"'\]}]:[&*!]")
"""A value right behind the colon of a quoted key, which YAML takes in a flow collection."""


class Mapping:
    """What a file says, and on which lines."""

    def __init__(self, document: plain_yaml.Document, text: str, place: Place) -> None:
        """Raises the place's error if the document is no mapping of words to values."""
        value = document.value
        if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
            raise place.wrong("no mapping of words to values; write key: value")
        self.values: dict[str, Any] = value
        self.place = place
        self._text = text
        self._lines = document.lines

    def line(self, key: str, inner: str = "") -> int:
        """The line of a key of the file, or of what stands below it; 0 where that is unsure."""
        own = self._lines.get((key,), 0)
        if not inner:
            return own
        return self._lines.get((key, inner)) or self.lines(key, [inner])[0]

    def lines(self, key: str, items: list[str]) -> list[int]:
        """The lines of items below a key, which stand in this order; the key's where unsure."""
        own = self.line(key)
        offset = start = _offset(self._text, own)
        line, found = max(own, 1), list[int]()
        for item in items:
            there = self._text.find(item, offset) if item else -1
            if there >= 0:
                line += self._text.count("\n", start, there)
                start, offset = there, there + len(item)
            found.append(line if there >= 0 else own)
        return found


def read(data: bytes, place: Place) -> Mapping:
    """The mapping of a YAML file of at most 64 KiB. Raises the place's error, located."""
    if len(data) > LARGEST:
        raise place.wrong(f"larger than {LARGEST >> 10} KiB, which no settings file is")
    text = decoded(data, place).replace("\r\n", "\n")
    if (match := _ADJACENT.search(text)) is not None:
        what = "what may be an anchor, alias or tag; put a blank or other words there"
        raise place.wrong(what, line_at(text, match.start()))
    parsed = plain_yaml.parse(text, place, _DEPTH)
    for key, line in parsed.duplicates:
        raise place.wrong(f"{shown(key)} stands there twice; write it once", line)
    if len(parsed.documents) > 1:
        raise place.wrong("more than one YAML document; write one")
    empty = plain_yaml.Document({}, {})
    return Mapping(parsed.documents[0] if parsed.documents else empty, text, place)


def _offset(text: str, line: int) -> int:
    """Where a line begins; 0 for line 0."""
    offset = 0
    for _ in range(line - 1):
        offset = text.find("\n", offset) + 1
    return offset

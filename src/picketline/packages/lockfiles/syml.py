"""The lines of yarn's lockfiles, classic's and berry's, as a tree of texts.

Both nest by two blanks and know no types: everything is a text, as yarn itself reads it. Classic
writes `key value`, berry `key: value`; what needs it stands in double quotes, as in JSON.
"""

import json
import re
from typing import NamedTuple

from picketline.packages.documents import Place, shown

_MAX_LEVELS = 4
_QUOTED = r'"(?:[^"\\]|\\.)*+"'
_STRING = re.compile(_QUOTED)
_PATTERN = rf'(?:{_QUOTED}|[^\s",]++)'
_PATTERNS = re.compile(rf"{_PATTERN}(?:, {_PATTERN})*")
_EACH = re.compile(_PATTERN)
_PROPERTY = re.compile(rf"({_PATTERN}) ({_QUOTED}|[^\s\"]++)")
_BARE = r"[^\s\-?:,\[\]{}#&*!|>'\"%@`]"
_PAIR = re.compile(rf"({_QUOTED}|{_BARE}[^,\[\]{{}}:#\t]*+):(?: ({_QUOTED}|{_BARE}[^\t]*+))?")
_LATER = re.compile(rf"\? ({_QUOTED}|{_BARE}[^,\[\]{{}}:#\t]*+)")


class Node(NamedTuple):
    """Keys of one value (classic files an entry under many), their line, and the value.

    It is a text, or what is nested below.
    """

    keys: tuple[str, ...]
    line: int
    value: "str | list[Node]"


class Tree(NamedTuple):
    """A lockfile's entries, and the keys that stand twice in one place, with their lines."""

    nodes: list[Node]
    duplicates: list[tuple[str, int]]


def classic(text: str, place: Place) -> Tree:
    """Read a yarn.lock of version 1; raises the place's error at an odd line."""
    builder = _Builder(place)
    for number, indent, body in _lines(text):
        if body.endswith(":") and _PATTERNS.fullmatch(body, 0, len(body) - 1):
            keys = [builder.plain(one[0], number) for one in _EACH.finditer(body, 0, len(body) - 1)]
            builder.add(indent, tuple(keys), None, number)
        elif (pair := _PROPERTY.fullmatch(body)) is not None:
            key, value = (builder.plain(one, number) for one in pair.groups())
            builder.add(indent, (key,), value, number)
        else:
            raise builder.odd(body, number)
    return builder.tree


def berry(text: str, place: Place) -> Tree:
    """Read a yarn.lock of yarn 2 and later; raises the place's error at an odd line."""
    builder = _Builder(place)
    waiting = ""
    for number, indent, body in _lines(text):
        if waiting:
            if body != ":":
                raise builder.odd(body, number)
            builder.add(indent, (builder.plain(waiting, number),), None, number)
            waiting = ""
        elif (pair := _PAIR.fullmatch(body)) is not None:
            key, value = pair.groups()
            if value is not None and value[0] != '"' and (": " in value or " #" in value):
                raise builder.odd(body, number)
            opened = None if value is None else builder.plain(value, number)
            builder.add(indent, (builder.plain(key, number),), opened, number)
        elif (later := _LATER.fullmatch(body)) is not None:
            waiting = later[1]
        else:
            raise builder.odd(body, number)
    if waiting:
        raise place.wrong(f"{shown(waiting)} has no value; run `yarn install`")
    return builder.tree


def _lines(text: str) -> list[tuple[int, int, str]]:
    """The lines that say anything: number, indentation and what stands there."""
    found = []
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        body = line.lstrip(" ")
        if body and body[0] != "#":
            found.append((number, len(line) - len(body), body.rstrip(" ")))
    return found


class _Builder:
    """Puts lines below one another."""

    def __init__(self, place: Place) -> None:
        self.tree = Tree([], [])
        self._place = place
        self._open: list[list[Node]] = [self.tree.nodes]
        self._seen: list[set[str]] = [set()]

    def odd(self, body: str, line: int) -> Exception:
        """The error for a line that yarn does not write."""
        return self._place.wrong(f"{shown(body)} is nothing that yarn writes", line)

    def plain(self, written: str, line: int) -> str:
        """A text without its quotes."""
        if written[0] != '"':
            return written
        if "\\" not in written:
            return written[1:-1]
        try:
            return str(json.loads(written)).encode(errors="replace").decode()
        except ValueError:
            raise self.odd(written, line) from None

    def add(self, indent: int, keys: tuple[str, ...], value: str | None, line: int) -> None:
        """Add what stands at an indentation; None as value: what follows deeper is it."""
        level, rest = divmod(indent, 2)
        if rest or level >= len(self._open) or level > _MAX_LEVELS:
            raise self._place.wrong(f"{shown(keys[0])} is indented as yarn does not", line)
        del self._open[level + 1 :], self._seen[level + 1 :]
        for key in keys:
            if key in self._seen[level]:
                self.tree.duplicates.append((key, line))
            self._seen[level].add(key)
        below: list[Node] = []
        self._open[level].append(Node(keys, line, below if value is None else value))
        if value is None:
            self._open.append(below)
            self._seen.append(set())


def fields(node: Node) -> dict[str, "str | list[Node]"]:
    """What is nested below a node, by key."""
    return {one.keys[0]: one.value for one in node.value} if isinstance(node.value, list) else {}


def texts(value: "str | list[Node] | None") -> dict[str, str]:
    """The texts nested in a value."""
    if not isinstance(value, list):
        return {}
    return {one.keys[0]: one.value for one in value if isinstance(one.value, str)}


def text(value: "str | list[Node] | None") -> str:
    """The value, if it is a text; "" if not."""
    return value if isinstance(value, str) else ""

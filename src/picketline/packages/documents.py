"""Bytes to text, and text to JSON: strict, linear, and every error located.

JSON is read as npm reads it: of two keys of one name the last counts, and both are told. What
JSON does not know (NaN, comments, trailing commas) is an error, unless `relaxed` took it away.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from picketline.core.errors import PackagesError
from picketline.core.text import safe_text
from picketline.packages import redaction

MAX_BYTES = 256 * 1024 * 1024
MAX_DEPTH = 100
MAX_TEXT = 512
_MAX_SHOWN = 80
_EXACT = 15
_NESTING = frozenset({dict, list})
_BOM = b"\xef\xbb\xbf"
_HEADS = ("<" * 7 + " ", ">" * 7 + " ")
_CONFLICT = re.compile(r"^(?:<{7}|>{7}) ", re.MULTILINE)
_PASSED_OVER = re.compile(
    r'"(?:[^"\\\n]|\\.)*+"?|//[^\n]*+|/\*[\s\S]*?(?:\*/|\Z)|,(?=[ \t\r\n]*+[}\]])'
)
_TOKEN = re.compile(r'"((?:[^"\\\n]|\\.)*+)"([ \t\r\n]*+:)?|[{}\[\],\n]')
_SURROGATE = re.compile("[\ud800-\udfff]")


class Key(NamedTuple):
    """A key of a JSON document: the keys and positions that lead to it, and its line."""

    path: tuple[str, ...]
    line: int
    again: bool


class Place(NamedTuple):
    """The file that is read, and which error says what is wrong with it."""

    path: str
    error: type[PackagesError]

    def wrong(self, what: str, line: int = 0) -> PackagesError:
        """The error that says `what` is wrong, where; `line` 0 is the file as a whole."""
        where = f"{self.path}, line {line}" if line else self.path
        return self.error(f"{safe_text(where)}: {what}")


def shown(text: str) -> str:
    """A hostile text as a message shows it: safe, without secrets, and short."""
    text = redaction.redacted(text)
    cut = text if len(text) <= _MAX_SHOWN else f"{text[:_MAX_SHOWN]}..."
    return safe_text(cut)


def decoded(data: bytes, place: Place) -> str:
    """The text of a file: UTF-8, with or without a byte order mark, of at most 256 MiB.

    Raises the place's error where it is neither, or holds the markers of a merge conflict.
    """
    if len(data) > MAX_BYTES:
        raise place.wrong(f"has {len(data)} bytes; at most {MAX_BYTES} are read")
    try:
        text = data.removeprefix(_BOM).decode()
    except UnicodeDecodeError as error:
        start = error.start + len(_BOM) * data.startswith(_BOM)
        what = f"byte {start} is no UTF-8; save the file as UTF-8"
        raise place.wrong(what, data.count(b"\n", 0, start) + 1) from None
    if _HEADS[0] in text or _HEADS[1] in text:
        _no_conflict(text, place)
    return text


def _no_conflict(text: str, place: Place) -> None:
    if (conflict := _CONFLICT.search(text)) is not None:
        what = "an unresolved merge conflict; resolve it and write the file anew"
        raise place.wrong(what, line_at(text, conflict.start()))


def line_at(text: str, offset: int) -> int:
    """The line of an offset, from 1."""
    return text.count("\n", 0, offset) + 1


def from_json(text: str, place: Place) -> tuple[Any, bool]:
    """The value of a JSON text, and whether any object of it has a key twice.

    A lone surrogate, which an escape can write, becomes U+FFFD. Raises the place's error where
    the text is no JSON, or is nested deeper than 100.
    """
    twice = False

    def made(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal twice
        value = dict(pairs)
        twice = twice or len(value) != len(pairs)
        return value

    try:
        value = json.loads(text, object_pairs_hook=made, parse_constant=_refused, parse_int=_whole)
    except json.JSONDecodeError as error:
        what = f"no JSON, {error.msg.lower()} at column {error.colno}; write the file anew"
        raise place.wrong(what, error.lineno) from None
    except _ConstantError as error:
        raise place.wrong(f"{error} is no JSON; write the file anew") from None
    except RecursionError:
        raise _deep(place) from None
    if not _shallow(value):
        raise _deep(place)
    return (_without_surrogates(value) if "\\u" in text else value), twice


class _ConstantError(ValueError):
    """NaN or Infinity stands where JSON knows none."""


def _refused(name: str) -> Any:
    raise _ConstantError(name)


def _whole(digits: str) -> float:
    """A whole number as JavaScript has it: a large one is a float."""
    return int(digits) if len(digits) <= _EXACT else float(digits)


def _deep(place: Place) -> PackagesError:
    return place.wrong(f"nested deeper than {MAX_DEPTH} levels; no tool writes that")


def _shallow(value: Any) -> bool:
    level = [value] if type(value) in _NESTING else []
    for _ in range(MAX_DEPTH):
        if not level:
            return True
        level = [
            child
            for node in level
            for child in (node.values() if type(node) is dict else node)
            if type(child) in _NESTING
        ]
    return not level


def _without_surrogates(value: Any) -> Any:
    """The value with U+FFFD for each lone surrogate, which no UTF-8 can write."""
    text = json.dumps(value, ensure_ascii=False)
    if _SURROGATE.search(text) is None:
        return value
    return json.loads(_SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text))


def relaxed(text: str) -> str:
    """JSONC made JSON: without comments and trailing commas; every line stays where it is."""
    plain = _PASSED_OVER.sub(lambda found: _kept(found[0], ","), text)
    return _PASSED_OVER.sub(lambda found: _kept(found[0], ""), plain)


def _kept(found: str, comma: str) -> str:
    if found[0] == '"':
        return found
    return comma if found == "," else " " + "\n" * found.count("\n")


def keys(text: str, depth: int = MAX_DEPTH) -> Iterator[Key]:
    """Every key of a JSON text that `from_json` takes, in its order, in one linear pass.

    Those nested deeper than `depth` are left out.
    """
    path: list[str | int] = []
    seen: list[set[str]] = []
    line = 1
    for token in _TOKEN.finditer(text):
        kind = text[token.start()]
        if kind == "\n":
            line += 1
        elif kind in "{[":
            path.append("" if kind == "{" else 0)
            seen.append(set())
        elif kind in "}]":
            path.pop()
            seen.pop()
        elif kind == ",":
            at = path[-1]
            path[-1] = at + 1 if isinstance(at, int) else at
        elif token[2]:
            if len(path) <= depth:
                path[-1] = key = _unescaped(token[1])
                yield Key(tuple(map(str, path)), line, key in seen[-1])
                seen[-1].add(key)
            line += token[2].count("\n")


def _unescaped(raw: str) -> str:
    return str(json.loads(f'"{raw}"')) if "\\" in raw else raw


def duplicates(text: str) -> list[Key]:
    """The keys of a JSON text that stand a second time in one object."""
    return [key for key in keys(text) if key.again]

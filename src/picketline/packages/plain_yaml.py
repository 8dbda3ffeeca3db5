"""YAML as package managers write it and people who configure them: a plain part of it.

Block and flow collections, quoted and plain scalars, block scalars, comments, several documents.
Anchors, aliases, tags, directives and merge keys are errors: nothing that is read here has
them, and a bomb is made of them. One linear scan tells where keys stand, which stand twice, and
keeps depth within bounds; then `yaml12` reads what is left.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from picketline.packages.documents import Place, shown

MAX_COLUMN = 100
MAX_FLOW = 16
_LINE = re.compile(
    r"""
    (\ *) (-(?=\n|\Z)|(?:-\ +)*)
    (?:
        ('(?:[^'\n]|'')*'|"(?:[^"\\\n]|\\.)*"|[^\s'"{}\[\],&*!|>%@`\#?:-][^\n]*?|[?:-][^\s][^\n]*?)
        :(?=[ \n]|\Z)\ *
    )?
    ([^\n]*)
    """,
    re.VERBOSE,
)
_QUOTED = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"\\]|\\[\s\S])*\"")
_EASY = re.compile(r"\{\w+: (?:'[^'\n]*'|[^ '\"{}\[\],#&*!|>?%@`][^ '\"{}\[\],#]*)\}|\[[\w, .-]*\]")
_FLOW = re.compile(
    r"('(?:[^']|'')*'|\"(?:[^\"\\]|\\[\s\S])*\")|([{}\[\],])|(:)(?=[\s,{}\[\]'\"]|\Z)"
    r"|(?:(?<=\s)|^)#[^\n]*|[ \n]+"
    r"|((?:[^\s:,{}\[\]]|:(?![\s,{}\[\]]))(?:[^\n:,{}\[\]]|:(?![\s,{}\[\]]))*)"
)
_DEEP = re.compile(r"^[ \-?:]{1000}", re.MULTILINE)
"""yaml12 ends the process where a list nests tens of thousands deep."""
_NESTED = frozenset({"- ", ": ", "? "})
_MARK = re.compile(r"(?:---|\.\.\.)(?:\s.*)?", re.DOTALL)
_PARTS = re.compile(r"--- *(?: #.*)?")
_BLOCK = re.compile(r"[|>](?:[+-]?[1-9]?|[1-9][+-])[ \t]*(?: #.*)?")
_WHERE = re.compile(r" at byte \d+ line (\d+) column \d+")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\x85\u2028\u2029\ufeff]")
_CLOSER = frozenset("'\"{[|>&*!%@`?\t-:")
_REFUSED = {
    "&": "an anchor",
    "*": "an alias",
    "!": "a tag",
    "%": "a directive",
    "@": "a reserved character",
    "`": "a reserved character",
}


class Document(NamedTuple):
    """One document of a file, and the lines of its keys by path."""

    value: Any
    lines: dict[tuple[str, ...], int]


class Parsed(NamedTuple):
    """The documents of a file that say anything.

    `duplicates` are the keys, dotted, that stand a second time in one mapping, with their lines.
    """

    documents: list[Document]
    duplicates: list[tuple[str, int]]


def parse(text: str, place: Place, depth: int = 2) -> Parsed:
    """Parse plain YAML; `lines` holds keys nested at most `depth` deep.

    Raises the place's error, with the line, for what is no YAML or not plain.
    """
    text = text.replace("\r\n", "\n")
    if (control := _CONTROL.search(text)) is not None:
        what = f"the control character {control[0]!a}; write the file anew"
        raise place.wrong(what, text.count("\n", 0, control.start()) + 1)
    if (deep := _DEEP.search(text)) is not None:
        raise place.wrong("nested without end in one line", text.count("\n", 0, deep.start()) + 1)
    scan = _Scan(text, place, depth)
    scan.run()
    return Parsed(list(scan.documents()), scan.duplicates)


def _loaded(text: str, place: Place, line: int) -> Any:
    """The value of one document, which begins at `line`."""
    import yaml12  # noqa: PLC0415  # loaded where there is YAML

    try:
        values = yaml12.parse_yaml(text, multi=True)
    except (ValueError, UnicodeError) as error:
        found = _WHERE.search(str(error))
        reason = str(error).partition(found[0] if found else "\n")[0]
        what = f"no YAML, {shown(reason.removeprefix('YAML parse error: '))}; write the file anew"
        raise place.wrong(what, line + int(found[1]) - 1 if found else line) from None
    if len(values) > 1:
        raise place.wrong("documents without a plain `---` between them", line)
    return values[0] if values else None


class _Scan:
    """One pass over the lines of a text."""

    def __init__(self, text: str, place: Place, depth: int) -> None:
        self.duplicates: list[tuple[str, int]] = []
        self._text = text
        self._place = place
        self._depth = depth
        self._line = 1
        self._at = 0
        self._columns: list[int] = []
        self._seen: list[set[str]] = []
        self._path: list[str] = []
        self._lines: dict[tuple[str, ...], int] = {}
        self._parts: list[tuple[int, int, int, dict[tuple[str, ...], int]]] = []
        self._start = (0, 1)

    def documents(self) -> Iterator[Document]:
        """The documents that the scan parted, read."""
        for start, end, line, lines in self._parts:
            value = _loaded(self._text[start:end], self._place, line)
            if value is not None:
                yield Document(value, lines)

    def _parted(self, end: int) -> None:
        """End one document before the offset `end` and begin one in the next line."""
        self._parts.append((self._start[0], end, self._start[1], self._lines))
        self._start = (self._at, self._line + 1)
        self._columns, self._seen, self._path, self._lines = [], [], [], {}

    def run(self) -> None:
        """Scan to the end; raises the place's error where the text is not plain."""
        text, end = self._text, len(self._text)
        match = _LINE.match
        while self._at < end:
            start = self._at
            found = match(text, start)
            if found is None:  # pragma: no cover  # the pattern takes an empty line too
                raise self._place.wrong("no YAML", self._line)
            indent, dashes, key, rest = found.groups()
            self._at = found.end() + 1
            if len(indent) + len(dashes) > MAX_COLUMN:
                raise self._place.wrong(f"indented deeper than {MAX_COLUMN} columns", self._line)
            if text[start] in "-." and _MARK.fullmatch(found[0]):
                self._mark(found)
            elif key is not None and " #" not in key:
                column = len(indent) + len(dashes)
                self._key(column, key, fresh=bool(dashes))
                if rest and rest[0] in _CLOSER:
                    self._value(column, found.start(4), rest)
            elif rest and rest[0] != "#":
                self._no_key(found)
            self._line += 1
        self._parted(end)

    def _mark(self, found: re.Match[str]) -> None:
        if not _PARTS.fullmatch(found[0]):
            raise self._place.wrong("a mark of documents that is no plain `---`", self._line)
        self._parted(found.start())

    def _no_key(self, found: re.Match[str]) -> None:
        rest, column, start = found[4], len(found[1]), found.start(4)
        if found[2] or rest[:2] not in {"? ", ": "}:
            self._value(column, start, rest)
        elif rest[0] == "?":
            self._explicit(column, rest[2:].strip())
        else:
            inner = rest[2:].lstrip(" ")
            self._value(column, start + len(rest) - len(inner), inner)

    def _explicit(self, column: int, key: str) -> None:
        if key[:1] in {"'", '"'} and not _QUOTED.fullmatch(key):
            raise self._place.wrong("a key over several lines", self._line)
        plain = key[:1] not in {"'", '"'}
        if not key or key[0] in "?-[{|>&*!" or (plain and ": " in f"{key} "):
            raise self._place.wrong("a key that is no text", self._line)
        self._key(column, key, fresh=False)

    def _key(self, column: int, raw: str, *, fresh: bool) -> None:
        columns = self._columns
        while columns and (columns[-1] > column or (fresh and columns[-1] == column)):
            columns.pop()
            self._seen.pop()
            self._path.pop()
        key = _unquoted(raw) if raw[0] in "'\"<" or raw[-1] == " " else raw
        if key == "<<":
            raise self._place.wrong("a merge key; write what it stands for", self._line)
        if columns and columns[-1] == column:
            self._path[-1] = key
        else:
            columns.append(column)
            self._seen.append(set())
            self._path.append(key)
        seen = self._seen[-1]
        if key in seen:
            self.duplicates.append((".".join(self._path), self._line))
        seen.add(key)
        if len(columns) <= self._depth:
            self._lines[tuple(self._path)] = self._line

    def _value(self, column: int, start: int, rest: str) -> None:
        first = rest[:1]
        if rest.lstrip("-?:")[:1] == "\t":
            raise self._place.wrong("a tab; YAML is indented by blanks", self._line)
        if rest[:2] in _NESTED or rest == "?":
            raise self._place.wrong("a collection in the line of its key", self._line)
        if first in _REFUSED:
            raise self._place.wrong(f"{_REFUSED[first]}, which has no place here", self._line)
        if first in {"'", '"'}:
            self._quoted(start)
        elif first in {"{", "["}:
            if not _EASY.fullmatch(rest):
                self._flow(start)
        elif first in {"|", ">"}:
            self._block(column, rest)

    def _quoted(self, start: int) -> None:
        found = _QUOTED.match(self._text, start)
        if found is None:
            raise self._place.wrong("a quote that is not closed", self._line)
        self._passed(start, found.end())

    def _passed(self, start: int, end: int) -> None:
        """Go on in the line after the one where something ended, which began at `start`."""
        self._line += self._text.count("\n", start, end)
        newline = self._text.find("\n", end)
        stop = len(self._text) if newline < 0 else newline
        rest = self._text[end:stop].strip(" ")
        if rest and not rest.startswith("#"):
            raise self._place.wrong(f"{shown(rest)} after the end of a value", self._line)
        self._at = stop + 1

    def _block(self, column: int, rest: str) -> None:
        if not _BLOCK.fullmatch(rest):
            raise self._place.wrong("a block text with an odd head", self._line)
        text = self._text
        while self._at < len(text):
            newline = text.find("\n", self._at)
            stop = len(text) if newline < 0 else newline
            line = text[self._at : stop]
            if line.strip(" ") and len(line) - len(line.lstrip(" ")) <= column:
                return
            self._line += 1
            self._at = stop + 1

    def _flow(self, start: int) -> None:
        """A flow collection, over as many lines as it takes."""
        seen: list[set[str] | None] = []
        last, at = "", start
        while True:
            found = _FLOW.match(self._text, at)
            if found is None:
                raise self._place.wrong("a collection that is not closed", self._line)
            quoted, mark, colon, plain = found.groups()
            if mark and mark in "{[":
                seen.append(set() if mark == "{" else None)
                if len(seen) > MAX_FLOW:
                    raise self._place.wrong(f"nested deeper than {MAX_FLOW} levels", self._line)
            elif mark and mark in "}]":
                seen.pop()
            elif colon and seen[-1] is not None and last:
                self._flow_key(seen[-1], _unquoted(last.strip()))
            elif plain:
                self._flow_plain(plain)
            if not found[0].isspace():
                last = quoted or plain or ""
            at = found.end()
            if not seen:
                self._passed(start, at)
                return

    def _flow_plain(self, plain: str) -> None:
        first = plain.lstrip(":")[:1]
        if first in _REFUSED and (plain[0] == ":" or first == plain[0]):
            raise self._place.wrong(f"{_REFUSED[first]} in a collection", self._line)
        if plain == "?" or plain[:2] == "? ":
            raise self._place.wrong("an explicit key in a collection", self._line)

    def _flow_key(self, seen: set[str], key: str) -> None:
        if key == "<<":
            raise self._place.wrong("a merge key; write what it stands for", self._line)
        if key in seen:
            self.duplicates.append((".".join((*self._path, key)), self._line))
        seen.add(key)


def _unquoted(raw: str) -> str:
    if raw[:1] == "'":
        return raw[1:-1].replace("''", "'")
    if raw[:1] == '"':
        return re.sub(r"\\(.)", r"\1", raw[1:-1])
    return raw.rstrip(" ")

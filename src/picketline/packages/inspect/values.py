"""Constants folded: what an expression of literals comes to, within a budget of steps."""

import base64
import binascii
import re
import urllib.parse
from collections.abc import Callable
from typing import TYPE_CHECKING

from picketline.packages.inspect.names import Names

if TYPE_CHECKING:
    from tree_sitter import Node

_DEPTH = 24
_STEPS = 60_000
_LONGEST = 1 << 20
_MOST_ITEMS = 100_000
_MOST_PARTS = 100
_ESCAPE = re.compile(
    r"\\(?:x([0-9A-Fa-f]{2})|u\{([0-9A-Fa-f]{1,6})\}|u([0-9A-Fa-f]{4})|(\r\n|[\s\S]))"
)
_ONE = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": ""}
_BASE64 = re.compile(r"[^A-Za-z0-9+/]")
_NUMBER = re.compile(r"0[xX][0-9A-Fa-f]{1,8}|[0-9]{1,9}")
_HIGHEST = 0x10FFFF
_PLAIN: dict[str, Callable[[str], str]] = {
    "toString": str,
    "valueOf": str,
    "trim": str.strip,
    "toLowerCase": str.lower,
    "toUpperCase": str.upper,
}


class Values:
    """Folds the expressions of one script. None stands for what no literal tells."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self._left = _STEPS
        self._known: dict[int, str | None] = {}

    def fold(self, node: "Node | None", depth: int = 0) -> str | None:
        """The text that an expression comes to, at most 1 MiB of it."""
        if node is None or depth > _DEPTH or self._left <= 0:
            return None
        self._left -= 1
        key = node.id
        if key in self._known:
            return self._known[key]
        self._known[key] = None
        told = self._fold(node, depth)
        self._known[key] = told = told if told is None or len(told) <= _LONGEST else None
        return told

    def rough(self, node: "Node") -> str:
        """As `fold`, with `$X` for the parts of a sum or template that cannot be told."""
        told = self.fold(node)
        if told is not None:
            return told
        if node.type == "template_string":
            text = self.names.syntax.text
            return "".join(
                (self.fold(_first(part)) or "$X")
                if part.type == "template_substitution"
                else unescaped(text(part))
                for part in node.named_children[:_MOST_PARTS]
            )
        parts: list[str] = []
        rest: Node | None = node
        while rest is not None and rest.type == "binary_expression" and len(parts) < _MOST_PARTS:
            parts.append(self.fold(rest.child_by_field_name("right")) or "$X")
            rest = rest.child_by_field_name("left")
        first = self.fold(rest)
        return "".join([first or "$X", *reversed(parts)]) if parts else ""

    def _fold(self, node: "Node", depth: int) -> str | None:
        sort = node.type
        way = _WAYS.get(sort)
        if way is not None:
            return way(self, node, depth)
        if sort == "string":
            return unescaped(self.names.syntax.text(node)[1:-1])
        if sort == "number":
            return self.names.syntax.text(node)
        return self.fold(_first(node), depth + 1) if sort == "parenthesized_expression" else None

    def _template(self, node: "Node", depth: int) -> str | None:
        parts: list[str] = []
        for part in node.named_children[:_MOST_ITEMS]:
            if part.type == "template_substitution":
                told = self.fold(_first(part), depth + 1)
            else:
                told = unescaped(self.names.syntax.text(part))
            if told is None:
                return None
            parts.append(told)
        return _joined("", parts)

    def _sum(self, node: "Node", depth: int) -> str | None:
        """A chain of `+`, however long."""
        parts: list[str] = []
        rest: Node | None = node
        while rest is not None and rest.type == "binary_expression":
            operator = rest.child_by_field_name("operator")
            told = self.fold(rest.child_by_field_name("right"), depth + 1)
            if operator is None or operator.type != "+" or told is None:
                return None
            parts.append(told)
            rest = rest.child_by_field_name("left")
        told = self.fold(rest, depth + 1)
        return None if told is None else _joined("", [told, *reversed(parts)])

    def _named(self, node: "Node", depth: int) -> str | None:
        values = self.names.values(self.names.syntax.text(node), node.start_byte) or []
        if len(values) != 1 or values[0].member:
            return None
        return self.fold(values[0].node, depth + 1)

    def _item(self, node: "Node", depth: int) -> str | None:
        """`list[3]` of a list of literals."""
        at = self.fold(node.child_by_field_name("index"), depth + 1)
        items = self.items(node.child_by_field_name("object"), depth + 1)
        if at is None or items is None or not at.isdigit() or int(at[:9]) >= len(items):
            return None
        return items[int(at)]

    def items(self, node: "Node | None", depth: int = 0) -> list[str] | None:
        """The texts of a list of literals; also of `"a,b".split(",")`, reversed or not."""
        if node is None or depth > _DEPTH:
            return None
        if node.type == "identifier":
            values = self.names.values(self.names.syntax.text(node), node.start_byte) or []
            return self.items(values[0].node, depth + 1) if len(values) == 1 else None
        if node.type == "array":
            told = [self.fold(part, depth + 1) for part in node.named_children[:_MOST_ITEMS]]
            return [item for item in told if item is not None] if None not in told else None
        if node.type == "call_expression":
            return self._listed(node, depth)
        return None

    def _listed(self, node: "Node", depth: int) -> list[str] | None:
        target, method = self._method(node)
        arguments = self.arguments(node)
        if method == "reverse":
            items = self.items(target, depth + 1)
            return items[::-1] if items is not None else None
        told = self.fold(target, depth + 1) if method == "split" else None
        parting = self.fold(arguments[0], depth + 1) if arguments else None
        if told is None or parting is None:
            return None
        return told.split(parting) if parting else list(told)

    def arguments(self, node: "Node") -> "list[Node]":
        """The arguments of a call, a spread's own list in its place."""
        given = node.child_by_field_name("arguments")
        if given is None or given.type != "arguments":
            return []
        parts = [part for part in given.named_children[:_MOST_ITEMS] if part.type != "comment"]
        return [_first(part) or part if part.type == "spread_element" else part for part in parts]

    def _method(self, node: "Node") -> "tuple[Node | None, str]":
        """What a method is called on, and its name."""
        function = node.child_by_field_name("function")
        if function is None:
            return None, ""
        target = function.child_by_field_name("object")
        member = function.child_by_field_name("property")
        if member is not None:
            return target, self.names.syntax.text(member)
        if function.type == "subscript_expression":
            return target, self.fold(function.child_by_field_name("index")) or ""
        return None, ""

    def _call(self, node: "Node", depth: int) -> str | None:
        function = node.child_by_field_name("function")
        if function is None:
            return None
        arguments = self.arguments(node)
        target, method = self._method(node)
        if method in {"apply", "call"} and target is not None:
            return self._applied(target, arguments, depth)
        if method in {"fromCharCode", "fromCodePoint"}:
            return self._codes(arguments, depth)
        if method == "join":
            items = self.items(target, depth + 1)
            parting = self.fold(arguments[0], depth + 1) if arguments else ","
            return None if items is None or parting is None else _joined(parting, items)
        if target is not None:
            return self._on(target, method, arguments, depth)
        told = self.fold(arguments[0], depth + 1) if arguments else None
        return None if told is None else _decoded(self.names.syntax.text(function), told)

    def _applied(self, function: "Node", arguments: "list[Node]", depth: int) -> str | None:
        """`String.fromCharCode.apply(null, [...])`."""
        member = function.child_by_field_name("property")
        if member is None or not self.names.syntax.text(member).startswith("fromC"):
            return None
        return self._codes(arguments[1:], depth)

    def _codes(self, arguments: "list[Node]", depth: int) -> str | None:
        told = self.items(arguments[0], depth + 1) if len(arguments) == 1 else None
        if told is None:
            told = [self.fold(part, depth + 1) or "" for part in arguments]
        codes = _numbers(told or [])
        return "".join(map(chr, codes)) if codes and max(codes) <= _HIGHEST else None

    def _on(self, target: "Node", method: str, arguments: "list[Node]", depth: int) -> str | None:
        """A method of a text that gives a text."""
        if method == "toString" and target.type in {"call_expression", "new_expression"}:
            return self._buffer(
                target, self.fold(arguments[0], depth + 1) if arguments else "", depth
            )
        told = self.fold(target, depth + 1)
        given = [self.fold(part, depth + 1) for part in arguments[:2]]
        if told is None or None in given:
            return None
        return _changed(told, method, [part or "" for part in given])

    def _buffer(self, node: "Node", into: str | None, depth: int) -> str | None:
        """`Buffer.from(TEXT, "base64").toString()`."""
        function = node.child_by_field_name("function") or node.child_by_field_name("constructor")
        arguments = self.arguments(node)
        if function is None or not self.names.syntax.text(function).startswith("Buffer"):
            return None
        if into not in {"", "utf8", "utf-8", "ascii", "latin1", "binary"} or not arguments:
            return None
        if len(arguments) == 1:
            items = self.items(arguments[0], depth + 1)
            codes = _numbers(items or [])
            if codes:
                return bytes(code & 255 for code in codes).decode("utf-8", "replace")
            return self.fold(arguments[0], depth + 1)
        told, coding = (self.fold(part, depth + 1) for part in arguments[:2])
        if told is None or coding is None:
            return None
        return _decoded({"base64": "atob", "base64url": "atob", "hex": "hex"}.get(coding, ""), told)


_WAYS = {
    "template_string": Values._template,  # noqa: SLF001  # this module's own
    "binary_expression": Values._sum,  # noqa: SLF001
    "call_expression": Values._call,  # noqa: SLF001
    "identifier": Values._named,  # noqa: SLF001
    "subscript_expression": Values._item,  # noqa: SLF001
}


def _changed(told: str, method: str, texts: list[str]) -> str | None:
    """What a method of a text makes of it; None for a method that is not known here."""
    plain = _PLAIN.get(method)
    if plain and not texts:
        return plain(told)
    if method == "concat":
        return told + "".join(texts)
    if method in {"replace", "replaceAll"} and len(texts) == 2:  # noqa: PLR2004  # what and by what
        most = 1 if method == "replace" else told.count(texts[0])
        grown = len(told) + most * len(texts[1])
        return told.replace(texts[0], texts[1], most) if grown <= _LONGEST else None
    if method in {"slice", "substring", "substr", "charAt"} and texts:
        return _cut(told, method, texts)
    return None


def _cut(told: str, method: str, texts: list[str]) -> str | None:
    """A part of a text, by positions from its start."""
    if not all(re.fullmatch("[0-9]{1,9}", text) for text in texts):
        return None
    start = int(texts[0])
    if method == "charAt":
        return told[start : start + 1]
    end = int(texts[1]) if len(texts) > 1 else None
    return told[start : start + end if end is not None and method == "substr" else end]


def _numbers(items: list[str]) -> list[int]:
    """The numbers that the texts are; none if one is not."""
    if not all(_NUMBER.fullmatch(item) for item in items):
        return []
    return [int(item, 16 if item[:2].lower() == "0x" else 10) for item in items]


def _joined(parting: str, parts: list[str]) -> str | None:
    """The parts as one text; None where that would be too long."""
    size = sum(map(len, parts)) + len(parting) * len(parts)
    return parting.join(parts) if size <= _LONGEST else None


def _decoded(function: str, text: str) -> str | None:
    """What a function that decodes gives for `text`."""
    name = function.rpartition(".")[2]
    if name == "atob":
        clean = _BASE64.sub("", text.replace("-", "+").replace("_", "/"))
        clean = clean[: len(clean) - (len(clean) % 4 == 1)]
        return base64.b64decode(clean + "=" * (-len(clean) % 4)).decode("utf-8", "replace")
    if name == "hex":
        try:
            return binascii.unhexlify(text).decode("utf-8", "replace")
        except (binascii.Error, ValueError):
            return None
    if name in {"decodeURIComponent", "decodeURI", "unescape"}:
        return urllib.parse.unquote(text)
    return None


def unescaped(text: str) -> str:
    """A text of JavaScript without its escapes."""
    return _ESCAPE.sub(_character, text) if "\\" in text else text


def _character(found: re.Match[str]) -> str:
    code = found[1] or found[2] or found[3]
    if code:
        number = int(code, 16)
        return chr(number) if number <= _HIGHEST else ""
    return _ONE.get(found[4], found[4])


def _first(node: "Node") -> "Node | None":
    return next((part for part in node.named_children if part.type != "comment"), None)

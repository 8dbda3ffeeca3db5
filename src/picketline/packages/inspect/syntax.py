"""JavaScript read by its grammar: the nodes that matter, and where comments and texts stand."""

import bisect
import functools
import re
import threading
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from picketline.packages.parsing import bounded_parse

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

LARGEST = 4 << 20
"""The most bytes of one script that are parsed."""
_MOST_DEPTH = 200
_CALLS = ("call_expression", "new_expression")
_ASSIGNS = ("assignment_expression", "augmented_assignment_expression")
_FUNCTIONS = ("function_declaration", "function_expression", "arrow_function", "method_definition")
_GENERATORS = ("generator_function", "generator_function_declaration")
_KINDS = {
    **dict.fromkeys(_CALLS, "call"),
    **dict.fromkeys(_ASSIGNS, "assigned"),
    **dict.fromkeys((*_FUNCTIONS, *_GENERATORS), "function"),
    "import_statement": "import",
    "variable_declarator": "declared",
    "subscript_expression": "subscript",
    "string": "text",
    "template_string": "text",
    "comment": "comment",
    "regex": "regex",
    "formal_parameters": "parameters",
    "for_in_statement": "each",
}
_LEAVES = {
    *("string", "comment", "regex", "identifier", "property_identifier", "number", "this", "true"),
    *("false", "null", "undefined", "shorthand_property_identifier", "string_fragment"),
}
_MOST_ESCAPES = 1000
_LONGEST = 2000
_BLANK = bytes([32, *range(1, 256)])
"""A NUL ends a script for the parser, and is a blank for node at most."""
_NAMES = {"identifier", "property_identifier", "shorthand_property_identifier"}
_ESCAPED = re.compile(rb"\\u(?:00[2-7][0-9A-Fa-f]|\{0{0,4}[2-7][0-9A-Fa-f]\})")
_ESCAPE = re.compile(r"\\u(?:(00[2-7][0-9A-Fa-f])|\{(0{0,4}[2-7][0-9A-Fa-f])\})")
_own = threading.local()


class Syntax:
    """One parsed script. `source` are its bytes; nodes are told by byte offsets."""

    def __init__(self, source: bytes, root: "Node") -> None:
        self.source = source
        self.root = root
        self._found = _collected(root)
        self.code, self.plain = self._masked()
        self._spans()

    def all(self, name: str) -> "list[Node]":
        """The nodes of one sort, in the order in which they begin.

        call, assigned, function, import, declared, each, subscript, text, comment, regex,
        parameters (formal ones, and arrow functions that take one name).
        """
        return self._found.get(name, [])

    def text(self, node: "Node") -> str:
        """A node's own text."""
        return self.source[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def scope(self, at: int) -> int:
        """The first of `around`."""
        scope = bisect.bisect_right(self._starts, at) - 1
        for _ in range(_MOST_DEPTH):
            if scope < 0 or self._ends[scope] > at:
                break
            scope = self._outer[scope]
        return max(scope, -1)

    def around(self, at: int) -> Iterator[int]:
        """The functions around a byte, by number, the innermost first, then -1 for the file."""
        scope = bisect.bisect_right(self._starts, at) - 1
        for _ in range(_MOST_DEPTH):
            if scope < 0:
                break
            if self._ends[scope] > at:
                yield scope
            scope = self._outer[scope]
        yield -1

    def _masked(self) -> tuple[bytes, bytes]:
        """The source without comments and texts, and without comments alone: blanks instead."""
        plain = bytearray(self.source)
        for node in self.all("comment"):
            _blank(plain, node.start_byte, node.end_byte)
        code = bytearray(plain)
        for node in [*self.all("text"), *self.all("regex")]:
            if node.type != "template_string":
                _blank(code, node.start_byte + 1, node.end_byte - 1)
        return bytes(code), bytes(plain)

    def _spans(self) -> None:
        functions = self.all("function")
        self._starts = [node.start_byte for node in functions]
        self._ends = [node.end_byte for node in functions]
        self._outer: list[int] = []
        around: list[int] = []
        for at, start in enumerate(self._starts):
            while around and self._ends[around[-1]] <= start:
                around.pop()
            self._outer.append(around[-1] if around else -1)
            around.append(at)


@functools.lru_cache(maxsize=2)
def parsed(source: bytes) -> Syntax | None:
    """The syntax of `source`; None if it is too large or takes too many steps to read."""
    if len(source) > LARGEST:
        return None
    source = source.translate(_BLANK) if b"\x00" in source else source
    tree = bounded_parse(_parser(), source)
    if tree is not None and _ESCAPED.search(source):
        source = _renamed(source, tree.root_node)
        tree = bounded_parse(_parser(), source)
    return Syntax(source, tree.root_node) if tree else None


def _renamed(source: bytes, root: "Node") -> bytes:
    """The same with names as they are without escapes, blanks behind them."""
    data, end = bytearray(source), 0
    for found in islice(_ESCAPED.finditer(source), _MOST_ESCAPES):
        if found.start() < end:
            continue
        node = root.descendant_for_byte_range(found.start(), found.start())
        if node is None or node.type not in _NAMES or node.end_byte - node.start_byte > _LONGEST:
            end = node.end_byte if node is not None and node.type in _LEAVES else end
            continue
        end = node.end_byte
        written = source[node.start_byte : node.end_byte].decode("utf-8", "replace")
        plain = _ESCAPE.sub(lambda one: chr(int(one[1] or one[2], 16)), written).encode()
        data[node.start_byte : node.end_byte] = plain.ljust(node.end_byte - node.start_byte)
    return bytes(data)


def _blank(data: bytearray, start: int, end: int) -> None:
    lines = data[start:end].split(b"\n")
    data[start:end] = b"\n".join(b" " * len(line) for line in lines)


def _collected(root: "Node") -> "dict[str, list[Node]]":
    """The nodes of a tree by sort, in their order; a query takes quadratic time in the depth."""
    found: dict[str, list[Node]] = {sort: [] for sort in _KINDS.values()}
    sorts, leaves = _own.sorts, _own.leaves
    waiting = [root]
    while waiting:
        node = waiting.pop()
        kind = node.kind_id
        sort = sorts.get(kind)
        if sort is not None:
            found[sort].append(node)
            if kind == _own.arrow and node.child_by_field_name("parameter") is not None:
                found["parameters"].append(node)
        if kind not in leaves:
            waiting.extend(node.named_children[::-1])
    return found


def _parser() -> "Parser":
    """A parser of this thread's own."""
    if not hasattr(_own, "parser"):
        import tree_sitter  # noqa: PLC0415  # heavy, and rarely needed
        import tree_sitter_javascript  # noqa: PLC0415  # as above

        language = tree_sitter.Language(tree_sitter_javascript.language())
        kinds = [language.node_kind_for_id(at) or "" for at in range(language.node_kind_count)]
        named = [at for at in range(len(kinds)) if language.node_kind_is_named(at)]
        _own.sorts = {at: sort for at in named if (sort := _KINDS.get(kinds[at]))}
        _own.leaves = {at for at in named if kinds[at] in _LEAVES}
        _own.arrow = next(at for at in named if kinds[at] == "arrow_function")
        _own.parser = tree_sitter.Parser(language)
    parser: Parser = _own.parser
    return parser

"""JavaScript read by its grammar: the nodes that matter, and where comments and texts stand."""

import bisect
import threading
from collections.abc import Iterator
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
}
_TAKING = {"formal_parameters", "arrow_function"}
_LEAVES = {"string", "comment", "regex"}
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

        call, assigned, function, import, declared, subscript, text, comment, regex, parameter.
        """
        return self._found.get(name, [])

    def text(self, node: "Node") -> str:
        """A node's own text."""
        return self.source[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def scopes(self, at: int) -> list[int]:
        """As `around`, all of them."""
        return list(self.around(at))

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


def parsed(source: bytes) -> Syntax | None:
    """The syntax of `source`; None if it is too large or takes too many steps to read."""
    if len(source) > LARGEST:
        return None
    tree = bounded_parse(_parser(), source)
    return Syntax(source, tree.root_node) if tree else None


def _blank(data: bytearray, start: int, end: int) -> None:
    lines = data[start:end].split(b"\n")
    data[start:end] = b"\n".join(b" " * len(line) for line in lines)


def _collected(root: "Node") -> "dict[str, list[Node]]":
    """The nodes of a tree by sort: by a cursor, for a query takes quadratic time in the depth."""
    found: dict[str, list[Node]] = {sort: [] for sort in (*_KINDS.values(), "parameter")}
    cursor = root.walk()
    down, on, up, sort_of = (
        cursor.goto_first_child, cursor.goto_next_sibling, cursor.goto_parent, _KINDS.get
    )  # fmt: skip
    while True:
        node = cursor.node
        kind = node.type if node is not None else ""
        sort = sort_of(kind)
        if sort is not None and node is not None:
            found[sort].append(node)
            if kind in _TAKING:
                found["parameter"] += _parameters(node, kind)
        if kind not in _LEAVES and down():
            continue
        while not on():
            if not up():
                return found


def _parameters(node: "Node", kind: str) -> "list[Node]":
    """The plain names among what a function takes."""
    if kind == "formal_parameters":
        return [part for part in node.named_children if part.type == "identifier"]
    own = node.child_by_field_name("parameter") if kind == "arrow_function" else None
    return [own] if own is not None and own.type == "identifier" else []


def _parser() -> "Parser":
    """A parser of this thread's own."""
    if not hasattr(_own, "parser"):
        import tree_sitter  # noqa: PLC0415  # heavy, and rarely needed
        import tree_sitter_javascript  # noqa: PLC0415  # as above

        _own.parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_javascript.language()))
    parser: Parser = _own.parser
    return parser

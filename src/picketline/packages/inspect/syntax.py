"""JavaScript read by its grammar: the nodes that matter, and where comments and texts stand."""

import bisect
import itertools
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node, Parser, Query

LARGEST = 4 << 20
"""The most bytes of one script that are parsed."""
_STEPS = 150_000
_PIECE = 1 << 16
_MOST_DEPTH = 200
_QUERY = """
[(call_expression) (new_expression)] @call
(import_statement) @import
(variable_declarator) @declared
[(assignment_expression) (augmented_assignment_expression)] @assigned
(subscript_expression) @subscript
[(string) (template_string)] @text
(comment) @comment
(regex) @regex
(arrow_function parameter: (identifier) @parameter)
(formal_parameters (identifier) @parameter)
[(function_declaration) (function_expression) (arrow_function) (method_definition)
 (generator_function) (generator_function_declaration)] @function
"""
_own = threading.local()


class Syntax:
    """One parsed script. `source` are its bytes; nodes are told by byte offsets."""

    def __init__(self, source: bytes, root: "Node", query: "Query") -> None:
        import tree_sitter  # noqa: PLC0415  # as below

        self.source = source
        self.root = root
        self._found = tree_sitter.QueryCursor(query).captures(root)
        for nodes in self._found.values():
            nodes.sort(key=lambda node: (node.start_byte, -node.end_byte))
        self.code, self.plain = self._masked()
        self._spans()

    def all(self, name: str) -> "list[Node]":
        """The nodes of one capture of the query, in order."""
        return self._found.get(name, [])

    def text(self, node: "Node") -> str:
        """A node's own text."""
        return self.source[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def scopes(self, at: int) -> list[int]:
        """The functions around a byte, by number, the innermost first, then -1 for the file."""
        scope = bisect.bisect_right(self._starts, at) - 1
        around = []
        for _ in range(_MOST_DEPTH):
            if scope < 0:
                break
            if self._ends[scope] > at:
                around.append(scope)
            scope = self._outer[scope]
        return [*around, -1]

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
    steps = itertools.count()

    def stop(_at: int, _wrong: bool) -> bool:  # noqa: FBT001  # tree-sitter's own order
        return next(steps) > _STEPS

    parser, query = _grammar()
    try:
        tree = parser.parse(lambda at, _: source[at : at + _PIECE], progress_callback=stop)
    except ValueError:
        parser.reset()
        return None
    return Syntax(source, tree.root_node, query)


def _blank(data: bytearray, start: int, end: int) -> None:
    lines = data[start:end].split(b"\n")
    data[start:end] = b"\n".join(b" " * len(line) for line in lines)


def _grammar() -> "tuple[Parser, Query]":
    """A parser of this thread's own, and the query."""
    if not hasattr(_own, "grammar"):
        import tree_sitter  # noqa: PLC0415  # heavy, and rarely needed
        import tree_sitter_javascript  # noqa: PLC0415  # as above

        language = tree_sitter.Language(tree_sitter_javascript.language())
        _own.grammar = tree_sitter.Parser(language), tree_sitter.Query(language, _QUERY)
    grammar: tuple[Parser, Query] = _own.grammar
    return grammar

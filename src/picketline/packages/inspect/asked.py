"""Whether code runs as soon as its file is loaded, or waits for somebody to ask for it.

What a file exports runs if it is called. What stands behind a word of the command line, or in the
handler of a command, runs if its user typed that.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

from picketline.packages.inspect import flows

if TYPE_CHECKING:
    from tree_sitter import Node

    from picketline.packages.inspect.names import Names
    from picketline.packages.inspect.syntax import Syntax

LOADED = ""
CALLED = "if called"
ASKED = "if asked"
_ORDER = (LOADED, CALLED, ASKED)
_AROUND = "around"
"""Of a function that is already on the way: it tells nothing."""
_FUNCTIONS = frozenset(
    {
        *("function_declaration", "function_expression", "arrow_function", "method_definition"),
        *("generator_function", "generator_function_declaration"),
    }
)
_HANDLES = re.compile(r"\.(?:action|command)$")
_HANDLER = frozenset({"handler", "action", "run"})
_CHOICES = frozenset({"if_statement", "ternary_expression", "switch_case", "binary_expression"})
_LINE = re.compile(
    rb"\bprocess\.argv\b|\byargs\b|\bminimist\b|\bparseArgs\b|\bmeow\(|\bcommander\b"
)
_WORD = re.compile(rb"[\"'`]-{0,2}[a-z][a-z:-]{2,40}[\"'`]|\.[a-zA-Z]{4,30}\b")
_NOT = re.compile(rb"!(?!=)|!==?|\.(?:length|join|toString|some|find|every)\b")
_OWN = re.compile(rb"\bargv\s?(?:\?\.)?\[\s?[01]\s?\]")
"""Node's own name and the script's, which are always there."""
_TAKEN = re.compile(
    rb"\[\s?,\s?,([^\[\]\n]{1,120})\]\s?=\s?process\.argv\b"
    rb"|\[([^\[\]\n]{1,120})\]\s?=\s?process\.argv\.slice\(2"
)
_NAME = re.compile(rb"[A-Za-z_$][\w$]{0,60}")
_MOST = 64
_DEPTH = 6
_STEPS = 1000
_LONGEST = 200
_FIRST = 16
_NAMES = frozenset({"identifier", "member_expression"})


class Seen(Protocol):
    """What is asked of a script."""

    syntax: "Syntax"
    names: "Names"


class Uses:
    """The calls of a script by the names that they call, or hand on."""

    def __init__(self, script: Seen) -> None:
        self._found: dict[str, list[Node]] = {}
        for call in script.syntax.all("call"):
            for name in {*_names(script, call)}:
                self._found.setdefault(name, []).append(call)

    def of(self, name: str) -> "list[Node]":
        """The calls of a name, and those that it is handed to."""
        return self._found.get(name, [])


def _names(script: Seen, call: "Node") -> Iterator[str]:
    callee = call.child_by_field_name("function") or call.child_by_field_name("constructor")
    given = call.child_by_field_name("arguments")
    parts = [callee] if callee is not None else []
    if given is not None:
        parts += [each for each in given.named_children[:_FIRST] if each.type in _NAMES]
    for part in parts:
        if part.end_byte - part.start_byte < _LONGEST:
            yield _last(script.syntax.text(part))


def when(script: Seen, node: "Node", uses: Uses) -> str:
    """`LOADED`, `CALLED` or `ASKED`: the earliest that can be told."""
    return _Climb(script, uses).when(node, 0)


class _Climb:
    """The way up from a place to what runs it: at most 64 calls and 1,000 steps."""

    def __init__(self, script: Seen, uses: Uses) -> None:
        self.script = script
        self.uses = uses
        self._left = _MOST
        self._steps = _STEPS
        self._known: dict[int, str] = {}

    def when(self, node: "Node", depth: int) -> str:
        """When the place of a node is run."""
        inner, outer = node, node.parent
        while outer is not None:
            self._steps -= 1
            if self._steps <= 0:
                return LOADED
            if inner.type in _FUNCTIONS:
                called = _invoked(inner)
                if called is None:
                    return self._function(inner, depth)
                inner, outer = called, called.parent
                continue
            if outer.type in _CHOICES and self._chosen(outer, inner):
                return ASKED
            inner, outer = outer, outer.parent
        return LOADED

    def _function(self, node: "Node", depth: int) -> str:
        """When a function is run: by what it is handed to, else by what calls its name."""
        parent = node.parent
        if parent is not None and parent.type == "arguments" and parent.parent is not None:
            handed = parent.parent.child_by_field_name("function")
            if handed is not None and _HANDLES.search(self.script.syntax.text(handed)[-40:]):
                return ASKED
            return self.when(parent.parent, depth)
        name = self._named(node)
        if name in _HANDLER and parent is not None and parent.type in {"pair", "object"}:
            return ASKED
        if node.id in self._known:
            return self._known[node.id]
        if depth >= _DEPTH or self._left <= 0:
            return LOADED
        self._known[node.id] = _AROUND
        found = {self.when(each, depth + 1) for each in self._uses(name, node)} if name else set()
        told = min(found - {_AROUND}, key=_ORDER.index, default=CALLED)
        self._known[node.id] = told
        return told

    def _named(self, node: "Node") -> str:
        """The name that a function is known by, the last part of a path; of a class its own."""
        own, parent = node.child_by_field_name("name"), node.parent
        if own is None and parent is not None:
            for field in ("name", "key", "left"):
                own = own or parent.child_by_field_name(field)
        name = self.script.syntax.text(own).rpartition(".")[2].strip("\"'`") if own else ""
        if name == "constructor" and parent is not None and parent.parent is not None:
            own = parent.parent.child_by_field_name("name")
            name = self.script.syntax.text(own) if own else ""
        return name

    def _uses(self, name: str, function: "Node") -> "Iterator[Node]":
        """The calls of a name, and those that it is handed to, outside its own function."""
        for call in self.uses.of(name):
            if self._left <= 0:
                return
            if not function.start_byte <= call.start_byte < function.end_byte:
                self._left -= 1
                yield call

    def _chosen(self, outer: "Node", inner: "Node") -> bool:
        """Whether a branch is only taken if a word of the command line says so."""
        fields = ("condition", "value", "left")
        condition = next((each for f in fields if (each := outer.child_by_field_name(f))), None)
        if condition is None or condition.id == inner.id:
            return False
        alternative = outer.child_by_field_name("alternative")
        if alternative is not None and alternative.id == inner.id:
            return False
        plain = self.script.syntax.plain
        asks = condition
        if outer.type == "switch_case":
            body = outer.parent.parent if outer.parent is not None else None
            asks = (body.child_by_field_name("value") if body is not None else None) or condition
        if (
            outer.type == "binary_expression"
            and b"&&" not in plain[condition.end_byte : inner.start_byte]
        ):
            return False
        text = plain[condition.start_byte : condition.end_byte]
        if _NOT.search(text) or not _WORD.search(text):
            return False
        spans = flows.spans(self.script.names, [(asks.start_byte, asks.end_byte)])
        if any(_OWN.search(plain, *span) for span in spans):
            return False
        return any(_LINE.search(plain, *span) for span in spans) or self._taken(asks)

    def _taken(self, node: "Node") -> bool:
        """Whether an expression holds a name that was taken out of the command line."""
        plain = self.script.syntax.plain
        names = {
            name for found in _TAKEN.finditer(plain) for name in _NAME.findall(found[1] or found[2])
        }
        return not names.isdisjoint(_NAME.findall(plain, node.start_byte, node.end_byte))


def _last(text: str) -> str:
    return text.rpartition(".")[2].strip()


def _invoked(node: "Node") -> "Node | None":
    """The call of a function that is called where it is written."""
    outer = node.parent
    while outer is not None and outer.type in {"parenthesized_expression", "await_expression"}:
        node, outer = outer, outer.parent
    if outer is not None and outer.type == "member_expression":
        object_ = outer.child_by_field_name("object")
        if object_ is None or object_.id != node.id:
            return None
        node, outer = outer, outer.parent
    if outer is None or outer.type != "call_expression":
        return None
    callee = outer.child_by_field_name("function")
    return outer if callee is not None and callee.id == node.id else None

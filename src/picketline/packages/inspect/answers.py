"""What a connection gave: which expressions of a script are its answer."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from picketline.packages.inspect import calls as table
from picketline.packages.inspect.names import Taken, Value
from picketline.packages.inspect.seen import Seen

if TYPE_CHECKING:
    from tree_sitter import Node


_SCHEME = re.compile(r"(?:https?|wss?)://")
_CHAINS = re.compile(
    r"(?:ethers(?:\.ethers)?|web3(?:\(\))?\.eth|@solana/web3\.js|web3\.eth)\.(?:Contract|Connection)\(\)"
    r"|ethers(?:\.ethers|\.providers){0,2}\.(?:JsonRpcProvider|getDefaultProvider)\(\)"
    r"|viem\.createPublicClient\(\)"
)
"""Clients of chains, whose methods ask a node of it."""
_TEXTS = {"JSON.parse", "String", "Buffer.from", "Buffer.concat", "Buffer", "atob", "unescape",
          "decodeURIComponent", "Promise.resolve", "Array.from", "Promise.all"}  # fmt: skip
_LISTENS = {"on", "once", "addListener", "addEventListener", "then", "map", "forEach", "filter",
            "flatMap", "reduce", "subscribe"}  # fmt: skip
_NOTHING = {"status", "statusCode", "statusText", "ok", "length", "size",
            "includes", "startsWith", "test", "indexOf", "headers"}  # fmt: skip
_FUNCTIONS = {"arrow_function", "function_expression", "function_declaration", "method_definition"}
_LARGEST = 1 << 16
"""In a larger script a method's name leads to too many."""
_FEW = 2
_INSIDE = {"parenthesized_expression", "await_expression", "spread_element", "as_expression"}
_STEPS = 4000
_DEPTH = 24
_MOST = 64
_MOST_PARTS = 24


def connects(path: str) -> str:
    """What connects, for a path that begins with it; else ""."""
    root = path.partition("()")[0]
    if root in table.CONNECTS:
        return root
    return root if _CHAINS.match(path) else ""


def parts(node: "Node") -> "Iterator[Node]":
    """The expressions that a text is put together of, in order."""
    waiting = [node]
    for _ in range(_MOST_PARTS):
        if not waiting:
            return
        one = waiting.pop()
        if one.type in {"binary_expression", "template_string", "template_substitution"}:
            waiting += one.named_children[_MOST_PARTS::-1]
        else:
            yield one


class Answers:
    """Which expressions of a script are what a connection gave, within a bound of steps."""

    def __init__(self, script: Seen) -> None:
        self.script = script
        self._known: dict[int, str] = {}
        self._left = _STEPS
        self._named_methods: dict[str, list[Node]] | None = None
        self._called_by: dict[str, list[Node]] | None = None
        self._sites: dict[str, list[tuple[Node, int]]] | None = None

    def root(self, node: "Node | None", depth: int = 0) -> str:
        """By what an expression was fetched; "" where it was not, or that cannot be told."""
        if node is None or depth > _DEPTH or self._left <= 0:
            return ""
        self._left -= 1
        if node.id not in self._known:
            self._known[node.id] = ""
            self._known[node.id] = self._root(node, depth + 1)
        return self._known[node.id]

    def leads(self, node: "Node") -> bool:
        """Whether an address is an answer, or begins with one but for its scheme."""
        if self.root(node):
            return True
        first, *others = [*parts(node)]
        told = self.script.syntax.text(first).strip("\"'`")
        return bool(_SCHEME.fullmatch(told) and others and self.root(others[0]))

    def meant(self, node: "Node | None") -> "Node | None":
        """The expression that a name stands for, if it stands for one."""
        for _ in range(_DEPTH):
            if node is None or node.type not in {"identifier", *_INSIDE}:
                return node
            if node.type == "identifier":
                values = self._values(node)
                node = values[0].node if len(values) == 1 and not values[0].member else None
            else:
                node = next(iter(node.named_children), None)
        return None

    def _root(self, node: "Node", depth: int) -> str:
        sort = node.type
        if sort in _INSIDE:
            return self.root(next(iter(node.named_children), None), depth)
        if sort == "array":
            return self._first(node.named_children[:_MOST_PARTS], depth)
        return _WAYS.get(sort, Answers._joined)(self, node, depth)

    def _joined(self, node: "Node", depth: int) -> str:
        """`a || b`, `c ? a : b`, `b + d`: of a text only what it begins with."""
        if node.type == "ternary_expression":
            sides = [node.child_by_field_name(side) for side in ("consequence", "alternative")]
        elif node.type == "assignment_expression":
            sides = [node.child_by_field_name("right")]
        elif node.type == "binary_expression":
            left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
            operator = node.child_by_field_name("operator")
            grows = left is not None and self._grows(node, left)
            joins = operator is not None and operator.type == "+"
            sides = [left] if joins and not grows else [left, right]
        else:
            return ""
        return self._first([side for side in sides if side is not None], depth)

    def _grows(self, node: "Node", left: "Node") -> bool:
        """Whether a text is put behind itself, or behind nothing: `b = b + d`."""
        outer = node.parent
        own = outer.child_by_field_name("left") if outer is not None else None
        text = self.script.syntax.text
        return (own is not None and text(own) == text(left)) or self.script.values.fold(left) == ""

    def _begun(self, node: "Node", depth: int) -> str:
        """A template that begins with what was fetched."""
        first = next(iter(node.named_children), None)
        if first is None or first.type != "template_substitution":
            return ""
        return self.root(next(iter(first.named_children), None), depth)

    def _first(self, nodes: "list[Node]", depth: int) -> str:
        return next((root for each in nodes if (root := self.root(each, depth))), "")

    def _values(self, node: "Node") -> list[Value]:
        return self.script.names.values(self.script.syntax.text(node), node.start_byte) or []

    def _named(self, node: "Node", depth: int) -> str:
        for value in self._values(node):
            if value.member.rpartition(".")[2] in _NOTHING:
                continue
            root = (
                self._taken(value.taken, depth)
                if value.taken is not None
                else self.root(value.node, depth)
            )
            if root:
                return root
        filled = self.script.names.filled(self.script.syntax.text(node), node.start_byte)
        parts = [each.named_children if each.type == "arguments" else [each] for each in filled]
        return self._first([each for some in parts for each in some], depth)

    def _member(self, node: "Node", depth: int) -> str:
        name = self.script.paths.member(node)
        if name in _NOTHING:
            return ""
        path = self.script.paths.path(node)
        if "()" in path and (root := connects(path)):
            return root
        return self.root(node.child_by_field_name("object"), depth)

    def _called(self, node: "Node", depth: int) -> str:
        callee = node.child_by_field_name("function") or node.child_by_field_name("constructor")
        path = self.script.paths.path(callee)
        if callee is None or path in table.CONNECTS or _CHAINS.match(path):
            return path
        given = self.script.values.arguments(node)[:_MOST_PARTS]
        if path in table.READS and given:
            return self._first(self._written(given[0]), depth)
        if path in _TEXTS or self.script.syntax.text(callee) == "await":
            return self._first(given[:1], depth)
        if path == "Promise":
            return self._promised(given, depth)
        if callee.type == "member_expression":
            return self._method(callee, given, depth)
        function = self._function(callee)
        return self._returned(function, depth) if function is not None else ""

    def _method(self, callee: "Node", given: "list[Node]", depth: int) -> str:
        """What a method gives: of an answer a part, of a promise what is done with it."""
        name, target = self.script.paths.member(callee), callee.child_by_field_name("object")
        if name == "then" and given and (function := self._function(given[0])) is not None:
            return self._returned(function, depth)
        if name == "exec" and given:
            return self.root(given[0], depth)
        found = "" if name in _NOTHING else self.root(target, depth)
        methods = self._methods().get(name, []) if not found else []
        inner = (self._returned(one, depth) for one in methods if len(methods) <= _FEW)
        return found or next(filter(None, inner), "")

    def _function(self, node: "Node") -> "Node | None":
        found = self.meant(node)
        return found if found is not None and found.type in _FUNCTIONS else None

    def _returned(self, function: "Node", depth: int) -> str:
        """What a function of the script gives."""
        body = function.child_by_field_name("body")
        if body is None or body.type != "statement_block":
            return self.root(body, depth)
        waiting, found = [body], []
        for _ in range(_MOST * 4):
            if not waiting:
                break
            one = waiting.pop()
            if one.type == "return_statement":
                found += one.named_children[:1]
            elif one.type not in _FUNCTIONS:
                waiting += one.named_children[:_MOST]
        return self._first(found[:_MOST_PARTS], depth)

    def _promised(self, given: "list[Node]", depth: int) -> str:
        """What `new Promise((done) => ...)` comes to: what `done` is called with."""
        function = self._function(given[0]) if given else None
        name = _parameters(self.script, function)[:1] if function is not None else []
        return self._called_with(function, name[0], 0, depth) if function and name else ""

    def _called_with(self, function: "Node", name: str, at: int, depth: int) -> str:
        """What a function that another takes is called with, there."""
        for call in self._callees().get(name, [])[: _MOST * 4]:
            if function.start_byte <= call.start_byte < function.end_byte:
                given = self.script.values.arguments(call)
                if len(given) > at and (root := self.root(given[at], depth)):
                    return root
        return ""

    def _written(self, place: "Node") -> "list[Node]":
        """What is written to a file that is read again."""
        text = self.script.syntax.text(place)
        fills = (call for call in self.script.calls if call.path in table.WRITES)
        given = (call.arguments for call in islice(fills, _MOST))
        return [one[1] for one in given if len(one) > 1 and self.script.syntax.text(one[0]) == text]

    def _methods(self) -> "dict[str, list[Node]]":
        """The methods of a script that is not large, by name; of an object also its functions."""
        if self._named_methods is None:
            self._named_methods = {}
            small = len(self.script.syntax.source) <= _LARGEST
            for function in self.script.syntax.all("function") if small else ():
                outer = function.parent
                own = function.child_by_field_name("name")
                if function.type != "method_definition":
                    own = outer.child_by_field_name("key") if outer is not None else None
                if own is not None:
                    name = self.script.syntax.text(own)
                    self._named_methods.setdefault(name, []).append(function)
        return self._named_methods

    def _callees(self) -> "dict[str, list[Node]]":
        """The calls by the plain names that they call."""
        if self._called_by is None:
            self._called_by = {}
            for call in self.script.syntax.all("call"):
                callee = call.child_by_field_name("function")
                if callee is not None and callee.type == "member_expression":
                    callee = callee.child_by_field_name("property")
                if callee is not None and callee.type.endswith("identifier"):
                    self._called_by.setdefault(self.script.syntax.text(callee), []).append(call)
        return self._called_by

    def _taken(self, taken: Taken, depth: int) -> str:
        """What a parameter is: of an event, of a promise, of a call with an answer."""
        for call, at in self._places(taken.function):
            if root := self._handed(call, at, taken, depth):
                return root
        value = Value(None)
        value.taken = taken
        plain = [each.node for each in self.script.names.given(value) if each.node is not None]
        return self._first([*plain, *self._of_method(taken)], depth)

    def _of_method(self, taken: Taken) -> "Iterator[Node]":
        """What a method is given, where its name is nearly its own."""
        for name, functions in self._methods().items():
            if len(functions) <= _FEW and any(one.id == taken.function.id for one in functions):
                for call in self._callees().get(name, [])[:_MOST_PARTS]:
                    yield from self.script.values.arguments(call)[taken.at : taken.at + 1]

    def _handed(self, call: "Node", at: int, taken: Taken, depth: int) -> str:
        """What a call that is given a function gives to it."""
        callee = call.child_by_field_name("function")
        if callee is None:
            return ""
        path = self.script.paths.path(callee)
        if path in table.CONNECTS:
            return path
        if callee.type == "member_expression":
            heard = self.script.paths.member(callee) in _LISTENS and not taken.at
            return self.root(callee.child_by_field_name("object"), depth) if heard else ""
        function = self._function(callee)
        names = _parameters(self.script, function) if function is not None else []
        if function is None or at >= len(names):
            return ""
        return self._called_with(function, names[at], taken.at, depth)

    def _places(self, function: "Node") -> "Iterator[tuple[Node, int]]":
        """The calls that are given a function, and at which place."""
        outer = function.parent
        if outer is not None and outer.type == "arguments" and outer.parent is not None:
            given = [part.id for part in outer.named_children if part.type != "comment"]
            yield outer.parent, given.index(function.id)
            return
        own = function.child_by_field_name("name")
        if own is None and outer is not None and outer.type == "variable_declarator":
            own = outer.child_by_field_name("name")
        name = self.script.syntax.text(own) if own is not None else ""
        yield from self._named_places().get(name, [])[:_MOST_PARTS] if name else ()

    def _named_places(self) -> "dict[str, list[tuple[Node, int]]]":
        if self._sites is None:
            self._sites = {}
            for call in self.script.syntax.all("call"):
                for at, part in enumerate(self.script.values.arguments(call)[:4]):
                    if part.type == "identifier":
                        name = self.script.syntax.text(part)
                        self._sites.setdefault(name, []).append((call, at))
        return self._sites


_WAYS = {
    "identifier": Answers._named,  # noqa: SLF001  # this module's own
    "shorthand_property_identifier": Answers._named,  # noqa: SLF001
    "member_expression": Answers._member,  # noqa: SLF001
    "subscript_expression": Answers._member,  # noqa: SLF001
    "call_expression": Answers._called,  # noqa: SLF001
    "new_expression": Answers._called,  # noqa: SLF001
    "template_string": Answers._begun,  # noqa: SLF001
}


def _parameters(script: Seen, function: "Node") -> list[str]:
    """The names that a function takes."""
    own = function.child_by_field_name("parameters") or function.child_by_field_name("parameter")
    if own is None:
        return []
    parts = own.named_children[:_MOST_PARTS] if own.type == "formal_parameters" else [own]
    return [script.syntax.text(part) for part in parts if part.type != "comment"]

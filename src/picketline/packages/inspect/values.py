"""Constants folded: what an expression of literals comes to, within a budget of steps."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from picketline.packages.inspect.beside import Given
from picketline.packages.inspect.compute import Compute, Named
from picketline.packages.inspect.envs import Env
from picketline.packages.inspect.methods import LONGEST, Untold, text
from picketline.packages.inspect.names import Names, Value
from picketline.packages.inspect.nodes import first

if TYPE_CHECKING:
    from tree_sitter import Node

_MOST_ITEMS = 100_000
_MOST_CHOICES = 8
_DEPTH = 6
_STEPS = 5_000
_STEPS_PER_BYTE = 12
_MOST_STEPS = 120_000
_SIDES = {
    "ternary_expression": ("consequence", "alternative"),
    "binary_expression": ("left", "right"),
}
_NAME = re.compile(rb"(?<![\w$.])[A-Za-z_$][\w$]{0,63}")
_MOST = 16
_CHOOSES = {"||", "&&", "??"}


class Values:
    """Folds the expressions of one script. None stands for what no literal tells."""

    def __init__(self, names: Names, given: Given | None = None) -> None:
        self.names = names
        self.given: Given = given or {}
        steps = _STEPS + _STEPS_PER_BYTE * len(names.syntax.source)
        self._steps = min(steps, _MOST_STEPS)
        self._known: dict[int, str | None] = {}
        self._compute: Compute | None = None

    def bind(self, paths: Named) -> None:
        """Take what names expressions: it needs this, and this needs it."""
        self._compute = Compute(self.names, paths, self._steps, self.given)

    @property
    def compute(self) -> Compute:
        """What runs expressions."""
        if self._compute is None:
            raise RuntimeError  # `bind` comes first
        return self._compute

    def fold(self, node: "Node | None", depth: int = 0) -> str | None:
        """The text that an expression comes to, at most 1 MiB of it."""
        if node is None:
            return None
        if node.id not in self._known:
            self._known[node.id] = None
            self._known[node.id] = self._folded(node, depth)
        return self._known[node.id]

    def _folded(self, node: "Node", depth: int) -> str | None:
        if node.type in _NEVER:
            return None
        try:
            told = self.compute.value(node, None, depth)
        except Untold:
            return None
        return text(told) if isinstance(told, str | int | float | bytes) else None

    def rough(self, node: "Node") -> str:
        """As `fold`, with `$X` for parts that cannot be told; "" where nothing can."""
        told = self.fold(node)
        if told is not None:
            return told
        self.compute.rough = True
        try:
            made = self.compute.value(node)
            told = text(made) if isinstance(made, str | bytes) else ""
        except Untold:
            told = ""
        finally:
            self.compute.rough = False
        return told if len(told) <= LONGEST else ""

    def roughs(self, node: "Node") -> list[str]:
        """`rough` of it, and of each of the choices where that is not all."""
        whole = self.rough(node)
        if whole and "$X" not in whole:
            return [whole]
        found = [whole, *(self.rough(one) for one in self.choices(node))]
        return list(dict.fromkeys(one for one in found if one))

    def expanded(self, node: "Node") -> list[str]:
        """`roughs`; where a name within has several values, once for each of these."""
        found = self.roughs(node)
        name, values = self._several(node)
        for value in values:
            self.compute.rough = True
            try:
                env = Env()
                env.known[name] = self.compute.value(value)
                made = self.compute.value(node, env)
                found += [text(made)] if isinstance(made, str) else []
            except Untold:
                continue
            finally:
                self.compute.rough = False
        return list(dict.fromkeys(found))

    def _several(self, node: "Node") -> "tuple[str, list[Node]]":
        """The first name within an expression that has several values, and these."""
        syntax = self.names.syntax
        for found in islice(_NAME.finditer(syntax.code, node.start_byte, node.end_byte), _MOST):
            name = found[0].decode()
            values = self.names.values(name, found.start()) or []
            inner = [one for value in values for one in self._of(value)]
            if len(inner) > 1:
                return name, inner[:_MOST_CHOICES]
        return "", []

    def folds(self, node: "Node | None") -> list[str]:
        """What an expression may come to, as far as it can be told."""
        if node is None:
            return []
        told = self.fold(node)
        if told is not None:
            return [told]
        found = [self.fold(one) for one in self.choices(node)]
        return [one for one in found if one is not None]

    def choices(self, node: "Node") -> "list[Node]":
        """The expressions that one may have the value of, itself at the least."""
        found: dict[int, Node] = {}
        waiting = [(node, 0)]
        while waiting and len(found) < _MOST_CHOICES:
            one, depth = waiting.pop(0)
            inner = list(self._choices(one)) if depth < _DEPTH else []
            if not inner and one.id not in found:
                found[one.id] = one
            waiting += [(part, depth + 1) for part in inner[:_MOST_CHOICES]]
        return list(found.values())

    def _choices(self, node: "Node") -> "Iterator[Node]":
        if node.type == "identifier":
            values = self.names.values(self.names.syntax.text(node), node.start_byte) or []
            for value in values:
                yield from self._of(value)
        elif node.type in {"parenthesized_expression", "await_expression"}:
            inner = first(node)
            if inner is not None:
                yield inner
        elif node.type in _SIDES:
            operator = node.child_by_field_name("operator")
            if operator is None or operator.type in _CHOOSES:
                for side in _SIDES[node.type]:
                    part = node.child_by_field_name(side)
                    if part is not None:
                        yield part

    def _of(self, value: Value) -> "Iterator[Node]":
        found = [value] if value.taken is None else self.names.given(value)
        for one in found:
            if one.node is not None and not one.member and one.node.type not in _NEVER:
                yield one.node

    def arguments(self, node: "Node") -> "list[Node]":
        """The arguments of a call, a spread's own list in its place; a tag's template."""
        given = node.child_by_field_name("arguments")
        if given is None:
            return []
        if given.type == "template_string":
            return [given]
        parts = [part for part in given.named_children[:_MOST_ITEMS] if part.type != "comment"]
        return [first(part) or part if part.type == "spread_element" else part for part in parts]


_NEVER = {"function_declaration", "function_expression", "arrow_function", "class", "object",
          "array", "regex", "this", "class_declaration"}  # fmt: skip

"""Statements run by hand: the bodies of small functions, and what is done to a name in between."""

import re
from typing import TYPE_CHECKING, Protocol

from picketline.packages.inspect import members, methods
from picketline.packages.inspect.envs import Env
from picketline.packages.inspect.methods import Told, Untold, text
from picketline.packages.inspect.names import Names, Value, placed

if TYPE_CHECKING:
    from tree_sitter import Node


_MOST_PARTS = 2000
_MOST_ROUNDS = 60_000
_HIGHEST = 12
_FUNCTIONS = {"function_declaration", "function_expression", "arrow_function", "method_definition"}
_LOOPS = {"for_statement", "while_statement", "do_statement", "for_in_statement"}
_DECLARED = {"lexical_declaration", "variable_declaration"}
Signal = tuple[str, Told] | None
"""How a statement ended: None, or "return" with a value, "break", "continue"."""


class Thrown(Untold):
    """What a script throws."""


class Runs(Protocol):
    """What runs expressions."""

    names: Names
    overlay: dict[str, Told]

    def value(self, node: "Node | None", env: Env | None = None, depth: int = 0) -> Told:
        """See `Compute`."""

    def operand(self, node: "Node | None", env: Env | None, depth: int) -> Told:
        """See `Compute`."""

    def spend(self, steps: int = 1) -> None:
        """See `Compute`."""

    def key(self, node: "Node | None", env: Env | None, depth: int) -> str:
        """See `Compute`."""


class Statements:
    """Runs statements; whatever is unknown raises Untold."""

    def __init__(self, runs: Runs) -> None:
        self._runs = runs
        self._text = runs.names.syntax.text
        self._replaying: set[int] = set()

    def body(self, node: "Node", env: Env, depth: int) -> Told:
        """What a function's block returns."""
        signal = self._block(node, env, depth)
        return signal[1] if signal is not None and signal[0] == "return" else None

    def take(self, function: "Node", given: list[Told], env: Env, depth: int) -> None:
        """Name what a function is given."""
        own = function.child_by_field_name("parameters") or function.child_by_field_name(
            "parameter"
        )
        if own is None:
            return
        parts = own.named_children if own.type == "formal_parameters" else [own]
        for at, part in enumerate(parts):
            value = given[at] if at < len(given) else None
            if part.type == "rest_pattern":
                value, part = list(given[at:]), part.named_children[0]  # noqa: PLW2901
            elif part.type == "assignment_pattern":
                left = part.child_by_field_name("left")
                if value is None:
                    value = self._runs.value(part.child_by_field_name("right"), env, depth)
                part = left or part  # noqa: PLW2901
            self._bind(part, value, env, depth)

    def _bind(self, part: "Node", value: Told, env: Env, depth: int) -> None:
        if part.type == "identifier":
            env.known[self._text(part)] = value
        elif part.type == "array_pattern":
            items = methods.listed(value)
            for at, inner in placed(part):
                self._bind(inner, items[at] if at < len(items) else None, env, depth)
        elif part.type == "object_pattern":
            for inner in part.named_children[:_MOST_PARTS]:
                key = inner.child_by_field_name("key") or inner
                bound = inner.child_by_field_name("value")
                told = members.member(value, self._text(key))
                if bound is None:
                    env.known[self._text(inner)] = told
                else:
                    self._bind(bound, told, env, depth)
        else:
            raise Untold

    def _block(self, node: "Node", env: Env, depth: int) -> Signal:
        parts = node.named_children[:_MOST_PARTS]
        for part in parts:
            if part.type == "function_declaration":
                name = part.child_by_field_name("name")
                env.known[self._text(name) if name else ""] = self._runs.value(part, env, depth)
        for part in parts:
            signal = self.statement(part, env, depth)
            if signal is not None:
                return signal
        return None

    def statement(self, node: "Node", env: Env, depth: int) -> Signal:
        """Run one statement."""
        self._runs.spend()
        sort = node.type
        if sort in _DECLARED:
            self._declare(node, env, depth)
        elif sort == "expression_statement":
            self._runs.value(node.named_children[0], env, depth)
        elif sort == "return_statement":
            given = node.named_children
            return "return", self._runs.value(given[0], env, depth) if given else None
        elif sort == "statement_block":
            return self._block(node, env, depth + 1)
        elif sort in {"break_statement", "continue_statement"}:
            return sort.removesuffix("_statement"), None
        elif sort in _LOOPS:
            return self._loop(node, env, depth + 1)
        elif sort not in {"comment", "empty_statement", "function_declaration"}:
            return self._choice(node, env, depth + 1)
        return None

    def _choice(self, node: "Node", env: Env, depth: int) -> Signal:
        if node.type == "if_statement":
            chosen = methods.truth(self._runs.value(_field(node, "condition"), env, depth))
            branch = node.child_by_field_name("consequence" if chosen else "alternative")
            if branch is not None and branch.type == "else_clause":
                branch = branch.named_children[0]
            return self.statement(branch, env, depth) if branch is not None else None
        if node.type == "try_statement":
            return self._try(node, env, depth)
        if node.type == "switch_statement":
            return self._switch(node, env, depth)
        if node.type == "throw_statement":
            raise Thrown
        raise Untold

    def _try(self, node: "Node", env: Env, depth: int) -> Signal:
        try:
            return self.statement(_field(node, "body"), env, depth)
        except Untold:
            handler = node.child_by_field_name("handler")
            if handler is None:
                raise
            return self.statement(_field(handler, "body"), env, depth)

    def _switch(self, node: "Node", env: Env, depth: int) -> Signal:
        value = self._runs.value(_field(node, "value"), env, depth)
        entered = False
        for case in _field(node, "body").named_children[:_MOST_PARTS]:
            wanted = case.child_by_field_name("value")
            if not entered and wanted is not None:
                entered = self._runs.value(wanted, env, depth) == value
            entered = entered or case.type == "switch_default"
            for part in case.named_children if entered else ():
                if part == wanted:
                    continue
                signal = self.statement(part, env, depth)
                if signal is not None:
                    return None if signal[0] == "break" else signal
        return None

    def _loop(self, node: "Node", env: Env, depth: int) -> Signal:
        if node.type == "for_in_statement":
            return self._each(node, env, depth)
        start = node.child_by_field_name("initializer")
        if start is not None and start.type != "empty_statement":
            if start.type in _DECLARED or start.type == "expression_statement":
                self.statement(start, env, depth)
            else:
                self._runs.value(start, env, depth)
        after = node.child_by_field_name("increment")
        late = node.type == "do_statement"
        for _ in range(_MOST_ROUNDS):
            if not late and not self._goes_on(node, env, depth):
                return None
            late = False
            signal = self.statement(_field(node, "body"), env, depth)
            if signal is not None and signal[0] != "continue":
                return None if signal[0] == "break" else signal
            if after is not None:
                self._runs.value(after, env, depth)
        raise Untold

    def _goes_on(self, node: "Node", env: Env, depth: int) -> bool:
        wanted = node.child_by_field_name("condition")
        if wanted is not None and wanted.type == "expression_statement":
            wanted = wanted.named_children[0]
        if wanted is None or wanted.type == "empty_statement":
            return True
        return methods.truth(self._runs.value(wanted, env, depth))

    def _each(self, node: "Node", env: Env, depth: int) -> Signal:
        left, operator = _field(node, "left"), _field(node, "operator")
        right = self._runs.value(_field(node, "right"), env, depth)
        items = methods.listed(right) if operator.type == "of" else methods.keys(right)
        for item in items:
            self._bind(left, item, env, depth)
            signal = self.statement(_field(node, "body"), env, depth)
            if signal is not None and signal[0] != "continue":
                return None if signal[0] == "break" else signal
        return None

    def _declare(self, node: "Node", env: Env, depth: int) -> None:
        for part in node.named_children[:_MOST_PARTS]:
            name, value = part.child_by_field_name("name"), part.child_by_field_name("value")
            if name is not None:
                told = self._runs.operand(value, env, depth) if value is not None else None
                self._bind(name, told, env, depth)

    def replayed(self, node: "Node", name: str, values: list[Value], depth: int) -> Told:
        """What a name stands for at a node, run from its declaration on; raises Untold."""
        declared = values[0].node.parent if values[0].node is not None else None
        start = declared.parent if declared is not None else None
        if start is None or start.type not in _DECLARED or start.id in self._replaying:
            raise Untold
        block = start.parent
        until = _child_of(block, node)
        if until is None or block is None:
            raise Untold
        env, word = Env(), re.compile(rf"(?<![\w$.]){re.escape(name)}(?![\w$])")
        self._replaying.add(start.id)
        try:
            for part in block.named_children[:_MOST_PARTS]:
                if not start.start_byte <= part.start_byte < until.start_byte:
                    continue
                if part.id == start.id or (
                    part.type not in _FUNCTIONS and word.search(self._text(part))
                ):
                    self.statement(part, env, depth)
        finally:
            self._replaying.discard(start.id)
        if name not in env.known:
            raise Untold
        return env.known[name]


def assigned(runs: Runs, left: "Node", value: Told, env: Env, depth: int) -> None:
    """Give a name, or a member of an object, a value."""
    if left.type == "identifier":
        name = runs.names.syntax.text(left)
        holder = env.holder(name)
        if holder is not None:
            holder.known[name] = value
        else:
            runs.overlay[name] = value
        return
    prop = left.child_by_field_name("property")
    target = runs.value(left.child_by_field_name("object"), env, depth)
    key = runs.names.syntax.text(prop) if prop else text(
        runs.value(left.child_by_field_name("index"), env, depth))  # fmt: skip
    if isinstance(target, dict):
        target[key] = value
    elif isinstance(target, list) and key.isdigit() and int(key[:9]) <= len(target):
        target[int(key[:9]) : int(key[:9]) + 1] = [value]
        runs.spend(1)
    else:
        raise Untold


def _field(node: "Node", name: str) -> "Node":
    found = node.child_by_field_name(name)
    if found is None:
        raise Untold
    return found


def _child_of(block: "Node | None", node: "Node") -> "Node | None":
    """The child of a block that a node is in."""
    part: Node | None = node
    for _ in range(_HIGHEST * 8):
        if part is None or part.parent is None:
            return None
        if block is not None and part.parent.id == block.id:
            return part
        part = part.parent
    return None

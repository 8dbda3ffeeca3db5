"""What expressions of a script come to, as far as its literals tell: run by hand, never for real.

Steps, depth and sizes are bounded; nothing outside the script's own values is known.
"""

from typing import TYPE_CHECKING, Protocol

from picketline.packages.inspect import beside, members, methods
from picketline.packages.inspect.beside import Given
from picketline.packages.inspect.envs import DEPTH, Env, Function
from picketline.packages.inspect.members import Pattern
from picketline.packages.inspect.methods import Told, Untold, number, text
from picketline.packages.inspect.names import Names
from picketline.packages.inspect.nodes import first, getter, tagged
from picketline.packages.inspect.operators import int32, numeric, operated, unescaped
from picketline.packages.inspect.statements import Statements, assigned

if TYPE_CHECKING:
    from tree_sitter import Node

_MOST_PARTS = 20_000
_MOST_TOP = 2000
_LONGEST_TURN = 4000
_LARGE = 1 << 12
_UNKNOWN = "$X"
_QUICK = {"charCodeAt", "codePointAt", "charAt", "at", "push", "pop", "get", "shift"}
_CALLBACKS = {"map", "forEach", "filter", "reduce", "find", "some", "every", "flatMap", "replace",
              "from", "sort", "reduceRight", "replaceAll"}  # fmt: skip


class Named(Protocol):
    """What names expressions."""

    def path(self, node: "Node | None", depth: int = 0) -> str:
        """See `Paths.path`."""


class Compute:
    """Runs the expressions of one script by hand; whatever is unknown raises Untold.

    With `rough`, parts of a text that cannot be told are `$X`.
    """

    def __init__(self, names: Names, paths: Named, steps: int, given: Given) -> None:
        self.names = names
        self.paths = paths
        self._beside = given
        self.rough = False
        self.overlay: dict[str, Told] = {}
        self._text = names.syntax.text
        self._left = steps
        self._known: dict[tuple[int, bool], Told] = {}
        self._open: set[int] = set()
        self._statements = Statements(self)

    def value(self, node: "Node | None", env: Env | None = None, depth: int = 0) -> Told:
        """What an expression comes to; raises Untold."""
        if node is None or depth > DEPTH or self._left <= 0:
            raise Untold
        self._left -= 1
        way = _WAYS.get(node.type)
        if way is None:
            raise Untold
        try:
            made = getattr(self, way)(node, env, depth + 1)
        except (TypeError, ValueError, OverflowError, RecursionError, MemoryError):
            raise Untold from None
        if isinstance(made, str | bytes | list) and len(made) > _LARGE:
            self.spend(len(made) >> 7)
        return made

    def part(self, node: "Node | None", env: Env | None, depth: int) -> str:
        """A text's part."""
        if not self.rough:
            return text(self.value(node, env, depth))
        try:
            return text(self.value(node, env, depth))
        except Untold:
            return _UNKNOWN

    def spend(self, steps: int = 1) -> None:
        """Count steps; raises Untold when there are no more."""
        self._left -= steps
        if self._left <= 0:
            raise Untold

    def _string(self, node: "Node", *_: object) -> Told:
        return unescaped(self._text(node)[1:-1])

    def _number(self, node: "Node", *_: object) -> Told:
        return methods.literal(self._text(node))

    def _true(self, *_: object) -> Told:
        return True

    def _false(self, *_: object) -> Told:
        return False

    def _none(self, *_: object) -> Told:
        return None

    def _template(self, node: "Node", env: Env | None, depth: int) -> Told:
        parts = [
            self.part(first(part), env, depth)
            if part.type == "template_substitution"
            else unescaped(self._text(part))
            for part in node.named_children[:_MOST_PARTS]
        ]
        return methods.bounded("".join(parts))

    def _list(self, node: "Node", env: Env | None, depth: int) -> Told:
        made: list[Told] = []
        for part in node.named_children[: methods.MOST_ITEMS]:
            if part.type == "comment":
                continue
            if part.type == "spread_element":
                made += methods.listed(self.value(first(part), env, depth))
            elif self.rough:
                made.append(self._item(part, env, depth))
            else:
                made.append(self.value(part, env, depth))
        return made

    def _item(self, part: "Node", env: Env | None, depth: int) -> Told:
        try:
            return self.value(part, env, depth)
        except Untold:
            return _UNKNOWN

    def _object(self, node: "Node", env: Env | None, depth: int) -> Told:
        made: dict[str, Told] = {}
        for part in node.named_children[:_MOST_PARTS]:
            if part.type == "spread_element":
                more = self.value(first(part), env, depth)
                made |= more if isinstance(more, dict) else {}
            elif part.type == "method_definition":
                key = part.child_by_field_name("name")
                made[self._text(key) if key else ""] = Function(part, env)
            elif part.type == "shorthand_property_identifier":
                made[self._text(part)] = self._identifier(part, env, depth)
            elif part.type == "pair":
                key = part.child_by_field_name("key")
                made[self.key(key, env, depth)] = self.value(
                    part.child_by_field_name("value"), env, depth
                )
        return made

    def key(self, node: "Node | None", env: Env | None, depth: int) -> str:
        """The name of a member, as an object's text writes it."""
        if node is None:
            raise Untold
        if node.type == "string":
            return unescaped(self._text(node)[1:-1])
        if node.type == "computed_property_name":
            return text(self.value(first(node), env, depth))
        return self._text(node)

    def _pattern(self, node: "Node", *_: object) -> Told:
        source, flags = (node.child_by_field_name(name) for name in ("pattern", "flags"))
        return Pattern(self._text(source) if source else "", self._text(flags) if flags else "")

    def _inner(self, node: "Node", env: Env | None, depth: int) -> Told:
        return self.value(first(node), env, depth)

    def _unary(self, node: "Node", env: Env | None, depth: int) -> Told:
        operator = node.child_by_field_name("operator")
        sign = self._text(operator) if operator else ""
        if sign == "void":
            return None
        told = self.value(node.child_by_field_name("argument"), env, depth)
        if sign == "!":
            return not methods.truth(told)
        if sign == "typeof":
            return text_type(told)
        if sign not in "-+~" or not sign:
            raise Untold
        value = number(told)
        return -value if sign == "-" else value if sign == "+" else ~int32(value)

    def _binary(self, node: "Node", env: Env | None, depth: int) -> Told:
        operator = node.child_by_field_name("operator")
        sign = operator.type if operator else ""
        if sign == "+":
            return self._sum(node, env, depth)
        left = self.value(node.child_by_field_name("left"), env, depth)
        right = node.child_by_field_name("right")
        if sign in {"&&", "||", "??"}:
            stays = {"&&": not methods.truth(left), "||": methods.truth(left)}
            return left if stays.get(sign, left is not None) else self.value(right, env, depth)
        return operated(sign, left, self.value(right, env, depth))

    def _sum(self, node: "Node", env: Env | None, depth: int) -> Told:
        """A chain of `+`, however long, from its left."""
        parts: list[Node | None] = []
        rest: Node | None = node
        while rest is not None and rest.type == "binary_expression" and len(parts) < _MOST_PARTS:
            operator = rest.child_by_field_name("operator")
            if operator is None or operator.type != "+":
                break
            parts.append(rest.child_by_field_name("right"))
            rest = rest.child_by_field_name("left")
        told = self.operand(rest, env, depth)
        texts: list[str] = []
        for part in reversed(parts):
            more = self.operand(part, env, depth)
            if not texts and numeric(told) and numeric(more):
                told = number(told) + number(more)
                continue
            texts = texts or [text(told)]
            texts.append(text(more))
        return methods.bounded("".join(texts)) if texts else told

    def operand(self, node: "Node | None", env: Env | None, depth: int) -> Told:
        """A value; the unknown part of a text where that is allowed."""
        if not self.rough:
            return self.value(node, env, depth)
        try:
            return self.value(node, env, depth)
        except Untold:
            return _UNKNOWN

    def _ternary(self, node: "Node", env: Env | None, depth: int) -> Told:
        chosen = self.value(node.child_by_field_name("condition"), env, depth)
        side = "consequence" if methods.truth(chosen) else "alternative"
        return self.value(node.child_by_field_name(side), env, depth)

    def _sequence(self, node: "Node", env: Env | None, depth: int) -> Told:
        *others, last = node.named_children
        for part in others if env is not None else ():
            self.value(part, env, depth)
        return self.value(last, env, depth)

    def _function(self, node: "Node", env: Env | None, _: int) -> Told:
        return Function(node, env)

    def _identifier(self, node: "Node", env: Env | None, depth: int) -> Told:
        name = self._text(node)
        holder = env.holder(name) if env is not None else None
        if holder is not None:
            return holder.known[name]
        if name in self.overlay:
            return self.overlay[name]
        return self._global(node, name, depth)

    def _global(self, node: "Node", name: str, depth: int) -> Told:
        """A name of the script that no call made: what its declaration comes to, once."""
        values = self.names.values(name, node.start_byte)
        if values is None:
            if name in methods.CONSTANTS:
                return methods.CONSTANTS[name]
            raise Untold
        if len(values) == 1 and values[0].path.startswith("."):
            return beside.imported(self._beside, values[0].path)
        told = [value for value in values if value.node is not None]
        if len(values) == 1 and values[0].taken is not None:
            if not (self.rough or self.names.handing):
                raise Untold
            told = self.names.given(values[0])
            values = told
        own = [one for one in told if one.node is not None and one.node.type in _DECLARED]
        told = own[:1] or told
        if len(values) > 1 and not own:
            return self._statements.replayed(node, name, values, depth)
        if len(told) != 1:
            raise Untold
        made = self._once(told[0].node, depth)
        for key in told[0].member.split(".") if told[0].member else ():
            made = members.member(made, key)
        return made

    def _once(self, node: "Node | None", depth: int) -> Told:
        """What a declaration's value comes to: the same object each time."""
        if node is None or node.id in self._open:
            raise Untold
        key = (node.id, self.rough and (node.id, False) not in self._known)
        if key not in self._known:
            self._open.add(node.id)
            try:
                made = self.value(node, None, depth)
                self._known[key] = [made] if tagged(node) else made
            finally:
                self._open.discard(node.id)
        return self._known[key]

    def _member(self, node: "Node", env: Env | None, depth: int) -> Told:
        prop = node.child_by_field_name("property")
        target = node.child_by_field_name("object")
        path = self.paths.path(node) if prop is not None else ""
        if path in methods.CONSTANTS:
            return methods.CONSTANTS[path]
        value = self.value(target, env, depth)
        name = self._text(prop) if prop else text(self._index(node, env, depth))
        told = members.member(value, name)
        if isinstance(told, Function) and getter(told.node):
            return self.call(told, [], depth)
        return told

    def _index(self, node: "Node", env: Env | None, depth: int) -> Told:
        return self.value(node.child_by_field_name("index"), env, depth)

    def _call(self, node: "Node", env: Env | None, depth: int) -> Told:
        function = node.child_by_field_name("function") or node.child_by_field_name("constructor")
        if function is None:
            raise Untold
        prop = function.child_by_field_name("property") or function.child_by_field_name("index")
        path = self.paths.path(function, depth)
        built = methods.BUILT.get(path)
        if built is not None and (env is None or env.holder(path.split(".")[0]) is None):
            return built(*self._given(node, env, depth))
        if self._beside and path in _TAKES:
            return self._taken(node, path, env, depth)
        if prop is not None:
            return self._on(node, function, env, depth)
        callee = self.value(function, env, depth)
        if not isinstance(callee, Function):
            raise Untold
        return self.call(callee, self._given(node, env, depth), depth)

    def _taken(self, node: "Node", path: str, env: Env | None, depth: int) -> Told:
        """A value or a text of another file of the package."""
        name = text(self._given(node, env, depth)[0])
        way = beside.text if path.startswith("fs") else beside.value
        return way(self._beside, name)

    def _on(self, node: "Node", function: "Node", env: Env | None, depth: int) -> Told:
        """A method of a value."""
        target = function.child_by_field_name("object")
        prop = function.child_by_field_name("property")
        name = self._text(prop) if prop else text(self._index(function, env, depth))
        given = self._given(node, env, depth)
        if name in {"apply", "call"}:
            return self._applied(target, name, given, env, depth)
        if self.paths.path(target, depth) == "Array" and name == "from":
            return self._mapped(_counted(given[0]), "map", given[1:], depth)
        value = self.operand(target, env, depth)
        if isinstance(value, dict) and isinstance(value.get(name), Function):
            return self.call(value[name], given, depth)
        if name == "concat" and self.rough and isinstance(value, str):
            given = [_UNKNOWN if isinstance(one, Function) else one for one in given]
        if name in _CALLBACKS and any(isinstance(one, Function) for one in given):
            return self._mapped(value, name, given, depth)
        if name not in _QUICK and isinstance(value, str | bytes | list):
            self.spend(len(value) >> 8)
        return members.called(value, name, given)

    def _applied(
        self, target: "Node | None", name: str, given: list[Told], env: Env | None, depth: int
    ) -> Told:
        """`f.apply(this, list)` and `f.call(this, a, b)`."""
        rest = methods.listed(given[1]) if name == "apply" and len(given) > 1 else given[1:]
        built = methods.BUILT.get(self.paths.path(target, depth))
        if built is not None:
            return built(*rest)
        callee = self.value(target, env, depth)
        if not isinstance(callee, Function):
            raise Untold
        return self.call(callee, rest, depth)

    def _given(self, node: "Node", env: Env | None, depth: int) -> list[Told]:
        """The values of a call's arguments."""
        given = node.child_by_field_name("arguments")
        if given is None:
            return []
        if given.type == "template_string":
            return [[self._template(given, env, depth)]]
        made: list[Told] = []
        for part in given.named_children[: methods.MOST_ITEMS]:
            if part.type == "spread_element":
                made += methods.listed(self.value(first(part), env, depth))
            elif part.type != "comment":
                made.append(self._argument(part, env, depth))
        return made

    def _argument(self, part: "Node", env: Env | None, depth: int) -> Told:
        path = self.paths.path(part, depth) if part.type in _REFERENCES else ""
        if path in methods.BUILT:
            return methods.BUILT[path]
        return self.operand(part, env, depth)

    def _mapped(self, value: Told, name: str, given: list[Told], depth: int) -> Told:
        """A method that is given a function."""
        if not given:
            return value
        function = given[0] if not name.startswith("replace") else given[-1]
        if name.startswith("replace"):
            found = given[0]
            if not isinstance(found, Pattern) or not isinstance(value, str) or not found.every:
                raise Untold
            return methods.bounded(
                found.on(value).sub(lambda one: text(self.call(function, [one[0]], depth)), value)
            )
        items = list(value.values()) if isinstance(value, dict) else methods.listed(value)
        if name in {"reduce", "reduceRight"}:
            return self._reduced(items if name == "reduce" else items[::-1], given, depth)
        if name == "sort":
            raise Untold
        made = [self.call(function, [item, at, items], depth) for at, item in enumerate(items)]
        kept = [item for item, one in zip(items, made, strict=True) if methods.truth(one)]
        results = {"map": made, "filter": kept, "some": bool(kept), "find": (kept or [None])[0]}
        if name == "flatMap":
            return members.called(made, "flat", [])
        return bytes(map(int, made)) if name == "map" and isinstance(value, bytes) else (
            results.get(name))  # fmt: skip

    def _reduced(self, items: list[Told], given: list[Told], depth: int) -> Told:
        if len(given) < 2 and not items:  # noqa: PLR2004  # no value to begin with
            raise Untold
        result = given[1] if len(given) > 1 else items.pop(0)
        for at, item in enumerate(items):
            result = self.call(given[0], [result, item, at], depth)
        return result

    def call(self, callee: Told, given: list[Told], depth: int) -> Told:
        """What a function gives."""
        self.spend()
        if not isinstance(callee, Function):
            if callable(callee):
                return callee(*given[:1])
            raise Untold
        outer = callee.env
        env = Env(outer, (outer.depth if outer else 0) + 1)
        if depth > DEPTH or env.depth > DEPTH:
            raise Untold
        self._statements.take(callee.node, given, env, depth)
        body = callee.node.child_by_field_name("body")
        if body is None:
            raise Untold
        if body.type != "statement_block":
            return self.value(body, env, depth + 1)
        return self._statements.body(body, env, depth + 1)

    def _assign(self, node: "Node", env: Env | None, depth: int) -> Told:
        right = self.value(node.child_by_field_name("right"), env, depth)
        operator = node.child_by_field_name("operator")
        left = node.child_by_field_name("left")
        if operator is not None:
            right = operated(operator.type[:-1], self.value(left, env, depth), right)
        if env is not None and left is not None:
            assigned(self, left, right, env, depth)
        return right

    def _update(self, node: "Node", env: Env | None, depth: int) -> Told:
        argument = node.child_by_field_name("argument")
        operator = node.child_by_field_name("operator")
        if env is None or argument is None or operator is None:
            raise Untold
        before = number(self.value(argument, env, depth))
        after = before + (1 if operator.type == "++" else -1)
        assigned(self, argument, after, env, depth)
        return after if operator.start_byte == node.start_byte else before

    def turn(self) -> None:
        """Run those statements of the script that turn a list round, for what they change."""
        for node in self.names.syntax.root.named_children[:_MOST_TOP]:
            if node.type in _TURNING and node.end_byte - node.start_byte <= _LONGEST_TURN:
                written = self._text(node)
                if "shift" in written and "push" in written:
                    try:
                        self._statements.statement(node, Env(), 1)
                    except Untold:
                        continue


def text_type(value: Told) -> str:
    """`typeof` of a text; raises Untold for others."""
    if isinstance(value, str):
        return "string"
    raise Untold


def _counted(value: Told) -> Told:
    """What `Array.from` goes through; also `{length: 3}`."""
    if isinstance(value, dict) and isinstance(value.get("length"), int):
        return [None] * min(value["length"], methods.MOST_ITEMS)
    return methods.listed(value)


_TURNING = {"expression_statement", "while_statement", "for_statement", "do_statement"}
_DECLARED = {"function_declaration"}
_TAKES = {"require", "module.require", "import", "fs.readFileSync", "fs.promises.readFile"}
_REFERENCES = {"identifier", "member_expression"}
_WAYS: dict[str, str] = {
    "string": "_string", "number": "_number", "template_string": "_template",
    "array": "_list", "object": "_object", "regex": "_pattern",
    "true": "_true", "false": "_false", "null": "_none",
    "undefined": "_none", "parenthesized_expression": "_inner",
    "await_expression": "_inner", "unary_expression": "_unary",
    "binary_expression": "_binary", "ternary_expression": "_ternary",
    "sequence_expression": "_sequence", "identifier": "_identifier",
    "member_expression": "_member", "subscript_expression": "_member",
    "call_expression": "_call", "new_expression": "_call",
    "assignment_expression": "_assign", "augmented_assignment_expression": "_assign",
    "update_expression": "_update",
    **dict.fromkeys(("arrow_function", "function_expression", "function_declaration"),
                    "_function"),
}  # fmt: skip

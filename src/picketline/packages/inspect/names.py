"""What a name stands for: its declarations, assignments and imports, by scope."""

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from picketline.packages.inspect.syntax import Syntax

if TYPE_CHECKING:
    from tree_sitter import Node

_MOST_VALUES = 4
_MOST_MEMBERS = 500
_MOST_SITES = 8
_DEPTH = 4
_SMALL = 1 << 16
_NAMED = {"call_expression", "identifier", "member_expression", "await_expression"}
_EACH = {"map", "forEach", "filter", "flatMap", "some", "every", "find"}
_FILLS = {"push", "unshift", "set", "append", "add"}
_HOLDERS = {"member_expression", "subscript_expression"}


class Taken(NamedTuple):
    """A function's parameter: what calls of the function give at a place."""

    function: "Node"
    at: int
    otherwise: "Node | None" = None


class Value:
    """What is assigned to a name: a node and the member taken of it; or a module's path.

    `part` is where a pattern names the member; `taken` stands for a parameter; `span` for what
    a call that is given a function is made of, apart from that function.
    """

    __slots__ = ("member", "node", "part", "path", "span", "taken")

    def __init__(self, node: "Node | None", member: str = "", path: str = "") -> None:
        self.node = node
        self.member = member
        self.path = path
        self.part: Node | None = None
        self.taken: Taken | None = None
        self.span: tuple[int, int] | None = None


class Names:
    """Every name that a script declares, with the scope that it holds in.

    `parted` are the nodes of which only some members are taken: what flows is told by those.
    `spans` are those of `flows` so far, by where they were asked for.
    `handing` says whether anything that matters may be handed to a function.
    """

    def __init__(self, syntax: Syntax) -> None:
        self.syntax = syntax
        self.parted: set[int] = set()
        self.handing = True
        self.spans: dict[tuple[int, int, bool], list[tuple[int, int]]] = {}
        self._known: dict[str, dict[int, list[Value]]] = {}
        self._sites: dict[str, list[Node]] | None = None
        self._given: dict[tuple[int, int], list[Value]] = {}
        self._refs: dict[str, list[Node]] = {}
        self._owned: dict[str, list[Node]] | None = None
        self._filled: dict[str, list[tuple[Node, Node]]] | None = None
        for node in syntax.all("declared"):
            self._declare(node)
        for node in syntax.all("each"):
            self._each(node)
        for node in syntax.all("function"):
            self._function(node)
        for node in syntax.all("parameters"):
            self._parameters(node)
        for node in syntax.all("import"):
            self._import(node)
        for node in syntax.all("assigned"):
            self._assign(node)

    def values(self, name: str, at: int) -> list[Value] | None:
        """What `name` may stand for at a byte; None where nothing in the file declares it."""
        scopes = self._known.get(name)
        if scopes is None:
            return None
        for one in self.syntax.around(at):
            if one in scopes:
                return scopes[one]
        return None

    def declared(self) -> Iterator[tuple[str, Value]]:
        """Every name with each of its values that is an expression, or a module's."""
        for name, scopes in self._known.items():
            for values in scopes.values():
                for value in values:
                    if value.node is not None or value.path:
                        yield name, value

    def own(self, name: str) -> "list[Node]":
        """What is put into `this` by name, in a script of at most 64 KiB: `this.a = x`."""
        if self._owned is None:
            self._owned = {}
            small = len(self.syntax.source) <= _SMALL
            for node in self.syntax.all("assigned") if small else ():
                left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
                holder = left.child_by_field_name("object") if left is not None else None
                prop = left.child_by_field_name("property") if left is not None else None
                if holder is None or prop is None or right is None or holder.type != "this":
                    continue
                if right.type in _NAMED:
                    self._owned.setdefault(self.syntax.text(prop), []).append(right)
        return self._owned.get(name, [])[:_MOST_VALUES]

    def filled(self, name: str, at: int) -> "list[Node]":
        """What is put into an object or a list by name: `o[k] = x`, `o.push(x)`."""
        if self._filled is None:
            self._filled = {}
            for holder, part in self._fillings():
                if holder is not None and holder.type == "identifier":
                    self._filled.setdefault(self.syntax.text(holder), []).append((holder, part))
        known = self._filled.get(name)
        if known is None:
            return []
        wanted = self.values(name, at)
        return [
            part
            for holder, part in known[: _MOST_SITES * 2]
            if self.values(name, holder.start_byte) is wanted
        ]

    def _fillings(self) -> "Iterator[tuple[Node | None, Node]]":
        for node in self.syntax.all("assigned"):
            left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
            if left is not None and right is not None and left.type in _HOLDERS:
                yield left.child_by_field_name("object"), right
        for node in self.syntax.all("call"):
            callee = node.child_by_field_name("function")
            prop = callee.child_by_field_name("property") if callee is not None else None
            if callee is not None and prop is not None and self.syntax.text(prop) in _FILLS:
                given = node.child_by_field_name("arguments")
                if given is not None:
                    yield callee.child_by_field_name("object"), given

    def given(self, value: Value) -> list[Value]:
        """What the calls of a function give a parameter, the first 8 of them."""
        taken = value.taken
        if taken is None:
            return []
        key = (taken.function.id, taken.at)
        if key not in self._given:
            self._given[key] = []
            found = [*islice(self._handed(taken), _MOST_SITES)]
            if taken.otherwise is not None:
                found.append(Value(taken.otherwise))
            for one in found:
                one.member = value.member
            self._given[key] = found
        return self._given[key]

    def _handed(self, taken: Taken) -> Iterator[Value]:
        function: Node = taken.function
        outer = function.parent
        while outer is not None and outer.type == "parenthesized_expression":
            function, outer = outer, outer.parent
        if outer is None:
            return
        if outer.type == "call_expression" and outer.child_by_field_name("function") == function:
            yield from self._argument(outer, taken.at)
        elif outer.type == "arguments" and outer.parent is not None:
            yield from self._back(outer.parent, function, taken.at)
        own = taken.function.child_by_field_name("name")
        if own is None and outer.type in {"variable_declarator", "assignment_expression"}:
            own = outer.child_by_field_name("name") or outer.child_by_field_name("left")
        name = self.syntax.text(own) if own is not None and own.type == "identifier" else ""
        for call in self._calls(name):
            values = self.values(name, call.start_byte) or []
            if any(one.node is not None and one.node.id == taken.function.id for one in values):
                yield from self._argument(call, taken.at)
        for part in self._refs.get(name, [])[:_MOST_SITES] if name else ():
            values = self.values(name, part.start_byte) or []
            outer = part.parent.parent if part.parent is not None else None
            if outer is not None and any(
                one.node is not None and one.node.id == taken.function.id for one in values
            ):
                yield from self._back(outer, part, taken.at)

    def _calls(self, name: str) -> "list[Node]":
        """The calls of a name."""
        if self._sites is None:
            self._sites = {}
            for call in self.syntax.all("call"):
                callee = call.child_by_field_name("function")
                if callee is not None and callee.type == "identifier":
                    self._sites.setdefault(self.syntax.text(callee), []).append(call)
                given = call.child_by_field_name("arguments")
                for part in given.named_children[:_MOST_SITES] if given is not None else ():
                    if part.type == "identifier":
                        self._refs.setdefault(self.syntax.text(part), []).append(part)
        return self._sites.get(name, [])[: _MOST_SITES * 4] if name else []

    def _argument(self, call: "Node", at: int) -> Iterator[Value]:
        given = call.child_by_field_name("arguments")
        if given is None:
            return
        if given.type == "template_string":
            if at == 0:
                yield Value(given)
            return
        parts = [part for part in given.named_children[: at + 8] if part.type != "comment"]
        if at < len(parts) and parts[at].type != "spread_element":
            yield Value(parts[at])

    def _back(self, call: "Node", function: "Node", at: int) -> Iterator[Value]:
        """What a call gives the function it is given: a list's items, or what it is made of."""
        callee = call.child_by_field_name("function")
        target = callee.child_by_field_name("object") if callee is not None else None
        prop = callee.child_by_field_name("property") if callee is not None else None
        method = self.syntax.text(prop) if prop is not None else ""
        if method in _EACH and target is not None and at == 0:
            yield from map(Value, items(self, target))
        if method == "forEach" and target is not None:
            yield from map(Value, paired(self, target, 1 - at))
        if method == "then" and target is not None and at == 0:
            yield from map(Value, _promised(self, target))
        made = Value(None)
        made.span = (call.start_byte, function.start_byte)
        if callee is None or callee.type != "identifier":
            yield made

    def _note(self, name: str, scope: int, value: Value | None) -> None:
        values = self._known.setdefault(name, {}).setdefault(scope, [])
        if value is None:
            value = Value(None)
        if len(values) <= _MOST_VALUES:
            values.append(value)

    def _declare(self, node: "Node") -> None:
        name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
        if name is None:
            return
        scope = self.syntax.scope(node.start_byte)
        if name.type == "identifier":
            self._note(self.syntax.text(name), scope, Value(value) if value else None)
        elif value is not None:
            self._take(name, Value(value), scope)

    def _take(self, pattern: "Node", value: Value, scope: int, depth: int = 0) -> None:
        """Note the names of `{a, b: c, d = 1, e: {f}}` and of `[a, b]`."""
        if depth > _DEPTH:
            return
        for at, part in placed(pattern):
            bound, member = part, str(at) if pattern.type == "array_pattern" else ""
            if bound.type == "pair_pattern":
                key, inner = part.child_by_field_name("key"), part.child_by_field_name("value")
                if key is None or inner is None:
                    continue
                member, bound = self.syntax.text(key).strip("\"'"), inner
            if bound.type in {"object_assignment_pattern", "assignment_pattern"}:
                bound = bound.child_by_field_name("left") or bound
            if bound.type == "rest_pattern":
                bound, member = (bound.named_children or [bound])[0], ""
            elif bound.type == "shorthand_property_identifier_pattern":
                member = self.syntax.text(bound)
            path = f"{value.member}.{member}".strip(".")
            made = Value(value.node, path, value.path)
            made.taken, made.part = value.taken, part
            if bound.type.endswith("_pattern") and bound.named_children:
                self._take(bound, made, scope, depth + 1)
            elif bound.type.endswith(("identifier", "identifier_pattern")):
                self._note(self.syntax.text(bound), scope, made)

    def _each(self, node: "Node") -> None:
        """`for (const a of [...])`: each of the items; else what is gone through."""
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is None or right is None or node.child_by_field_name("kind") is None:
            return
        scope = self.syntax.scope(node.start_byte)
        if left.type == "identifier":
            found = items(self, right) or [right]
            for one in found[:_MOST_VALUES]:
                self._note(self.syntax.text(left), scope, Value(one, "" if one != right else "0"))
        elif left.type.endswith("_pattern"):
            self._take(left, Value(right, "0"), scope)

    def _parameters(self, node: "Node") -> None:
        """The names that a function takes."""
        function = node if node.type == "arrow_function" else node.parent
        single = node.child_by_field_name("parameter") if function is node else None
        if function is None or (function is node and single is None):
            return
        parts = [single] if single is not None else node.named_children[:_MOST_MEMBERS]
        scope = self.syntax.scope(node.end_byte if single is None else single.end_byte)
        for at, part in enumerate(parts):
            bound, otherwise = part, None
            if part.type == "assignment_pattern":
                bound = part.child_by_field_name("left") or part
                otherwise = part.child_by_field_name("right")
            value = Value(None)
            value.taken = Taken(function, at, otherwise)
            if bound.type == "identifier":
                self._note(self.syntax.text(bound), scope, value)
            elif bound.type in {"object_pattern", "array_pattern"}:
                self._take(bound, value, scope)

    def _function(self, node: "Node") -> None:
        name = node.child_by_field_name("name")
        if name is not None and name.type == "identifier":
            scopes = self.syntax.around(node.start_byte)
            outer = next(islice(scopes, 1, None), -1)
            self._note(self.syntax.text(name), outer, Value(node))

    def _assign(self, node: "Node") -> None:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is None or right is None:
            return
        if left.type == "object_pattern":
            self._take(left, Value(right), self.syntax.scope(node.start_byte))
        if left.type != "identifier":
            return
        name = self.syntax.text(left)
        known = self._known.get(name)
        scopes = self.syntax.around(node.start_byte) if known else ()
        scope = next((one for one in scopes if known and one in known), -1)
        self._note(name, scope, Value(right))

    def _import(self, node: "Node") -> None:
        source = node.child_by_field_name("source")
        if source is None:
            return
        module = self.syntax.text(source)[1:-1].removeprefix("node:")
        for clause in (part for part in node.named_children if part.type == "import_clause"):
            for part in clause.named_children:
                self._imported(part, module)

    def _imported(self, part: "Node", module: str) -> None:
        if part.type == "identifier":
            self._note(self.syntax.text(part), -1, Value(None, path=module))
        elif part.type == "namespace_import":
            for bound in part.named_children[:1]:
                self._note(self.syntax.text(bound), -1, Value(None, path=module))
        elif part.type == "named_imports":
            for one in part.named_children[:_MOST_MEMBERS]:
                name, alias = one.child_by_field_name("name"), one.child_by_field_name("alias")
                if name is not None:
                    member = self.syntax.text(name).strip("\"'")
                    known = self.syntax.text(alias) if alias is not None else member
                    path = module if member == "default" else f"{module}.{member}"
                    self._note(known, -1, Value(None, path=path))


def placed(pattern: "Node") -> "Iterator[tuple[int, Node]]":
    """The parts of a pattern, each with its place: of `[, b]` b has the second."""
    at = 0
    for part in pattern.children[: 2 * _MOST_MEMBERS]:
        if part.is_named and part.type != "comment":
            yield at, part
        at += part.type == ","


def items(names: Names, node: "Node", depth: int = 0) -> "list[Node]":
    """The first items of a list that is written out, also by its name."""
    if node.type == "array":
        return [part for part in node.named_children[:_MOST_SITES] if part.type != "comment"]
    if node.type == "identifier" and depth < _DEPTH:
        values = names.values(names.syntax.text(node), node.start_byte) or []
        if len(values) == 1 and values[0].node is not None and not values[0].member:
            return items(names, values[0].node, depth + 1)
    return []


def paired(names: Names, node: "Node", at: int) -> "list[Node]":
    """The keys (0) or values (1) of a `Map` that is written out or filled, also by its name."""
    pairs = _pairs(names, node)
    if node.type == "identifier":
        name = names.syntax.text(node)
        values = names.values(name, node.start_byte) or []
        made = values[0].node if len(values) == 1 else None
        pairs = _pairs(names, made) if made is not None else None
        filled = names.filled(name, node.start_byte) if pairs is not None else []
        pairs = [*(pairs or []), *(each for each in filled if each.type == "arguments")]
    inner = [each.named_children for each in pairs or ()]
    return [parts[at] for parts in inner if len(parts) > 1 and at in {0, 1}]


def _pairs(names: Names, node: "Node") -> "list[Node] | None":
    """The pairs that a `Map` is made of; None for what is no map."""
    made = node.child_by_field_name("constructor") if node.type == "new_expression" else None
    if made is None or names.syntax.text(made) != "Map":
        return None
    given = node.child_by_field_name("arguments")
    first = given.named_children[:1] if given is not None else []
    return [each for one in first for each in items(names, one) if each.type == "array"]


def _promised(names: Names, node: "Node") -> "list[Node]":
    """What a promise of modules comes to: `import(x)`, `Promise.all([import(x)])`."""
    callee = node.child_by_field_name("function") if node.type == "call_expression" else None
    told = names.syntax.text(callee) if callee is not None else ""
    if told == "import":
        return [node]
    given = node.child_by_field_name("arguments")
    if told not in {"Promise.resolve", "Promise.all"} or given is None:
        return []
    return given.named_children[:1]

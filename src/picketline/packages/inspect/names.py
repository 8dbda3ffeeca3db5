"""What a name stands for: its declarations, assignments and imports, by scope."""

from itertools import islice
from typing import TYPE_CHECKING

from picketline.packages.inspect.syntax import Syntax

if TYPE_CHECKING:
    from tree_sitter import Node

_MOST_VALUES = 4
_MOST_MEMBERS = 500


class Value:
    """What is assigned to a name: a node and the member taken of it; or a module's path."""

    __slots__ = ("member", "node", "path")

    def __init__(self, node: "Node | None", member: str = "", path: str = "") -> None:
        self.node = node
        self.member = member
        self.path = path


class Names:
    """Every name that a script declares, with the scope that it holds in."""

    def __init__(self, syntax: Syntax) -> None:
        self.syntax = syntax
        self._known: dict[str, dict[int, list[Value]]] = {}
        for node in syntax.all("declared"):
            self._declare(node)
        for node in syntax.all("function"):
            self._function(node)
        for node in syntax.all("parameter"):
            inner = next(syntax.around(node.end_byte))
            self._note(syntax.text(node), inner, None)
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
        scope = next(self.syntax.around(node.start_byte))
        if name.type == "identifier":
            self._note(self.syntax.text(name), scope, Value(value) if value else None)
        elif name.type == "object_pattern" and value is not None:
            self._take(name, value, scope)

    def _take(self, pattern: "Node", value: "Node", scope: int) -> None:
        """Note the names of `{a, b: c}`."""
        for part in pattern.named_children[:_MOST_MEMBERS]:
            if part.type == "shorthand_property_identifier_pattern":
                name = self.syntax.text(part)
                self._note(name, scope, Value(value, name))
            elif part.type == "pair_pattern":
                key, bound = part.child_by_field_name("key"), part.child_by_field_name("value")
                if key is not None and bound is not None and bound.type == "identifier":
                    member = self.syntax.text(key).strip("\"'")
                    self._note(self.syntax.text(bound), scope, Value(value, member))

    def _function(self, node: "Node") -> None:
        name = node.child_by_field_name("name")
        if name is not None and name.type == "identifier":
            scopes = self.syntax.around(node.start_byte)
            outer = next(islice(scopes, 1, None), -1)
            self._note(self.syntax.text(name), outer, Value(node))

    def _assign(self, node: "Node") -> None:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is None or right is None or left.type != "identifier":
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

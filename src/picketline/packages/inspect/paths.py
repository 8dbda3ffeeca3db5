"""What a function or object is really called: `e.exec` is `child_process.exec`."""

import functools
import re
from typing import TYPE_CHECKING

from picketline.packages.inspect import hints
from picketline.packages.inspect.names import Value, items
from picketline.packages.inspect.values import Values

if TYPE_CHECKING:
    from tree_sitter import Node

_DEPTH = 16
_STEPS = 200_000
_GLOBALS = {"globalThis", "global", "window", "self", "top", "frames"}
_REQUIRE = {
    *("require", "module.require", "process.mainModule.require", "import"),
    *("module.constructor._load", "module._load", "process.getBuiltinModule", "require.call"),
    *("module.Module._load", "require.main.require", "Reflect.apply", "process.binding"),
    *("module.createRequire()", "createRequire()", "__non_webpack_require__", "parent.require"),
    *("module.parent.require", "__require", "nodeRequire"),
}
_WRAPPERS = re.compile(r"(?:\w+\.)?(?:__import\w+|_interop\w+|__toESM|__importStar|promisify)")
_LITERALS = ("string", "array", "object", "regex", "number", "template_string", "true", "false")
_FUNCTIONS = ("function_expression", "arrow_function", "function_declaration", "class")
_FIXED = {
    **dict.fromkeys(_LITERALS, "<literal>"),
    **dict.fromkeys((*_FUNCTIONS, "generator_function"), "<function>"),
    "import": "import",
    "this": "globalThis",
}
_BUILT_FUNCTION = re.compile(
    r"<literal>\.\w+\.constructor$|<function>(?:\.\w+)?\.constructor$|(?:^|\.)constructor\.constructor$"
)
_TELLING = {"http", "https", "net", "tls", "dns", "dgram", "http2", "vm", "module", "fs"}
_KEPT = frozenset(
    {
        *("child_process", "vm", "eval", "Function", "require", "process", "process.env"),
        *("http", "https", "net", "tls", "fetch", "fs", "os", "axios", "node-fetch"),
        *(f"child_process.{name}" for name in ("exec", "execSync", "spawn", "spawnSync")),
    }
)
"""What a script may keep in `this` and call there."""
_MODULE = re.compile(r"[@\w./:-]{1,80}")
_WORD = re.compile(r"[\w$]{1,64}")
_FEW = 8
_NESTED = 4
_MOST_MEMBERS = 200
_RETURNED = re.compile(r"\s*(?:return\s)?\s*([A-Za-z_$][\w$.]{0,40})\s*;?\s*")


class Paths:
    """Names the expressions of one script. "" stands for what cannot be told."""

    def __init__(self, values: Values) -> None:
        self.values = values
        self.names = values.names
        self._known: dict[int, str] = {}
        self._left = _STEPS
        self._handed = self.names.handing = hints.handed(self.names.syntax.plain)
        self.evaluating = hints.evaluating(self.names.syntax.plain)
        """Whether anything that evaluates may stand in the script."""
        values.bind(self)

    def path(self, node: "Node | None", depth: int = 0) -> str:
        """The dotted path of an expression, modules and globals by their own names."""
        if node is None or depth > _DEPTH or self._left <= 0:
            return ""
        self._left -= 1
        key = node.id
        told = self._known.get(key)
        if told is None:
            self._known[key] = ""
            told = _cleaned(self._path(node, depth))
            self._known[key] = told = told if len(told) < 200 else ""  # noqa: PLR2004  # no name is
        return told

    def _path(self, node: "Node", depth: int) -> str:
        sort = node.type
        way = _WAYS.get(sort)
        if way is not None:
            return way(self, node, depth)
        inner = self._within(node, sort)
        return _FIXED.get(sort, "") if inner is None else self.path(inner, depth + 1)

    def _within(self, node: "Node", sort: str) -> "Node | None":
        """The expression that another has the value of."""
        if sort in {"parenthesized_expression", "await_expression"}:
            return next(iter(node.named_children), None)
        if sort == "sequence_expression":
            return node.named_children[-1]
        return node.child_by_field_name("right") if sort == "assignment_expression" else None

    def _either(self, node: "Node", depth: int) -> str:
        """`a || b`, `c ? a : b`: the first that has a name."""
        sides = ("consequence", "alternative") if node.type[0] == "t" else ("right", "left")
        told = [self.path(node.child_by_field_name(side), depth + 1) for side in sides]
        return next((one for one in told if one and one[0] != "<"), told[0] or told[1])

    def _made(self, node: "Node", depth: int) -> str:
        made = self.path(node.child_by_field_name("constructor"), depth + 1)
        arguments = self.values.arguments(node) if made == "Proxy" else []
        if arguments:
            return self.path(arguments[0], depth + 1)
        return f"{made}()" if made else ""

    def _identifier(self, node: "Node", depth: int) -> str:
        name = self.names.syntax.text(node)
        values = self.names.values(name, node.start_byte)
        if values is None:
            return name
        for value in values:
            if value.taken is None:
                told = self._valued(value, depth)
            else:
                told = self._taken(value, depth) if self._handed else ""
            if told and told != "<literal>":
                return told
        return ""

    def _taken(self, value: Value, depth: int) -> str:
        """What a parameter's value is called, by the calls of its function."""
        told = (self._valued(one, depth) for one in self.names.given(value))
        return next((one for one in told if one and one != "<literal>"), "")

    def _valued(self, value: Value, depth: int) -> str:
        """What a name's value is called."""
        if value.member and value.node is not None and value.node.type in {"object", "array"}:
            return self.path(_part(self, value.node, value.member), depth + 1)
        if value.member.isdigit() and value.node is not None:
            return self._mapped(value.node, int(value.member[:4]))
        told = value.path or self.path(value.node, depth + 1)
        return f"{told}.{value.member}" if value.member and told else told

    def _mapped(self, node: "Node", at: int) -> str:
        """An item of `["fs", "os"].map(require)`."""
        callee = node.child_by_field_name("function")
        target = callee.child_by_field_name("object") if callee is not None else None
        arguments = self.values.arguments(node)[:1]
        if target is None or not arguments or self.path(arguments[0]) not in _REQUIRE:
            return ""
        found = items(self.names, target)
        return self._required(found[at]) if at < len(found) else ""

    def _member(self, node: "Node", depth: int) -> str:
        target = node.child_by_field_name("object")
        name = self.member(node)
        if not name:
            return ""
        held = self._held(target, name)
        if held is not None:
            return self.path(held, depth + 1)
        if target is not None and target.type == "this":
            told = (self.path(each, depth + 1) for each in self.names.own(name))
            kept = next((one for one in told if one in _KEPT), "")
            if kept:
                return kept
        base = self.path(target, depth + 1)
        return f"{base}.{name}" if base else ""

    def member(self, node: "Node") -> str:
        """The name of the member that is taken, folded where it is computed."""
        prop = node.child_by_field_name("property")
        if prop is not None:
            return self.names.syntax.text(prop)
        index = node.child_by_field_name("index")
        if self._handed or (index is not None and index.type != "identifier"):
            told = self.values.folds(index)
        else:
            told = [self.values.fold(index) or ""]
        return next((one for one in told if _WORD.fullmatch(one)), "")

    def _held(self, target: "Node | None", name: str, depth: int = 0) -> "Node | None":
        """The value of a member of an object that is written out in the script."""
        if target is None or depth > _NESTED:
            return None
        if target.type in {"member_expression", "subscript_expression"}:
            if not self._handed:
                return None
            target = self._held(
                target.child_by_field_name("object"), self.member(target), depth + 1
            )
        elif target.type == "identifier":
            values = self.names.values(self.names.syntax.text(target), target.start_byte) or []
            target = values[0].node if len(values) == 1 and not values[0].member else None
        if target is None or target.type not in {"object", "array", "class_declaration"}:
            return None
        return _part(self, target, name)

    def _called(self, node: "Node", depth: int) -> str:
        """What a call gives: a module that is required, or what a wrapper holds."""
        function = node.child_by_field_name("function")
        name = self.path(function, depth + 1)
        if not name:
            return ""
        if name in _REQUIRE and (arguments := self.values.arguments(node)):
            return self._required(arguments[-1])
        if name in {"Function()", "eval"} and (told := self._evaluated(function, node, name)):
            return told
        arguments = self.values.arguments(node)[:_FEW]
        if arguments and (_WRAPPERS.fullmatch(name) or name.endswith(".promisify")):
            return self.path(arguments[0], depth + 1)
        if name == "<function>":
            return self._returned(function, depth)
        return self._reflected(name, arguments, depth)

    def _reflected(self, name: str, arguments: "list[Node]", depth: int) -> str:
        """What those functions give that only hand on what they are given."""
        if name.endswith(".bind"):
            return name.removesuffix(".bind")
        if name == "Reflect.get" and len(arguments) > 1:
            told = self.values.fold(arguments[1]) or ""
            base = self.path(arguments[0], depth + 1)
            return f"{base}.{told}" if base and _WORD.fullmatch(told) else ""
        if name in {"Object.getPrototypeOf", "await"} and arguments:
            return self.path(arguments[0], depth + 1)
        return f"{name}()"

    def _required(self, node: "Node") -> str:
        """The module that is asked for; of several the one that can do most."""
        told = [one.removeprefix("node:") for one in self.values.folds(node)]
        told = sorted((one for one in told if _MODULE.fullmatch(one)), key=_rank)
        return told[0] if told else ""

    def _returned(self, node: "Node | None", depth: int) -> str:
        """What a function of the script gives, where it gives just that: `() => eval`."""
        function = self._function(node)
        body = function.child_by_field_name("body") if function is not None else None
        if body is not None and body.type == "statement_block":
            last = body.named_children[-1:] if body.named_child_count <= _FEW else []
            body = last[0] if last and last[0].type == "return_statement" else None
            body = next(iter(body.named_children), None) if body is not None else None
        told = self.path(body, depth + 1)
        return told if told and told[0] != "<" else "<function>()"

    def _function(self, node: "Node | None") -> "Node | None":
        """The function that an expression stands for."""
        for _ in range(_NESTED):
            if node is None or node.type in _FUNCTIONS:
                return node
            if node.type == "parenthesized_expression":
                node = next(iter(node.named_children), None)
                continue
            if node.type != "identifier":
                return None
            values = self.names.values(self.names.syntax.text(node), node.start_byte) or []
            node = values[0].node if len(values) == 1 and not values[0].member else None
        return None

    def _evaluated(self, function: "Node | None", node: "Node", name: str) -> str:
        """`process` for `Function("return process")()` and for `eval("process")`."""
        code = function if name == "Function()" and function is not None else node
        arguments = self.values.arguments(code)
        text = self.values.fold(arguments[-1]) if arguments else None
        found = _RETURNED.fullmatch(text or "")
        return {"this": "globalThis"}.get(found[1], found[1]) if found else ""


_WAYS = {
    "identifier": Paths._identifier,  # noqa: SLF001  # this module's own
    "shorthand_property_identifier": Paths._identifier,  # noqa: SLF001
    "member_expression": Paths._member,  # noqa: SLF001
    "subscript_expression": Paths._member,  # noqa: SLF001
    "call_expression": Paths._called,  # noqa: SLF001
    "new_expression": Paths._made,  # noqa: SLF001
    "ternary_expression": Paths._either,  # noqa: SLF001
    "binary_expression": Paths._either,  # noqa: SLF001
}


def _part(paths: Paths, holder: "Node", name: str) -> "Node | None":
    """A member of an object, a list or a class that is written out."""
    text = paths.names.syntax.text
    parts = holder.named_children[:_MOST_MEMBERS]
    if holder.type == "array":
        at = int(name) if name.isdigit() and len(name) < _FEW else _MOST_MEMBERS
        return parts[at] if at < len(parts) else None
    for part in parts:
        key = part.child_by_field_name("key") or part.child_by_field_name("name")
        if key is not None and text(key).strip("\"'") == name:
            if part.type == "method_definition":
                return _got(part)
            return part.child_by_field_name("value")
        if part.type == "shorthand_property_identifier" and text(part) == name:
            return part
    return None


def _got(method: "Node") -> "Node | None":
    """What a getter returns; nothing for other methods."""
    body = method.child_by_field_name("body")
    if body is None or not any(part.type == "get" for part in method.children):
        return None
    last = body.named_children[-1:]
    return next(iter(last[0].named_children), None) if last else None


def _rank(module: str) -> tuple[bool, bool, str]:
    """Modules that start processes first, then those that speak to others."""
    return module != "child_process", module not in _TELLING, module


@functools.lru_cache(maxsize=1 << 12)
def _cleaned(path: str) -> str:
    """A path without the parts that only lead round about."""
    parts = path.split(".")
    while len(parts) > 1 and parts[0] in _GLOBALS:
        parts.pop(0)
    path = ".".join(part for at, part in enumerate(parts) if not at or part != "default")
    if _BUILT_FUNCTION.search(path):
        return "Function"
    return path

"""What a function or object is really called: `e.exec` is `child_process.exec`."""

import functools
import re
from typing import TYPE_CHECKING

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
    r"<literal>\.\w+\.constructor$|<function>\.constructor$|\.constructor\.constructor$"
)
_RETURNED = re.compile(r"\s*(?:return\s)?\s*([A-Za-z_$][\w$.]{0,40})\s*;?\s*")


class Paths:
    """Names the expressions of one script. "" stands for what cannot be told."""

    def __init__(self, values: Values) -> None:
        self.values = values
        self.names = values.names
        self._known: dict[int, str] = {}
        self._left = _STEPS

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
        if sort in {"binary_expression", "assignment_expression"}:
            return node.child_by_field_name("right")
        return None

    def _made(self, node: "Node", depth: int) -> str:
        made = self.path(node.child_by_field_name("constructor"), depth + 1)
        return f"{made}()" if made else ""

    def _identifier(self, node: "Node", depth: int) -> str:
        name = self.names.syntax.text(node)
        values = self.names.values(name, node.start_byte)
        if values is None:
            return name
        for value in values:
            told = value.path or self.path(value.node, depth + 1)
            if told and told != "<literal>":
                return f"{told}.{value.member}" if value.member else told
        return ""

    def _member(self, node: "Node", depth: int) -> str:
        target = node.child_by_field_name("object")
        name = self.member(node, depth)
        if not name:
            return ""
        held = self._held(target, name)
        if held is not None:
            return self.path(held, depth + 1)
        base = self.path(target, depth + 1)
        return f"{base}.{name}" if base else ""

    def member(self, node: "Node", depth: int = 0) -> str:
        """The name of the member that is taken, folded where it is computed."""
        prop = node.child_by_field_name("property")
        if prop is not None:
            return self.names.syntax.text(prop)
        told = self.values.fold(node.child_by_field_name("index"), depth + 1) or ""
        return told if re.fullmatch(r"[\w$]{1,64}", told) else ""

    def _held(self, target: "Node | None", name: str) -> "Node | None":
        """The value of a member of an object that is written out in the script."""
        if target is None or target.type != "identifier":
            return None
        values = self.names.values(self.names.syntax.text(target), target.start_byte) or []
        if len(values) != 1 or values[0].node is None or values[0].node.type != "object":
            return None
        for pair in values[0].node.named_children[:200]:
            key = pair.child_by_field_name("key")
            if key is not None and self.names.syntax.text(key).strip("\"'") == name:
                return pair.child_by_field_name("value")
        return None

    def _called(self, node: "Node", depth: int) -> str:
        """What a call gives: a module that is required, or what a wrapper holds."""
        function = node.child_by_field_name("function")
        name = self.path(function, depth + 1)
        if not name:
            return ""
        if name in _REQUIRE and (arguments := self.values.arguments(node)):
            told = self.values.fold(arguments[-1], depth + 1) or ""
            return told.removeprefix("node:") if re.fullmatch(r"[@\w./:-]{1,80}", told) else ""
        if name in {"Function()", "eval"} and (told := self._evaluated(function, node, name)):
            return told
        if _WRAPPERS.fullmatch(name) or name.endswith(".promisify"):
            arguments = self.values.arguments(node)
            if arguments:
                return self.path(arguments[0], depth + 1)
        if name.endswith(".bind"):
            return name.removesuffix(".bind")
        return f"{name}()"

    def _evaluated(self, function: "Node | None", node: "Node", name: str) -> str:
        """`process` for `Function("return process")()` and for `eval("process")`."""
        code = function if name == "Function()" and function is not None else node
        arguments = self.values.arguments(code)
        text = self.values.fold(arguments[-1]) if arguments else None
        found = _RETURNED.fullmatch(text or "")
        return {"this": "globalThis"}.get(found[1], found[1]) if found else ""


_WAYS = {
    "identifier": Paths._identifier,  # noqa: SLF001  # this module's own
    "member_expression": Paths._member,  # noqa: SLF001
    "subscript_expression": Paths._member,  # noqa: SLF001
    "call_expression": Paths._called,  # noqa: SLF001
    "new_expression": Paths._made,  # noqa: SLF001
}


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

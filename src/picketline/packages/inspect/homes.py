"""Paths and commands as texts in which a user's home is `~`, however it is asked for."""

from typing import TYPE_CHECKING

from picketline.packages.inspect.seen import Seen

if TYPE_CHECKING:
    from tree_sitter import Node

    from picketline.packages.inspect.names import Value

UNKNOWN = "$X"
_HOMES = {
    *("os.homedir()", "os.userInfo().homedir", "os-homedir()", "home-dir()", "expand-home-dir()"),
    *(f"{environment}.{name}" for environment in ("process.env", "Bun.env")
      for name in ("HOME", "USERPROFILE", "HOMEPATH")),
}  # fmt: skip
_ROOT = "path.parse().root"
_JOINS = {"path.join", "path.posix.join", "path.win32.join", "path.resolve", "path.normalize"}
_SAME = {"String", "JSON.stringify", "fs.realpathSync", "path.toNamespacedPath", "encodeURI"}
_PART = {"string_fragment", "escape_sequence"}
_INSIDE = {"parenthesized_expression", "await_expression", "template_substitution"}
_DEPTH = 12
_STEPS = 4000
_LONGEST = 4000
_MOST = 24


class Homes:
    """Renders the expressions of one script, within a bound of steps; `$X` for what is unknown."""

    def __init__(self, script: Seen) -> None:
        self.script = script
        self._known: dict[int, str] = {}
        self._left = _STEPS

    def text(self, node: "Node | None", depth: int = 0) -> str:
        """The text that an expression comes to, at most 4,000 characters of it."""
        if node is None or depth > _DEPTH or self._left <= 0:
            return UNKNOWN
        self._left -= 1
        if node.id not in self._known:
            self._known[node.id] = UNKNOWN
            self._known[node.id] = self._text(node, depth + 1)[:_LONGEST]
        return self._known[node.id]

    def _text(self, node: "Node", depth: int) -> str:
        if node.type == "binary_expression" and _adds(node):
            return "".join(self._sides(node, ("left", "right"), depth))
        path = self.script.paths.path(node)
        if path in _HOMES or path == _ROOT:
            return "~" if path in _HOMES else "/"
        told = self.script.values.fold(node)
        if told is not None:
            return told
        if node.type in _INSIDE:
            return self.text(next(iter(node.named_children), None), depth)
        return _WAYS.get(node.type, Homes._either)(self, node, depth)

    def _template(self, node: "Node", depth: int) -> str:
        parts = node.named_children[: _MOST * 4]
        text = self.script.syntax.text
        return "".join(text(one) if one.type in _PART else self.text(one, depth) for one in parts)

    def _sides(self, node: "Node", fields: tuple[str, str], depth: int) -> list[str]:
        return [self.text(node.child_by_field_name(field), depth) for field in fields]

    def _either(self, node: "Node", depth: int) -> str:
        ternary = node.type == "ternary_expression"
        fields = ("consequence", "alternative") if ternary else ("left", "right")
        return _telling(self._sides(node, fields, depth))

    def _named(self, node: "Node", depth: int) -> str:
        names = self.script.names
        values = names.values(self.script.syntax.text(node), node.start_byte) or []
        found: list[Value] = []
        for value in values:
            found += [value] if value.taken is None else names.given(value)
        nodes = [value.node for value in found if value.node is not None and not value.member]
        return _telling([self.text(each, depth) for each in nodes[:_MOST]])

    def _called(self, node: "Node", depth: int) -> str:
        path = self.script.paths.path(node.child_by_field_name("function"))
        given = self.script.values.arguments(node)[:_MOST]
        if path in _SAME and given:
            return self.text(given[0], depth)
        if path not in _JOINS:
            return UNKNOWN
        parts: list[str] = []
        for part in given:
            told = self.text(part, depth)
            absolute = told.startswith(("/", "~")) and path == "path.resolve"
            parts = [told] if absolute else [*parts, told]
        return "/".join(parts)


_WAYS = {
    "template_string": Homes._template,  # noqa: SLF001  # this module's own
    "identifier": Homes._named,  # noqa: SLF001
    "call_expression": Homes._called,  # noqa: SLF001
}


def _adds(node: "Node") -> bool:
    operator = node.child_by_field_name("operator")
    return operator is not None and operator.type == "+"


def _telling(texts: list[str]) -> str:
    """The first text that holds a home, else the first that is known."""
    known = [text for text in texts if UNKNOWN not in text]
    return next((text for text in texts if "~" in text), next(iter(known), UNKNOWN))

"""Text that is run as code: by which call, and where that text is."""

import re
import urllib.parse
from typing import TYPE_CHECKING

from picketline.packages.inspect import methods
from picketline.packages.inspect.calls import EVALUATES, Call
from picketline.packages.inspect.paths import Paths

if TYPE_CHECKING:
    from tree_sitter import Node

_LATER = {"setTimeout": 2, "setInterval": 2, "setImmediate": 1, "process.nextTick": 1,
          "queueMicrotask": 1}  # fmt: skip
_TIMERS = {"setTimeout", "setInterval", "setImmediate"}
_CODE = {"string", "template_string", "binary_expression", "call_expression", "identifier"}
_GIVES = (".then", ".map", ".forEach", ".flatMap", ".on", ".once", ".addListener", ".finally",
          ".replace", ".reduce", ".filter")  # fmt: skip
EMITS = ".emit"
"""How the path of a call ends that gives events to handlers."""
_LOADS = {"require", "import", "Worker", "worker_threads.Worker", "importScripts"}
_EVALUATED = re.compile(rb"\beval[\"']?\s?:\s?(?:true|!0)")
_DATA = re.compile(r"data:(?:text|application)/(?:javascript|ecmascript|typescript)[\w;=.-]{0,40}?"
                   r"(;base64)?,(.*)", re.DOTALL)  # fmt: skip
_LONGEST_ADDRESS = 1 << 20


class Code:
    """What a call runs: `by` which function, the nodes that the text is made of, and the text."""

    __slots__ = ("by", "nodes", "text")

    def __init__(self, by: str, nodes: "list[Node]", text: str | None) -> None:
        self.by = by
        self.nodes = nodes
        self.text = text


def code(call: Call, paths: Paths, emitted: "list[Node]") -> Code | None:
    """The code that a call runs; None where it runs none.

    `emitted` are the arguments of every event of the script.
    """
    path = call.path
    if path in EVALUATES:
        return _of(call.path, call.arguments, paths) if call.arguments else None
    if path in _LATER and call.arguments:
        return _later(call, paths)
    if path.endswith(_GIVES):
        return _given(call, paths, emitted) if paths.evaluating else None
    if path in _LOADS and call.arguments:
        return _loaded(call, paths)
    return None


def _of(by: str, nodes: "list[Node]", paths: Paths) -> Code:
    told = paths.values.fold(nodes[-1]) if nodes else None
    return Code(by, nodes, told)


def _later(call: Call, paths: Paths) -> Code | None:
    """`setTimeout(TEXT)` and `setTimeout(eval, 1, TEXT)`."""
    first, rest = call.arguments[0], call.arguments[_LATER[call.path] :]
    told = paths.path(first) if first.type in _NAMES else ""
    if told in EVALUATES:
        return _of(told, rest, paths)
    if call.path not in _TIMERS or first.type not in _CODE:
        return None
    folded = paths.values.fold(first)
    if folded is None and first.type in {"call_expression", "identifier"}:
        return None
    return Code(call.path, call.arguments, folded)


def _given(call: Call, paths: Paths, emitted: "list[Node]") -> Code | None:
    """`x.then(eval)`, `[x].map(eval)`, `on("a", eval)`."""
    for part in call.arguments[:4]:
        told = paths.path(part) if part.type in _NAMES else ""
        if told in EVALUATES:
            if call.path.endswith((".on", ".once", ".addListener")):
                return Code(told, emitted, None)
            callee = call.node.child_by_field_name("function")
            target = callee.child_by_field_name("object") if callee is not None else None
            return Code(told, [target] if target is not None else [], _item(target, paths))
    return None


def _item(target: "Node | None", paths: Paths) -> str | None:
    """The only item of a list, or what a promise is made of."""
    if target is None:
        return None
    if target.type == "array" and target.named_child_count == 1:
        return paths.values.fold(target.named_children[0])
    if target.type == "call_expression":
        given = paths.values.arguments(target)
        return paths.values.fold(given[0]) if len(given) == 1 else None
    return None


def _loaded(call: Call, paths: Paths) -> Code | None:
    """Code as an address, and workers that are given code."""
    first = call.arguments[0]
    if call.path.endswith("Worker"):
        options = paths.names.syntax.plain[first.end_byte : call.end]
        if _EVALUATED.search(options):
            return Code(call.path, [first], paths.values.fold(first))
    elif first.type == "string" and "data:" not in paths.names.syntax.text(first):
        return None
    for told in paths.values.folds(first):
        if told.startswith("data:") and len(told) <= _LONGEST_ADDRESS:
            return Code(call.path, [first], _unpacked(told))
    return None


def _unpacked(address: str) -> str | None:
    found = _DATA.match(address)
    if not found:
        return None
    plain = urllib.parse.unquote(found[2])
    return methods.unbased(plain).decode("utf-8", "replace") if found[1] else plain


_NAMES = {"identifier", "member_expression", "subscript_expression", "call_expression"}

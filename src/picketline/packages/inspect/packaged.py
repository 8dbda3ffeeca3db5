"""Data files of the package that a script runs as code, or as a command: texts, pictures, JSON."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from picketline.packages.inspect import handed, words
from picketline.packages.inspect.nodes import first
from picketline.packages.inspect.seen import Seen

if TYPE_CHECKING:
    from tree_sitter import Node

    from picketline.packages.inspect.calls import Call

_READS = frozenset(
    f"{module}.{name}"
    for module in ("fs", "fs.promises", "fs/promises", "fs-extra")
    for name in ("readFile", "readFileSync", "readJson", "readJsonSync")
)
_LOADS = frozenset({"require", "import", "module.require"})
_SHELLS = frozenset({"child_process.exec", "child_process.execSync", "shelljs.exec"})
_HANDS_ON = re.compile(
    r"JSON\.parse|String|Buffer(?:\.from|\.concat)?|atob|unescape|decodeURIComponent|Promise\.resolve"
    r"|zlib\.\w{1,30}Sync|Object\.(?:values|keys|entries)"
)
_METHODS = frozenset(
    {
        *("toString", "trim", "slice", "substring", "substr", "subarray", "split", "join", "map"),
        *("reverse", "replace", "replaceAll", "then", "at", "filter", "find", "pop", "shift"),
        *("forEach", "flatMap"),
    }
)
_MEMBERS = frozenset({"member_expression", "subscript_expression"})
_OPEN = frozenset(
    {
        *("parenthesized_expression", "await_expression", "spread_element"),
        *("template_string", "template_substitution"),
    }
)
_SHORT = 4
"""Bytes of a text, its quotes among them, that adds nothing to another."""
_CODE = re.compile(r"(?i)\.(?:[cm]?[jt]sx?|node|sh)$|(?:^|/)(?:package|tsconfig)[\w-]{0,20}\.json$")
"""What is run by its name elsewhere, or is every package's."""
_HERE = re.compile(rb"\b(?:__dirname|import\.meta|require\.resolve)\b|[\"'`]\.{1,2}/")
_NAMED = re.compile(rb"[\"'`]([^\"'`\n]{1,200})[\"'`]\s{0,8}[,)\]]{0,4}\s{0,8}$")
_MOST = 24
_DEPTH = 12


def told(script: Seen) -> Iterator[words.Place]:
    """Where bytes of a data file are run: `runs-data-file`, and by what."""
    plain = script.syntax.plain
    if b"readFile" not in plain and b"readJson" not in plain and b".json" not in plain:
        return
    left = _MOST
    for call in script.calls:
        nodes = _run(script, call)
        if nodes and left:
            left -= 1
            if any(_given(script, node) for node in nodes[:_MOST]):
                yield "runs-data-file", call.start, call.path[:60]


def _run(script: Seen, call: "Call") -> "list[Node]":
    """What a call runs as code or as a command of a shell."""
    if call.path in _SHELLS:
        return call.arguments[:1]
    code = handed.code(call, script.paths, [])
    return code.nodes[-1:] if code is not None and code.text is None else []


def _given(script: Seen, node: "Node | None", depth: int = 0) -> bool:
    """Whether an expression is the content of a data file, or a part of it."""
    if node is None or depth > _DEPTH:
        return False
    if node.type in _OPEN:
        return node.named_child_count == 1 and _given(script, first(node), depth + 1)
    if node.type == "binary_expression":
        return _whole(script, node, depth)
    if node.type in _MEMBERS:
        return _given(script, node.child_by_field_name("object"), depth + 1)
    if node.type == "identifier":
        return _named(script, node, depth)
    return node.type in {"call_expression", "new_expression"} and _called(script, node, depth)


def _whole(script: Seen, node: "Node", depth: int) -> bool:
    """Whether a sum is such a content, and nothing of weight beside it."""
    sides = [node.child_by_field_name(name) for name in ("left", "right")]
    kept = [one for one in sides if one is not None and one.end_byte - one.start_byte > _SHORT]
    return len(kept) == 1 and _given(script, kept[0], depth + 1)


def _named(script: Seen, node: "Node", depth: int) -> bool:
    for value in (script.names.values(script.syntax.text(node), node.start_byte) or [])[:4]:
        if value.path.startswith("./") and value.path.partition(".json")[1]:
            return _CODE.search(value.path) is None
        if value.node is not None and _given(script, value.node, depth + 1):
            return True
        if value.taken is not None and _answered(script, value.taken.function, depth):
            return True
    return False


def _answered(script: Seen, function: "Node", depth: int) -> bool:
    """Whether a function is called with what is read: `readFile(p, (e, d) => ...)`, `then`."""
    outer = function.parent
    call = outer.parent if outer is not None and outer.type == "arguments" else None
    return call is not None and call.type == "call_expression" and _called(script, call, depth)


def _called(script: Seen, node: "Node", depth: int) -> bool:
    callee = node.child_by_field_name("function") or node.child_by_field_name("constructor")
    if callee is None:
        return False
    path, given = script.paths.path(callee), script.values.arguments(node)
    if path in _READS or path in _LOADS:
        return bool(given) and _packaged(script, given[0], required=path in _LOADS)
    if _HANDS_ON.fullmatch(path):
        return bool(given) and _given(script, given[0], depth + 1)
    if callee.type not in _MEMBERS or script.paths.member(callee) not in _METHODS:
        return False
    return _given(script, callee.child_by_field_name("object"), depth + 1)


def _packaged(script: Seen, node: "Node", *, required: bool) -> bool:
    """Whether a path is of a data file beside the script."""
    told = script.values.fold(node) or ""
    if told:
        name, near = told, told.startswith("./") or not told.startswith(("/", "~", ".."))
    else:
        rough = script.values.rough(node)
        written = script.syntax.plain[node.start_byte : min(node.end_byte, node.start_byte + 400)]
        last = _NAMED.search(written)
        name = rough.rpartition("$X")[2] or (last[1].decode("utf-8", "replace") if last else "")
        near = _HERE.search(written) is not None
    if required:
        return near and told.startswith("./") and told.endswith(".json") and not _CODE.search(told)
    return near and bool(name) and not _CODE.search(name)

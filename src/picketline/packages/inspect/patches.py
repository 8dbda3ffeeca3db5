"""Functions of node or of a page that are replaced, and what is sent on of what passes through."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from picketline.packages.inspect import calls as table
from picketline.packages.inspect.calls import Call
from picketline.packages.inspect.hinted import hinted
from picketline.packages.inspect.seen import Seen
from picketline.packages.inspect.words import Place

if TYPE_CHECKING:
    from tree_sitter import Node

_LOADERS = {"module._resolveFilename", "module._load", "module.prototype.require",
            "module.prototype._compile", "module.prototype.load", "module.Module._load",
            "module.Module._resolveFilename", "module.constructor._load",
            "module.constructor.prototype.require", "module._findPath"}  # fmt: skip
_EXTENSIONS = {"require.extensions", "module._extensions", "module.Module._extensions"}
_NETWORK = {
    *("https.request", "https.get", "http.request", "http.get", "fetch", "net.connect"),
    *("net.Socket.prototype.write", "net.Socket.prototype.connect", "tls.connect"),
    *("net.createConnection", "http2.connect", "http.ClientRequest.prototype.write"),
    *("http.ClientRequest.prototype.end", "XMLHttpRequest.prototype.open", "WebSocket"),
    *("XMLHttpRequest.prototype.send", "XMLHttpRequest.prototype.setRequestHeader"),
    *("WebSocket.prototype.send", "XMLHttpRequest", "navigator.sendBeacon"),
}
FOR = "for"
"""In the value of a mark, before the module that a loader waits for."""
_BUILT = re.compile(
    rb"={2,3}\s?[\"'`](?:node:)?(https?|http2|net|tls|dns|child_process|crypto)[\"'`]"
)
_KEYS = re.compile(
    r"(?:from|import|decrypt|load|recover)(?:Secret|Private|Raw)?"
    r"(?:Key|Mnemonic|Seed|SeedPhrase|Keystore|Wallet)"
    r"|privateKeyTo\w{1,20}|mnemonicTo\w{1,20}"
)
_HINT = re.compile(
    rb"_resolveFilename|\b_load\b|_extensions\b|\.extensions\b|prototype\.(?:require|_compile|load"
    rb"|open|send|write|end|connect|setRequestHeader)\b|\.(?:request|get|fetch|connect)\s?=[^=]"
    rb"|defineProperty|SecretKey|PrivateKey|[mM]nemonic|[kK]eystore|\bWebSocket\s?=[^=]"
)
_ADDRESS = re.compile(rb"(?:https?|wss?)://(?!localhost\b|127\.)[\w$.{}-]{3,200}")
_HOST = re.compile(rb"\bhost(?:name)?[\"']?\s?:\s?[\"'`][\w-]{1,80}\.[\w.-]{1,120}[\"'`]")
_NAMED = re.compile(
    rb"[\"'`](?:[\w-]{1,60}\.){1,6}[a-z]{2,24}[\"'`]|[\"'`]\d{1,3}(?:\.\d{1,3}){3}[\"'`]"
)
_PLAIN = ("net.", "tls.", "dgram.", "dns.")
"""Functions that are told a host by its name alone."""
_PICTURE = re.compile(
    rb"\.src\s?=\s?[\"'`]https?://[^\"'`\s]{3,200}[\"'`]\s?\+|\.src\s?=\s?`https?://[^`]{0,200}\$\{"
)
_WORD = re.compile(rb"(?<![\w$.])[A-Za-z_$][\w$]{0,60}")
_WRITES = re.compile(rb"\.(?:write|end|send)\(([^;]{0,100})")
_PASSES = re.compile(rb"\barguments\b")
_FUNCTIONS = {"arrow_function", "function_expression", "function_declaration", "method_definition"}
_LARGEST = 20_000
_MOST = 64
_FEW = 8


def told(script: Seen) -> Iterator[Place]:
    """The marks of replaced functions: replaces-loader, and intercepts where something leaves."""
    code = script.syntax.code
    if not hinted(script.syntax.plain, "replaced-sends") or not _HINT.search(code):
        return
    for at, path, node in islice(_replaced(script), _MOST):
        loader, functions = path not in _NETWORK, [*_within(script, node)]
        if loader:
            built = next(filter(None, (_built(script, one) for one in functions)), "")
            yield "replaces-loader", at, f"{path} {built}".strip()
        if any(_sends(script, function, loader=loader) for function in functions):
            yield "intercepts", at, path
    yield from _keys(script)


def _built(script: Seen, function: "Node") -> str:
    """Which of node's own modules that connect or start processes a loader looks for."""
    found = _BUILT.search(script.syntax.plain, function.start_byte, function.end_byte)
    return f"{FOR} {found[1].decode()}" if found else ""


def _replaced(script: Seen) -> "Iterator[tuple[int, str, Node]]":
    """Where a function of node or of a page gets another value, which, and that value."""
    for node in script.syntax.all("assigned"):
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is None or right is None or left.type not in _MEMBERS:
            continue
        path = script.paths.path(left)
        outer = script.paths.path(left.child_by_field_name("object"))
        if path in _LOADERS or path in _NETWORK:
            yield node.start_byte, path, right
        elif outer in _EXTENSIONS:
            yield node.start_byte, outer, right
    for call in script.calls:
        if call.path in {"Object.defineProperty", "Reflect.set"} and len(call.arguments) > 2:  # noqa: PLR2004  # target, name, value
            target, name, value = call.arguments[:3]
            path = f"{script.paths.path(target)}.{script.values.fold(name) or ''}"
            path = re.sub(r"^(?:globalThis|window|self)\.", "", path)
            if path in _LOADERS or path in _NETWORK:
                yield call.start, path, value


def _within(script: Seen, node: "Node") -> "Iterator[Node]":
    """The functions that a value is, or that it is made of."""
    callee = node.child_by_field_name("function") if node.type == "call_expression" else node
    if callee is not None and callee.type == "identifier":
        values = script.names.values(script.syntax.text(callee), callee.start_byte) or []
        for value in values:
            if value.node is not None and value.node.type in _FUNCTIONS:
                yield value.node
        return
    for function in script.syntax.all("function"):
        if node.start_byte <= function.start_byte and function.end_byte <= node.end_byte:
            yield function
            return


def _sends(script: Seen, function: "Node", *, loader: bool = False) -> bool:
    """Whether a function sends something of what it is given to a host that it names.

    A loader has nothing to send at all.
    """
    start, end = function.start_byte, function.end_byte
    if end - start > _LARGEST:
        return False
    names = _names(script, function)
    if _PICTURE.search(script.syntax.plain, start, end):
        return True
    inner = (call for call in script.calls if start < call.start < end)
    return any(
        _addressed(script, call) and (loader or _holds(script, names, call.start, call.end))
        for call in inner
        if call.path.partition("()")[0] in table.CONNECTS
    )


def _addressed(script: Seen, call: Call) -> bool:
    """Whether a call, or what it is given by name, tells a host in plain text."""
    plain = script.syntax.plain
    if call.path.startswith(_PLAIN) and _NAMED.search(plain, call.start, call.end):
        return True
    return any(_ADDRESS.search(plain, *span) or _HOST.search(plain, *span)
               for span in _spans(script, call.start, call.end))  # fmt: skip


def _spans(script: Seen, start: int, end: int) -> list[tuple[int, int]]:
    found = [(start, end)]
    for word in islice(_WORD.finditer(script.syntax.code, start, end), _MOST):
        values = script.names.values(word[0].decode(), start) or []
        nodes = (value.node for value in values if value.node is not None)
        found += [(one.start_byte, one.end_byte) for one in nodes if one.type in _TEXTS]
    return found


def _holds(script: Seen, names: set[bytes], start: int, end: int) -> bool:
    """Whether a call, the statement around it included, is given something that was passed."""
    code = script.syntax.plain[start : min(len(script.syntax.plain), end + 160)]
    words = set(_WORD.findall(code[: end - start]))
    for given in _WRITES.findall(code):
        words |= set(_WORD.findall(given))
    return bool(words & names) or _PASSES.search(code) is not None


def _names(script: Seen, function: "Node") -> set[bytes]:
    """The names that a function takes, and one that it gives, those within patterns too."""
    found: set[bytes] = set()
    start, end = function.start_byte, function.end_byte
    inner = (one for one in script.syntax.all("function") if start <= one.start_byte < end)
    for one in islice(inner, _FEW):
        own = one.child_by_field_name("parameters") or one.child_by_field_name("parameter")
        if own is not None:
            text = script.syntax.code[own.start_byte : own.end_byte]
            found |= set(re.findall(rb"[A-Za-z_$][\w$]{0,60}", text))
    return found


def _keys(script: Seen) -> Iterator[Place]:
    """Functions that take keys, in whose class or body something is sent to a named host."""
    for function, name in islice(_takers(script), _FEW):
        outer = function.parent if function.type == "method_definition" else None
        inside = [function, *_methods(outer)] if outer is not None else [function]
        if any(_sends(script, one) for one in inside):
            yield "intercepts", function.start_byte, name


def _takers(script: Seen) -> "Iterator[tuple[Node, str]]":
    for function in script.syntax.all("function"):
        own = function.child_by_field_name("name")
        if own is not None and _KEYS.fullmatch(name := script.syntax.text(own)):
            yield function, name


def _methods(body: "Node") -> "list[Node]":
    return [part for part in body.named_children[:_MOST] if part.type == "method_definition"]


_MEMBERS = {"member_expression", "subscript_expression"}
_TEXTS = {"string", "template_string", "object", "new_expression", "binary_expression"}

"""Calls that say something together: a shell for a peer, a file that is fetched and started."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

from picketline.packages.inspect import calls as table
from picketline.packages.inspect import flows
from picketline.packages.inspect.calls import Call
from picketline.packages.shell import commands

if TYPE_CHECKING:
    from tree_sitter import Node

    from picketline.packages.inspect.names import Names
    from picketline.packages.inspect.paths import Paths
    from picketline.packages.inspect.syntax import Syntax
    from picketline.packages.inspect.values import Values

Told = tuple[str, int, str]
"""A mark's name, the byte where it stands, its value."""

_SOCKETS = ("net.connect", "net.createConnection", "net.Socket", "net.createServer", "tls.connect",
            "ws", "ws.WebSocket", "WebSocket", "Bun.connect", "socket.io-client.io",
            "socket.io-client")  # fmt: skip
_SHELL = re.compile(
    r"[\"'`](?:/[\w/]{0,30}/)?((?:ba|z|da|k)?sh|cmd(?:\.exe)?|powershell(?:\.exe)?)[\"'`]"
)
_SCRIPT = re.compile(r"[\"'`](?:-l?c|/[cC]|-[cC]ommand|-File)[\"'`]")
_STREAMS = re.compile(rb"\.std(?:in|out)\b|\bstdio[\"']?\s?:\s?\[\s{0,20}(?![\"'`\s\d])[\w$]")
_LISTENS = (".on", ".once", ".addEventListener", ".addListener")
_MODES = {f"{module}.{name}" for module in ("fs", "fs.promises", "fs/promises", "fs-extra")
          for name in ("chmod", "chmodSync")}  # fmt: skip
_FILLS = {f"{module}.{name}" for module in ("fs", "fs.promises", "fs/promises", "fs-extra")
          for name in ("writeFile", "writeFileSync", "createWriteStream", "outputFile",
                       "outputFileSync")}  # fmt: skip
_DETACHED = re.compile(rb"\bdetached[\"']?\s?:\s?(?:true|!0)|\bnohup\b")
_CHECKS = re.compile(rb"[\"'` ](?:-v|-V|--version|version|--help|-h|--smoke-test)[\"'`]")
_OUTSIDE = re.compile(
    rb"\btmpdir\(|[\"'`]/(?:tmp|var/tmp|dev/shm)\b|\bhomedir\(|\bAPPDATA\b"
    rb"|\benv\.(?:TE?MP|HOME|USERPROFILE)\b"
)
_UNPACKS = frozenset(
    {
        *("unzip", "tar", "bsdtar", "gunzip", "gzip", "bunzip2", "xz", "unxz", "7z", "7za", "7zr"),
        *("hdiutil", "ditto", "cabextract", "unrar", "chmod", "sha256sum", "sha512sum", "shasum"),
        *("md5sum", "xattr", "codesign", "file", "mv", "cp", "rm", "mkdir", "ls"),
    }
)
"""Programs that take a file that was fetched, and start nothing of it."""
_PLACED = re.compile(r"\b(?:join|resolve)\s?\(|__dirname|[\"'`}][\w.-]{0,80}/")
"""A command whose program lies at a path."""
_MODE = re.compile(r"(0o?)?([0-7]{3,4}|[1-9][0-9]{1,3})")
_POWERSHELLS = frozenset({"powershell", "pwsh", "powershell.exe", "pwsh.exe"})
_STARTS = re.compile(r"(?i)start-process|\biex\b|invoke-|&\s?['\"$]")
_PART = re.compile(
    r"(?<![\w$.])(?:[A-Za-z_$][\w$]{2,60}(?![\w$.(])|\.{0,2}/?[\w-]{1,80}/[\w./-]{2,80})"
)
"""A plain name, and a path."""
_NAME = re.compile(r"[A-Za-z_$][\w$.]{0,80}")
_MOST = 64
_LONGEST = 2000
_LEAST = 8
_HIGHEST = 64


class Seen(Protocol):
    """What is asked of a script."""

    syntax: "Syntax"
    names: "Names"
    values: "Values"
    paths: "Paths"
    calls: list[Call]


def told(script: Seen) -> Iterator[Told]:
    """The marks of calls that belong together."""
    executes = [call for call in script.calls if call.path in table.EXECUTES and call.arguments]
    if not executes:
        return
    yield from _shells(script, executes[:_MOST])
    yield from _commanded(script, executes[:_MOST])
    yield from _started(script, executes[:_MOST])


def _shells(script: Seen, executes: list[Call]) -> Iterator[Told]:
    """A shell without a script, in a script that holds a socket and joins the streams."""
    if not any(call.path in _SOCKETS for call in script.calls):
        return
    if not _STREAMS.search(script.syntax.plain):
        return
    for call in executes:
        first = _text(script, call.arguments[0])
        if _SHELL.search(first) and not _SCRIPT.search(_own(script, call)):
            yield "opens-shell", call.start, call.path


def _commanded(script: Seen, executes: list[Call]) -> Iterator[Told]:
    """A process whose command is what a socket gave."""
    for call in script.calls:
        root, _, _ = call.path.partition("()")
        if root not in _SOCKETS or not call.path.endswith(_LISTENS):
            continue
        given = {name for part in call.arguments for name in _taken(script, part)}
        for inner in executes:
            words = set(_NAME.findall(_own(script, inner)))
            heads = {word.split(".")[0] for word in words}
            if call.start < inner.start and inner.end <= call.end and heads & given:
                yield "opens-shell", inner.start, root


def _taken(script: Seen, node: "Node") -> Iterator[str]:
    """The names that a function takes first."""
    own = node.child_by_field_name("parameters") or node.child_by_field_name("parameter")
    if own is None or node.type not in {"arrow_function", "function_expression"}:
        return
    parts = own.named_children if own.type == "formal_parameters" else [own]
    for part in parts[:1]:
        yield script.syntax.text(part)


def _started(script: Seen, executes: list[Call]) -> Iterator[Told]:
    """A file that is written where something is fetched, then started or made executable."""
    if not any(call.path.split("()", 1)[0] in table.CONNECTS for call in script.calls):
        return
    fills = [call for call in script.calls if call.path in _FILLS and call.arguments][:_MOST]
    paths = [path for call in fills for path in (call.arguments[0], *_handed(script, call))]
    keys = {key for path in paths for key in _keys(script, path)}
    outside = any(_outside(script, path) for path in paths)
    if not keys:
        return
    into: set[str] = set()
    for call in executes:
        if keys & _mentioned(script, call):
            unpacks = _unpacks(script, call)
            into |= _into(script, call) - keys if unpacks else set()
            how = "unpacked" if unpacks else _how(script, call, outside=outside)
            yield "starts-fetched", call.start, how
    for call in executes if into else ():
        if not _unpacks(script, call) and into & _within(script, call):
            yield "starts-fetched", call.start, _how(script, call, outside=outside)
    for call in script.calls:
        if call.path not in _MODES or not call.arguments or not _executable(script, call):
            continue
        if keys & set(_keys(script, call.arguments[0])):
            yield "starts-fetched", call.start, "made executable"


def _executable(script: Seen, call: Call) -> bool:
    """Whether a mode lets anybody start a file; one that cannot be told may."""
    mode = call.arguments[1] if len(call.arguments) > 1 else None
    found = _MODE.fullmatch((script.values.fold(mode) if mode is not None else "") or "")
    if mode is None or not found:
        return True
    octal = bool(found[1]) or mode.type == "string"
    if octal and {"8", "9"} & {*found[2]}:
        return True
    return bool(int(found[2], 8 if octal else 10) & 0o111)


def _unpacks(script: Seen, call: Call) -> bool:
    """Whether a call only unpacks, moves or checks the file."""
    programs = {each.program for each in commands(script.values.rough(call.arguments[0]))}
    if programs & _POWERSHELLS and programs <= _POWERSHELLS | {"expand-archive"}:
        own = _own(script, call)
        return "Expand-Archive" in own and not _STARTS.search(own)
    return bool(programs) and programs <= _UNPACKS


def _into(script: Seen, call: Call) -> set[str]:
    """The names and paths in a call that unpacks: one of them is the folder."""
    return {name for name in _PART.findall(_own(script, call)) if name not in _UNPACKS}


def _within(script: Seen, call: Call) -> set[str]:
    """The names and paths that the program of a call is made of, if it lies at a path."""
    text = _text(script, call.arguments[0])
    return set(_PART.findall(text)) if _PLACED.search(text) else set()


def _handed(script: Seen, call: Call) -> "Iterator[Node]":
    """What is handed to the function around a call as the parameter that is its path."""
    name = script.syntax.text(call.arguments[0])
    if not _NAME.fullmatch(name) or "." in name:
        return
    node = call.node.parent
    for _ in range(_HIGHEST):
        if node is None:
            return
        taken = node.child_by_field_name("parameters")
        names = [script.syntax.text(part) for part in taken.named_children] if taken else []
        if name in names:
            yield from _arguments(script, _called(script, node), names.index(name))
            return
        node = node.parent


def _called(script: Seen, function: "Node") -> str:
    """The name by which a function is called, or ""."""
    own = function.child_by_field_name("name")
    parent = function.parent
    if own is None and parent is not None and parent.type == "variable_declarator":
        own = parent.child_by_field_name("name")
    return script.syntax.text(own) if own is not None else ""


def _arguments(script: Seen, name: str, at: int) -> "Iterator[Node]":
    for node in script.syntax.all("call") if name else ():
        callee = node.child_by_field_name("function")
        if callee is not None and callee.end_byte - callee.start_byte == len(name.encode()):
            given = script.values.arguments(node)
            if script.syntax.text(callee) == name and len(given) > at:
                yield given[at]


def _keys(script: Seen, node: "Node") -> Iterator[str]:
    """By what a path is known again: its name, its text, its base name."""
    text = script.syntax.text(node)
    if _NAME.fullmatch(text) or (_LEAST < len(text) < _LONGEST and node.type != "string"):
        yield text
    told = script.values.fold(node)
    if told and len(told) > 1:
        yield told
        yield told.removeprefix("./")


def _mentioned(script: Seen, call: Call) -> set[str]:
    """The names in a call's own arguments, and the words of the commands among them."""
    given = call.arguments[:2]
    written = [script.syntax.text(part)[:_LONGEST] for part in given]
    found = {*written, *(name for text in written for name in _NAME.findall(text))}
    texts = [script.values.rough(part) for part in given]
    words = {word.strip("\"'").removeprefix("./") for text in texts for word in text.split()}
    folded = {text for text in texts if text}
    return found | words | folded


def _how(script: Seen, call: Call, *, outside: bool) -> str:
    text = script.syntax.plain[call.start : call.end]
    if _DETACHED.search(text):
        return "detached"
    if _CHECKS.search(text):
        return "checked"
    return "outside" if outside else "started"


def _outside(script: Seen, node: "Node") -> bool:
    spans = flows.spans(script.names, [(node.start_byte, node.end_byte)])
    return any(_OUTSIDE.search(script.syntax.plain[start:end]) for start, end in spans)


def _own(script: Seen, call: Call) -> str:
    """A call's first two arguments, as written."""
    return " ".join(script.syntax.text(part)[:_LONGEST] for part in call.arguments[:2])


def _text(script: Seen, node: "Node") -> str:
    """What an expression is made of, as written."""
    spans = flows.spans(script.names, [(node.start_byte, node.end_byte)])
    plain = script.syntax.plain
    return " ".join(plain[start:end].decode("utf-8", "replace") for start, end in spans)

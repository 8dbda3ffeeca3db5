"""Which files of its own package a script loads, starts or reads to run."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from picketline.packages.inspect.calls import EXECUTES
from picketline.packages.inspect.script import Script
from picketline.packages.shell import commands
from picketline.packages.shell_runs import started

if TYPE_CHECKING:
    from tree_sitter import Node

_LOADS = {"require", "import", "module.require", "require.resolve", "importScripts", "jiti"}
_HERE = {"__dirname", "__filename", "import.meta.url", "import.meta.dirname", "process.cwd()"}
_JOINS = {"path.join", "path.resolve", "URL", "url.fileURLToPath", "path.posix.join"}
_FILE = re.compile(
    r"[\w@.~/ +-]{1,300}\.(?:js|cjs|mjs|ts|cts|mts|sh|py|json|node|exe|dll|bat|cmd|ps1|wasm)"
)
_FROM = re.compile(
    rb"\b(?:export|import)\b[^;\"'`]{0,2000}?\bfrom\s{0,8}[\"'](\.[^\"'\n]{1,300})[\"']"
)


def of_script(script: Script) -> Iterator[str]:
    """The relative paths of a JavaScript, as written, in no order."""
    for node in script.syntax.all("import"):
        source = node.child_by_field_name("source")
        yield script.syntax.text(source)[1:-1] if source is not None else ""
    for found in _FROM.finditer(script.syntax.plain):
        yield found[1].decode("utf-8", "replace")
    for call in script.calls:
        if call.path in _LOADS and call.arguments:
            yield script.values.fold(call.arguments[0]) or _joined(script, call.arguments[0])
        elif call.path in _JOINS:
            yield _joined(script, call.node)
        elif call.path in EXECUTES and call.arguments:
            yield from _started(script, call.arguments, call.path)


def _joined(script: Script, node: "Node") -> str:
    """`path.join(__dirname, "a", "b.js")` as `./a/b.js`."""
    if node.type in {"new_expression", "call_expression"}:
        parts = []
        for part in script.values.arguments(node):
            told = script.values.fold(part)
            if told is None and script.syntax.text(part) in _HERE:
                told = "."
            if told is None:
                return ""
            parts.append(told)
        path = "/".join(reversed(parts) if script.paths.path(node) == "URL()" else parts)
        return path if _FILE.fullmatch(path) else ""
    rough = script.values.rough(node).replace("$X/", "./").replace("$X", "./")
    return rough if rough.startswith(".") else ""


def _started(script: Script, arguments: "list[Node]", path: str) -> Iterator[str]:
    if path.endswith(".fork"):
        yield script.values.fold(arguments[0]) or _joined(script, arguments[0])
    text = script.values.rough(arguments[0])
    if len(arguments) > 1 and arguments[1].type == "array":
        given = [script.values.rough(part) for part in arguments[1].named_children[:50]]
        text = " ".join([text, *(f"'{word}'" for word in given if "'" not in word)])
    yield from of_shell(text)


def of_shell(text: str) -> Iterator[str]:
    """The files that commands start."""
    for one in started(commands(text)):
        if one.kind == "file" and not one.what.startswith(("/", "$", "-", "<")):
            yield one.what


def tidy(path: str) -> str:
    """A path as `./a/b.js`, or "" where it does not lead into the package's files."""
    path = path.replace("\\", "/").split("?", 1)[0].split("#", 1)[0]
    if not path or "://" in path or path.startswith(("/", "~")) or "\x00" in path:
        return ""
    parts: list[str] = []
    for part in path.split("/"):
        if part == ".." and parts and parts[-1] != "..":
            parts.pop()
        elif part not in {"", "."}:
            parts.append(part)
    return ("" if parts[:1] == [".."] else "./") + "/".join(parts) if parts else "."

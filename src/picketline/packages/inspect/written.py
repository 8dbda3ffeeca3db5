"""Files that a script writes and then runs: what of them was decoded, what was fetched."""

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from picketline.packages.inspect import calls as table
from picketline.packages.inspect import flows
from picketline.packages.inspect.calls import Call
from picketline.packages.inspect.paths import Paths

if TYPE_CHECKING:
    from tree_sitter import Node

_FILLS = {f"{module}.{name}" for module in ("fs", "fs.promises", "fs/promises", "fs-extra")
          for name in ("writeFile", "writeFileSync", "appendFile", "appendFileSync",
                       "createWriteStream", "outputFile", "outputFileSync")}  # fmt: skip
LOADS = {"require", "import", "module.require", "process.mainModule.require", "Worker",
         "worker_threads.Worker", "child_process.fork", "module.createRequire()", "module._load",
         "importScripts", "require.main.require"}  # fmt: skip
"""What runs a script by its path."""
_NODES = {"node", "nodejs", "bun", "deno", "$X"}
_SHELLS = {"sh", "bash", "zsh", "dash", "source", ".", "/bin/sh", "/bin/bash"}
_MOST = 48
_LEAST = 8
_SHORTEST = 2


class Write(NamedTuple):
    """A file that is written and then run: the call that writes, the one that runs it."""

    call: Call
    run: Call
    content: "list[Node]"
    as_script: bool
    """Whether it runs as a script of node's."""
    by_shell: bool = False
    """Whether a shell runs it."""


def run(calls: list[Call], paths: Paths) -> Iterator[Write]:
    """The files that are written and run, each with the first call that runs it."""
    fills = [call for call in calls if call.path in _FILLS and call.arguments][:_MOST]
    if not fills:
        return
    runners = [call for call in calls if call.path in LOADS or call.path in table.EXECUTES]
    keyed = [(call, _keys(paths, call)) for call in islice(runners, _MOST * 4) if call.arguments]
    for fill in fills:
        written = _names(paths, fill.arguments[0])
        for call, keys in keyed:
            if call is not fill and written & keys:
                script = call.path in LOADS or bool(keys & _NODES)
                yield Write(fill, call, fill.arguments[1:3], script, bool(keys & _SHELLS))
                break


def fetched(write: Write, paths: Paths, places: flows.Origins) -> str:
    """By what call the content of a file was fetched, or ""."""
    nodes = write.content
    if nodes:
        found = flows.origins(paths.names, nodes[0].start_byte, nodes[-1].end_byte, places)
        if found:
            return found[0]
    known = dict(places)
    around = (known.get(start, "") for start in _around(write.call))
    return next((name for name in around if name), "")


def _around(call: Call) -> Iterator[int]:
    """Where the calls around a call begin."""
    node: Node | None = call.node.parent
    for _ in range(_MOST):
        if node is None:
            return
        if node.type in {"call_expression", "new_expression"}:
            yield node.start_byte
        node = node.parent


def _names(paths: Paths, node: "Node") -> set[str]:
    """By what a path is known again: its name or text, and what it comes to."""
    text = paths.names.syntax.text(node)
    found = (
        {text} if node.type in {"identifier", "member_expression"} or len(text) > _LEAST else set()
    )
    for told in paths.values.roughs(node):
        for one in (told, told.removeprefix("./")):
            if len(one) > _SHORTEST and one.strip("$X./"):
                found.add(one)
    return found


def _keys(paths: Paths, call: Call) -> set[str]:
    """What a call that runs a file may mean by it."""
    found: set[str] = set()
    given = list(call.arguments[:2])
    for part in call.arguments[1:2]:
        given += part.named_children[:8] if part.type == "array" else []
    for part in given:
        found |= _names(paths, part)
        for told in paths.values.roughs(part):
            found |= {word.removeprefix("./") for word in told.split()}
        if part.type in {"binary_expression", "template_string"}:
            found |= {paths.names.syntax.text(one) for one in _identifiers(part)}
    if call.arguments and paths.path(call.arguments[0]) == "process.execPath":
        found.add("node")
    return found


def _identifiers(node: "Node") -> "Iterator[Node]":
    for part in node.named_children[:16]:
        if part.type == "identifier":
            yield part
        elif part.type == "template_substitution":
            yield from _identifiers(part)

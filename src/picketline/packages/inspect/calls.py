"""Calls by what they really call: processes, connections, evaluation."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from picketline.packages.inspect.names import items, paired
from picketline.packages.inspect.paths import Paths
from picketline.packages.inspect.values import Values

if TYPE_CHECKING:
    from tree_sitter import Node

_PROCESS = {
    f"child_process.{name}"
    for name in ("exec", "execSync", "spawn", "spawnSync", "execFile", "execFileSync", "fork")
}
EXECUTES = {
    *_PROCESS,
    *("execa", "execa.execa", "execa.execaSync", "execa.command", "execa.commandSync"),
    *("execa.execaCommand", "execa.execaCommandSync", "cross-spawn", "cross-spawn.sync"),
    *("cross-spawn.spawn", "shelljs.exec", "Bun.spawn", "Bun.spawnSync", "Bun.$", "Deno.run"),
    *("Deno.Command", "spawn_sync.spawn", "WScript.CreateObject().Run", "ActiveXObject().Run"),
    *("ActiveXObject().ShellExecute", "WScript.CreateObject().Exec", "ActiveXObject().Exec"),
    *("sudo-prompt.exec", "node-pty.spawn", "simple-git.raw"),
}
EVALUATES = {
    *("eval", "Function", "vm.runInThisContext", "vm.runInNewContext", "vm.runInContext"),
    *("vm.Script", "vm.compileFunction", "module._compile", "module.prototype._compile"),
    *("module()._compile", "module.constructor()._compile", "execScript", "vm.SourceTextModule"),
    *("vm.Script().runInThisContext", "module.constructor.prototype._compile"),
}
CONNECTS = {
    *("http.request", "http.get", "https.request", "https.get", "follow-redirects.http.get"),
    *("follow-redirects.https.request", "follow-redirects.https.get", "http2.connect"),
    *("net.connect", "net.createConnection", "net.Socket", "tls.connect", "dgram.createSocket"),
    *(f"{module}.{name}" for module in ("dns", "dns.promises", "dns/promises")
      for name in ("resolve", "resolve4", "resolve6", "resolveTxt", "lookup")),
    *("fetch", "XMLHttpRequest", "WebSocket", "EventSource", "navigator.sendBeacon"),
    *("ws", "ws.WebSocket", "node-fetch", "cross-fetch", "undici.fetch", "undici.request"),
    *("axios", "axios.get", "axios.post", "axios.put", "axios.request", "axios.create"),
    *("got", "got.get", "got.post", "got.stream", "request", "request.get", "request.post"),
    *("request.put", "request-promise", "superagent.get", "superagent.post", "needle"),
    *("needle.get", "needle.post", "needle.put", "phin", "bent", "ky", "ky.post", "ky.get"),
    *("Bun.connect", "Deno.connect", "socket.io-client", "socket.io-client.io", "ssh2.Client"),
    *("nodemailer.createTransport", "ActiveXObject().send", "WinHttp.WinHttpRequest.5.1.send"),
}  # fmt: skip
WRITES = {
    f"{module}.{name}"
    for module in ("fs", "fs.promises", "fs/promises", "fs-extra")
    for name in ("writeFile", "writeFileSync", "appendFile", "appendFileSync", "createWriteStream",
                 "copyFile", "copyFileSync", "symlink", "symlinkSync", "rename", "renameSync",
                 "outputFile", "outputFileSync", "cp", "cpSync")
}  # fmt: skip
READS = {
    f"{module}.{name}"
    for module in ("fs", "fs.promises", "fs/promises", "fs-extra")
    for name in ("readFile", "readFileSync", "createReadStream", "existsSync", "readdir",
                 "readdirSync", "access", "accessSync", "statSync", "stat")
}  # fmt: skip
REMOVES = {
    *(f"{module}.{name}" for module in ("fs", "fs.promises", "fs/promises", "fs-extra")
      for name in ("rm", "rmSync", "rmdir", "rmdirSync", "remove", "removeSync", "emptyDirSync")),
    *("rimraf", "rimraf.sync", "del", "del.sync", "rimraf.rimraf", "rimraf.rimrafSync"),
}  # fmt: skip


_MOST_LISTED = 200
_MOST_HANDED = 8
_GIVES = (".forEach", ".map", ".flatMap", ".some", ".every", ".find", ".filter")
_REFERENCES = {"identifier", "member_expression", "subscript_expression"}


class Call:
    """One call: what it calls, and with what.

    The first `bound` arguments are none of the function's; `listed`: the last is a list of them.
    """

    __slots__ = ("_arguments", "_bound", "_listed", "_values", "end", "node", "path", "start")

    def __init__(
        self, node: "Node", path: str, values: Values, bound: int = 0, *, listed: bool = False
    ) -> None:
        self.node = node
        self.path = path
        self.start = node.start_byte
        self.end = node.end_byte
        self._values = values
        self._bound = bound
        self._listed = listed
        self._arguments: list[Node] | None = None

    def on(self, item: "Node") -> "Call":
        """The same with an item of a list as what the function is given, and there."""
        self.start, self._arguments = item.start_byte, [item]
        return self

    @property
    def arguments(self) -> "list[Node]":
        """What the function is given; few calls are asked for it."""
        if self._arguments is None:
            given = self._values.arguments(self.node)[self._bound :]
            if self._listed and given and given[-1].type == "array":
                given = [*given[:-1], *given[-1].named_children[:_MOST_LISTED]]
            self._arguments = given
        return self._arguments


def calls(paths: Paths) -> list[Call]:
    """Every call and `new` of a script whose callee can be told, in order."""
    found: list[Call] = []
    for node in paths.names.syntax.all("call"):
        callee = node.child_by_field_name("function") or node.child_by_field_name("constructor")
        if callee is None:
            continue
        path, bound = paths.path(callee), 0
        listed = path.endswith(".apply") or path == "Reflect.construct"
        if path in {"Reflect.apply", "Reflect.construct"}:
            given = paths.values.arguments(node)
            bound = 2 if path == "Reflect.apply" else 1
            path = paths.path(given[0]) if given else ""
        elif path.endswith((".call", ".apply", ".bind")):
            path, bound = path.rpartition(".")[0], 1
        if path.endswith(_GIVES):
            found += _handed(paths, node)
        if path:
            found.append(Call(node, path, paths.values, bound, listed=listed))
    return found


def _handed(paths: Paths, node: "Node") -> Iterator[Call]:
    """`["a"].forEach(execSync)`: a function that starts processes, called with each item."""
    callee = node.child_by_field_name("function")
    target = callee.child_by_field_name("object") if callee is not None else None
    for part in paths.values.arguments(node)[:1]:
        path = paths.path(part) if part.type in _REFERENCES else ""
        if path in EXECUTES and target is not None:
            given = [*items(paths.names, target), *paired(paths.names, target, 1)]
            for item in given[:_MOST_HANDED]:
                yield Call(node, path, paths.values).on(item)

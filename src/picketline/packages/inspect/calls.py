"""Calls by what they really call: processes, connections, evaluation."""

from typing import TYPE_CHECKING

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
}
_TIMERS = {"setTimeout", "setInterval", "setImmediate"}
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
_CODE = {"string", "template_string", "binary_expression", "call_expression"}


class Call:
    """One call: what it calls, and with what; the first `bound` arguments are `this`."""

    __slots__ = ("_arguments", "_bound", "_values", "end", "node", "path", "start")

    def __init__(self, node: "Node", path: str, values: Values, bound: int = 0) -> None:
        self.node = node
        self.path = path
        self.start = node.start_byte
        self.end = node.end_byte
        self._values = values
        self._bound = bound
        self._arguments: list[Node] | None = None

    @property
    def arguments(self) -> "list[Node]":
        """What the function is given; few calls are asked for it."""
        if self._arguments is None:
            self._arguments = self._values.arguments(self.node)[self._bound :]
        return self._arguments


def calls(paths: Paths) -> list[Call]:
    """Every call and `new` of a script whose callee can be told, in order."""
    found = []
    for node in paths.names.syntax.all("call"):
        callee = node.child_by_field_name("function") or node.child_by_field_name("constructor")
        if callee is None:
            continue
        path, bound = paths.path(callee), 0
        if path.endswith((".call", ".apply")):
            path, bound = path.rpartition(".")[0], 1
        elif path in {"Reflect.apply", "Reflect.construct"}:
            given = paths.values.arguments(node)
            path, bound = (paths.path(given[0]), 1) if given else (path, 0)
        if path:
            found.append(Call(node, path, paths.values, bound))
    return found


def evaluates(call: Call, paths: Paths) -> bool:
    """Whether a call runs text as code."""
    if call.path in EVALUATES:
        return bool(call.arguments)
    if call.path in _TIMERS and call.arguments:
        first = call.arguments[0]
        return first.type in _CODE and (
            first.type != "call_expression" or paths.values.fold(first) is not None
        )
    return False

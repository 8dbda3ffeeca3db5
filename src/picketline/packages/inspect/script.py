"""A script looked at closely: marks from its calls and what flows into them."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from picketline.packages.inspect import calls as table
from picketline.packages.inspect import flows, peers, shells, words
from picketline.packages.inspect.calls import Call
from picketline.packages.inspect.names import Names
from picketline.packages.inspect.paths import Paths
from picketline.packages.inspect.places import Marks
from picketline.packages.inspect.syntax import Syntax
from picketline.packages.inspect.targets import target
from picketline.packages.inspect.values import Values
from picketline.packages.shell import Command, commands

if TYPE_CHECKING:
    from tree_sitter import Node

_IN_PROCESS = {"base64", "hex", "codes", "inflate", "decipher", "reverse", "hidden"}
_SINKS = ("write", "end", "send")
_SENSITIVE = {
    *("eval", "Function", "constructor", "require", "exec", "execSync", "spawn", "spawnSync"),
    *("child_process", "env", "mainModule", "binding", "_load", "fromCharCode", "atob"),
    *("http", "https", "net", "dns", "fs", "os", "vm"),
}
_ACROSS = {"fetches-and-runs", "sends-secret"}
"""Marks of commands that may be started one by one."""
_MOST_CODES = 16
_CODES = ("fromCharCode", "fromCodePoint")
_MOST_SPANS = 200
_LARGEST_SPAN = 6000
_TLS = (b"NODE_TLS_REJECT_UNAUTHORIZED", b"rejectUnauthorized")
_TLS_OFF = re.compile(
    rb"NODE_TLS_REJECT_UNAUTHORIZED[\"'\]]{0,2}\s?[=:]\s?[\"']?0"
    rb"|\brejectUnauthorized[\"']?\s?:\s?(?:false|!1)\b"
)
_SAYS_WHO = re.compile(
    rb"(?i)authorization|bearer|private-token|[\"'`]x-[\w-]{0,30}(?:token|key|auth)|\bauth[\"']?\s?:"
)
_HOME = rb"(?:\bhomedir\(\)|\benv\.(?:HOME|USERPROFILE))"
_WIPES = re.compile(
    rb"\brm -[a-zA-Z]{1,5} [\"']?(?:\$\{[^}]{0,40}"
    + _HOME
    + rb"\}|[\"'] ?\+[^+;]{0,30}"
    + _HOME
    + rb")(?:/\*?)?\s?[\"'`)]"
)
_SCRIPT_SOURCE = re.compile(rb"\.src\s?=[^;=]{0,40}$")


class Script:
    """One script's marks; `codes` are texts that it runs as code, to be looked at in turn."""

    def __init__(self, syntax: Syntax, marks: Marks) -> None:
        self.syntax = syntax
        self.marks = marks
        self.names = Names(syntax)
        self.values = Values(self.names)
        self.paths = Paths(self.values)
        self.calls = table.calls(self.paths)
        self.codes: list[tuple[int, str, str]] = []
        self._all: list[tuple[int, tuple[Command, ...]]] = []
        self._decoders = flows.decoders(syntax.plain)
        self._credentials = list(words.secrets(syntax.plain))
        self._secrets = sorted(self._secret_places())

    def look(self) -> None:
        """Note every mark."""
        for name, at, value in (*words.threats(self.syntax.plain), *self._taken()):
            self.marks.add(name, at, value)
        for at, how, address in words.addresses(self.syntax.plain):
            self._hidden(at, address.decode("utf-8", "replace"), how)
        for call in self.calls:
            self._call(call)
            if call.path.endswith(_CODES):
                self._hidden(call.start, self.values.fold(call.node) or "", "codes")
        self._fetched()
        self._handed()
        self._together()
        self._computed()
        self._tls()

    def _taken(self) -> Iterator[words.Place]:
        plain = self.syntax.plain
        yield from self._credentials
        yield from words.environments(plain)
        yield from words.reaches(plain)
        yield from words.identities(self.syntax.code)

    def _secret_places(self) -> Iterator[tuple[int, str]]:
        plain = self.syntax.plain
        yield from ((at, value) for _, at, value in self._credentials)
        yield from words.given(plain)

    def _call(self, call: Call) -> None:
        path = call.path
        if table.evaluates(call, self.paths):
            self._evaluated(call)
        elif path in table.EXECUTES:
            self._executed(call)
        elif path in table.CONNECTS:
            self.marks.add("connects", call.start, path)
            self._sent(call)
        elif path in table.WRITES:
            self._written(call)
        elif path in table.REMOVES:
            self._removed(call)
        elif path == "process.dlopen":
            self.marks.add("loads-native", call.start, path)
        elif path.endswith(_SINKS) and path.rpartition("().")[0] in table.CONNECTS:
            self._sent(call)

    def _evaluated(self, call: Call) -> None:
        self.marks.add("evaluates", call.start, call.path)
        text = self.values.fold(call.arguments[-1])
        made = self._origins(call)
        if made and (text is not None or made != ["escapes"]):
            self.marks.add("runs-decoded", call.start, " ".join(made))
        if text and len(self.codes) < _MOST_CODES:
            self.codes.append((call.start, text, " ".join(made) or "text"))

    def _fetched(self) -> None:
        """Tell of code that is run out of what a connection gave."""
        connected = [call for call in self.calls if _root(call.path) in table.CONNECTS]
        spans = [(call.start, call.end, _root(call.path)) for call in connected[:_MOST_SPANS]]
        evaluated = (call for call in self.calls if table.evaluates(call, self.paths))
        for call in islice(evaluated, _MOST_SPANS):
            given = {_root(self.paths.path(part)) for part in call.arguments}
            around = {
                root
                for start, end, root in spans
                if start < call.start and call.end <= end <= start + _LARGEST_SPAN
            }
            told = self.values.fold(call.arguments[-1])
            for root in sorted((given & table.CONNECTS) | (around if told is None else set())):
                self.marks.add("fetches-and-runs", call.start, root)

    def _handed(self) -> None:
        """Tell of `fetch(...).then(eval)`."""
        for call in self.calls:
            root = _root(call.path)
            if call.path.endswith(".then") and root in table.CONNECTS and call.arguments:
                path = self.paths.path(call.arguments[0])
                if path in table.EVALUATES:
                    self.marks.add("evaluates", call.start, path)
                    self.marks.add("fetches-and-runs", call.start, root)

    def _together(self) -> None:
        """Tell what calls do only together, and commands that are started one by one."""
        for name, at, value in peers.told(self):
            self.marks.add(name, at, value)
        if len(self._all) > 1:
            known = {mark.name for mark in self.marks.found()}
            every = [command for _, started in self._all for command in started]
            for name, value, text in shells.told(every):
                if name in _ACROSS - known:
                    self.marks.add(name, self._all[0][0], value, text)

    def _origins(self, call: Call) -> list[str]:
        start = call.arguments[0].start_byte
        return flows.origins(self.names, start, call.arguments[-1].end_byte, self._decoders)

    def _executed(self, call: Call) -> None:
        self.marks.add("executes", call.start, call.path)
        if not call.arguments:
            return
        first = call.arguments[0]
        made = flows.origins(self.names, first.start_byte, first.end_byte, self._decoders)
        made = [name for name in made if name in _IN_PROCESS]
        if made:
            self.marks.add("runs-decoded", call.start, " ".join(made))
        started = self._commands(call)
        if len(self._all) < _MOST_SPANS and started:
            self._all.append((call.start, started))
        self._ordered(call, started)
        options = self.syntax.plain[first.end_byte : call.end]
        if re.search(rb"\bdetached[\"']?\s?:\s?(?:true|!0)", options) and re.search(
            rb"\bstdio[\"']?\s?:\s?\[?[\"'`]ignore", options
        ):
            self.marks.add("hides-process", call.start, call.path)

    def _ordered(self, call: Call, started: tuple[Command, ...]) -> None:
        """Note what the commands of a call do, and the code that they carry."""
        for name, value, text in shells.told(started):
            self.marks.add(name, call.start, value, text)
            if name == "connects":
                self._carried(call)
        if _WIPES.search(self.syntax.plain, call.start, call.end):
            self.marks.add("deletes-home", call.start, "rm")
        for command in started:
            for at, word in enumerate(command.argv[:-1]):
                if command.program in {"node", "bun"} and word in {"-e", "--eval", "-p"}:
                    self.codes.append((call.start, command.argv[at + 1], "text"))

    def _commands(self, call: Call) -> tuple[Command, ...]:
        """The commands that a call starts, as far as literals tell them."""
        text = self.values.rough(call.arguments[0])
        if not text:
            return ()
        second = call.arguments[1] if len(call.arguments) > 1 else None
        if second is None or second.type != "array":
            return commands(text)
        given = [self.values.rough(part) or "$X" for part in second.named_children[:200]]
        argv = (text, *given)
        own = Command(argv, (), " ".join(argv))
        script = next(
            (given[at + 1] for at, word in enumerate(given[:-1]) if word in {"-c", "/c"}), ""
        )
        return (own, *commands(script)) if script else (own,)

    def _sent(self, call: Call) -> None:
        """Tell of a secret that is in a call to a sink, or in what it is given."""
        if call.arguments:
            end = call.arguments[-1].end_byte
            self._sent_within(call, call.arguments[0].start_byte, end)

    def _carried(self, call: Call) -> None:
        """Tell of a secret that is in a command."""
        words = [part for part in call.arguments[1:2] if part.type == "array"]
        first, *_ = call.arguments
        self._sent_within(call, first.start_byte, (words or [first])[-1].end_byte)

    def _sent_within(self, call: Call, start: int, end: int) -> None:
        made = flows.origins(self.names, start, end, self._secrets)
        named = [name for name in made if name.startswith("env:")]
        odd = any(
            name in {"odd-host", "raw-address"}
            for name, _, _ in words.threats(self.syntax.plain[start:end])
        )
        if len(made) > len(named) or len(named) > 1 or (named and odd):
            self.marks.add("sends-secret", call.start, call.path.split("()")[0])
        elif named and not self._says_who(start, end):
            self.marks.add("sends-token", call.start, named[0])

    def _says_who(self, start: int, end: int) -> bool:
        """Whether what is sent has a header that says who one is: there a token belongs."""
        plain = self.syntax.plain
        return any(
            _SAYS_WHO.search(plain, first, last)
            for first, last in flows.spans(self.names, [(start, end)])
        )

    def _hidden(self, at: int, address: str, how: str) -> None:
        """Tell of a web address that an encoding comes to, and of a script made of it."""
        data = address.encode("utf-8", "replace")
        host = words.host(data)
        if not host:
            return
        self.marks.add("computed-name", at, host)
        for name, _, value in words.threats(data):
            self.marks.add(name, at, value)
        if _SCRIPT_SOURCE.search(self.syntax.code, max(0, at - 60), at):
            self.marks.add("runs-decoded", at, how)

    def _written(self, call: Call) -> None:
        words_ = self._strings(call.arguments[:2])
        place = target(words_)
        if place:
            self.marks.add("writes-outside", call.start, place)

    def _strings(self, nodes: "list[Node]") -> str:
        """Every text that the expressions are made of, joined by blanks."""
        spans = flows.spans(self.names, [(node.start_byte, node.end_byte) for node in nodes])
        plain = self.syntax.plain
        found = [
            text.strip("\"'`/")
            for start, end in spans
            for text in re.findall(
                r"[\"'`][^\"'`\n]{1,200}[\"'`]", plain[start:end].decode("utf-8", "replace")
            )
        ]
        return " ".join(found[:200])

    def _removed(self, call: Call) -> None:
        first = call.arguments[:1]
        path = self.paths.path(first[0]) if first else ""
        if path in {"os.homedir()", "process.env.HOME", "process.env.USERPROFILE"}:
            self.marks.add("deletes-home", call.start, call.path)

    def _computed(self) -> None:
        for node in self.syntax.all("subscript"):
            index = node.child_by_field_name("index")
            if index is None or index.type in {"string", "number", "identifier"}:
                continue
            name = self.values.fold(index)
            if name in _SENSITIVE:
                self.marks.add("computed-name", node.start_byte, name)
        for call in self.calls:
            if call.path in {"require", "import"} and call.arguments:
                first = call.arguments[0]
                name = self.values.fold(first) if first.type != "string" else None
                if name and name.removeprefix("node:") in _SENSITIVE:
                    self.marks.add("computed-name", call.start, name)

    def _tls(self) -> None:
        plain = self.syntax.plain
        for found in _TLS_OFF.finditer(plain) if any(word in plain for word in _TLS) else ():
            value = "environment" if found[0].startswith(b"NODE") else "option"
            self.marks.add("disables-tls", found.start(), value)


def _root(path: str) -> str:
    """What a chain of calls begins with: `axios.get` of `axios.get().then`."""
    return path.split("()", 1)[0]

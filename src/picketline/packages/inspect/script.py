"""A script looked at closely: marks from its calls and what flows into them."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from picketline.packages import issuers
from picketline.packages.inspect import (
    asked,
    commanded,
    destinations,
    drops,
    flows,
    handed,
    hashes,
    loaders,
    methods,
    packaged,
    patches,
    peers,
    protests,
    reordered,
    shells,
    spreads,
    wipes,
    words,
    written,
    xored,
)
from picketline.packages.inspect import calls as table
from picketline.packages.inspect.calls import Call
from picketline.packages.inspect.names import Names
from picketline.packages.inspect.paths import Paths
from picketline.packages.inspect.places import Marks
from picketline.packages.inspect.syntax import Syntax
from picketline.packages.inspect.takes import Takes
from picketline.packages.inspect.targets import target
from picketline.packages.inspect.values import Values
from picketline.packages.shell import Command, commands

if TYPE_CHECKING:
    from tree_sitter import Node

_IN_PROCESS = {"base64", "hex", "codes", "inflate", "decipher", "reverse", "hidden", xored.XOR}
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
_CALLS = {"call_expression", "new_expression"}
_DOORLESS = ("dns", "dgram", "net.", "tls.")
"""What has no headers to show a credential in."""
_MOST_SPANS = 200
_MOST_TOKENS = 4
_MOST_ASKED = 32
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
_BY_SHELL = re.compile(rb"\bshell[\"']?\s?:\s?(?!false|!1|undefined|null|void)")
_COMMANDS = re.compile(r"\b(?:curl|wget|nohup|base64|ncat)\b|/dev/tcp|\|\s?(?:ba|z)?sh\b")
"""What is no line of a completion."""
_COMPLETES = re.compile(rb"(?i)complet|compinit|compdef|tabtab")
_DATA_ADDRESS = re.compile(rb"/\^data:|\bstartsWith\([\"'`]data:")
DATA_ADDRESS = "data-address"
"""Beside the decoders of a mark: what they decode is told by an address that the code is given."""
_SCRIPT_SOURCE = re.compile(rb"\.src\s?=[^;=]{0,40}$")


class Script:
    """One script's marks; `codes` are texts that it runs as code, to be looked at in turn."""

    def __init__(self, syntax: Syntax, marks: Marks) -> None:
        self.syntax = syntax
        self.marks = marks
        self.names = Names(syntax)
        self.values = Values(self.names, marks.beside)
        self.paths = Paths(self.values)
        if b"shift" in syntax.plain:
            self.values.compute.turn()
        self.calls = table.calls(self.paths)
        self.codes: list[tuple[int, str, str]] = []
        emits = [call for call in self.calls if call.path.endswith(handed.EMITS)]
        self._emitted = [part for call in emits[:_MOST_CODES] for part in call.arguments[1:]]
        self._connected = [
            (call.start, root)
            for call in self.calls
            if (root := _root(call.path)) in table.CONNECTS
        ]
        self._evaluations = 0
        self._all: list[tuple[int, tuple[Command, ...]]] = []
        self._decoders = sorted(
            [*flows.decoders(syntax.plain, syntax.code), *xored.places(self.names)]
        )
        self._loads: dict[str, str] = {}
        self._asked = _MOST_ASKED
        self._uses: asked.Uses | None = None
        self._credentials = list(words.secrets(syntax.plain))
        self._takes = list(Takes(self.paths, self.calls).places())
        executes = [each for each in self.calls if each.path in table.EXECUTES and each.arguments]
        self._commanded = {each.start: self._commands(each) for each in executes[:_MOST_SPANS]}
        self._secrets = sorted({*self._secret_places()})

    def look(self) -> None:
        """Note every mark."""
        for name, at, value in (*words.threats(self.syntax.plain), *self._taken()):
            self.marks.add(name, at, value)
        for name, at, value in reordered.reordered(self.syntax):
            self.marks.add(name, at, value)
        for at, how, address in words.addresses(self.syntax.plain):
            self._hidden(at, address.decode("utf-8", "replace"), how)
        for call in self.calls:
            self._call(call)
            if call.path.endswith(_CODES):
                self._hidden(call.start, self.values.fold(call.node) or "", "codes")
        self._written()
        self._together()
        self._computed()
        self._tls()

    def _taken(self) -> Iterator[words.Place]:
        plain = self.syntax.plain
        yield from self._credentials
        yield from (place for place in self._takes if place[0] != "given")
        yield from words.environments(plain)
        yield from words.reaches(plain)
        if any(words.identities(self.syntax.code)):
            yield from words.identities(self.syntax.code, hashes.spans(self))

    def _secret_places(self) -> Iterator[tuple[int, str]]:
        plain = self.syntax.plain
        yield from ((at, value) for _, at, value in self._credentials)
        yield from ((at, value or "environment") for _, at, value in self._takes)
        yield from words.given(plain)
        for at, started in self._commanded.items():
            for name, value, _ in shells.told(started):
                if name in {"reads-secret", "reads-environment"}:
                    yield at, value or "environment"

    def _call(self, call: Call) -> None:
        path = call.path
        code = handed.code(call, self.paths, self._emitted)
        if code is not None:
            self._evaluated(call, code)
        elif path in table.EXECUTES:
            self._executed(call)
        elif path in table.CONNECTS:
            self.marks.add("connects", call.start, path)
            self._sent(call)
        elif path in table.WRITES:
            self._placed(call)
        elif path == "process.dlopen":
            self.marks.add("loads-native", call.start, path)
        elif path.endswith(_SINKS) and _root(path) in table.CONNECTS:
            self._sent(call)
        elif path.endswith((".pipe", ".pipeline", ".pipeTo")) and any(
            _root(self.paths.path(part)) in table.CONNECTS for part in call.arguments
        ):
            self._sent_within(call, call.start, call.end)

    def _evaluated(self, call: Call, code: handed.Code) -> None:
        self.marks.add("evaluates", call.start, code.by)
        made = self._origins(code.nodes, self._decoders)
        if made and (code.text is not None or made != ["escapes"]):
            given = code.text is None and self._of_data_address(code.nodes)
            how = [*made, DATA_ADDRESS] if given else made
            self.marks.add("runs-decoded", call.start, " ".join(how))
        self._ran(call.start, code.text, made)
        if code.text is None and self._evaluations < _MOST_SPANS:
            self._evaluations += 1
            roots = {*self._origins(code.nodes, self._connected), *self._around(call)}
            for root in sorted(roots):
                self.marks.add("fetches-and-runs", call.start, self._loaded(root))

    def _of_data_address(self, nodes: "list[Node]") -> bool:
        """Whether what is run was taken out of an address such as `data:text/javascript,...`."""
        given = [(nodes[0].start_byte, nodes[-1].end_byte)] if nodes else []
        spans = flows.spans(self.names, given)
        return any(_DATA_ADDRESS.search(self.syntax.plain, *span) for span in spans)

    def _ran(self, at: int, text: str | None, made: list[str]) -> None:
        """Keep a text that is run, to be looked at in turn."""
        if text and len(self.codes) < _MOST_CODES:
            self.codes.append((at, text, " ".join(made) or "text"))

    def _around(self, call: Call) -> set[str]:
        """What connects in the calls around one."""
        known = dict(self._connected)
        found = set()
        node = call.node.parent
        for _ in range(_MOST_SPANS):
            if node is None or node.end_byte - node.start_byte > _LARGEST_SPAN:
                break
            if node.type in _CALLS and node.start_byte in known:
                found.add(known[node.start_byte])
            node = node.parent
        return found

    def _written(self) -> None:
        """Tell of files that are written and then run."""
        for each in written.run(self.calls, self.paths):
            text = self.values.fold(each.content[0]) if each.content else None
            made = self._origins(each.content, self._decoders)
            made = [name for name in made if name in _IN_PROCESS]
            if made:
                self.marks.add("runs-decoded", each.call.start, " ".join(made))
            if each.as_script:
                if text is not None and "base64" in made and each.content[1:]:
                    text = methods.unbased(text).decode("utf-8", "replace")
                self._ran(each.call.start, text, made)
                root = written.fetched(each, self.paths, self._connected)
                if root:
                    self.marks.add("evaluates", each.run.start, each.run.path)
                    self.marks.add("fetches-and-runs", each.run.start, self._loaded(root))
            elif each.by_shell and (root := written.fetched(each, self.paths, self._connected)):
                self.marks.add("fetches-and-runs", each.run.start, f"{root} {commanded.COMMAND}")

    def _loaded(self, root: str) -> str:
        """What fetches code that is run, and of a loader where it comes from."""
        if root not in self._loads:
            self._loads[root] = loaders.loads(self, root, self._decoders)
        return f"{root} {self._loads[root]}".strip()

    def _together(self) -> None:
        """Tell what calls do only together, and commands that are started one by one."""
        for name, at, value in peers.told(self):
            self.marks.add(name, at, value)
        for name, at, value in _further(self):
            self.marks.add(name, at, value)
        for at, by in wipes.of_script(self):
            self.marks.add("deletes-home", at, by)
        for at, root in commanded.run(self):
            self.marks.add("fetches-and-runs", at, f"{root} {commanded.COMMAND}")
        if len(self._all) > 1:
            known = {mark.name for mark in self.marks.found()}
            every = [command for _, started in self._all for command in started]
            for name, value, text in shells.told(every):
                if name in _ACROSS - known:
                    self.marks.add(name, self._all[0][0], value, text)

    def _origins(self, nodes: "list[Node]", places: flows.Origins) -> list[str]:
        if not nodes or not places:
            return []
        start, end, handed = nodes[0].start_byte, nodes[-1].end_byte, places is not self._decoders
        return flows.origins(self.names, start, end, places, handed=handed)

    def _executed(self, call: Call) -> None:
        self.marks.add("executes", call.start, call.path)
        if not call.arguments:
            return
        first = call.arguments[0]
        made = [name for name in self._origins([first], self._decoders) if name in _IN_PROCESS]
        if made:
            self.marks.add("runs-decoded", call.start, " ".join(made))
        started = self._commanded.get(call.start, ())
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
        if call.arguments[0].type == "object":
            return self._described(call.arguments[0])
        texts = self.values.expanded(call.arguments[0])
        if not texts:
            return ()
        text = texts[0]
        second = call.arguments[1] if len(call.arguments) > 1 else None
        if second is None or second.type != "array":
            return tuple(command for text in texts for command in commands(text))
        given = [self.values.rough(part) or "$X" for part in second.named_children[:200]]
        argv = (text, *given)
        own = Command(argv, (), " ".join(argv))
        if _BY_SHELL.search(self.syntax.plain, second.end_byte, call.end):
            return (own, *commands(" ".join(argv)))
        script = next(
            (given[at + 1] for at, word in enumerate(given[:-1]) if word in {"-c", "/c"}), ""
        )
        return (own, *commands(script)) if script else (own,)

    def _described(self, node: "Node") -> tuple[Command, ...]:
        """The command of `{file, args}`, which the binding that starts processes takes."""
        told = {part.child_by_field_name("key"): part for part in node.named_children[:_MOST_CODES]}
        named = {self.syntax.text(key): part for key, part in told.items() if key is not None}
        given = named["args"].child_by_field_name("value") if "args" in named else None
        parts = given.named_children[:_MOST_SPANS] if given is not None else []
        argv = tuple(self.values.rough(part) or "$X" for part in parts)
        own = Command(argv, (), " ".join(argv))
        return (own, *commands(argv[-1])) if "-c" in argv else (own,)

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
        if not made or destinations.home(self, call, made):
            return
        named = [name for name in made if name.startswith("env:")]
        odd = any(
            name in {"odd-host", "raw-address"}
            for name, _, _ in words.threats(self.syntax.plain[start:end])
        )
        several = len(made) > len(named) or len({*map(issuers.family, named)}) > 1
        if several or (named and odd):
            shown = not call.path.startswith(_DOORLESS) and destinations.presented(
                self, call, self._secrets, self._decoders
            )
            name = "presents-secret" if shown else "sends-secret"
            self.marks.add(name, call.start, _root(call.path))
        if named == made and not self._says_who(start, end):
            for each in named[:_MOST_TOKENS]:
                self.marks.add("sends-token", call.start, each)

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

    def _placed(self, call: Call) -> None:
        words_ = self._strings(call.arguments[:2])
        place = target(words_)
        if place:
            value = f"{place}, {waits}" if (waits := self._waits(call, place, words_)) else place
            self.marks.add("writes-outside", call.start, value)

    def _waits(self, call: Call, place: str, words_: str) -> str:
        """For what a write waits: for its user to ask for it, or for a call."""
        if place == "other-package":
            return asked.LOADED
        self._asked -= 1
        if self._asked < 0 or _COMMANDS.search(words_):
            return asked.LOADED
        if self._uses is None:
            self._uses = asked.Uses(self)
        when = asked.when(self, call.node, self._uses)
        if when != asked.CALLED:
            return when
        if place == "npmrc":
            return "if called"
        return "for completion" if _COMPLETES.search(self.syntax.plain) else ""

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


def _further(script: Script) -> Iterator[words.Place]:
    """The marks that modules of their own tell."""
    for told in (protests.told, patches.told, drops.told, spreads.told, packaged.told):
        yield from told(script)


def _root(path: str) -> str:
    """What a chain of calls begins with: `axios.get` of `axios.get().then`."""
    return path.split("()", 1)[0]

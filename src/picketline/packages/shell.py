"""What a line of shell starts: the commands of npm scripts, and of shell inside code.

Read by a real grammar (tree-sitter's for bash), bounded in bytes, nodes and depth. What cannot
be read is taken word by word; nothing is ever raised.
"""

import functools
import threading
from collections.abc import Iterator
from posixpath import join, normpath
from typing import TYPE_CHECKING

import msgspec

from picketline.packages import shell_copies, shell_wraps
from picketline.packages.parsing import bounded_parse
from picketline.packages.shell_names import SHELLS
from picketline.packages.shell_texts import readable
from picketline.packages.shell_values import Values, filtered, printed
from picketline.packages.shell_words import END, base, plain, word
from picketline.packages.shell_wraps import unwrapped

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

__all__ = ["LARGEST", "MOST_COMMANDS", "SHELLS", "Command", "commands"]

LARGEST = 1 << 15
_MOST_NODES = 20_000
MOST_COMMANDS = 512
_DEPTH = 5
_LONGEST_PIECE = 1 << 14
_LONGEST_PIPE = 8
_MOST_CALLS = 16
_MOST_USES = 6
_own = threading.local()
_SUBSTITUTIONS = {"command_substitution", "process_substitution"}
_EXPANSIONS = {"simple_expansion", "expansion"}


class Command(msgspec.Struct, frozen=True):
    """One command that a script starts.

    `argv` are its words without assignments, wrappers (`cross-env A=1`, `sudo`, `timeout 9`) and
    quotes; an expansion stays as written where its value is not known. `pipes_to` are the words
    of every command that its output goes to, in order. `text` is the command as written. `writes`
    are the files that `>` and `>>` send its output to, `reads` those that it is given by `<` or
    `cat`. `fed` is the text that it reads, where it is known. `folder` is where it runs, below
    where the script does. `environment` are the variables that are set for it.
    """

    argv: tuple[str, ...]
    pipes_to: tuple[tuple[str, ...], ...] = ()
    text: str = ""
    writes: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    fed: str = ""
    folder: str = ""
    environment: tuple[tuple[str, str], ...] = ()

    @property
    def program(self) -> str:
        """The name of what is started, without folder and `.exe`, in lower case."""
        return base(self.argv[0])


@functools.lru_cache(maxsize=256)
def commands(script: str) -> tuple[Command, ...]:
    """Every command of `script`, in order, with those inside `sh -c`, `cmd /c` and `eval`.

    At most 512; of a script over 32 KiB its first 32 KiB are read.
    """
    found: list[Command] = []
    waiting = [(script, 0, "")]
    while waiting and len(found) < MOST_COMMANDS:
        text, depth, folder = waiting.pop(0)
        own = _parsed(text[:LARGEST], folder)
        own += [each for one in own for each in _given(one)]
        found += own
        if depth < _DEPTH:
            waiting += [(inner, depth + 1, folder) for inner in _written(own)]
            waiting += [(inner, depth + 1, each.folder) for each in own for inner in _inner(each)]
    return tuple(found[:MOST_COMMANDS])


def _inner(command: Command) -> Iterator[str]:
    """The scripts that a command is given to run."""
    yield from shell_wraps.carried(command.argv)
    if command.fed and command.program in SHELLS:
        yield command.fed


def _written(every: list[Command]) -> Iterator[str]:
    """The scripts that commands write into files, and then run."""
    texts = {
        name: text
        for one in every
        for name, text in shell_copies.written(one.argv, one.writes, one.fed)
    }
    if texts:
        yield from dict.fromkeys(shell_copies.ran(((one.argv, one.reads) for one in every), texts))


def _given(command: Command) -> Iterator[Command]:
    """The commands whose words a command is given."""
    for argv in shell_wraps.started(command.argv, command.fed):
        inner = unwrapped(argv)
        if inner:
            yield msgspec.structs.replace(command, argv=inner, fed="")


class _Place(msgspec.Struct, frozen=True):
    """Where a node stands: what its output goes through, the files, and what it reads."""

    into: tuple[tuple[str, ...], ...] = ()
    writes: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    fed: str = ""


def _parsed(script: str, folder: str) -> list[Command]:
    found: list[Command] = []
    for piece in _pieces(readable(script)):
        tree = bounded_parse(_parser(), piece.encode("utf-8", "replace"))
        if tree is not None:
            own = _Walk(folder).walked(tree.root_node)
            found += own
        if tree is None or not own:
            lines = (line.split() for line in piece.splitlines()[:MOST_COMMANDS])
            found += [Command(tuple(argv), (), " ".join(argv)) for argv in lines if argv]
        if len(found) >= MOST_COMMANDS:
            break
    return found


def _pieces(script: str) -> Iterator[str]:
    """A script in parts of at most 16 Ki characters, cut at ends of lines where there are any.

    The grammar takes quadratic time for a long pipe.
    """
    start = 0
    while start < len(script):
        end = start + _LONGEST_PIECE
        line = script.rfind("\n", start, end) + 1 if end < len(script) else 0
        yield script[start : line or end]
        start = line or end


class _Walk:
    """One walk over a script, in its order: variables and folders count from where they stand."""

    def __init__(self, folder: str) -> None:
        self.values = Values()
        self.folder = folder
        self.exported: dict[str, str] = {}
        self.functions: dict[str, Node] = {}
        self.calls = 0
        self.uses: dict[int, int] = {}
        self.found: list[tuple[int, Command]] = []

    def walked(self, root: "Node") -> list[Command]:
        stack = [(root, _Place())]
        for _ in range(_MOST_NODES):
            if not stack or len(self.found) > MOST_COMMANDS:
                break
            node, place = stack.pop()
            stack += reversed(self._below(node, place))
        return [command for _, command in sorted(self.found, key=lambda pair: pair[0])]

    def _below(self, node: "Node", place: _Place) -> list[tuple["Node", _Place]]:
        """What is walked after a node, in order."""
        if node.type == "pipeline":
            return self._piped(node, place)
        if node.type == "redirected_statement":
            inner = self._redirected(node, place)
            return [(child, inner) for child in node.named_children]
        if node.type == "command":
            return self._command(node, place)
        if node.type == "function_definition":
            name, body = node.child_by_field_name("name"), node.child_by_field_name("body")
            if name is not None and body is not None:
                self.functions[plain(name)] = body
        elif node.type == "variable_assignment":
            name_, value = self.values.assign(node)
            if node.parent is not None and node.parent.type == "declaration_command":
                self.exported[name_] = value
        elif node.type == "heredoc_redirect":
            return [(child, place) for child in node.named_children if child.type == "pipeline"]
        return [(child, place) for child in node.named_children]

    def _command(self, node: "Node", place: _Place) -> list[tuple["Node", _Place]]:
        own = dict(self.exported)
        for child in node.named_children:
            if child.type == "variable_assignment":
                name, value = self.values.assign(child)
                own[name] = value
        written = self.values.words(node)
        argv = unwrapped(written)
        own.update(shell_wraps.assigned(written))
        into, outputs = place.into, self._outputs(node)
        if argv:
            self._noted(argv)
            made = Command(
                argv,
                (*outputs, *into)[:_LONGEST_PIPE],
                plain(node),
                place.writes,
                place.reads,
                place.fed or _herestring(node, self.values),
                self.folder,
                tuple(sorted(own.items())),
            )
            self.found.append((node.start_byte, made))
            self._moved(argv)
        after = _Place((argv, *into)[:_LONGEST_PIPE]) if argv else place
        run = _Place((("eval",), *after.into)[:_LONGEST_PIPE])
        name_node = node.child_by_field_name("name")
        named = {inner.id for inner in self._nested(name_node)} if name_node else set()
        further = [(inner, run if inner.id in named else after) for inner in self._nested(node)]
        body = self.functions.get(argv[0]) if argv else None
        if body is not None and self.calls < _MOST_CALLS:
            self.calls += 1
            further.append((body, place))
        return further

    def _noted(self, argv: tuple[str, ...]) -> None:
        """Take note of `alias a=b` and of Windows' `set a=b`."""
        if argv[0] == "alias":
            pairs = (each.partition("=") for each in argv[1:50])
            self.values.aliases.update({name: value for name, _, value in pairs if value})
        elif argv[0].lower() == "set" and "=" in " ".join(argv[1:2]):
            name, _, value = " ".join(argv[1:]).partition("=")
            self.values.put(name, value)
            self.exported[name] = value

    def _moved(self, argv: tuple[str, ...]) -> None:
        words = [each for each in argv[1:] if each not in {"-P", "-L", "--", "/d", "/D"}]
        if argv[0] in {"cd", "pushd", "chdir", "Set-Location"} and words:
            self.folder = normpath(join(self.folder, words[0])) if words[0] != "-" else ""

    def _outputs(self, node: "Node") -> list[tuple[str, ...]]:
        """What `>(sh)` does with a command's output."""
        around = node.parent
        places = [node, *([around] if around and around.type == "redirected_statement" else [])]
        return [
            head
            for each in places
            for part in self._nested(each, only_own=True)
            if part.type == "process_substitution" and plain(part).startswith(">")
            for inner in part.named_children[:_LONGEST_PIPE]
            for head in self._heads(inner)
        ]

    def _redirected(self, node: "Node", place: _Place) -> _Place:
        """The place of what `>`, `>>`, `<` and here-documents are for."""
        parts = node.named_children[:END]
        inner = [
            each
            for part in parts
            if part.type == "heredoc_redirect"
            for each in part.named_children[:_LONGEST_PIPE]
        ]
        redirects = [part for part in (*parts, *inner) if part.type == "file_redirect"]
        writes, reads = (
            tuple(
                word(part, self.values.expand)
                for redirect in redirects[:_LONGEST_PIPE]
                if way in (redirect.text or b"")
                for part in redirect.named_children[:_LONGEST_PIPE]
                if part.type != "file_descriptor"
            )
            for way in (b">", b"<")
        )
        documents = (part for part in node.named_children if part.type == "heredoc_redirect")
        bodies = (
            plain(part)
            for one in documents
            for part in one.named_children
            if part.type == "heredoc_body"
        )
        fed = next(bodies, "")
        return _Place(place.into, writes + place.writes, reads + place.reads, fed or place.fed)

    def _piped(self, node: "Node", place: _Place) -> list[tuple["Node", _Place]]:
        """The parts of a pipe, each with what its output goes through and what it reads."""
        parts = node.named_children
        heads = [self._heads(part) for part in parts]
        found: list[tuple[Node, _Place]] = []
        fed: str | None = place.fed or None
        reads = place.reads
        if node.parent is not None and node.parent.type == "heredoc_redirect":
            fed = _body(node.parent)
            reads = ()
        for at, part in enumerate(parts):
            after = [head for each in heads[at + 1 :][:_LONGEST_PIPE] for head in each]
            into = (*after, *place.into)[:_LONGEST_PIPE]
            found.append((part, _Place(into, place.writes, reads, fed or "")))
            first = heads[at][0] if heads[at] else ()
            fed = (filtered(first, fed) if fed else printed(first)) if first else None
            if at == 0 and first and base(first[0]) in {"cat", "type", "head", "tail"}:
                reads = (*reads, *(each for each in first[1:] if each[:1] not in {"-", "+"}))
        return found

    def _heads(self, node: "Node") -> list[tuple[str, ...]]:
        """The words of the commands in a part of a pipe, without those of its substitutions."""
        found: list[tuple[str, ...]] = []
        waiting = [node]
        for _ in range(_MOST_CALLS * 2):
            if not waiting or len(found) >= _LONGEST_PIPE:
                break
            part = waiting.pop(0)
            if part.type == "command":
                found.append(unwrapped(self.values.words(part)))
                waiting += [
                    inner
                    for inner in self._nested(part, only_own=True)
                    if plain(inner).startswith(">(")
                ]
            else:
                waiting += part.named_children[:_LONGEST_PIPE]
        return [each for each in found if each]

    def _held(self, node: "Node") -> Iterator["Node"]:
        """What a variable holds, a few times each: it may hold what it is made of."""
        for each in self.values.held(node):
            self.uses[each.id] = self.uses.get(each.id, 0) + 1
            if self.uses[each.id] <= _MOST_USES and len(self.uses) <= _MOST_CALLS:
                yield each

    def _nested(self, node: "Node", *, only_own: bool = False) -> Iterator["Node"]:
        """The substitutions in a command's words, at any depth of quoting that matters.

        Those that its variables hold are among them.
        """
        waiting = list(node.named_children)
        for _ in range(END):
            if not waiting:
                return
            part = waiting.pop()
            if part.type in _SUBSTITUTIONS:
                yield part
            elif part.type in _EXPANSIONS and not only_own:
                yield from self._held(part)
            elif not (only_own and part.type == "command"):
                waiting += part.named_children


def _herestring(node: "Node", values: Values) -> str:
    """The text that `<<<` gives a command."""
    for part in node.named_children:
        if part.type == "herestring_redirect" and part.named_children:
            return word(part.named_children[-1], values.expand)
    return ""


def _body(node: "Node") -> str:
    return next((plain(part) for part in node.named_children if part.type == "heredoc_body"), "")


def _parser() -> "Parser":
    """A parser of this thread's own."""
    if not hasattr(_own, "parser"):
        import tree_sitter  # noqa: PLC0415  # heavy, and rarely needed
        import tree_sitter_bash  # noqa: PLC0415  # as above

        _own.parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_bash.language()))
    parser: Parser = _own.parser
    return parser

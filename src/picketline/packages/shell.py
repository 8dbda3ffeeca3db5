"""What a line of shell starts: the commands of npm scripts, and of shell inside code.

Read by a real grammar (tree-sitter's for bash), bounded in bytes, nodes and depth. What cannot
be read is taken word by word; nothing is ever raised.
"""

import functools
import re
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from picketline.packages.parsing import bounded_parse
from picketline.packages.shell_words import END, base, plain, unwrapped, word, words

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

LARGEST = 1 << 15
_MOST_NODES = 20_000
MOST_COMMANDS = 512
_DEPTH = 4
_LONGEST_PIECE = 1 << 14
_LONGEST_PIPE = 8
_own = threading.local()
_SUBSTITUTIONS = {"command_substitution", "process_substitution"}
SHELLS = {"sh", "bash", "zsh", "dash", "ksh", "ash", "fish"}
_BACKSLASH = re.compile(r"(?<=[\w.])\\(?=[\w.@-])")


class Command(msgspec.Struct, frozen=True):
    """One command that a script starts.

    `argv` are its words without assignments, wrappers (`cross-env A=1`, `sudo`, `nohup`) and
    quotes; an expansion stays as written. `pipes_to` are the words of every command that its
    output goes to, in order. `text` is the command as written. `writes` are the files that
    `>` and `>>` send its output to, `reads` those that `<` gives it.
    """

    argv: tuple[str, ...]
    pipes_to: tuple[tuple[str, ...], ...] = ()
    text: str = ""
    writes: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()

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
    waiting = [(script, 0)]
    while waiting and len(found) < MOST_COMMANDS:
        text, depth = waiting.pop(0)
        own = _parsed(text[:LARGEST])
        found += own
        if depth < _DEPTH:
            waiting += [(inner, depth + 1) for command in own for inner in _inner(command)]
    return tuple(found[:MOST_COMMANDS])


def _inner(command: Command) -> Iterator[str]:
    """The scripts that a command is given to run."""
    argv, name = command.argv, command.program
    if name in SHELLS:
        at = next((n for n, word in enumerate(argv[1:], 1) if _takes_script(word)), 0)
        yield from argv[at + 1 : at + 2] if at else ()
    elif name == "cmd":
        at = next((n for n, word in enumerate(argv) if word.lower() in {"/c", "/k"}), 0)
        yield from [" ".join(argv[at + 1 :])] if at else ()
    elif name == "eval":
        yield " ".join(argv[1:])
    elif name in {"concurrently", "npm-run-all", "wireit"}:
        yield from (word for word in argv[1:] if " " in word)


def _takes_script(word: str) -> bool:
    return re.fullmatch(r"-[a-z]{0,4}c", word) is not None


class _Place(msgspec.Struct, frozen=True):
    """Where a node stands: what its output goes through, and the files that it goes to."""

    into: tuple[tuple[str, ...], ...] = ()
    writes: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()


def _parsed(script: str) -> list[Command]:
    found: list[Command] = []
    for piece in _pieces(_BACKSLASH.sub("/", script)):
        tree = bounded_parse(_parser(), piece.encode("utf-8", "replace"))
        if tree is not None:
            own = _walked(tree.root_node)
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


def _walked(root: "Node") -> list[Command]:
    found: list[tuple[int, Command]] = []
    stack = [(root, _Place())]
    for _ in range(_MOST_NODES):
        if not stack:
            break
        node, place = stack.pop()
        if node.type == "pipeline":
            stack += _piped(node, place)
        elif node.type == "redirected_statement":
            writes, reads = _redirected(node, b">"), _redirected(node, b"<")
            inner = _Place(place.into, writes + place.writes, reads + place.reads)
            stack += [(child, inner) for child in node.named_children]
        elif node.type == "command":
            argv = unwrapped(words(node))
            if argv:
                found.append(
                    (
                        node.start_byte,
                        Command(argv, place.into, plain(node), place.writes, place.reads),
                    )
                )
            after = _Place((argv, *place.into)[:_LONGEST_PIPE]) if argv else place
            stack += [(inner, after) for inner in _nested(node)]
        else:
            stack += [(child, place) for child in node.named_children]
    return [command for _, command in sorted(found, key=lambda pair: pair[0])]


def _redirected(node: "Node", way: bytes) -> tuple[str, ...]:
    """The files that `>`, `>>` or `<` of a statement name."""
    redirects = [part for part in node.named_children if part.type == "file_redirect"]
    return tuple(
        word(part)
        for redirect in redirects[:_LONGEST_PIPE]
        if way in (redirect.text or b"")
        for part in redirect.named_children[:_LONGEST_PIPE]
        if part.type != "file_descriptor"
    )


def _piped(node: "Node", place: _Place) -> list[tuple["Node", _Place]]:
    """The parts of a pipe, each with what its output goes through."""
    parts = node.named_children
    heads = [_head(part) for part in parts]
    return [
        (part, _Place((*filter(None, heads[at + 1 :][:_LONGEST_PIPE]), *place.into)[:_LONGEST_PIPE],
                      place.writes, place.reads))
        for at, part in enumerate(parts)
    ]  # fmt: skip


def _head(node: "Node") -> tuple[str, ...]:
    """The words of the first command in a part of a pipe."""
    for _ in range(_DEPTH):
        if node.type == "command" or not node.named_children:
            break
        node = node.named_children[0]
    return unwrapped(words(node)) if node.type == "command" else ()


def _nested(node: "Node") -> Iterator["Node"]:
    """The substitutions in a command's words, at any depth of quoting that matters."""
    waiting = list(node.named_children)
    for _ in range(END):
        if not waiting:
            return
        part = waiting.pop()
        if part.type in _SUBSTITUTIONS:
            yield part
        else:
            waiting += part.named_children


def _parser() -> "Parser":
    """A parser of this thread's own."""
    if not hasattr(_own, "parser"):
        import tree_sitter  # noqa: PLC0415  # heavy, and rarely needed
        import tree_sitter_bash  # noqa: PLC0415  # as above

        _own.parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_bash.language()))
    parser: Parser = _own.parser
    return parser

"""What variables, aliases and simple substitutions of a shell script come to."""

import base64
import binascii
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from picketline.packages.shell_words import END, base, plain, unescaped, word, words

if TYPE_CHECKING:
    from tree_sitter import Node

_GIVEN = {
    "IFS": " ",
    "SHELL": "sh",
    "0": "sh",
    "COMSPEC": "cmd",
    "npm_node_execpath": "node",
    "NODE": "node",
    "npm_execpath": "npm-cli.js",
    "npm_package_json": "package.json",
    "PWD": ".",
    "CD": ".",
    "BASH": "bash",
}
"""What a package manager or a shell sets, as far as it matters what runs."""
_CASELESS = {name.upper(): value for name, value in _GIVEN.items()}
_LONGEST = 1 << 12
_DEPTH = 4
_MOST = 200
_BRACED = re.compile(
    r"\$\{(\w+)(?:\[[@*]\])?(?:(:?[-=+])([\s\S]*)|:(\d+)(?::(\d+))?|(//?)([^/}]+)/([^}]*)"
    r"|([%#]{1,2})([\s\S]*))?\}"
)
_PERCENT = re.compile(r"%([A-Za-z_]\w{0,60})%")
_HERE = {"pwd", "dirname"}
_RANGE = re.compile(r"([A-Za-z0-9])-([A-Za-z0-9])")


class Values:
    """What is known of a script's variables where it is read, in order."""

    def __init__(self) -> None:
        self.known: dict[str, str] = {}
        self.nodes: dict[str, list[Node]] = {}
        self.aliases: dict[str, str] = {}

    def assign(self, node: "Node") -> tuple[str, str]:
        """Take note of an assignment; its name and value."""
        name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
        parts = value.named_children[:_MOST] if value is not None and value.type == "array" else []
        listed = " ".join(word(each, self.expand) for each in parts)
        told = word(value, self.expand) if value is not None and not parts else listed
        told = told.replace("\x1f", " ")
        key = plain(name) if name is not None else ""
        self.put(key, told)
        if value is not None and (inner := list(substitutions(value))):
            self.nodes[key] = inner
        return key, told

    def put(self, name: str, value: str) -> None:
        """Take note of a value; a later one counts."""
        if len(self.known) < _MOST and len(value) <= _LONGEST:
            self.known[name] = value
            self.nodes.pop(name, None)

    def words(self, node: "Node") -> tuple[str, ...]:
        """The words of a command, with what is known put in."""
        found = words(node, self.expand)
        found = tuple(self._of_percent(each) for each in found)
        if found and (alias := self.aliases.get(found[0])) is not None:
            found = (*alias.split()[:END], *found[1:])
        return found

    def _of_percent(self, text: str) -> str:
        if "%" not in text:
            return text
        return _PERCENT.sub(lambda one: self._told(one[1], one[0]), text)[:_LONGEST]

    def _told(self, name: str, otherwise: str) -> str:
        if name in self.known:
            return self.known[name]
        return _CASELESS.get(name.upper(), otherwise)

    def told(self, name: str) -> str | None:
        """The value of a variable, None where it is not known."""
        return self.known.get(name, _GIVEN.get(name))

    def held(self, node: "Node") -> Iterator["Node"]:
        """The substitutions whose output the variables of an expansion hold."""
        name = next((plain(each) for each in node.named_children[:1]), "")
        yield from self.nodes.get(name, ())

    def expand(self, node: "Node", depth: int = _DEPTH) -> str | None:
        """What an expansion or a substitution comes to, None where it cannot be told."""
        if node.type == "command_substitution":
            return self._output(node, depth)
        text = plain(node)
        if node.type == "simple_expansion":
            return self.told(text[1:])
        found = _BRACED.fullmatch(text)
        return self._braced(found) if found else None

    def _braced(self, found: re.Match[str]) -> str | None:
        value = self.told(found[1])
        if found[2]:
            default = found[3] if found[2][-1] in "-=" else None
            return value if value is not None else default
        if value is None:
            return None
        if found[4]:
            start = int(found[4][:6])
            return value[start : start + int(found[5][:6])] if found[5] else value[start:]
        if found[6]:
            return value.replace(found[7], found[8], -1 if found[6] == "//" else 1)[:_LONGEST]
        if found[9]:
            return "." if found[10] == "/*" and "/" not in value else None
        return value

    def _output(self, node: "Node", depth: int) -> str | None:
        """What `$(echo x)`, `$(pwd)` and `$(echo x | base64 -d)` print."""
        inner = node.named_children
        if len(inner) != 1 or not depth:
            return None
        if inner[0].type == "command":
            own = words(inner[0], lambda one: self.expand(one, depth - 1))
            return printed(own) if own else None
        if inner[0].type != "pipeline":
            return None
        parts = [part for part in inner[0].named_children if part.type == "command"]
        if len(parts) != len(inner[0].named_children) or not parts:
            return None
        text = printed(words(parts[0], lambda one: self.expand(one, depth - 1)))
        for part in parts[1:]:
            text = filtered(words(part, lambda one: self.expand(one, depth - 1)), text)
        return text


def substitutions(node: "Node") -> Iterator["Node"]:
    """The command substitutions in a value."""
    waiting = [node]
    for _ in range(END):
        if not waiting:
            return
        part = waiting.pop()
        if part.type == "command_substitution":
            yield part
        else:
            waiting += part.named_children


def printed(argv: tuple[str, ...]) -> str | None:
    """What a command of fixed words prints, None where it is not known."""
    name = base(argv[0]) if argv else ""
    rest = [each for each in argv[1:] if each not in {"-n", "-e", "-ne", "-en", "--"}]
    if name == "echo":
        text = " ".join(rest)[:_LONGEST]
        return unescaped(text) if {"-e", "-ne", "-en"} & {*argv} else text
    if name == "printf" and rest:
        return _formatted(rest)[:_LONGEST]
    if name == "find":
        return next((value for flag, value in pairwise(argv) if flag in {"-name", "-iname"}), None)
    if name in _HERE and "/" not in " ".join(rest).replace("$0", ""):
        return "."
    return None


def _formatted(words_: list[str]) -> str:
    text, *values = words_
    for value in values[:_MOST]:
        if "%s" not in text and "%b" not in text:
            break
        head, tail = re.split("%[sb]", text, maxsplit=1)
        text = f"{head}{value}{tail}"[:_LONGEST]
    return unescaped(text.replace("%%", "%"))


def filtered(argv: tuple[str, ...], text: str | None) -> str | None:
    """What a filter makes of a known text, None where it is not known."""
    name = base(argv[0]) if argv else ""
    if text is None:
        return None
    if name == "rev":
        return "\n".join(line[::-1] for line in text.split("\n"))
    if name == "tr" and len(argv) == 3:  # noqa: PLR2004  # `tr A B`
        return _translated(argv[1], argv[2], text)
    return text if name in {"cat", "tee"} else _decoded(name, argv[1:], text)


def _translated(old: str, new: str, text: str) -> str:
    """What `tr` makes of a text: letters by letters, or without those after `-d`."""
    before, after = _RANGE.sub(_spelled, old), _RANGE.sub(_spelled, new)
    if old == "-d":
        return "".join(one for one in text if one not in after)
    after += after[-1:] * max(0, len(before) - len(after))
    return text.translate(dict(zip(map(ord, before), after, strict=False)))


def _spelled(found: re.Match[str]) -> str:
    return "".join(map(chr, range(ord(found[1]), ord(found[2]) + 1)))


def _decoded(name: str, flags: tuple[str, ...], text: str) -> str | None:
    """What `base64 -d` and `xxd -r` make of a text."""
    plain_ = "".join(text.split())
    try:
        if name == "base64" and {"-d", "-D", "--decode", "-di"} & {*flags}:
            return base64.b64decode(plain_).decode("utf-8", "replace")
        if name == "xxd" and "r" in "".join(flags):
            return binascii.unhexlify(plain_).decode("utf-8", "replace")
    except ValueError:
        return None
    return None

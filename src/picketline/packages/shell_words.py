"""The words of a command: quotes taken off, variables put in where their values are known."""

import re
from collections.abc import Callable
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from picketline.packages.shell_names import KNOWN

if TYPE_CHECKING:
    from tree_sitter import Node

END = 2000
"""The most parts of one command that are read."""
_SKIPPED = {"variable_assignment", "file_redirect", "heredoc_redirect", "herestring_redirect"}
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_IN_QUOTES = re.compile(r"\\([\"\\$`])")
_ANSI = re.compile(
    r"\\(?:x([0-9A-Fa-f]{1,2})|u([0-9A-Fa-f]{1,4})|U([0-9A-Fa-f]{1,6})|([0-7]{1,3})|([\s\S]))"
)
_CONTROLS = {
    "n": "\n",
    "t": "\t",
    "r": "\r",
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "v": "\v",
    "e": "\x1b",
}
_PATTERN = re.compile(r"[?*\[]")
_BLANK = re.compile(r"[ \t\n]+")
_NUMBERED = re.compile(r"(python[23]?|pypy3?|ruby|php|lua|node|perl)-?\d*(?:\.\d+)*")
_PART = "\x1f"
"""Parts words that one unquoted expansion gives."""
_EXPANDED = {"simple_expansion", "expansion", "command_substitution"}

Expand = Callable[["Node"], "str | None"]
"""Gives the text of an expansion, None where it is not known."""


def base(word: str) -> str:
    """The name of a program: no folder, `.exe`, `.cmd` or version, in lower case."""
    name = re.sub(r"\.(exe|cmd|bat)$", "", re.split(r"[/\\]", word)[-1].lower())
    numbered = _NUMBERED.fullmatch(name)
    return numbered[1] if numbered else name


def plain(node: "Node") -> str:
    """The text of a node."""
    return (node.text or b"").decode("utf-8", "replace")


def _unknown(_: "Node") -> str | None:
    return None


def words(node: "Node", expand: Expand = _unknown) -> tuple[str, ...]:
    """The words of a command node, quotes taken off, at most `END`."""
    parts = [part for part in node.named_children[:END] if part.type not in _SKIPPED]
    split = [one for part in parts for one in _split(word(part, expand)) or [""]]
    return (_meant(split[0]), *split[1:END]) if split else ()


def _split(text: str) -> list[str]:
    return [one for one in text.split(_PART) if one] if _PART in text else [text]


def _meant(program: str) -> str:
    """The program that a pattern in its place means: `/bin/cur?`."""
    name = re.split(r"[/\\]", program)[-1]
    if not _PATTERN.search(name) or len(name) > 40:  # noqa: PLR2004  # no program is called so
        return program
    return next((each for each in KNOWN if fnmatchcase(each, name)), program)


def word(node: "Node", expand: Expand = _unknown) -> str:
    """One word as the shell would hand it on; what is not known stays as written.

    Where an unquoted expansion gives several words, they are parted by U+001F.
    """
    if node.type == "command_name" and node.named_children:
        node = node.named_children[0]
    if node.type == "concatenation":
        return "".join(_piece(part, expand) for part in node.named_children[:END])
    return _piece(node, expand)


def _piece(node: "Node", expand: Expand) -> str:
    text = plain(node)
    if node.type == "raw_string":
        return text[1:-1]
    if node.type == "string":
        return _quoted(node, expand)
    if node.type == "ansi_c_string":
        return unescaped(text[2:-1])
    if node.type in _EXPANDED:
        told = expand(node)
        return text if told is None else _BLANK.sub(_PART, told)
    return _ESCAPED.sub(r"\1", text) if node.type == "word" else text


def _quoted(node: "Node", expand: Expand) -> str:
    """The text between double quotes, with what is known put in."""
    text = node.text or b""
    found, at = [], 1
    for part in node.named_children[:END]:
        if part.type in _EXPANDED and (told := expand(part)) is not None:
            start = part.start_byte - node.start_byte
            many = "[@]" in plain(part)
            found += [_unquoted(text[at:start]), _BLANK.sub(_PART, told) if many else told]
            at = part.end_byte - node.start_byte
    return "".join([*found, _unquoted(text[at:-1])])


def unescaped(text: str) -> str:
    r"""A text with `\x63`, `\143`, `\n` and their like undone."""
    return _ANSI.sub(_escape, text)


def _unquoted(text: bytes) -> str:
    return _IN_QUOTES.sub(r"\1", text.decode("utf-8", "replace"))


def _escape(found: re.Match[str]) -> str:
    for digits, number in ((found[1], 16), (found[2], 16), (found[3], 16), (found[4], 8)):
        if digits:
            code = int(digits, number)
            return chr(code) if code < 0x110000 else found[0]  # noqa: PLR2004  # the last character
    return _CONTROLS.get(found[5], found[5])

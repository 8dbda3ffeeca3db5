"""The words of a command: quotes taken off, wrappers left out."""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node

END = 2000
"""The most parts of one command that are read."""
_SKIPPED = {"variable_assignment", "file_redirect", "heredoc_redirect", "herestring_redirect"}
_WRAPPERS = {
    *("sudo", "nohup", "exec", "time", "command", "builtin", "env", "cross-env", "setsid"),
    *("cross-env-shell", "dotenv", "nice", "start", "call", "doas", "stdbuf", "ionice"),
}
_ASSIGNED = re.compile(r"[A-Za-z_]\w*=")
_STARTING = re.compile(r"/[A-Za-z]{1,8}$|\"?\"?$")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_IN_QUOTES = re.compile(r"\\([\"\\$`])")


def base(word: str) -> str:
    """The name of a program: no folder, no `.exe` or `.cmd`, in lower case."""
    name = re.split(r"[/\\]", word)[-1].lower()
    return re.sub(r"\.(exe|cmd|bat)$", "", name)


def plain(node: "Node") -> str:
    """The text of a node."""
    return (node.text or b"").decode("utf-8", "replace")


def words(node: "Node") -> tuple[str, ...]:
    """The words of a command node, quotes taken off, at most `END`."""
    parts = [part for part in node.named_children[:END] if part.type not in _SKIPPED]
    return tuple(word(part) for part in parts)


def word(node: "Node") -> str:
    """One word as the shell would hand it on; an expansion stays as written."""
    if node.type == "command_name" and node.named_children:
        node = node.named_children[0]
    if node.type == "concatenation":
        return "".join(_piece(part) for part in node.named_children[:END])
    return _piece(node)


def _piece(node: "Node") -> str:
    text = plain(node)
    if node.type == "raw_string":
        return text[1:-1]
    if node.type == "string":
        return _IN_QUOTES.sub(r"\1", text[1:-1])
    if node.type == "ansi_c_string":
        return text[2:-1]
    return _ESCAPED.sub(r"\1", text) if node.type == "word" else text


def unwrapped(argv: tuple[str, ...]) -> tuple[str, ...]:
    """`argv` without what only wraps it: `sudo -E`, `env A=1`, `cross-env A=1`, `nohup`."""
    at = 0
    while at < len(argv) - 1 and base(argv[at]) in _WRAPPERS:
        skipped = _STARTING if base(argv[at]) == "start" else _ASSIGNED
        at += 1
        while at < len(argv) - 1 and (argv[at].startswith("-") or skipped.match(argv[at])):
            at += 1
    return argv[at:]

"""Files that a script makes before it runs them: copies of others, and texts that it writes."""

import re
from collections.abc import Iterable, Iterator

from picketline.packages.shell_names import SHELLS
from picketline.packages.shell_values import printed
from picketline.packages.shell_words import base

_COPIERS = {"cp", "mv", "ln", "copy", "move", "install", "link", "rename", "copy-item"}
_MOST = 200

Argv = tuple[str, ...]


def last(path: str) -> str:
    """The last part of a path."""
    return re.split(r"[/\\]", path.rstrip("/"))[-1]


def copied(argv: Argv, writes: Argv) -> Iterator[tuple[str, str]]:
    """The names of the files that a command makes, each with what it is a copy of."""
    name = base(argv[0])
    words = [word for word in argv[1:] if word[:1] != "-"]
    if name in _COPIERS and len(words) > 1:
        for word in words[:-1][:_MOST]:
            yield last(words[-1]), word
            yield last(word), word
    elif name in {"cat", "type"}:
        yield from ((last(path), word) for path in writes[:1] for word in words[:_MOST])


def written(argv: Argv, writes: Argv, fed: str) -> Iterator[tuple[str, str]]:
    """The names of the files that a command makes, each with the text that it writes."""
    text = fed if base(argv[0]) in {"cat", "tee"} else printed(argv)
    if text and base(argv[0]) != "find":
        paths = argv[1:] if base(argv[0]) == "tee" else writes
        yield from ((last(path), text) for path in paths[:_MOST])


def ran(argvs: Iterable[tuple[Argv, Argv]], texts: dict[str, str]) -> Iterator[str]:
    """The texts that commands, each with what it reads, run as scripts of shell."""
    for argv, reads in argvs:
        shell = base(argv[0]) in SHELLS | {"source", "."}
        named = (*argv[1:3], *reads) if shell else argv[:1]
        yield from (texts[last(word)] for word in named if last(word) in texts)

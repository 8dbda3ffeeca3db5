"""What commands run: files, code, npm scripts, tools; and whether they run what they fetch."""

import base64
import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Literal

import msgspec

from picketline.packages.shell import Command
from picketline.packages.shell_words import base

FETCHERS = {"curl", "wget", "aria2c", "fetch", "iwr", "invoke-webrequest", "irm", "certutil"}
_PEERS = {"nc", "ncat", "netcat", "telnet"}
INTERPRETERS = {
    *("sh", "bash", "zsh", "dash", "ksh", "ash", "fish", "source", ".", "eval"),
    *("node", "nodejs", "bun", "deno", "python", "python2", "python3", "perl", "ruby", "php"),
    *("ts-node", "tsx", "iex", "invoke-expression", "pwsh", "powershell", "osascript"),
}
_MOST_PARTS = 4
"""The commands after PowerShell that may be parts of its own line: the grammar is another."""
_CODE = {"-e", "--eval", "-p", "--print", "-pe", "-c", "-Command", "-command"}
_TAKES_VALUE = {"-r", "--require", "--import", "--loader", "--experimental-loader", "-C", "--cwd"}
_TOOLS = {"npx", "bunx", "pnpx"}
_MANAGERS = {"npm", "pnpm", "yarn", "bun", "deno"}
_RUN = {"run", "run-script", "rum", "urn"}
_PATH = re.compile(r"[\w.@~$-]*/[\w./@ +-]*|[\w.-]+\.(js|cjs|mjs|ts|sh|py|cmd|bat|ps1|exe)")
_POWERSHELL = re.compile(
    r"downloadstring|downloadfile|invoke-webrequest|\biwr\b|\birm\b|\bcurl\b", re.IGNORECASE
)
_RUNS_IT = re.compile(
    r"\biex\b|invoke-expression|start-process|\bsaps\b|&\s*['\"$(]|;\s*\.?[\\/]\w", re.IGNORECASE
)
ENCODED = re.compile(r"(?i)\s[-/]e(?:c|n|nc[a-z]{0,12})?\s+\"?'?([A-Za-z0-9+/=]{8,})")
"""PowerShell's flag for code in base64, and the code."""
_URL = re.compile(r"https?:", re.IGNORECASE)


class Started(msgspec.Struct, frozen=True, order=True):
    """What one command runs.

    `kind`: file (a path as written), code (text handed to an interpreter), script (the name
    of an npm script), tool (a package's command, fetched where it is missing).
    """

    kind: Literal["file", "code", "script", "tool"]
    what: str
    by: str


def started(commands: Iterable[Command]) -> tuple[Started, ...]:
    """What the commands run, in order, each once."""
    return tuple(dict.fromkeys(one for command in commands for one in _started(command)))


def _started(command: Command) -> Iterator[Started]:
    argv, name = command.argv, command.program
    rest = argv[1:]
    if name in _TOOLS or (name in _MANAGERS and rest[:1] in {("exec",), ("dlx",), ("x",)}):
        tool = next(
            (word for word in rest if word not in {"exec", "dlx", "x", "--"} and word[0:1] != "-"),
            "",
        )
        yield from [Started("tool", tool, name)] if tool else []
    elif name in _MANAGERS and rest[:1] and rest[0] in _RUN and name != "deno":
        script = next((word for word in rest[1:] if not word.startswith("-")), "")
        kind: Literal["file", "script"] = "file" if _PATH.fullmatch(script) else "script"
        yield from [Started(kind, script, name)] if script else []
    elif name in {"npm", "pnpm", "yarn"}:
        script = next((word for word in rest if not word.startswith("-")), "")
        yield from [Started("script", script, name)] if script else []
    elif name in INTERPRETERS:
        yield from _interpreted(rest, name)
    elif _PATH.fullmatch(argv[0]):
        yield Started("file", argv[0], "")


def _interpreted(rest: tuple[str, ...], name: str) -> Iterator[Started]:
    """The code or the file that an interpreter is given, and what it loads before."""
    words = iter(rest)
    for word in words:
        if word in _CODE:
            code = next(words, "")
            yield Started("code", code, name)
            return
        if word in _TAKES_VALUE:
            loaded = next(words, "")
            yield from [Started("file", loaded, name)] if loaded.startswith((".", "/")) else []
        elif not word.startswith("-") and not (name in {"deno", "bun"} and word == "run"):
            yield Started("file", word, name)
            return


def fetches_and_runs(commands: Iterable[Command]) -> str:
    """The tool by which the commands fetch something and run it, or ""."""
    every = tuple(commands)
    return next(
        (tool for at, one in enumerate(every) if (tool := _fetches(one, every[at + 1 :]))), ""
    )


def _fetches(command: Command, later: tuple[Command, ...]) -> str:
    name, text = command.program, " ".join(command.argv)
    if name in {"powershell", "pwsh"}:
        text = "; ".join([text, _unpacked(text), *(one.text for one in later[:_MOST_PARTS])])
        return name if _POWERSHELL.search(text) and _RUNS_IT.search(text) else ""
    if name in {"mshta", "regsvr32", "rundll32"}:
        return name if _URL.search(text) or "javascript:" in text else ""
    if name in {"node", "deno", "bun", "bash", "sh"} and any(
        _URL.match(word) for word in command.argv[1:3] if name != "node"
    ):
        return name
    tools = FETCHERS | _PEERS if command.pipes_to else FETCHERS
    if name not in tools and not (name == "bitsadmin" and "/transfer" in text.lower()):
        return ""
    if any(base(argv[0]) in INTERPRETERS for argv in command.pipes_to):
        return name
    kept = _kept(command)
    return name if kept and any(_runs(one, kept) for one in later) else ""


def _unpacked(text: str) -> str:
    """What `-EncodedCommand` of PowerShell holds: UTF-16 in base64; "" where there is none."""
    found = ENCODED.search(text)
    data = found[1][: len(found[1]) // 4 * 4] if found else ""
    try:
        return base64.b64decode(data).decode("utf-16-le", "replace")
    except ValueError:
        return ""


def _kept(command: Command) -> set[str]:
    """The base names of the files that a fetching command may leave."""
    last = {word.rsplit("/", 1)[-1].rsplit("\\", 1)[-1] for word in command.argv[1:]}
    named = {path.rsplit("/", 1)[-1] for path in (*command.writes, *_output(command.argv))}
    return named | {name for name in last if len(name) > 1 and not name.startswith("-")}


def _output(argv: tuple[str, ...]) -> Iterator[str]:
    """The files that flags such as `-o FILE` name."""
    for flag, value in pairwise(argv):
        if flag in {"-o", "-O", "--output", "--output-document", "-OutFile", "-outfile"}:
            yield value


def _runs(command: Command, kept: set[str]) -> bool:
    """Whether a command starts, or makes executable, one of the kept files."""
    name = command.argv[0].rsplit("/", 1)[-1].rsplit("\\", 1)[-1]
    given = {word.rsplit("/", 1)[-1].rsplit("\\", 1)[-1] for word in command.argv[1:]}
    runs = command.program in INTERPRETERS | {"chmod", "start", "rundll32"}
    return name in kept or (runs and bool(given & kept))

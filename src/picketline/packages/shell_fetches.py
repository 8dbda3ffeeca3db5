"""Whether commands run what they fetch: by a pipe, by a file, by a package."""

import base64
import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from picketline.packages.shell import Command
from picketline.packages.shell_names import (
    FETCHERS,
    INTERPRETERS,
    MANAGERS,
    PIPED,
    SHELLS,
    TOOLS,
)
from picketline.packages.shell_words import base

_MOST_PARTS = 4
"""The commands after PowerShell that may be parts of its own line: the grammar is another."""
_POWERSHELL = re.compile(
    r"downloadstring|downloadfile|invoke-webrequest|\biwr\b|\birm\b|\bcurl\b|invoke-restmethod"
    r"|start-bitstransfer|openread|downloaddata",
    re.IGNORECASE,
)
_RUNS_IT = re.compile(
    r"\biex\b|invoke-expression|start-process|\bsaps\b|&\s*['\"$(]|;\s*\.?[\\/]\w"
    r"|\[scriptblock\]::create|reflection\.assembly\]::load",
    re.IGNORECASE,
)
ENCODED = re.compile(r"(?i)\s[-/]e(?:c|n|nc[a-z]{0,12})?\s+\"?'?([A-Za-z0-9+/=]{8,})")
"""PowerShell's flag for code in base64, and the code."""
_URL = re.compile(r"(?:git\+)?(?:https?|git|ssh):|git@[\w.-]+:", re.IGNORECASE)
_SOURCE = re.compile(r"(?:git\+)?(?:https?|git|ssh)://\S|git@[\w.-]{1,99}:", re.IGNORECASE)
_STDIN = {"-", "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"}
_CODE = re.compile(r"-[a-zA-Z]{0,4}[ceE]|--eval|--print|-pe?|-Command|-command|-r")
_EVALUATES = re.compile(r"\b(?:eval|exec|Function|vm|compile|iex)\b")
_COMPUTED = ("$(", "`", "<(")
_TAKES_VALUE = {"-o", "-O", "--rcfile", "--init-file", "-W", "-X"}
_UNPACKERS = {"tar", "bsdtar", "unzip", "gunzip", "cpio"}
_LOADS = re.compile(r"urlopen|requests\.get|Net::HTTP|LWP|open-uri|URI\.open|\bfetch\(|https?\.get"
                    r"|file_get_contents\(.?http|httplib|http\.client")  # fmt: skip
_CHECKS = {"--version", "-V", "-v", "version", "--help", "-h"}
_ALL = re.compile(r"\$[@*]|\$\{\w{1,60}\[[@*]\]\}")
"""Whatever a script or a function was given: not the same in two places."""
_CLONES = {"clone", "submodule"}
_INSTALLS = {"install", "i", "add", "in", "ins"}
_DEVICE = re.compile(r"/dev/(?:tcp|udp)/")


def fetches_and_runs(commands: Iterable[Command]) -> str:
    """The tool by which the commands fetch something and run it, or ""."""
    every = tuple(commands)
    return next(
        (tool for at, one in enumerate(every) if (tool := _fetches(one, every[at + 1 :]))), ""
    )


def powershell(text: str) -> bool:
    """Whether a text of PowerShell fetches something and runs it."""
    return bool(_POWERSHELL.search(text) and _RUNS_IT.search(text))


def eats(argv: tuple[str, ...]) -> bool:
    """Whether a command runs what it is given by a pipe: an interpreter without a file."""
    name = base(argv[0])
    if name == "xargs":
        return any(base(word) in SHELLS for word in argv[1:]) and bool({"-c", "-lc"} & {*argv})
    if name in {"source", ".", "eval", "iex", "invoke-expression"}:
        return True
    return name in INTERPRETERS and _without_file(name, argv[1:])


def _without_file(name: str, given: tuple[str, ...]) -> bool:
    """Whether an interpreter has neither a file nor code of its own to run."""
    words = iter(given)
    for word in words:
        if word in _STDIN or (word == "-s" and name in SHELLS) or word.startswith(_COMPUTED):
            return True
        if _CODE.fullmatch(word) and not (name in SHELLS and "c" not in word):
            return _from_outside(name, next(words, ""))
        if word in _TAKES_VALUE:
            next(words, "")
        elif not word.startswith(("-", "/", "+")) or (word[0] == "/" and "/" in word[1:]):
            return False
    return True


def _from_outside(name: str, code: str) -> bool:
    """Whether code on a command line runs what comes from without."""
    if any(each in code for each in _COMPUTED):
        return True
    return "$" in code if name in SHELLS else bool(_EVALUATES.search(code))


def _fetches(command: Command, later: tuple[Command, ...]) -> str:
    """The program of a command, if it fetches and it or a later one runs that; or ""."""
    piped = _brings(command) and any(eats(argv) for argv in command.pipes_to)
    runs = piped or _fetches_itself(command, later) or _left(command, later)
    return command.program if runs else ""


def _fetches_itself(command: Command, later: tuple[Command, ...]) -> bool:
    """Whether one program fetches and runs: PowerShell, mshta, `deno run URL`, `npx URL`."""
    name, text = command.program, " ".join(command.argv)
    if name in {"powershell", "pwsh"}:
        parts = (one.text for one in later[:_MOST_PARTS])
        return powershell("; ".join([text, unpacked(text), *parts]))
    if name in {"mshta", "regsvr32", "rundll32", "msiexec"}:
        return bool(_URL.search(text)) or "javascript:" in text
    if name in {"deno", "bun", "bash", "sh"} and any(map(_URL.match, command.argv[1:3])):
        return True
    return name in TOOLS | MANAGERS and _installs(command)


def adds_and_runs(commands: Iterable[Command]) -> bool:
    """Whether the commands install a package by its name, and run it at once."""
    every = tuple(commands)
    return any(_adds(one, every[at + 1 :]) for at, one in enumerate(every))


def _adds(command: Command, later: tuple[Command, ...]) -> bool:
    """Whether a package is installed by its name, and run at once."""
    words = [word for word in command.argv[1:] if word[:1] != "-"]
    if command.program not in MANAGERS | {"pip", "pip3"} or not {*words[:1]} & _INSTALLS:
        return False
    names = {_unversioned(word) for word in words[1:] if word[:1] not in {".", "/"}}
    return any(_uses(one, name) for one in later for name in names if len(name) > 1)


def _unversioned(word: str) -> str:
    return re.sub(r"(?<=.)(?:@|==)[^/]*$", "", word)


def _uses(command: Command, name: str) -> bool:
    """Whether a command runs an installed package."""
    words = command.argv[1:]
    if command.program in TOOLS or {*words[:1]} & {"exec", "x", "dlx"}:
        return name in map(_unversioned, words)
    if command.program not in INTERPRETERS:
        return command.program == name or f"node_modules/.bin/{name}" in command.argv[0]
    own = re.escape(name)
    loaded = re.compile(rf"node_modules/{own}\b|(?:require\(|import\s?\(?|from )\s?[\"']{own}\b")
    module = "-m" in words and name.replace("-", "_") in words
    return module or bool(loaded.search(" ".join(words)))


def _left(command: Command, later: tuple[Command, ...]) -> bool:
    """Whether a later command runs a file that this one fetches."""
    name, text = command.program, " ".join(command.argv)
    clones = name == "git" and bool(_CLONES & {*command.argv[1:4]})
    copies = name in {"scp", "rsync", "sftp"} and ":" in text
    if name not in FETCHERS and not clones and not copies and not _bits(name, text):
        return False
    if len(command.argv) == 1:
        return False
    kept = _kept(command)
    unpacks = any(base(argv[0]) in _UNPACKERS for argv in command.pipes_to)
    return any(_runs(one, kept) or (unpacks and _started(one)) for one in later if not _asks(one))


def keeps(commands: Iterable[Command]) -> tuple[str, str]:
    """The text of a command that fetches a file, and what is done to that: it is never started.

    It is `made executable`, or `checked`: asked for its version. Empty where nothing is.
    """
    every = tuple(commands)
    for at, one in enumerate(every):
        kept = _kept(one) if one.program in FETCHERS and len(one.argv) > 1 else set()
        for other in every[at + 1 :] if kept else ():
            if other.program == "chmod" and kept & set(map(_last, other.argv[1:])):
                return one.text, "made executable"
            if _asks(other) and _last(other.argv[0]) in kept:
                return one.text, "checked"
    return "", ""


def _asks(command: Command) -> bool:
    """Whether a program is only asked for its version."""
    return len(command.argv) > 1 and set(command.argv[1:]) <= _CHECKS


def _bits(name: str, text: str) -> bool:
    return name == "bitsadmin" and "/transfer" in text.lower()


def _brings(command: Command) -> bool:
    """Whether what a command prints comes from a network."""
    name, argv = command.program, command.argv
    if name == "openssl":
        return "s_client" in argv
    if name in PIPED:
        return True
    if any(_DEVICE.match(path) for path in (*command.reads, *command.writes)):
        return True
    return name in INTERPRETERS and bool(_LOADS.search(" ".join(argv)))


def _installs(command: Command) -> bool:
    """Whether a package is installed or started that is named by its address."""
    words = [word for word in command.argv[1:] if word[:1] != "-"]
    if command.program not in TOOLS and not {*words[:1]} & (_INSTALLS | {"exec", "x", "dlx"}):
        return False
    return any(_SOURCE.match(word.rpartition("@http")[1] + word.rpartition("@http")[2])
               or _SOURCE.match(word) for word in words)  # fmt: skip


def unpacked(text: str) -> str:
    """What `-EncodedCommand` of PowerShell holds: UTF-16 in base64; "" where there is none."""
    found = ENCODED.search(text)
    data = found[1][: len(found[1]) // 4 * 4] if found else ""
    try:
        return base64.b64decode(data).decode("utf-16-le", "replace")
    except ValueError:
        return ""


def _last(word: str) -> str:
    return re.split(r"[/\\:]", word.rstrip("/"))[-1]


def _kept(command: Command) -> set[str]:
    """The base names of the files that a fetching command may leave."""
    last = {_last(word) for word in command.argv[1:]}
    named = {_last(path) for path in (*command.writes, *_output(command.argv))}
    cloned = {each.removesuffix(".git") for each in last} if command.program == "git" else set()
    found = named | cloned | {name for name in last if len(name) > 1 and not name.startswith("-")}
    return {name for name in found if not _ALL.fullmatch(name)}


def _output(argv: tuple[str, ...]) -> Iterator[str]:
    """The files that flags such as `-o FILE` name."""
    for flag, value in pairwise(argv):
        if flag in {"-o", "-O", "--output", "--output-document", "-OutFile", "-outfile"}:
            yield value


def _runs(command: Command, kept: set[str]) -> bool:
    """Whether a command starts one of the kept files or what is in it."""
    argv = command.argv
    given = {_last(word) for word in (*argv[1:], *command.reads)}
    runs = command.program in INTERPRETERS | {"start", "rundll32"}
    if _last(argv[0]) in kept or (runs and bool(given & kept)):
        return True
    first = (argv[1] if len(argv) > 1 and runs else argv[0]).removeprefix("./").partition("/")
    inside = bool(first[1]) and first[0] in kept
    return inside or (command.folder.partition("/")[0] in kept and (runs or _started(command)))


def _started(command: Command) -> bool:
    return command.argv[0].startswith(("./", "../"))

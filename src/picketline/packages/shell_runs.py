"""What commands run: files, code, npm scripts, folders, tools."""

import base64
import re
from collections.abc import Iterable, Iterator
from typing import Literal
from urllib.parse import unquote

import msgspec

from picketline.packages import shell_copies
from picketline.packages.shell import Command
from picketline.packages.shell_fetches import ENCODED, eats, fetches_and_runs
from picketline.packages.shell_names import (
    FETCHERS,
    INTERPRETERS,
    LANGUAGES,
    MANAGERS,
    NODES,
    POWERSHELLS,
    PYTHONS,
    SHELLS,
    TOOLS,
)

__all__ = ["ENCODED", "FETCHERS", "INTERPRETERS", "Started", "fetches_and_runs", "started"]

_CODE = {"-e", "--eval", "-p", "--print", "-pe", "-c", "-Command", "-command", "-r", "-E", "-ne"}
_LOADED = {"-r", "--require", "--import", "--loader", "--experimental-loader", "--preload",
           "--rcfile", "--init-file", "-I"}  # fmt: skip
_TAKES_VALUE = {
    *("-C", "--cwd", "--env-file", "-o", "-O", "-W", "-X", "--input-type", "--title", "-M", "-m"),
    *("--conditions", "--max-old-space-size", "--config", "--name", "--tsconfig", "--project"),
    *("-P", "-ExecutionPolicy", "-ep", "-WindowStyle", "-w"),
}
_OPTIONS = {"NODE_OPTIONS", "npm_config_node_options", "BUN_OPTIONS"}
_PRELOADS = {
    *("BASH_ENV", "ENV", "npm_config_script_shell", "GIT_SSH", "GIT_SSH_COMMAND", "LD_PRELOAD"),
    *("DYLD_INSERT_LIBRARIES", "PYTHONSTARTUP", "npm_config_node_gyp", "ZDOTDIR", "RUBYOPT"),
    *("GIT_EXTERNAL_DIFF", "npm_config_shell", "NPM_CONFIG_SCRIPT_SHELL", "EDITOR", "PAGER"),
}
"""Variables that name a file which what they are set for runs."""
_RUN = {"run", "run-script", "rum", "urn"}
_FIRST = {"start": "start", "test": "test", "t": "test", "tst": "test", "stop": "stop",
          "restart": "restart"}  # fmt: skip
_INSTALLS = {"install", "i", "ci", "add", "rebuild", "rb", "link", "ln", "in", "ins", "it"}
_MOST_WORDS = 32
_SUBCOMMANDS = {"start", "run", "exec", "restart"}
_WITH_SUBCOMMAND = {"deno", "bun", "pm2", "forever", "zx"}
_FOLDERS = {"--prefix", "--cwd", "-C", "--dir", "-w", "--workspace", "--filter", "-F"}
_EVERY = {"--workspaces", "-ws", "-r", "--recursive"}
_PATH = re.compile(r"[\w.@~$-]*/[\w./@ +-]*|[\w.-]+\.(js|cjs|mjs|ts|sh|py|cmd|bat|ps1|exe|vbs)")
_DEFAULTS = {
    "make": ("GNUmakefile", "makefile", "Makefile"),
    "gmake": ("GNUmakefile", "Makefile"),
    "rake": ("Rakefile",),
    "gulp": ("gulpfile.js", "gulpfile.mjs", "gulpfile.cjs", "gulpfile.ts"),
    "grunt": ("Gruntfile.js", "gruntfile.js", "Gruntfile.cjs"),
    "jake": ("Jakefile", "Jakefile.js"),
    "just": ("justfile", "Justfile"),
    "cargo": ("build.rs",),
    "scons": ("SConstruct",),
    "ant": ("build.xml",),
    "gradle": ("build.gradle",),
    "webpack": ("webpack.config.js", "webpack.config.cjs"),
    "rollup": ("rollup.config.js", "rollup.config.mjs"),
    "vite": ("vite.config.js", "vite.config.mjs", "vite.config.ts"),
    "jest": ("jest.config.js",),
    "task": ("Taskfile.yml",),
    "cmake-js": ("CMakeLists.txt",),
}
"""Files that a program reads of itself."""
_FILE_FLAGS = {"-f", "--file", "--makefile", "-P", "--gulpfile", "-c", "--config", "--gruntfile"}
_RUNNERS = {
    *("npm-run-all", "npm-run-all2", "npm-run-all-next", "run-s", "run-p", "lerna", "turbo", "nx"),
    *("wsrun", "concurrently", "wireit", "nr", "ultra"),
}
_NAMED = re.compile(r"(?:npm|yarn|pnpm|bun):([\w:.@/-]{1,100})")
_LIBRARIES = re.compile(r"[\w./\\-]{1,200}\.(?:dll|ocx|cpl)")


class Started(msgspec.Struct, frozen=True, order=True):
    """What one command runs.

    `kind`: file (a path as written, which may be a pattern), code (text handed to an
    interpreter), script (the name of an npm script), install (the hooks of `folder`), tool (a
    package's command, fetched where it is missing). `folder` is where it runs, as written, below
    where the script does; "*" for all members.
    """

    kind: Literal["file", "code", "script", "install", "tool"]
    what: str
    by: str
    folder: str = ""


def started(commands: Iterable[Command]) -> tuple[Started, ...]:
    """What the commands run, in order, each once."""
    every = tuple(commands)
    made = _Made(every)
    return tuple(
        dict.fromkeys(
            one if one.folder or not command.folder else msgspec.structs.replace(
                one, folder=command.folder)
            for command in every
            for one in (*_started(command), *made.used(command))
        )
    )  # fmt: skip


def _started(command: Command) -> Iterator[Started]:
    argv, name = command.argv, command.program
    yield from _preloaded(command)
    rest = argv[1:]
    if name in TOOLS or (name in MANAGERS and rest[:1] in {("exec",), ("dlx",), ("x",)}):
        yield from _tool(rest, name)
    elif name in MANAGERS and not (name == "bun" and _is_file(rest)):
        yield from _managed(command, name)
    elif name in _RUNNERS:
        yield from _scripts(rest, name)
    elif name in _DEFAULTS or name in {"cmake", "pip", "pip3"}:
        yield from _built(rest, name)
    elif name in INTERPRETERS:
        yield from _interpreted(_after_subcommand(rest, name), name)
        yield from _fed(command)
    elif name in {"call", "regsvr32", "rundll32"}:
        yield from (Started("file", found[0], name) for each in rest
                    if (found := _LIBRARIES.match(each)))  # fmt: skip
    elif _PATH.fullmatch(argv[0]):
        yield Started("file", argv[0], "")
    else:
        yield Started("tool", argv[0], "")


class _Made:
    """The files that commands make of others, or write."""

    def __init__(self, every: tuple[Command, ...]) -> None:
        self._copies: dict[str, list[str]] = {}
        self._texts: dict[str, str] = {}
        for one in every:
            for name, source in shell_copies.copied(one.argv, one.writes):
                self._copies.setdefault(name, []).append(source)
            self._texts.update(shell_copies.written(one.argv, one.writes, one.fed))

    def used(self, command: Command) -> Iterator[Started]:
        """What a command runs that others made."""
        if command.program in INTERPRETERS or _PATH.fullmatch(command.argv[0]):
            for name in map(shell_copies.last, command.argv[:_MOST_WORDS]):
                for source in self._copies.get(name, [])[:_MOST_WORDS]:
                    yield Started("file", source, command.program)
                if name in self._texts:
                    yield Started("code", self._texts[name], command.program)


def _is_file(rest: tuple[str, ...]) -> bool:
    """Whether bun is given a file, or code, not a script of the manifest."""
    words = [word for word in rest if word not in {"run", "--"}]
    return bool(words) and (bool(_PATH.fullmatch(words[0])) or words[0][:1] == "-")


def _tool(rest: tuple[str, ...], name: str) -> Iterator[Started]:
    words = iter(rest)
    for word in words:
        if word in {"-p", "--package", "-c", "--call"}:
            next(words, "")
        elif word not in {"exec", "dlx", "x", "--"} and word[:1] != "-":
            yield Started("tool", word, name)
            return


def _managed(command: Command, name: str) -> Iterator[Started]:
    """What a package manager runs: a script of a folder, or the hooks of one."""
    words, folder, every = _folder(command.argv[1:])
    if name == "yarn" and words[:1] == ["workspace"]:
        words, folder = words[2:], "".join(words[1:2])
    elif name == "yarn" and words[:2] in (["workspaces", "run"], ["workspaces", "foreach"]):
        words, every = ["run", *words[2:]], True
    elif words[:1] == ["explore"] and len(words) > 2:  # noqa: PLR2004  # `npm explore NAME COMMAND`
        inside = f"node_modules/{words[1]}"
        yield from (Started("file", word, name, inside) for word in words[2:10])
        return
    folder = "*" if every else folder
    folder = f"{command.folder}/{folder}" if folder and command.folder and folder != "*" else folder
    if not words:
        yield from [Started("install", "", name, folder)] if name != "npm" else []
    elif words[0] in _RUN:
        script = next((word for word in words[1:] if not word.startswith("-")), "")
        kind: Literal["file", "script"] = (
            "file" if name == "bun" and _PATH.fullmatch(script) else "script"
        )
        yield from [Started(kind, script, name, folder)] if script else []
    elif words[0] in _FIRST:
        yield Started("script", _FIRST[words[0]], name, folder)
        if words[0] == "start":
            yield Started("file", "server.js", name, folder)
    elif words[0] in _INSTALLS:
        yield from _installs(words[1:], name, folder or command.folder)
    else:
        yield Started("script", words[0], name, folder)


def _installs(words: list[str], name: str, folder: str) -> Iterator[Started]:
    """The folders whose hooks an install runs: its own, if it is another, and those it names."""
    named = [word for word in words if not word.startswith("-")]
    local = [word for word in named if word.startswith((".", "file:", "/"))]
    if folder and not named:
        yield Started("install", "", name, folder)
    for each in local:
        yield Started(
            "install", "", name, "/".join(filter(None, [folder, each.removeprefix("file:")]))
        )


def _folder(rest: tuple[str, ...]) -> tuple[list[str], str, bool]:
    """The words without flags, the folder that flags name, and whether they mean all members."""
    words: list[str] = []
    folder, every = "", False
    given = iter(rest)
    for word in given:
        flag, equals, value = word.partition("=")
        if flag in _FOLDERS:
            folder = value if equals else next(given, "")
        elif word in _EVERY:
            every = True
        elif word == "--":
            words += given
        elif not word.startswith("-"):
            words.append(word)
    return words, folder.rstrip(".") if folder.endswith("...") else folder, every


def _scripts(rest: tuple[str, ...], name: str) -> Iterator[Started]:
    """The npm scripts that a runner is told to run."""
    if name == "concurrently":
        for word in rest:
            if found := _NAMED.fullmatch(word):
                yield Started("script", found[1], name)
        return
    words = [word for word in rest if not word.startswith("-") and word not in _RUN]
    folder = "*" if name in {"lerna", "turbo", "nx", "wsrun"} else ""
    for word in words:
        yield Started("script", word.partition(":")[2] if name == "nx" else word, name)
        if folder:
            yield Started("script", word, name, folder)


def _built(rest: tuple[str, ...], name: str) -> Iterator[Started]:
    """The files that build tools read: those that they are given, else those of their own."""
    folder, files, others = "", [], []
    words = iter(rest)
    for word in words:
        if word in _FILE_FLAGS:
            files.append(next(words, ""))
        elif word in {"-C", "--directory", "--manifest-path"}:
            folder = next(words, "")
        elif word[:1] != "-":
            others.append(word)
    if name == "cmake" and not files:
        files = [f"{each}/CMakeLists.txt" for each in others[:1]]
    elif name in {"pip", "pip3"}:
        files = [f"{each}/setup.py" for each in others[1:] if each[:1] in {".", "/"}]
    for each in files or _DEFAULTS.get(name, ()):
        yield Started("file", each, name, folder)


def _after_subcommand(rest: tuple[str, ...], name: str) -> tuple[str, ...]:
    """The words of an interpreter as `node` takes them."""
    if name == "awk" and rest and rest[0][:1] != "-":
        return ("-e", *rest)
    if name in NODES and rest and rest[0] in {"inspect", "debug"}:
        return rest[1:]
    if name in _WITH_SUBCOMMAND and rest and rest[0] in _SUBCOMMANDS:
        return rest[1:]
    return ("-e", *rest[1:]) if name == "deno" and rest[:1] == ("eval",) else rest


def _interpreted(rest: tuple[str, ...], name: str) -> Iterator[Started]:
    """The code or the file that an interpreter is given, and what it loads before."""
    words = iter(rest)
    for word in words:
        flag, equals, value = word.partition("=")
        if flag in _LOADED and name not in PYTHONS and not (name == "php" and flag == "-r"):
            yield from _loaded(value if equals else next(words, ""), name)
        elif flag in _CODE and not (name in SHELLS and flag != "-c"):
            yield Started("code", value if equals else next(words, ""), name)
            return
        elif word == "--run" and name in NODES:
            yield Started("script", next(words, ""), name)
            return
        elif word == "-m" and name in PYTHONS:
            module = next(words, "").replace(".", "/")
            yield Started("file", f"{module}.py", name)
            yield Started("file", f"{module}/__main__.py", name)
            return
        elif word.lower() in {"-file", "-f"} and name in POWERSHELLS | {"perl", "awk", "php"}:
            continue
        elif flag in _TAKES_VALUE:
            next(words, "") if not equals else ""
        elif not word.startswith(("-", "//")) and not _is_flag(word, name):
            yield Started("file", word, name)
            if name in PYTHONS and "." not in word.lstrip("./"):
                yield Started("file", f"{word}/__main__.py", name)
            return


def _is_flag(word: str, name: str) -> bool:
    """Whether a word is a flag of Windows, such as `/b`."""
    return name in {"cscript", "wscript"} and word[:1] == "/"


def _loaded(what: str, name: str) -> Iterator[Started]:
    if what.startswith("data:"):
        yield Started("code", _data(what), name)
    elif what.startswith((".", "/", "$", "file:")):
        yield Started("file", what.removeprefix("file://").removeprefix("file:"), name)


def _data(address: str) -> str:
    """The code of an address that carries it itself."""
    head, _, text = address.partition(",")
    try:
        return (
            base64.b64decode(text).decode("utf-8", "replace")
            if ";base64" in head
            else unquote(text)
        )
    except ValueError:
        return ""


def _preloaded(command: Command) -> Iterator[Started]:
    """The files that variables make a command run first."""
    for name, value in command.environment:
        if name in _OPTIONS:
            yield from _interpreted(tuple(value.split()), "node")
        elif name in _PRELOADS:
            words = value.split()
            yield from (Started("file", each.removeprefix("-r"), name) for each in words[:4])
    for word in command.argv[1:]:
        flag, equals, value = word.partition("=")
        if equals and flag in {"--node-options", "--script-shell", "--node-gyp"}:
            kind = _interpreted(tuple(value.split()), "node")
            yield from kind if flag == "--node-options" else [Started("file", value, flag)]


def _fed(command: Command) -> Iterator[Started]:
    """The code or the file that an interpreter reads."""
    if not eats(command.argv):
        return
    if command.fed and command.program not in SHELLS:
        yield Started("code", command.fed, command.program)
    for path in command.reads if command.program in SHELLS | NODES | LANGUAGES else ():
        yield Started("file", path, command.program)

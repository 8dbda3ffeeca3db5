"""What an install of a package runs: from the hook by its command to files, and on from there."""

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from posixpath import dirname, join, normpath

from picketline.packages import inspect, shell, shell_runs
from picketline.packages.facts import File, Manifest, Run
from picketline.packages.inspect.kinds import declares

HOOKS = ("preinstall", "install", "postinstall")
ROOT_HOOKS = (*HOOKS, "prepublish", "preprepare", "prepare", "postprepare")
"""Those that npm runs in a project's own folder, and for what it fetches from git."""
GYP = "node-gyp rebuild"
_INTERPRETER = re.compile(r"node(js)?|bun|deno|ts-node|tsx|(ba|da|z)?sh|python[23]?|ruby|perl|php")
_DATA = frozenset(
    {"javascript", "elf", "pe", "macho", "wasm", "zip", "gzip", "tar", "class", "empty"}
)
_ENDINGS = ("", ".js", ".cjs", ".mjs", ".ts", ".json", "/index.js", "/index.cjs", "/index.mjs")
_MOST_FILES = 1000
_MOST_SCRIPTS = 100
_LONGEST_CHAIN = 16

Chain = tuple[str, ...]
Named = Callable[[str], tuple[str, ...]]


def hooks(manifest: Manifest, files: Mapping[str, File], *, own: bool) -> dict[str, str]:
    """The hooks that an install runs, by name, with their commands.

    `own` for the root, members and what comes from git. npm builds a package with a binding.gyp
    that has no install script of its own.
    """
    names = ROOT_HOOKS if own else HOOKS
    found = {name: manifest.scripts[name] for name in names if manifest.scripts.get(name)}
    builds = "binding.gyp" in files and manifest.gypfile is not False
    if builds and not {"preinstall", "install"} & found.keys():
        found["install"] = GYP
    return found


def runs(
    manifest: Manifest,
    files: Mapping[str, File],
    named: Named,
    *,
    own: bool,
    lost: Callable[[str], None],
) -> tuple[Run, ...]:
    """Every file that an install runs, and how it gets there.

    `files` are the package's own, by path below its folder; `named` gives what one names; `lost`
    is told what was not followed. A command that runs no file of the package is told with the
    path "". Of a long chain its beginning and its end are told.
    """
    found: dict[tuple[str, str], Run] = {}
    for hook, command in hooks(manifest, files, own=own).items():
        for start, chain in _starts(hook, command, manifest, files, lost):
            step = Run(start, hook, command, chain)
            found.setdefault((hook, start), step)
            if start:
                for path, further in _followed(start, files, named, lost):
                    way = _longer(chain, *further)
                    found.setdefault((hook, path), Run(path, hook, command, way))
    return tuple(sorted(found.values()))


def loaded(
    loads: Iterable[tuple[str, str]],
    files: Mapping[str, File],
    named: Named,
    lost: Callable[[str], None],
) -> tuple[Run, ...]:
    """Every file that a package manager runs of itself, with those that it leads to.

    `loads` are such files, each after what makes the manager run it; the rest is as for `runs`.
    """
    found: dict[tuple[str, str], Run] = {}
    for hook, start in loads:
        chain = (f"{hook}: {start}", start)
        found.setdefault((hook, start), Run(start, hook, start, chain))
        for path, further in _followed(start, files, named, lost):
            way = _longer(chain, *further)
            found.setdefault((hook, path), Run(path, hook, start, way))
    return tuple(sorted(found.values()))


def entries(manifest: Manifest, files: Mapping[str, File]) -> tuple[str, ...]:
    """The files of the package that importing or calling it runs first."""
    named = (normpath(each.replace("\\", "/")) for each in manifest.entries)
    return tuple(path for each in dict.fromkeys(named) if (path := _found(each, files)))


def disguised(path: str, file: File) -> bool:
    """Whether an entry is code that is not called so: node runs what has an unknown ending.

    Declarations and style sheets are entries, too; what holds no signal is left as it is.
    """
    kind = file.content.kind
    if kind in _DATA or path.endswith(".json") or declares(path):
        return False
    return path.endswith(".map") or bool(file.content.signals)


def behind(
    start: str, files: Mapping[str, File], named: Named, lost: Callable[[str], None]
) -> Iterator[str]:
    """A file, and what it leads to."""
    yield start
    yield from (path for path, _ in _followed(start, files, named, lost))


def _starts(
    hook: str,
    command: str,
    manifest: Manifest,
    files: Mapping[str, File],
    lost: Callable[[str], None],
) -> Iterator[tuple[str, Chain]]:
    """The files of the package that a command runs, breadth first; "" where it runs none."""
    queue: deque[tuple[str, Chain]] = deque([(command, (f"{hook}: {command}",))])
    seen = {hook}
    while queue:
        text, chain = queue.popleft()
        commands = _commands(text, lost)
        paths = dict.fromkeys(path for each in commands for path in _named(each.argv, files))
        inner: list[str] = []
        for each in shell_runs.started(commands):
            paths |= dict.fromkeys(_paths(each, files))
            inner += [each.what] if each.kind == "script" and each.what in manifest.scripts else []
        for path in paths:
            yield path, _longer(chain, path)
        for name in inner:
            if name not in seen and len(seen) <= _MOST_SCRIPTS:
                seen.add(name)
                script = manifest.scripts[name]
                queue.append((script, _longer(chain, f"{name}: {script}")))
            elif name not in seen:
                lost(f"{hook} leads to more than {_MOST_SCRIPTS} scripts")
        if not paths and not inner:
            yield "", chain


def _commands(text: str, lost: Callable[[str], None]) -> tuple[shell.Command, ...]:
    """The commands of a script, those in the code of its shells among them."""
    found = shell.commands(text)
    if len(text) > shell.LARGEST or len(found) >= shell.MOST_COMMANDS:
        lost("a script is too long to be read to its end")
    return found


def _paths(started: shell_runs.Started, files: Mapping[str, File]) -> Iterator[str]:
    """The files of the package that something which is started runs, or names in its code."""
    names: tuple[str, ...] = ()
    if started.kind == "file":
        names = (started.what,)
    elif started.kind == "code" and started.by not in shell.SHELLS:
        names = inspect.refers(started.what.encode("utf-8", "replace"), "code.js")
    for name in names:
        if path := _found(normpath(name.replace("\\", "/")), files):
            yield path


def _longer(chain: Chain, *more: str) -> Chain:
    """A chain and what follows: never longer than can be told."""
    whole = (*chain, *more)
    return whole if len(whole) <= _LONGEST_CHAIN else (*whole[: _LONGEST_CHAIN - 1], whole[-1])


def _named(argv: tuple[str, ...], files: Mapping[str, File]) -> Iterator[str]:
    """The files of the package among the words of a command that may be run."""
    if "node-gyp" in argv and "binding.gyp" in files:
        yield "binding.gyp"
    if not argv:
        return
    program = argv[0].rpartition("/")[2].removesuffix(".exe")
    interpreted = _INTERPRETER.fullmatch(program)
    words = argv[1:] if interpreted else argv[:1]
    for word in words:
        if word.startswith("-"):
            continue
        path = _found(normpath(word.replace("\\", "/")), files)
        if path:
            yield path
            if interpreted:
                return


def _found(path: str, files: Mapping[str, File]) -> str:
    for ending in _ENDINGS:
        if path + ending in files:
            return path + ending
    return ""


def _followed(
    start: str, files: Mapping[str, File], named: Named, lost: Callable[[str], None]
) -> Iterator[tuple[str, Chain]]:
    """What a file requires, starts or reads to run, and what that does, breadth first."""
    queue: deque[tuple[str, Chain]] = deque([(start, ())])
    seen = {start}
    while queue:
        path, chain = queue.popleft()
        for name in named(path):
            to = _found(normpath(join(dirname(path), name)), files)
            if not to or to in seen:
                continue
            if len(seen) >= _MOST_FILES:
                lost(f"{start} leads to more than {_MOST_FILES} files")
                return
            seen.add(to)
            further = _longer(chain, to)
            queue.append((to, further))
            yield to, further

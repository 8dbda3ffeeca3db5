"""What an install of a package runs: from the hook by its command to files, and on from there."""

import json
import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice, pairwise
from posixpath import dirname, normpath

import msgspec

from picketline.packages import inspect, languages, shell, shell_runs
from picketline.packages.around import Around, Beyond, Lost
from picketline.packages.facts import File, Manifest, Run
from picketline.packages.inspect.kinds import declares
from picketline.packages.shell_names import LANGUAGES, NODES
from picketline.packages.shell_words import base

HOOKS = ("preinstall", "install", "postinstall")
ROOT_HOOKS = (*HOOKS, "prepublish", "preprepare", "prepare", "postprepare")
"""Those that npm runs in a project's own folder, and for what it fetches from git."""
GYP = "node-gyp rebuild"
_DATA = frozenset(
    {"javascript", "elf", "pe", "macho", "wasm", "zip", "gzip", "tar", "class", "empty"}
)
_BUILDERS = frozenset({"node-gyp", "node-pre-gyp", "prebuild", "prebuildify", "electron-rebuild",
                       "node-gyp.js", "pre-gyp", "gyp"})  # fmt: skip
_SCRIPT = re.compile(r".+\.(?:[cm]?[jt]s|sh|py|rb|pl|php|ps1|cmd|bat)")
_CONFIG = re.compile(r"\bnpm_package_config_(\w{1,60})")
_MOST_FILES = 1000
_MOST_SCRIPTS = 100
_LONGEST_CHAIN = 16

Chain = tuple[str, ...]


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


def commanded(
    commands: Iterable[tuple[str, str]],
    manifest: Manifest,
    around: Around,
    folder: str = "",
) -> tuple[Run, ...]:
    """Every file that commands run in a folder, and how they get there; each after its hook.

    A command that runs no file is told with the path "". Of a long chain its beginning and its
    end are told.
    """
    found: dict[tuple[str, str], Run] = {}
    for hook, command in commands:
        for start, chain in _starts(hook, command, manifest, around, folder):
            found.setdefault((hook, start), Run(start, hook, command, chain))
            if start:
                for path, further in _followed(start, around):
                    way = _longer(chain, *further)
                    found.setdefault((hook, path), Run(path, hook, command, way))
    return tuple(sorted(found.values()))


def loaded(loads: Iterable[tuple[str, str]], around: Around) -> tuple[Run, ...]:
    """Every file that a package manager runs of itself, with those that it leads to.

    `loads` are such files, each after what makes the manager run it; the rest is as for
    `commanded`.
    """
    found: dict[tuple[str, str], Run] = {}
    for hook, start in loads:
        chain = (f"{hook}: {start}", start)
        found.setdefault((hook, start), Run(start, hook, start, chain))
        for path, further in _followed(start, around):
            way = _longer(chain, *further)
            found.setdefault((hook, path), Run(path, hook, start, way))
    return tuple(sorted(found.values()))


def entries(
    manifest: Manifest, files: Mapping[str, File], folder: str = "", lost: Lost = lambda _: None
) -> tuple[str, ...]:
    """The files of the package that importing or calling it runs first.

    `folder` is the package's; `lost` is told what is named and not read.
    """
    around = Around(files, lambda _: (), lost, Beyond(folder=folder))
    named = (normpath(each.replace("\\", "/")) for each in manifest.entries)
    return tuple(path for each in dict.fromkeys(named) if (path := around.found(each)))


def disguised(path: str, file: File) -> bool:
    """Whether an entry is code that is not called so: node runs what has an unknown ending.

    Declarations and style sheets are entries, too; what holds no signal is left as it is.
    """
    kind = file.content.kind
    if kind in _DATA or path.endswith(".json") or declares(path):
        return False
    return path.endswith(".map") or bool(file.content.signals)


def behind(start: str, around: Around) -> Iterator[str]:
    """A file, and what it leads to."""
    yield start
    yield from (path for path, _ in _followed(start, around))


def _starts(
    hook: str, command: str, manifest: Manifest, around: Around, where: str
) -> Iterator[tuple[str, Chain]]:
    """The files that a command runs, breadth first; "" where it runs none."""
    queue: deque[tuple[str, str, Manifest, Chain]] = deque(
        [(command, where, manifest, (f"{hook}: {command}",))]
    )
    seen = {(where, hook)}
    while queue:
        text, folder, own, chain = queue.popleft()
        commands = _commands(text, around.lost)
        paths = dict.fromkeys(path for each in commands for path in _named(each, folder, around))
        inner: list[tuple[str, str, Manifest]] = []
        for each in shell_runs.started(commands):
            paths |= dict.fromkeys(_paths(each, folder, around))
            inner += _scripts(each, folder, own, around)
        for name, value in _configured(text, own):
            inner.append((name, folder, msgspec.structs.replace(own, scripts={name: value})))
        for path in paths:
            yield path, _longer(chain, path)
        for name, place, there in inner:
            if (place, name) not in seen and len(seen) <= _MOST_SCRIPTS:
                seen.add((place, name))
                script = there.scripts[name]
                shown = f"{place}/{name}" if place else name
                queue.append((script, place, there, _longer(chain, f"{shown}: {script}")))
            elif (place, name) not in seen:
                around.lost(f"{hook} leads to more than {_MOST_SCRIPTS} scripts")
        if not paths and not inner:
            yield "", chain


def _configured(text: str, manifest: Manifest) -> Iterator[tuple[str, str]]:
    """The values of the manifest's `config` that a script names as variables."""
    for name in (
        islice(_CONFIG.findall(text), _MOST_SCRIPTS) if "npm_package_config_" in text else ()
    ):
        value = manifest.settings.get(f"config.{name}", "")
        if value[:1] == '"':
            yield f"config.{name}", str(json.loads(value))


def _commands(text: str, lost: Lost) -> tuple[shell.Command, ...]:
    """The commands of a script, those in the code of its shells among them."""
    found = shell.commands(text)
    if len(text) > shell.LARGEST or len(found) >= shell.MOST_COMMANDS:
        lost("a script is too long to be read to its end")
    return found


def _scripts(
    each: shell_runs.Started, folder: str, own: Manifest, around: Around
) -> Iterator[tuple[str, str, Manifest]]:
    """The scripts that something runs: name, folder and manifest of each."""
    if each.kind not in {"script", "install"}:
        return
    if each.folder == "*":
        folders = list(around.members())[:_MOST_SCRIPTS]
    else:
        folders = [_below(folder, around.folder_of(each.folder)) if each.folder else folder]
        if each.kind == "install" and each.what:
            folders = [_below(folder, each.what)]
    for where in folders:
        there = own if where == folder else around.manifest(where)
        names = (each.what,) if each.kind == "script" else ROOT_HOOKS
        if there is not None and not (each.kind == "install" and where == folder):
            yield from ((name, where, there) for name in _around(names, there))


def _around(names: Iterable[str], manifest: Manifest) -> Iterator[str]:
    """The scripts of these names, each with those before and after it."""
    for name in names:
        for each in (f"pre{name}", name, f"post{name}"):
            if manifest.scripts.get(each):
                yield each


def _below(folder: str, name: str) -> str:
    path = normpath(f"{folder}/{name}") if folder else normpath(name)
    return "" if path == "." else path


def _paths(started: shell_runs.Started, folder: str, around: Around) -> Iterator[str]:
    """The files that something which is started runs, or names in its code."""
    where = _below(folder, started.folder) if started.folder else folder
    names: tuple[str, ...] = ()
    if started.kind == "file":
        names = (started.what,)
    elif started.kind == "code" and started.by in NODES:
        names = inspect.refers(started.what.encode("utf-8", "replace"), "code.js")
    elif started.kind == "code" and started.by in LANGUAGES:
        names = languages.read(started.what.replace(";", "\n")).names
    elif started.kind == "tool":
        name = re.sub(r"(?<=.)@[^/]*$", "", started.what)
        yield from around.commands(name, package=bool(started.by))
        return
    elif started.kind == "script" and started.by != "npm":
        yield from around.commands(started.what)
        return
    for name in names:
        if "*" in name or "?" in name:
            yield from around.matching(name, where)
        elif path := around.found(name, where) or (around.found(name, folder) if where else ""):
            yield path


def _longer(chain: Chain, *more: str) -> Chain:
    """A chain and what follows: never longer than can be told."""
    whole = (*chain, *more)
    return whole if len(whole) <= _LONGEST_CHAIN else (*whole[: _LONGEST_CHAIN - 1], whole[-1])


def _named(command: shell.Command, folder: str, around: Around) -> Iterator[str]:
    """The file that a command's first word names, and the build that it reads."""
    argv = command.argv
    where = _below(folder, command.folder) if command.folder else folder
    if _BUILDERS & {*map(base, argv[:3])} and (build := _build(argv, where, around)):
        yield build
    if argv and (path := around.found(argv[0], where)) and path != argv[0] + "/index.js":
        yield path


def _build(argv: tuple[str, ...], folder: str, around: Around) -> str:
    """The description of the build that node-gyp is told to make."""
    given = (value for flag, value in pairwise(argv) if flag in {"-C", "--directory"})
    equal = (word.partition("=")[2] for word in argv if word.startswith(("--directory=", "-C=")))
    below = next((each for each in (*given, *equal)), "")
    path = normpath(f"{folder}/{below}/binding.gyp" if folder else f"./{below}/binding.gyp")
    return path if path in around.files else ""


def _followed(start: str, around: Around) -> Iterator[tuple[str, Chain]]:
    """What a file requires, starts or reads to run, and what that does, breadth first."""
    queue: deque[tuple[str, Chain]] = deque([(start, ())])
    seen = {start}
    while queue:
        path, chain = queue.popleft()
        for name in around.named(path):
            to = around.found(name, dirname(path)) or _from_root(name, path, around)
            if not to or to in seen or declares(to):
                continue
            if len(seen) >= _MOST_FILES:
                around.lost(f"{start} leads to more than {_MOST_FILES} files")
                return
            seen.add(to)
            further = _longer(chain, to)
            queue.append((to, further))
            yield to, further


def _from_root(name: str, path: str, around: Around) -> str:
    """The file that a script starts where it is run from: the folder of its package."""
    starts = "/" in path and not name.startswith("../") and _SCRIPT.fullmatch(name)
    return around.found(name) if starts else ""

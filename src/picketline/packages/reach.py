"""What an install of a package runs: from the hook by its command to files, and on from there."""

import re
from collections.abc import Callable, Iterator, Mapping
from posixpath import dirname, join, normpath

from picketline.packages import shell
from picketline.packages.facts import File, Manifest, Run

HOOKS = ("preinstall", "install", "postinstall")
ROOT_HOOKS = (*HOOKS, "prepublish", "preprepare", "prepare", "postprepare")
"""Those that npm runs in a project's own folder, and for what it fetches from git."""
GYP = "node-gyp rebuild"
_INTERPRETER = re.compile(r"node(js)?|bun|deno|ts-node|tsx|(ba|da|z)?sh|python[23]?|ruby|perl|php")
_ENDINGS = ("", ".js", ".cjs", ".mjs", ".ts", ".json", "/index.js", "/index.cjs", "/index.mjs")
_MOST_FILES = 200
_DEEPEST_SCRIPT = 5

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
    manifest: Manifest, files: Mapping[str, File], named: Named, *, own: bool
) -> tuple[Run, ...]:
    """Every file that an install runs, and how it gets there.

    `files` are the package's own, by path below its folder; `named` gives what one names. A
    command that runs no file of the package is told with the path "".
    """
    found: dict[tuple[str, str], Run] = {}
    for hook, command in hooks(manifest, files, own=own).items():
        for start, chain in _starts(command, manifest, files):
            step = Run(start, hook, command, (f"{hook}: {command}", *chain))
            found.setdefault((hook, start), step)
            if start:
                for path, further in _followed(start, files, named):
                    found.setdefault(
                        (hook, path), Run(path, hook, command, (*step.chain, *further))
                    )
    return tuple(sorted(found.values()))


def _starts(
    command: str, manifest: Manifest, files: Mapping[str, File], depth: int = 0
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The files of the package that a command runs; ("", ()) where it runs none."""
    none = True
    for each in shell.commands(command):
        for path in _named(each.argv, files):
            none = False
            yield path, (path,)
        script = _script(each.argv)
        if script and depth < _DEEPEST_SCRIPT and script in manifest.scripts:
            inner = manifest.scripts[script]
            for path, chain in _starts(inner, manifest, files, depth + 1):
                none = False
                yield path, (f"{script}: {inner}", *chain)
    if command == GYP and "binding.gyp" in files:
        none = False
        yield "binding.gyp", ("binding.gyp",)
    if none:
        yield "", ()


def _named(argv: tuple[str, ...], files: Mapping[str, File]) -> Iterator[str]:
    """The files of the package among the words of a command that may be run."""
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


def _script(argv: tuple[str, ...]) -> str:
    """The script of the manifest that a package manager is told to run, "" for none."""
    if len(argv) < 2 or argv[0] not in {"npm", "yarn", "pnpm", "bun", "npm-run-all", "run-s"}:  # noqa: PLR2004
        return ""
    words = [word for word in argv[1:] if not word.startswith("-")]
    if words[:1] in (["run"], ["run-script"]):
        words = words[1:]
    return words[0] if words else ""


def _found(path: str, files: Mapping[str, File]) -> str:
    for ending in _ENDINGS:
        if path + ending in files:
            return path + ending
    return ""


def _followed(
    start: str, files: Mapping[str, File], named: Named
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What a file requires, starts or reads to run, and what that does, breadth first."""
    queue: list[tuple[str, tuple[str, ...]]] = [(start, ())]
    seen = {start}
    while queue and len(seen) < _MOST_FILES:
        path, chain = queue.pop(0)
        for name in named(path):
            to = _found(normpath(join(dirname(path), name)), files)
            if to and to not in seen:
                seen.add(to)
                queue.append((to, (*chain, to)))
                yield to, (*chain, to)

"""What of each package runs: by its own hooks, by those of others, and when it is opened."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from posixpath import join, normpath

import msgspec

from picketline.packages import managed, opened, reach, specs
from picketline.packages.around import Around, Beyond
from picketline.packages.facts import File, Lockfile, Manifest, Origin, Run, Setting
from picketline.packages.opened import Start

_MOST_COMMANDS = 4
_MODULES = "node_modules"


class Ground(msgspec.Struct, frozen=True, kw_only=True):
    """All that is known of a project before it is said what runs.

    `files` by path; `owned` the files of each package, by its folder; `origins` and `manifests`
    likewise. `refers` gives the names that a file leads to, `manifest` reads the one of a folder,
    `lost` is told the folder of a package, and what of its runs was not followed. `opened` is
    what opening folders starts.
    """

    files: Mapping[str, File]
    owned: Mapping[str, list[File]]
    origins: Mapping[str, Origin]
    manifests: Mapping[str, Manifest]
    refers: Callable[[str], tuple[str, ...]]
    manifest: Callable[[str], Manifest | None]
    lost: Callable[[str, str], None]
    settings: tuple[Setting, ...] = ()
    locks: tuple[Lockfile, ...] = ()
    opened: tuple[Start, ...] = ()


def runs(ground: Ground) -> dict[str, tuple[Run, ...]]:
    """The runs of each package, by its folder.

    What a hook runs of another package is told of that one, its hook as `postinstall of NAME`.
    """
    commands = _Commands(ground.manifests, ground.files)
    fetched = frozenset(_of_git(ground))
    found: dict[str, tuple[Run, ...]] = {}
    guests: dict[tuple[str, str], Run] = {}
    owners = {file.path: path for path, files in ground.owned.items() for file in files}
    opens: dict[str, list[Start]] = {}
    for start in ground.opened:
        opens.setdefault(owners.get(start.path, ""), []).append(start)
    for path in sorted(ground.origins):
        around = _around(ground, path, commands)
        every = tuple(_every(ground, path, around, fetched, opens.get(path, ())))
        found[path] = _own(every, around)
        for run in every:
            if run.path and run.path not in around.files:
                whole = around.project(run.path)
                owner = owners.get(whole, path)
                guests.setdefault((owner, whole), _guest(run, whole, owner, ground, path))
    for (owner, _), run in sorted(guests.items()):
        if run.path not in {each.path for each in found[owner]}:
            found[owner] = tuple(sorted((*found[owner], run)))
    return found


def _around(ground: Ground, path: str, commands: "_Commands") -> Around:
    prefix = f"{path}/" if path else ""
    own = {file.path.removeprefix(prefix): file for file in ground.owned[path]}

    def named(inner: str) -> tuple[str, ...]:
        return ground.refers(normpath(join(path, inner)))

    def lost(why: str) -> None:
        ground.lost(path, why)

    beyond = Beyond(
        folder=path, files=ground.files, manifest=ground.manifest, commands=commands.found
    )
    return Around(own, named, lost, beyond)


def _every(
    ground: Ground,
    path: str,
    around: Around,
    fetched: frozenset[str],
    opens: Iterable[Start],
) -> Iterator[Run]:
    """All that is run by a package's own means.

    The tools of others that a project's own hooks call are its choice, and are not followed.
    """
    manifest = ground.manifests.get(path, Manifest(path="package.json"))
    own = ground.origins[path] in {"root", "member"} or _name(path, manifest) in fetched
    hooks = reach.hooks(manifest, around.files, own=own)
    foreign = ground.origins[path] not in {"root", "member"}
    theirs = [each for each in hooks.items() if foreign and each[0] in reach.HOOKS]
    yield from reach.commanded(theirs, manifest, around)
    others = [each for each in hooks.items() if each not in theirs]
    yield from reach.commanded(others, manifest, around.without_tools())
    if ground.origins[path] == "root":
        yield from reach.loaded(managed.loads(ground.settings, around.files), around)
    for start in opens:
        yield from _opened(start, manifest, around)


def _opened(start: Start, manifest: Manifest, around: Around) -> Iterator[Run]:
    """What opening a package's folder runs: a command, or the file that is read itself."""
    own = around.own(start.path)
    if start.command:
        folder = around.own(opened.base(start.path) or "")
        command = [(start.hook, start.command)]
        yield from reach.commanded(command, manifest, around.alone(), folder)
    else:
        yield Run(own, start.hook, own, (f"{start.hook}: {own}", own))


def _own(every: tuple[Run, ...], around: Around) -> tuple[Run, ...]:
    """The runs of the package's own files; a hook that runs none keeps its command."""
    own = [run for run in every if not run.path or run.path in around.files]
    told = {run.hook for run in own}
    bare = [msgspec.structs.replace(run, path="", chain=run.chain[:1])
            for run in every if run.hook not in told]  # fmt: skip
    return tuple(sorted({*own, *bare}))


def _guest(run: Run, whole: str, owner: str, ground: Ground, path: str) -> Run:
    """The run of a file as its own package tells it."""
    inner = whole.removeprefix(f"{owner}/") if owner else whole
    name = _name(path, ground.manifests.get(path, Manifest(path=""))) or "."
    hook = f"{run.hook} of {name}"
    return Run(inner, hook, run.command, (f"{hook}: {run.command}", *run.chain[1:-1], inner))


def _name(path: str, manifest: Manifest) -> str:
    return manifest.name or path.rpartition(f"{_MODULES}/")[2]


def _of_git(ground: Ground) -> Iterator[str]:
    """The names of packages that come from git: there npm runs what prepares them."""
    for lock in ground.locks:
        for entry in lock.entries:
            if entry.resolved and specs.parse(entry.resolved).kind == "git":
                yield from (entry.name, *filter(None, [entry.alias]))
    for manifest in ground.manifests.values():
        for each in manifest.dependencies:
            if specs.parse(each.spec).kind == "git":
                yield each.name


class _Commands:
    """The commands that packages bring along, by name: `.bin` as package managers lay it out."""

    def __init__(self, manifests: Mapping[str, Manifest], files: Mapping[str, File]) -> None:
        self._files = files
        self._by: dict[str, list[tuple[str, str]]] = {}
        self._of: dict[str, list[tuple[str, str]]] = {}
        for path in sorted(manifests):
            own = manifests[path]
            for name, file in own.bin.items() if _MODULES in path.split("/") else ():
                self._by.setdefault(name, []).append((path, file))
                if len(own.bin) == 1 or name == own.name.rpartition("/")[2]:
                    self._of.setdefault(own.name, []).append((path, file))

    def found(self, folder: str, name: str, package: bool = False) -> tuple[str, ...]:  # noqa: FBT001, FBT002  # as `Around` asks
        """The files of a command as a package in `folder` sees it: the nearest, else any."""
        many = (self._by.get(name) or (self._of.get(name, []) if package else []))[:200]
        near = [one for one in many if _sees(folder, one[0])]
        deepest = max((len(_shelf(path)) for path, _ in near), default=0)
        chosen = [one for one in near if len(_shelf(one[0])) == deepest] or many
        around = Around(self._files, lambda _: (), lambda _: None)
        found = (around.found(f"{path}/{file}") for path, file in chosen)
        return tuple(filter(None, found))[:_MOST_COMMANDS]


def _shelf(path: str) -> str:
    """The folder around the node_modules that a package lies in."""
    return path.rpartition(f"{_MODULES}/")[0].rstrip("/")


def _sees(folder: str, path: str) -> bool:
    shelf = _shelf(path)
    return folder == shelf or not shelf or folder.startswith(f"{shelf}/")

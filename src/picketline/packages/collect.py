"""Reads a project: a folder, one lockfile or one archive, into facts.

The only code of this subject that reads what is scanned.
"""

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

import msgspec

from picketline.core.errors import PackagesError, TargetError
from picketline.core.report import Gap
from picketline.core.text import safe_text
from picketline.packages import (
    archives,
    imported,
    inspect,
    lockfiles,
    looked,
    manifests,
    opened,
    reach,
    reading,
    running,
    settings_files,
    together,
)
from picketline.packages.around import Around
from picketline.packages.corpus import Corpus
from picketline.packages.documents import MAX_BYTES
from picketline.packages.facts import (
    File,
    Lockfile,
    Manifest,
    Origin,
    Package,
    Policy,
    Project,
    Run,
    Setting,
)
from picketline.packages.held import Held
from picketline.packages.purls import purl
from picketline.packages.walk import Walk, shown

_Found = TypeVar("_Found")
MANIFEST = "package.json"
_MODULES = "node_modules"


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """How to read: with how many processes (0: a few), and with which memory, if any.

    `tick` is told how many files are read, and of how many. `without` are folders that are
    left out, as another part of the report has them.
    """

    jobs: int = 0
    memory: Path | None = None
    tick: Callable[[int, int], None] | None = None
    without: tuple[str, ...] = ()
    policy: Policy = Policy()


class Seen(msgspec.Struct, frozen=True):
    """A project, and what of it was not seen."""

    project: Project
    skipped: tuple[Gap, ...] = ()
    coverage: tuple[Gap, ...] = ()


class _Source(msgspec.Struct, frozen=True):
    """Files by path, how their bytes are had once more, and what of them was not seen."""

    files: dict[str, File]
    read: Callable[[str], bytes | None]
    skipped: list[Gap]
    coverage: tuple[Gap, ...] = ()
    looks: dict[str, reading.Look] = {}


def target(path: Path, corpus: Corpus, options: Options) -> Seen:
    """Read what `path` is: a folder, a lockfile or an npm tarball.

    Raises PackagesError where it is none of them or cannot be read at all.
    """
    if path.is_dir():
        return folder(path, corpus, options)
    if path.name in lockfiles.NAMES:
        return lockfile(path, corpus, options)
    if path.is_file():
        return archive(path, corpus, options)
    where = safe_text(str(path))
    raise TargetError(f"{where}: neither a folder, a lockfile nor an npm tarball; give one of them")


def folder(root: Path, corpus: Corpus, options: Options) -> Seen:
    """Read the project in `root`, which may be called anything and be a link itself."""
    walk = Walk(root, options.without)
    entries = list(walk)
    known = reading.remembered(options.memory)
    found = reading.read(walk.root, entries, known, options.jobs, options.tick)
    raw = {shown(entry.path): entry.path for entry in entries}
    files = {
        path: File(path, found.contents[entry.path], entry.executable)
        for path, entry in zip(raw, entries, strict=True)
        if entry.path in found.contents
    }

    def read(path: str) -> bytes | None:
        return reading.again(walk.root, raw[path]) if path in raw else None

    skipped = [*walk.skipped, *found.skipped]
    source = _Source(files, read, skipped, tuple(walk.coverage), found.looks)
    seen = _Reader(source, corpus, options).seen()
    if options.memory is not None:
        reading.remember(options.memory, entries, found, known)
    return seen


def lockfile(path: Path, corpus: Corpus, options: Options, base: str = "") -> Seen:
    """Read one lockfile: what would be installed, before it is.

    `base` is the name that it has in a project, where the file is called otherwise.
    """
    base = base or path.name
    found = lockfiles.read(reading.given(path, MAX_BYTES), base)
    name = found.name or f"./{shown(os.fsencode(base))}"
    manifest = Manifest(path=found.path, name=found.name)
    root = Package(
        path="", purl=purl(name), name=name, version="", origin="root", manifest=manifest
    )
    project = Project(
        packages=(root,), corpus=corpus, lockfiles=(found,), policy=options.policy, installed=False
    )
    why = "a lockfile alone was read: no code was seen"
    return Seen(project, tuple(_unread(found)), (Gap(base, why),))


def archive(path: Path, corpus: Corpus, options: Options) -> Seen:
    """Read one npm tarball, its members in memory and never on disk."""
    held = Held(shown(os.fsencode(path.name)))
    with path.open("rb") as data:
        for each in archives.members(data, held.name):
            if isinstance(each, Gap):
                held.skipped.append(each)
            else:
                held.take(each)
    source = _Source(dict(sorted(held.files.items())), held.texts.get, held.skipped)
    return _Reader(source, corpus, options, origin="archive", name=f"./{held.name}").seen()


def _unread(found: Lockfile) -> Iterator[Gap]:
    """What could not be read of a lockfile that could be read as a whole."""
    for problem in found.problems:
        yield Gap(found.path, safe_text(problem.removeprefix(found.path).lstrip(":, ")))


class _Reader:
    """Puts one project together from what was read of its files."""

    def __init__(
        self,
        source: _Source,
        corpus: Corpus,
        options: Options,
        origin: Origin = "root",
        name: str = ".",
    ) -> None:
        self._files = source.files
        self._read = source.read
        self._skipped = source.skipped
        ground = together.Ground(self._files, self._bytes, source.looks, self._skipped)
        self._looks = together.Looks(ground)
        self._coverage = list(source.coverage)
        self._corpus = corpus
        self._options = options
        self._origin = origin
        self._name = name
        self._set: tuple[Setting, ...] = ()

    def seen(self) -> Seen:
        """The project."""
        manifests_at = dict(self._manifests())
        self._bare(manifests_at)
        self._set = tuple(self._settings())
        roots = self._roots(manifests_at)
        owned = _owned(self._files, roots)
        locks = tuple(self._lockfiles())
        runs = self._runs(manifests_at, owned, roots, locks)
        packages = [
            self._package(
                path,
                manifests_at.get(path, Manifest(path=MANIFEST)),
                owned[path],
                roots[path],
                runs[path],
            )
            for path in roots
        ]
        packages = _wanted(packages)
        project = Project(
            packages=tuple(packages),
            corpus=self._corpus,
            lockfiles=locks,
            settings=self._set,
            policy=self._options.policy,
            installed=any(_is_installed(path) for path in roots),
        )
        return Seen(project, tuple(sorted(set(self._skipped))), tuple(self._coverage))

    def _bare(self, found: Mapping[str, Manifest]) -> None:
        """Say it where nothing here looks like a project."""
        if not self._files and not self._skipped:
            self._skipped.append(Gap(".", "holds no file: there is nothing to judge"))
        elif (
            self._files
            and not found
            and not any(_base(path) in lockfiles.NAMES for path in self._files)
        ):
            why = "neither a package.json nor a lockfile is here: files alone were judged"
            self._coverage.append(Gap(".", why))

    def _manifests(self) -> Iterator[tuple[str, Manifest]]:
        """The manifest of each folder that has one and may be a package."""
        for path in self._files:
            base, _, name = path.rpartition("/")
            if name == MANIFEST and (_is_installed(base) or _MODULES not in base.split("/")):
                found = self._parsed(path, manifests.read)
                if found is not None:
                    yield base, found

    def _roots(self, found: Mapping[str, Manifest]) -> dict[str, Origin]:
        """The folders of packages and what they are: the root first, then by path."""
        members = set() if self._origin == "archive" else _members(found)
        bundled = {path: frozenset(manifest.bundled) for path, manifest in found.items()}
        origins: dict[str, Origin] = {"": self._origin}
        for path in sorted(set(found) | {p for p in _folders(self._files) if _is_installed(p)}):
            if path in members:
                origins[path] = "member"
            elif _is_installed(path):
                origins[path] = "bundled" if _is_bundled(path, bundled) else "installed"
        return origins

    def _runs(
        self,
        known: dict[str, Manifest],
        owned: Mapping[str, list[File]],
        roots: Mapping[str, Origin],
        locks: tuple[Lockfile, ...],
    ) -> Mapping[str, tuple[Run, ...]]:
        """What of each package runs, by its folder."""
        read = dict[str, Manifest | None](known)

        def manifest(folder: str) -> Manifest | None:
            path = f"{folder}/{MANIFEST}" if folder else MANIFEST
            if folder not in read:
                data = self._bytes(path) if path in self._files else None
                read[folder] = manifests.tolerant(data, path) if data is not None else None
            return read[folder]

        def lost(folder: str, why: str) -> None:
            self._skipped.append(Gap(f"{folder}/{MANIFEST}" if folder else MANIFEST, why))

        return running.runs(
            running.Ground(
                files=self._files,
                owned=owned,
                origins=roots,
                manifests=known,
                refers=lambda path: self._looks.of(path).refers,
                manifest=manifest,
                lost=lost,
                settings=self._set,
                locks=locks,
                opened=tuple(self._opened()),
            )
        )

    def _package(
        self,
        path: str,
        manifest: Manifest,
        files: list[File],
        origin: Origin,
        runs: tuple[Run, ...],
    ) -> Package:
        prefix = f"{path}/" if path else ""
        own = {file.path.removeprefix(prefix): file for file in files}
        name = manifest.name or (_name_of(path) if path else self._name)

        def look(inner: str) -> tuple[str, ...]:
            return self._looks.of(prefix + inner).refers

        def lost(why: str) -> None:
            self._skipped.append(Gap(prefix + MANIFEST, why))

        entries = reach.entries(manifest, own, path, lost)
        odd = {
            path
            for entry in entries
            if reach.disguised(entry, own[entry]) or "odd-load" in own[entry].content.signals
            for path in reach.behind(entry, Around(own, look, lost))
        }
        imports = imported.files(own, entries, odd)
        running = {prefix + each for each in (*odd, *(run.path for run in runs))}
        return Package(
            path=path,
            purl=purl(name, manifest.version),
            name=name,
            version=manifest.version,
            origin=origin,
            manifest=manifest,
            files=tuple(
                self._closer(file)
                if file.path in running
                else self._told(file, loaded=inner in imports)
                for inner, file in own.items()
            ),
            runs=runs,
            imports=tuple(file.path for inner, file in own.items() if inner in imports),
        )

    def _told(self, file: File, *, loaded: bool) -> File:
        """A file that no install runs; what of it is not parsed is told."""
        if unread := inspect.unread(file.content):
            gaps = self._skipped if loaded else self._coverage
            gaps.append(Gap(file.path, f"not parsed, {unread}: its words were read"))
        return self._named(file)

    def _closer(self, file: File) -> File:
        """A file that an install runs, with what the closest look makes of it."""
        look = self._looks.of(file.path)
        if why := looked.unread(file.path, file.content.kind):
            self._coverage.append(Gap(file.path, why))
        marks = tuple(sorted({*file.content.marks, *self._looks.marks(file.path)}))
        hosts = look.hosts or file.content.hosts
        content = msgspec.structs.replace(file.content, marks=marks, hosts=hosts)
        if unread := inspect.unread(content):
            self._skipped.append(
                Gap(file.path, f"an install runs it, and it is not parsed: {unread}")
            )
        return self._named(msgspec.structs.replace(file, content=content))

    def _named(self, file: File) -> File:
        """The same file; what names more hosts than are noted is told."""
        if len(file.content.hosts) == inspect.MOST_HOSTS:
            why = f"names {inspect.MOST_HOSTS} hosts or more: the first are looked up"
            self._coverage.append(Gap(file.path, why))
        return file

    def _lockfiles(self) -> Iterator[Lockfile]:
        for path in self._files:
            base, _, name = path.rpartition("/")
            hidden = name == ".package-lock.json"
            inside = base.split("/").count(_MODULES)
            if name in lockfiles.NAMES and hidden == inside:
                found = self._parsed(path, lockfiles.read)
                if found is not None:
                    self._skipped += _unread(found)
                    yield found

    def _settings(self) -> Iterator[Setting]:
        for path in self._files:
            if path.rpartition("/")[2] in settings_files.NAMES:
                yield from self._parsed(path, settings_files.read) or ()

    def _opened(self) -> Iterator[opened.Start]:
        for path in self._files:
            if opened.base(path) is not None:
                yield from self._parsed(path, opened.read) or ()

    def _parsed(self, path: str, read: Callable[[bytes, str], _Found]) -> _Found | None:
        """What a reader makes of a file; None, and told, where it cannot be read."""
        data = self._bytes(path)
        if data is None:
            return None
        try:
            return read(data, path)
        except PackagesError as problem:
            why = safe_text(str(problem).removeprefix(path).lstrip(":, "))
        except Exception as problem:  # noqa: BLE001  # a defect costs one file, and is told
            why = f"could not be looked into: {type(problem).__name__}"
        self._skipped.append(Gap(path, why))
        return None

    def _bytes(self, path: str) -> bytes | None:
        """The bytes of a file that was read already; None, and told, if they are no more those."""
        data = self._read(path)
        if (
            data is not None
            and hashlib.sha256(data).hexdigest() == self._files[path].content.sha256
        ):
            return data
        self._skipped.append(Gap(path, "could not be read once more, or changed meanwhile"))
        return None


def _base(path: str) -> str:
    return path.rpartition("/")[2]


def _folders(files: Mapping[str, File]) -> Iterator[str]:
    """Every folder that holds a file, and those above it."""
    seen: set[str] = set()
    for path in files:
        base = path.rpartition("/")[0]
        while base and base not in seen:
            seen.add(base)
            yield base
            base = base.rpartition("/")[0]


def _is_installed(path: str) -> bool:
    """Whether a folder is where a package manager puts a package."""
    parts = path.split("/")
    if len(parts) >= 3 and parts[-2].startswith("@") and parts[-3] == _MODULES:  # noqa: PLR2004
        return True
    last = parts[-1]
    return len(parts) >= 2 and parts[-2] == _MODULES and last[:1] not in {"@", "."}  # noqa: PLR2004


def _name_of(path: str) -> str:
    parts = path.split("/")
    if len(parts) >= 2 and parts[-2].startswith("@"):  # noqa: PLR2004
        return f"{parts[-2]}/{parts[-1]}"
    return parts[-1] or "."


def _is_bundled(path: str, bundled: Mapping[str, frozenset[str]]) -> bool:
    """Whether the package that this one lies in says that it brought it along."""
    above = path.rpartition(f"/{_MODULES}/")[0]
    return bool(above) and _name_of(path) in bundled.get(above, ())


def _members(found: Mapping[str, Manifest]) -> set[str]:
    """The folders of members: where a manifest outside node_modules says more than settings."""
    return {
        path
        for path, manifest in found.items()
        if path
        and _MODULES not in path.split("/")
        and (manifest.name or manifest.scripts or manifest.dependencies)
    }


def _owned(files: Mapping[str, File], roots: Mapping[str, Origin]) -> dict[str, list[File]]:
    """The files of each package: of the nearest folder above them that is one."""
    owned: dict[str, list[File]] = {path: [] for path in roots}
    nearest: dict[str, str] = {"": ""}
    for path, file in files.items():
        owned[_nearest(path.rpartition("/")[0], roots, nearest)].append(file)
    return owned


def _nearest(base: str, roots: Mapping[str, Origin], known: dict[str, str]) -> str:
    way: list[str] = []
    while base not in known and base not in roots:
        way.append(base)
        base = base.rpartition("/")[0]
    found = base if base in roots else known[base]
    known.update(dict.fromkeys(way, found))
    return found


def _wanted(packages: list[Package]) -> list[Package]:
    """The packages, each with the names of those that depend on its name."""
    wanting: dict[str, set[str]] = {}
    for package in packages:
        own = package.origin in {"root", "member"}
        for each in package.manifest.dependencies:
            if own or each.group != "dev":
                wanting.setdefault(each.name, set()).add(package.name)
    by = {name: tuple(sorted(wanting.get(name, ()))) for name in {each.name for each in packages}}
    return [msgspec.structs.replace(package, wanted_by=by[package.name]) for package in packages]

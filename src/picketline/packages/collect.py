"""Reads a project: a folder, one lockfile or one archive, into facts.

The only code of this subject that reads what is scanned.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import msgspec

from picketline.core.report import Gap
from picketline.core.text import safe_text
from picketline.packages import (
    archives,
    inspect,
    lockfiles,
    manifests,
    reach,
    reading,
    settings_files,
)
from picketline.packages.corpus import Corpus
from picketline.packages.errors import (
    LockfileError,
    ManifestError,
    PackagesError,
    SettingsError,
    TargetError,
)
from picketline.packages.facts import (
    Content,
    File,
    Lockfile,
    Manifest,
    Origin,
    Package,
    Policy,
    Project,
    Setting,
)
from picketline.packages.purls import purl
from picketline.packages.walk import Walk, shown

MANIFEST = "package.json"
_HELD = 192 << 20
"""Bytes of an archive's texts that are held for a closer look."""
_MODULES = "node_modules"
_BESIDE = re.compile(
    "__tests__|__mocks__|(test|spec|example|demo|doc|fixture|benchmark)s?|bench", re.IGNORECASE
)
"""Folders of what no importer reaches."""


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """How to read: with how many processes (0: a few), and with which memory, if any.

    `tick` is told how many files are read, and of how many.
    """

    jobs: int = 0
    memory: Path | None = None
    tick: Callable[[int, int], None] | None = None
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
    raise TargetError(f"{path}: neither a folder, a lockfile nor an npm tarball; give one of them")


def folder(root: Path, corpus: Corpus, options: Options) -> Seen:
    """Read the project in `root`, which may be called anything and be a link itself."""
    walk = Walk(root)
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
        reading.remember(options.memory, entries, found)
    return seen


def lockfile(path: Path, corpus: Corpus, options: Options) -> Seen:
    """Read one lockfile: what would be installed, before it is."""
    found = lockfiles.read(path.read_bytes(), path.name)
    root = Package(
        path="", purl=purl("."), name="", version="", origin="root", manifest=Manifest(path="")
    )
    project = Project(
        packages=(root,), corpus=corpus, lockfiles=(found,), policy=options.policy, installed=False
    )
    why = "a lockfile alone was read: no code was seen"
    return Seen(project, coverage=(Gap(path.name, why),))


def archive(path: Path, corpus: Corpus, options: Options) -> Seen:
    """Read one npm tarball, its members in memory and never on disk."""
    files: dict[str, File] = {}
    texts: dict[str, bytes] = {}
    skipped: list[Gap] = []
    room = _HELD
    with path.open("rb") as data:
        for each in archives.members(data, path.name):
            if isinstance(each, Gap):
                skipped.append(each)
                continue
            content = inspect.content(each.head if each.data is None else each.data, each.path)
            if each.data is None:
                content = Content(sha256=each.sha256, size=each.size, kind=content.kind)
            elif content.kind not in reading.HASHED:
                room -= len(each.data)
                if room >= 0:
                    texts[each.path] = each.data
            files[each.path] = File(each.path, content, each.executable)
    if room < 0:
        skipped.append(Gap(path.name, f"only {_HELD >> 20} MiB of its texts could be followed"))
    source = _Source(dict(sorted(files.items())), texts.get, skipped)
    return _Reader(source, corpus, options, origin="archive").seen()


class _Reader:
    """Puts one project together from what was read of its files."""

    def __init__(
        self, source: _Source, corpus: Corpus, options: Options, origin: Origin = "root"
    ) -> None:
        self._files = source.files
        self._read = source.read
        self._looks = source.looks
        self._skipped = source.skipped
        self._coverage = source.coverage
        self._corpus = corpus
        self._options = options
        self._origin = origin

    def seen(self) -> Seen:
        """The project."""
        manifests_at = dict(self._manifests())
        roots = self._roots(manifests_at)
        owned = _owned(self._files, roots)
        packages = [
            self._package(path, manifests_at.get(path, Manifest(path=MANIFEST)), owned[path], roots)
            for path in roots
        ]
        packages = _wanted(packages)
        project = Project(
            packages=tuple(packages),
            corpus=self._corpus,
            lockfiles=tuple(self._lockfiles()),
            settings=tuple(self._settings()),
            policy=self._options.policy,
            installed=any(_is_installed(path) for path in roots),
        )
        return Seen(project, tuple(sorted(set(self._skipped))), self._coverage)

    def _manifests(self) -> Iterator[tuple[str, Manifest]]:
        """The manifest of each folder that has one and may be a package."""
        for path in self._files:
            base, _, name = path.rpartition("/")
            if name == MANIFEST and (_is_installed(base) or _MODULES not in base.split("/")):
                try:
                    yield base, manifests.read(self._bytes(path) or b"", path)
                except ManifestError as problem:
                    self._lost(path, problem)

    def _roots(self, found: Mapping[str, Manifest]) -> dict[str, Origin]:
        """The folders of packages and what they are: the root first, then by path."""
        members = _members(found)
        origins: dict[str, Origin] = {"": self._origin}
        for path in sorted(set(found) | {p for p in _folders(self._files) if _is_installed(p)}):
            if path in members:
                origins[path] = "member"
            elif _is_installed(path):
                origins[path] = "bundled" if _is_bundled(path, found) else "installed"
        return origins

    def _package(
        self, path: str, manifest: Manifest, files: list[File], roots: Mapping[str, Origin]
    ) -> Package:
        origin = roots[path]
        prefix = f"{path}/" if path else ""
        own = {file.path.removeprefix(prefix): file for file in files}
        name = manifest.name or _name_of(path)
        runs = reach.runs(
            manifest,
            own,
            lambda inner: self._look(prefix + inner).refers,
            own=origin in {"root", "member"},
        )
        return Package(
            path=path,
            purl=purl(name, manifest.version),
            name=name,
            version=manifest.version,
            origin=origin,
            manifest=manifest,
            files=tuple(self._closer(file, {prefix + run.path for run in runs}) for file in files),
            runs=runs,
            imports=tuple(file.path for file in files if _importable(file, prefix)),
        )

    def _closer(self, file: File, running: set[str]) -> File:
        """The file; if an install runs it, with what the closest look makes of it."""
        if file.path not in running:
            return file
        marks = {*file.content.marks, *self._look(file.path).marks}
        content = msgspec.structs.replace(file.content, marks=tuple(sorted(marks)))
        return msgspec.structs.replace(file, content=content)

    def _look(self, path: str) -> reading.Look:
        """The closest look at a file; nothing where its bytes are gone."""
        content = self._files[path].content
        key = f"{content.sha256} {content.kind}"
        if key not in self._looks:
            data = self._bytes(path)
            if data is None:
                return reading.Look((), ())
            marks, names = inspect.deeper(data, path), inspect.refers(data, path)
            self._looks[key] = reading.Look(marks, names)
        return self._looks[key]

    def _lockfiles(self) -> Iterator[Lockfile]:
        for path in self._files:
            base, _, name = path.rpartition("/")
            hidden = name == ".package-lock.json"
            inside = _MODULES in base.split("/")
            if name in lockfiles.NAMES and (hidden == inside) and base.count(_MODULES) <= 1:
                try:
                    yield lockfiles.read(self._bytes(path) or b"", path)
                except LockfileError as problem:
                    self._lost(path, problem)

    def _settings(self) -> Iterator[Setting]:
        for path in self._files:
            if path.rpartition("/")[2] in settings_files.NAMES:
                try:
                    yield from settings_files.read(self._bytes(path) or b"", path)
                except SettingsError as problem:
                    self._lost(path, problem)

    def _bytes(self, path: str) -> bytes | None:
        """The bytes of a file that was read already; None if they are gone or too many."""
        return self._read(path) if path in self._files else None

    def _lost(self, path: str, problem: PackagesError) -> None:
        self._skipped.append(Gap(path, safe_text(str(problem).removeprefix(f"{path}: "))))


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


def _is_bundled(path: str, found: Mapping[str, Manifest]) -> bool:
    """Whether the package that this one lies in says that it brought it along."""
    above = path.rpartition(f"/{_MODULES}/")[0]
    return bool(above) and above in found and _name_of(path) in found[above].bundled


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


def _importable(file: File, prefix: str) -> bool:
    if file.content.kind != "javascript":
        return False
    folders = file.path.removeprefix(prefix).split("/")[:-1]
    return not any(_BESIDE.fullmatch(folder) for folder in folders)


def _wanted(packages: list[Package]) -> list[Package]:
    """The packages, each with the names of those that depend on its name."""
    wanting: dict[str, set[str]] = {}
    for package in packages:
        own = package.origin in {"root", "member"}
        for each in package.manifest.dependencies:
            if own or each.group != "dev":
                wanting.setdefault(each.name, set()).add(package.name)
    return [
        msgspec.structs.replace(package, wanted_by=tuple(sorted(wanting.get(package.name, ()))))
        for package in packages
    ]

r"""What was read of a project: frozen records, no opinion.

Paths are relative to what is scanned, with `/` between their parts; "" is its own folder. A
byte that is not printable ASCII, or a backslash, stands as \xHH. Names, versions and specs are
what the files say, at most 512 characters of them: hostile input, never to be trusted.
"""

from typing import Literal

import msgspec

from picketline.packages.corpus import Corpus

Group = Literal["prod", "dev", "optional", "peer"]
Origin = Literal["root", "member", "installed", "bundled", "archive"]
LockKind = Literal["npm", "shrinkwrap", "pnpm", "yarn", "berry", "bun"]


class Mark(msgspec.Struct, frozen=True, order=True):
    """One thing that a file's bytes show at one place.

    `name` is of the vocabulary in `marks.py`. `line` counts from 1, 0 where there is none.
    `value` is what was recognised there (a host, a function, a file name). `text` is the place
    itself, redacted, at most 160 printable characters. `layers` says how it was decoded, outermost
    first; empty for what stands in plain view.
    """

    name: str
    line: int
    value: str = ""
    text: str = ""
    layers: tuple[str, ...] = ()


class Content(msgspec.Struct, frozen=True):
    """What the bytes of one file tell, whatever it is called: cacheable by `sha256`.

    `kind` is one word: javascript, json, shell, python, yaml, text, binary, elf, pe, macho,
    wasm, zip, gzip, tar, class, empty. `signals` are the names of the patterns of `patterns.py`
    that its bytes match, sorted; `marks` what a closer look made of them, in order. `hosts` are
    those that it names in plain text, each with its first line: noted where its signals speak of
    networks or commands, and where an install runs it.
    """

    sha256: str
    size: int
    kind: str
    signals: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()
    hosts: tuple[tuple[str, int], ...] = ()


class File(msgspec.Struct, frozen=True):
    """One file of a project. `executable` is the mode's, for its owner."""

    path: str
    content: Content
    executable: bool = False


class Dependency(msgspec.Struct, frozen=True, order=True):
    """One line of a manifest's dependencies."""

    name: str
    spec: str
    group: Group


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """A package.json, as far as rules ask for it.

    `scripts` are all of them by name. `entries` are the files that run when it is imported or
    called: main, module, browser, exports and bin, as written. `bin` maps commands to files.
    `licence` is one expression; what is no text (an object, a list) was made one. `people` are
    authors, maintainers and contributors as `name <mail>`. `settings` are keys of package
    managers that stand in it (`pnpm.overrides`, `resolutions`, ...), dotted, their values as
    canonical JSON. `lines` says where a key stands: `scripts.postinstall` -> line.
    """

    path: str
    name: str = ""
    version: str = ""
    private: bool = False
    scripts: dict[str, str] = {}
    dependencies: tuple[Dependency, ...] = ()
    bundled: tuple[str, ...] = ()
    entries: tuple[str, ...] = ()
    bin: dict[str, str] = {}
    licence: str = ""
    engines: dict[str, str] = {}
    repository: str = ""
    homepage: str = ""
    people: tuple[str, ...] = ()
    workspaces: tuple[str, ...] = ()
    settings: dict[str, str] = {}
    gypfile: bool | None = None
    lines: dict[str, int] = {}


class Run(msgspec.Struct, frozen=True, order=True):
    """A file that a package's install runs: the hook, its command and how it leads there.

    `hook` is the script's name, `postinstall of NAME` where another package's install runs it, or
    `opening PATH:LINE: WHEN` where an editor or an assistant does. `chain` begins with the command
    and ends with `path`; "" as path stands for the command itself, which runs no file of the
    package.
    """

    path: str
    hook: str
    command: str
    chain: tuple[str, ...] = ()


class Package(msgspec.Struct, frozen=True, kw_only=True):
    """One package on disk, or in an archive: a manifest and the files that are its own.

    `path` is its folder. `purl` carries the version where there is one. `runs` are the files
    that its install runs; `imports` those that importing or calling it can reach, as far as can
    be told: every script of it that no test, example or document holds. `wanted_by` are the
    names of what depends on it directly.
    """

    path: str
    purl: str
    name: str
    version: str
    origin: Origin
    manifest: Manifest
    files: tuple[File, ...] = ()
    runs: tuple[Run, ...] = ()
    imports: tuple[str, ...] = ()
    wanted_by: tuple[str, ...] = ()
    dev: bool = False


class Locked(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of a lockfile.

    `key` is what the entry is filed under (`node_modules/a/node_modules/b`, `/b@1.0.0(c@2.0.0)`,
    `b@^1.0.0, b@^1.1.0`). `name` is that of the package which is really taken; `alias` the one it
    is known by, where it is another. `resolved` is the address or path as written, "" if none;
    `integrity` as written, many parted by blanks; berry's checksum stands there as
    `berry:HEX`. `dependencies` map names to the spec or version that the lock notes; `optional`
    and `dev` are None where the lock does not say. `hooks`: whether it says that there are
    install scripts, None where it does not. `line` is where the entry begins, 0 if unknown.
    `older` is set for what a lock that holds everything twice says in its older half alone.
    """

    key: str
    name: str
    version: str
    alias: str = ""
    specs: tuple[str, ...] = ()
    resolved: str = ""
    integrity: str = ""
    dependencies: dict[str, str] = {}
    optional_dependencies: dict[str, str] = {}
    peer_dependencies: dict[str, str] = {}
    licence: str = ""
    engines: dict[str, str] = {}
    dev: bool | None = None
    optional: bool | None = None
    bundled: bool = False
    link: bool = False
    hooks: bool | None = None
    patched: bool = False
    deprecated: str = ""
    line: int = 0
    older: bool = False


class Importer(msgspec.Struct, frozen=True, order=True):
    """What a lockfile says a project or member asks for: `path` is its folder."""

    path: str
    dependencies: tuple[Dependency, ...]


class Lockfile(msgspec.Struct, frozen=True, kw_only=True):
    """A lockfile, read strictly. `version` is that of its format, as written.

    `name` is the project's, "" where the lock does not say.
    `settings` are those that the lock carries (overrides, patchedDependencies, trusted ones,
    ...), dotted, their values as canonical JSON. `problems` are what could not be read of it.
    """

    path: str
    kind: LockKind
    version: str
    name: str = ""
    importers: tuple[Importer, ...] = ()
    entries: tuple[Locked, ...] = ()
    settings: dict[str, str] = {}
    problems: tuple[str, ...] = ()


class Setting(msgspec.Struct, frozen=True, order=True):
    """One key of a package manager's configuration; secrets among the values are redacted."""

    path: str
    key: str
    value: str
    line: int


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """What the operator, not the project, says is right.

    `scopes` are the organisation's own (`@acme`), `registries` hosts besides the public one that
    packages may come from, `licences_allowed` (none: all) and `licences_denied` SPDX ids.
    """

    scopes: tuple[str, ...] = ()
    registries: tuple[str, ...] = ()
    licences_allowed: tuple[str, ...] = ()
    licences_denied: tuple[str, ...] = ()


class Known(msgspec.Struct, frozen=True, order=True, kw_only=True, forbid_unknown_fields=True):
    """Who stood behind a package when a baseline noted it, whatever its versions: see `known.py`.

    `people` are names and mail addresses in lower case, `repositories` are `host/owner/name`,
    `sources` are where locks take it from. `hooked`: something of it ran at install.
    """

    name: str
    people: tuple[str, ...] = ()
    repositories: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    hooked: bool = False


class Project(msgspec.Struct, frozen=True, kw_only=True):
    """All that was read: the root's package first, then by path.

    `settings` are the lines of .npmrc, .yarnrc, .yarnrc.yml, pnpm-workspace.yaml and
    bunfig.toml, wherever they lie. `installed` says whether there are packages on disk beside
    the project's own: what is missing on disk says nothing where it is false. `known` is what a
    baseline noted of packages.
    """

    packages: tuple[Package, ...]
    corpus: Corpus
    lockfiles: tuple[Lockfile, ...] = ()
    settings: tuple[Setting, ...] = ()
    policy: Policy = Policy()
    installed: bool = False
    known: tuple[Known, ...] = ()

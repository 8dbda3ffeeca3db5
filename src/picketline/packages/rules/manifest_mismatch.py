"""Manifest on disk is not what its folder, its lock or a reader would expect.

Why: What a registry shows of a package and what its tarball holds need not be the same: hooks
and dependencies that stand in one alone are not seen by who looks at the other.
Limits: The registry's manifest is known from locks alone; those of pnpm 9, yarn and bun say
nothing of hooks. Which of two equal keys another reader takes is not told, only that there are two.
Benign: Some tools change manifests when they publish: a dependency more on disk is low. Popular
packages may call their commands as they like (npm, node, yarn).
Next: Compare the package with what its registry and repository show.
"""

import re
from collections.abc import Iterator
from posixpath import normpath

import msgspec

from picketline.core.check import rule
from picketline.core.model import Finding, Severity
from picketline.packages import hygiene, locks, redaction, specs, surface
from picketline.packages.facts import Locked, Package, Project
from picketline.packages.purls import subject

_COMMANDS = frozenset(
    (  # noqa: SIM905  # words are easier to read than a list of them
        "npm npx node nodejs node-gyp corepack yarn yarnpkg pnpm pnpx bun bunx deno git gh ssh "
        "scp sudo su sh bash zsh dash fish cmd powershell pwsh python python3 pip pip3 ruby perl "
        "curl wget docker kubectl aws gcloud az ls cat cp mv rm chmod chown cd echo env make tar "
        "cc gcc"
    ).split()
)
_NAME = re.compile(r"(?:@[A-Za-z0-9~][\w.~-]*/)?[A-Za-z0-9~_][\w.~!'()*-]*", re.ASCII)
_KEYS = ("scripts", "dependencies", "optionalDependencies", "bin", "main", "name", "version")
Sign = tuple[Severity, str, str, str]
"""How bad, what, its text, and the key that it stands at."""


@rule(
    "L2-MANI-002",
    severity=(Severity.INFO, Severity.MEDIUM),
    since="0.1",
    category="integrity",
    tags=("T1195.002", "CWE-345", "CWE-706"),
)
def manifest_mismatch(project: Project) -> Iterator[Finding]:
    """What each package is told for, and one finding for what is mere disorder."""
    project = locks.ordered(project)
    disorder: list[str] = []
    yield from hygiene.distinct(_found(project, disorder))
    if disorder:
        group = hygiene.Group("manifests that are not as expected", disorder)
        yield hygiene.counted(manifest_mismatch, project, Severity.LOW, group)


def _found(project: Project, disorder: list[str]) -> Iterator[Finding]:
    """What is told by itself; mere disorder is put aside."""
    paths = frozenset(package.path for package in project.packages)
    known = _Known(_aliases(project), _entries(project), paths)
    for package in project.packages:
        for severity, what, text, key in _signs(project, package, known):
            if severity is Severity.LOW:
                disorder.append(f"{package.path or '.'}: {what} {text}")
                continue
            yield manifest_mismatch.find(
                subject(package.name),
                severity,
                hygiene.exact(f"{what} {text}"),
                evidence=[("purl", package.purl), ("why", f"{what} {redaction.line(text, 200)}")],
                at=(package.manifest.path, _line(package, key)),
            )


def _line(package: Package, key: str) -> int:
    """Where a key stands: for one that stands twice, its second place."""
    if key.startswith("duplicate."):
        told = package.manifest.settings[key]
        return int(told) if told.isascii() and told.isdecimal() else 0
    return package.manifest.lines.get(key, 0)


class _Known(msgspec.Struct, frozen=True):
    """Names that are meant to differ, what npm's locks say of folders, and those of packages."""

    aliases: frozenset[tuple[str, str]]
    entries: dict[str, Locked]
    paths: frozenset[str]


def _signs(project: Project, package: Package, known: _Known) -> Iterator[Sign]:
    yield from _dependency_names(package)
    yield from _duplicates(package)
    if package.origin in {"root", "member"}:
        return
    yield from _named(package, known)
    yield from _commands(project, package)
    yield from _outside(package)
    entry = known.entries.get(package.path)
    if entry and package.origin == "installed":
        yield from _confused(package, entry)


def _named(package: Package, known: _Known) -> Iterator[Sign]:
    """A name that is not that of the folder, unless somebody asked for it so.

    Folders for tests have a node_modules that no package manager made: it lies in no package.
    """
    above, name = _folder(package.path)
    own = package.manifest.name
    meant = {(name, own), (name, "")} & known.aliases
    if not own or not name or name == own or meant or above not in known.paths:
        return
    yield Severity.MEDIUM, f"installed as {name}, its manifest says", own, "name"


def _folder(path: str) -> tuple[str, str]:
    """The folder whose node_modules a package lies in, and its name there, "" for none."""
    above, found, name = f"/{path}".rpartition(f"/{locks.MODULES}/")
    if f"/{locks.MODULES}/.pnpm/" in f"{above}/":
        above = above.partition(f"/{locks.MODULES}/.pnpm/")[0]
    return above.lstrip("/"), name if found else ""


def _commands(project: Project, package: Package) -> Iterator[Sign]:
    """Commands that hide those of the system, or of package managers, in scripts."""
    if project.corpus.rank(package.name) is not None:
        return
    for command in sorted(package.manifest.bin):
        if command.lower() in _COMMANDS:
            honest = specs.base(package.name) == command
            severity = Severity.LOW if honest else Severity.MEDIUM
            yield severity, "its command hides that of the system:", command, f"bin.{command}"


def _outside(package: Package) -> Iterator[Sign]:
    for entry in package.manifest.entries:
        path = normpath(entry.replace("\\", "/"))
        if path == ".." or path.startswith(("../", "/")):
            yield Severity.MEDIUM, "an entry leads out of it:", entry, "main"


def _dependency_names(package: Package) -> Iterator[Sign]:
    """Names that a command line or a shell would read as something else."""
    own = package.origin in {"root", "member"}
    names = {each.name for each in package.manifest.dependencies if own or each.group != "dev"}
    for name in sorted(names):
        if not _NAME.fullmatch(name):
            yield Severity.MEDIUM, "a dependency's name is none:", name, f"dependencies.{name}"


def _duplicates(package: Package) -> Iterator[Sign]:
    """Keys that stand twice; a hook of two is no accident of a tool."""
    own = package.origin in {"root", "member"}
    for key in sorted(package.manifest.settings):
        prefix, _, name = key.partition(".")
        if prefix != "duplicate" or name.partition(".")[0] not in _KEYS:
            continue
        hook = name.removeprefix("scripts.") in surface.HOOKS or name == "scripts"
        severe = hook and not own and bool(surface.hooks(package.manifest))
        severity = Severity.MEDIUM if severe else Severity.LOW
        yield severity, "a key stands twice:", name, key


def _confused(package: Package, entry: Locked) -> Iterator[Sign]:
    """Hooks and dependencies on disk that the lock does not have."""
    hooks = surface.hooks(package.manifest)
    if entry.hooks is False and hooks:
        scripts = "; ".join(f"{name}: {package.manifest.scripts[name]}" for name in hooks)
        yield Severity.MEDIUM, "hooks that the lock does not have:", scripts, f"scripts.{hooks[0]}"
    if entry.version != package.version or entry.hooks is None:
        return
    locked = {*entry.dependencies, *entry.optional_dependencies, *entry.peer_dependencies}
    there = {
        each.name for each in package.manifest.dependencies if each.group in {"prod", "optional"}
    }
    more = sorted(there - locked - set(package.manifest.bundled))
    if more:
        yield (
            Severity.LOW,
            "dependencies that the lock does not have:",
            ", ".join(more),
            "dependencies",
        )


def _entries(project: Project) -> dict[str, Locked]:
    """What npm's locks say of each folder; its own note of the install goes first."""
    found: dict[str, Locked] = {}
    for lock in sorted(project.lockfiles, key=locks.hidden):
        base = locks.folder(lock)
        for key, entry in locks.by_key(lock).items():
            if not entry.link and not entry.bundled:
                found[f"{base}/{key}" if base else key] = entry
    return found


def _aliases(project: Project) -> frozenset[tuple[str, str]]:
    """The names under which packages are installed on purpose, with their own."""
    found = {
        (entry.alias, entry.name)
        for lock in project.lockfiles
        for entry in lock.entries
        if entry.alias
    }
    for package in project.packages:
        for each in package.manifest.dependencies:
            spec = specs.parse(each.spec)
            if spec.kind == "alias":
                found.add((each.name, spec.name))
            elif spec.kind in {"git", "tarball", "file", "other"}:
                found.add((each.name, ""))
    return frozenset(found)

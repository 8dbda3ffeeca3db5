"""What of a package runs when it is installed: on disk, and as locks tell it."""

from collections.abc import Iterable

import msgspec

from picketline.packages import opened, shell, shell_runs
from picketline.packages.facts import Locked, Manifest, Package, Project, Run

HOOKS = ("preinstall", "install", "postinstall")
GIT_HOOKS = ("prepack", "prepare", "preprepare", "postprepare", "prepublish")
"""Those that run besides for what is fetched from git and built."""
REACHES = frozenset({"connects", "odd-host", "raw-address", "fetches-and-runs"})
HIDES = frozenset(
    {"runs-decoded", "obfuscated", "hidden-characters", "pushed-aside", "mixed-script"}
)
HARMS = frozenset(
    {
        "odd-host",
        "sends-secret",
        "sends-token",
        "opens-shell",
        "mines",
        "wallet",
        "scans-secrets",
        "assistant",
        "spreads",
        "intercepts",
        "dead-drop",
    }
)


def hooks(manifest: Manifest, *, git: bool = False) -> tuple[str, ...]:
    """The names of a manifest's scripts that an install runs."""
    names = (*HOOKS, *GIT_HOOKS) if git else HOOKS
    return tuple(name for name in names if manifest.scripts.get(name))


def hooked(package: Package, *, git: bool = False) -> bool:
    """Whether anything of a package runs when others install it."""
    return bool(_installed(package) or hooks(package.manifest, git=git))


def _installed(package: Package) -> list[Run]:
    """The runs of an install, not those of whoever opens the folder."""
    return [run for run in package.runs if opened.of_hook(run.hook) is None]


def at_install(package: Package) -> frozenset[str]:
    """The names of the marks of what an install runs, its commands' words too."""
    runs = _installed(package)
    paths = {f"{package.path}/{run.path}" if package.path else run.path for run in runs}
    marks = {
        mark.name for file in package.files if file.path in paths for mark in file.content.marks
    }
    fetching = any(
        shell_runs.fetches_and_runs(shell.commands(each)) for each in {run.command for run in runs}
    )
    return frozenset(marks | {"fetches-and-runs"} if fetching else marks)


def anywhere(package: Package) -> frozenset[str]:
    """The names of the marks of what can run: at install, or when it is imported."""
    importable = frozenset(package.imports)
    marks = {
        mark.name
        for file in package.files
        if file.path in importable
        for mark in file.content.marks
    }
    return at_install(package) | marks


class Surface(msgspec.Struct, frozen=True):
    """Which packages have hooks, by name and by name and version."""

    versions: frozenset[tuple[str, str]]
    names: frozenset[str]
    git: frozenset[str]

    def of(self, entry: Locked) -> bool:
        """Whether an entry of a lock has hooks, as far as lock or disk tell."""
        return bool(entry.hooks) or (entry.name, entry.version) in self.versions

    def named(self, name: str, *, git: bool = False) -> bool:
        """Whether a package of this name has hooks; for `git` those of a build count too."""
        return name in (self.git if git else self.names)


def of(project: Project) -> Surface:
    """The surface of all that is installed or locked."""
    foreign = [each for each in project.packages if each.origin not in {"root", "member"}]
    found = {(each.name, each.version) for each in foreign if hooked(each)}
    found |= _locked(entry for lock in project.lockfiles for entry in lock.entries)
    built = {each.name for each in foreign if hooked(each, git=True)}
    names = {name for name, _ in found}
    return Surface(frozenset(found), frozenset(names), frozenset(built | names))


def _locked(entries: Iterable[Locked]) -> set[tuple[str, str]]:
    return {(entry.name, entry.version) for entry in entries if entry.hooks}

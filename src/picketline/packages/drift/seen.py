"""What every look at a lock needs to know of the whole project, made once."""

import re

import msgspec

from picketline.core.model import Severity
from picketline.packages import locks, registries, specs, surface
from picketline.packages.facts import Dependency, Locked, Lockfile, Package, Project
from picketline.packages.hygiene import Group

Drift = tuple[Severity, Group]
"""One kind of anomaly, how bad it is and where it stands."""
_CODE = "codeload.github.com"
_WORD = re.compile(r'"([^"\\]{1,600})"')
_OVERRIDES = ("overrides", "resolutions")


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """`project` with its surface and known hosts.

    `elsewhere` are the names that somebody asks for by git, address or path; `aliases` those
    that somebody asks for as another package; `overridden` those that an override speaks of;
    `addresses` what is asked for by address or repository, whatever its name.
    """

    project: Project
    surface: surface.Surface
    hosts: frozenset[str]
    elsewhere: frozenset[str]
    aliases: frozenset[str]
    overridden: frozenset[str]
    addresses: frozenset[str]

    def asked(self, entry: Locked) -> bool:
        """Whether somebody asks for an entry by git, address or path, under whatever name."""
        if {entry.name, entry.alias} & self.elsewhere:
            return True
        source = specs.source(entry)
        return _address(source) in self.addresses

    def knows(self, lock: Lockfile) -> bool:
        """Whether it is known what those ask for whose packages a lock pins."""
        base = locks.folder(lock)
        own = (each for each in locks.own(self.project) if each.path == base)
        return bool(lock.importers) or any(each.manifest.dependencies for each in own)

    def graded(self, name: str, version: str) -> Severity:
        """High for what has hooks, medium for what has none."""
        hooked = (name, version) in self.surface.versions
        return Severity.HIGH if hooked else Severity.MEDIUM

    def locks(self) -> tuple[Lockfile, ...]:
        """The locks that people keep."""
        return locks.kept(self.project)


def seen(project: Project) -> Seen:
    """What there is to know of a project."""
    asked = _asked(project)
    kinds = {(name, specs.parse(spec).kind) for name, spec in asked}
    return Seen(
        project=project,
        surface=surface.of(project),
        hosts=registries.known(project),
        elsewhere=frozenset(n for n, kind in kinds if kind in {"git", "tarball", "file", "other"}),
        aliases=frozenset(name for name, kind in kinds if kind == "alias"),
        overridden=_overridden(project),
        addresses=frozenset(
            _address(specs.parse(spec))
            for _, spec in asked
            if specs.parse(spec).kind in {"git", "tarball", "registry"}
        ),
    )


def _address(spec: specs.Spec) -> str:
    """Host and path or repository of an address, "-" for none."""
    path = spec.repository or spec.path
    if spec.host == _CODE:
        return f"github.com/{'/'.join(path.split('/')[:2])}".lower()
    return f"{spec.host}/{path}".lower() if spec.host else "-"


def _asked(project: Project) -> set[tuple[str, str]]:
    """Name and spec of whatever a manifest or lock asks for."""
    found = {(d.name, d.spec) for each in project.packages for d in _wanted(each)}
    for lock in project.lockfiles:
        found |= {(d.name, d.spec) for each in lock.importers for d in each.dependencies}
        for entry in lock.entries:
            found |= {_split(each) for each in entry.specs}
            for some in (entry.dependencies, entry.optional_dependencies, entry.peer_dependencies):
                found |= set(some.items())
    return found


def _wanted(package: Package) -> list[Dependency]:
    own = package.origin in {"root", "member"}
    return [each for each in package.manifest.dependencies if own or each.group != "dev"]


def _split(text: str) -> tuple[str, str]:
    name, _, spec = text[1:].partition("@")
    return text[:1] + name, spec


def _overridden(project: Project) -> frozenset[str]:
    """The names in overrides of manifests, settings and locks."""
    found: set[str] = set()
    for text in _overrides(project):
        for word in _WORD.findall(text):
            for part in word.removeprefix("npm:").split(">"):
                name = _split(part)[0]
                found |= {name, name.rpartition("/")[2], "/".join(name.split("/")[-2:])}
    return frozenset(found)


def _overrides(project: Project) -> list[str]:
    """The texts of overrides, each word in quotes."""
    texts = [
        f'"{key}": {value}'
        for settings in (
            *(package.manifest.settings for package in locks.own(project)),
            *(lock.settings for lock in project.lockfiles),
        )
        for key, value in sorted(settings.items())
        if any(word in key for word in _OVERRIDES)
    ]
    texts += [
        f'"{each.key.rpartition(".")[2]}": "{each.value}"'
        for each in locks.settings(project)
        if any(word in each.key for word in _OVERRIDES)
    ]
    return texts

"""What every look at a lock needs to know of the whole project, made once."""

import msgspec

from picketline.core.model import Severity
from picketline.packages import locks, registries, specs, surface
from picketline.packages.facts import Dependency, Lockfile, Package, Project
from picketline.packages.hygiene import Group

Drift = tuple[Severity, Group]
"""One kind of anomaly, how bad it is and where it stands."""
_OVERRIDES = ("overrides", "resolutions")


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """`project` with its surface and known hosts.

    `elsewhere` are the names that somebody asks for by git, address or path; `aliases` those
    that somebody asks for as another package; `overridden` the texts of overrides.
    """

    project: Project
    surface: surface.Surface
    hosts: frozenset[str]
    elsewhere: frozenset[str]
    aliases: frozenset[str]
    overridden: str

    def overrides(self, name: str) -> bool:
        """Whether an override speaks of a name."""
        return f'"{name}' in self.overridden or f'/{name}"' in self.overridden

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
    )


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


def _overridden(project: Project) -> str:
    """The overrides of manifests, settings and locks as one text."""
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
    return "\n".join(texts)

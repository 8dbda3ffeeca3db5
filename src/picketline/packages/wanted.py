"""Dependencies that come from elsewhere than a registry, as manifests and locks ask for them."""

from collections.abc import Iterator

import msgspec

from picketline.packages import locks, specs
from picketline.packages.facts import Group, Locked, Project
from picketline.packages.purls import purl


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """One dependency with its spec: who wants it, and where that stands.

    `folder` is that of who wants it; `own` whether that is the project itself. `pinned` says
    whether a lock or the spec itself holds it to one content.
    """

    name: str
    spec: specs.Spec
    group: Group
    by: str
    purl: str
    folder: str
    path: str
    line: int
    own: bool
    pinned: bool


_SECTIONS = {
    "prod": "dependencies",
    "dev": "devDependencies",
    "optional": "optionalDependencies",
    "peer": "peerDependencies",
}


def wanted(project: Project) -> Iterator[Wanted]:
    """All that the project, what is installed and what only locks know want to run."""
    pins = _pins(project)
    yield from _of_manifests(project, pins)
    yield from _of_importers(project, pins)
    yield from _of_entries(project, pins)


def _of_manifests(project: Project, pins: frozenset[str]) -> Iterator[Wanted]:
    for package in project.packages:
        own = package.origin in {"root", "member"}
        for each in package.manifest.dependencies:
            if each.group != "peer" and (own or each.group != "dev"):
                yield Wanted(
                    name=each.name,
                    spec=specs.parse(each.spec),
                    group=each.group,
                    by=package.name,
                    purl=package.purl,
                    folder=package.path,
                    path=package.manifest.path,
                    line=package.manifest.lines.get(f"{_SECTIONS[each.group]}.{each.name}", 0),
                    own=own,
                    pinned=each.name in pins,
                )


def _of_importers(project: Project, pins: frozenset[str]) -> Iterator[Wanted]:
    """What locks say that folders ask for whose manifests are not there."""
    own = {package.path for package in locks.own(project) if package.manifest.dependencies}
    root = locks.root(project)
    for lock in locks.kept(project):
        for importer in lock.importers:
            folder = "/".join(part for part in (locks.folder(lock), importer.path) if part)
            for each in importer.dependencies if folder not in own else ():
                if each.group != "peer":
                    yield Wanted(
                        name=each.name,
                        spec=specs.parse(each.spec),
                        group=each.group,
                        by=root.name,
                        purl=root.purl,
                        folder=folder,
                        path=lock.path,
                        line=0,
                        own=True,
                        pinned=each.name in pins,
                    )


def _of_entries(project: Project, pins: frozenset[str]) -> Iterator[Wanted]:
    """What entries of locks want that are not on disk."""
    there = {(package.name, package.version) for package in project.packages}
    for lock in locks.kept(project):
        for entry in lock.entries:
            if (entry.name, entry.version) in there or entry.link:
                continue
            for name, spec, group in _asked(entry):
                yield Wanted(
                    name=name,
                    spec=specs.parse(spec),
                    group=group,
                    by=entry.name,
                    purl=purl(entry.name, entry.version),
                    folder=locks.folder(lock),
                    path=lock.path,
                    line=entry.line,
                    own=False,
                    pinned=name in pins,
                )


def _asked(entry: Locked) -> Iterator[tuple[str, str, Group]]:
    optional = entry.optional_dependencies
    for name, spec in entry.dependencies.items():
        if name not in optional:
            yield name, spec, "prod"
    for name, spec in optional.items():
        yield name, spec, "optional"


def _pins(project: Project) -> frozenset[str]:
    """The names that a lock holds to one commit, or by a hash that is no registry's."""
    found: set[str] = set()
    for lock in project.lockfiles:
        for entry in lock.entries:
            source = specs.source(entry)
            held = source.commit or (source.kind == "tarball" and entry.integrity)
            if held:
                found |= {entry.name, entry.alias}
    return frozenset(found - {""})


def orphan(each: Wanted) -> bool:
    """Whether a commit of a repository of another name is wanted, as orphaned commits are."""
    spec = each.spec
    if spec.kind != "git" or not spec.commit:
        return False
    repository = spec.repository.rpartition("/")[2]
    return each.group == "optional" or not specs.alike(each.name, repository)

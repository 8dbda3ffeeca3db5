"""What a project is made of: its components by purl, and which depends on which.

Components are the packages on disk; where nothing is installed, those that the lockfiles pin.
Edges come from the lockfiles, and where there is none from the manifests on disk.
"""

import base64
import binascii
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from picketline.packages import edges, locks, purls
from picketline.packages.facts import Locked, Lockfile, Package, Project

ROOT = "root"
"""What stands for the project itself among the edges."""
_HASHES = {"sha1": "SHA-1", "sha256": "SHA-256", "sha384": "SHA-384", "sha512": "SHA-512"}
_SIZES = {"sha1": 20, "sha256": 32, "sha384": 48, "sha512": 64}


class Component(msgspec.Struct):
    """What is known of one package version, gathered from all its places.

    `told`: a lock says whether it is for development alone.
    """

    name: str
    version: str
    licence: str = ""
    hashes: set[tuple[str, str]] = msgspec.field(default_factory=set)
    paths: list[str] = msgspec.field(default_factory=list)
    required: bool = False
    development: bool = True
    bundled: bool = False
    own: bool = False
    locked: bool = False
    told: bool = False


class Bill:
    """The components and edges of a project. `unresolved` counts edges that lead nowhere."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.locks = locks.kept(project)
        self.components: dict[str, Component] = {}
        self.edges: dict[str, set[str]] = {}
        self.unresolved = 0
        self._refs: dict[tuple[str, str], str] = {}
        self._wanted: set[str] = set()
        root = locks.root(project)
        self.folders = {
            each.path: self.ref(each.name, each.version) for each in locks.own(project)
        } | {root.path: ROOT}
        self._members = {
            each.name: self.folders[each.path] for each in locks.own(project) if each.name
        }
        self._packages()
        for lock in self.locks:
            self._entries(lock)
        for lock in self.locks:
            self._edges(lock)
        self._untold()
        if not self.locks:
            self._disk_edges()

    def ref(self, name: str, version: str) -> str:
        """The purl, which is also the name of the component in the bill."""
        known = self._refs.get((name, version))
        if known is None:
            known = self._refs[name, version] = purls.purl(name, version)
        return known

    def _packages(self) -> None:
        for package in self.project.packages[1:]:
            blank = Component(package.name, package.version)
            found = self.components.setdefault(self.ref(package.name, package.version), blank)
            own = package.origin == "member"
            found.own |= own
            found.licence = found.licence or package.manifest.licence
            found.paths.append(package.path)
            found.bundled |= package.origin == "bundled"
            found.development &= package.dev
            found.required |= not package.dev

    def _entries(self, lock: Lockfile) -> None:
        """What a lock says: of everything where nothing is installed, else of what is there."""
        folders = self._folders(lock)
        for entry in lock.entries:
            ref = self._taken(entry, folders)
            if ref in self.components or (ref != ROOT and not self.project.installed):
                self._entry(ref, entry)
                if lock.kind in locks.NPM and not self.project.installed:
                    self.components[ref].paths.append(entry.key)

    def _entry(self, ref: str, entry: Locked) -> None:
        """What one entry says; whether a component is needed, a lock knows better than a disk."""
        found = self.components.setdefault(ref, Component(entry.name, entry.version))
        if not found.locked:
            found.locked, found.required, found.development = True, False, True
        found.hashes.update(_hashes(entry.integrity))
        found.licence = found.licence or entry.licence
        found.bundled |= entry.bundled
        found.own |= entry.link
        found.required |= not (entry.dev or entry.optional)
        found.development &= bool(entry.dev)
        found.told |= entry.dev is not None

    def _taken(self, entry: Locked, folders: Mapping[str, str]) -> str:
        """The component of an entry; a link's is what lies in the folder that it leads to."""
        ref = self.ref(entry.name, entry.version)
        return folders.get(_target(entry), ref) if entry.link else ref

    def _edges(self, lock: Lockfile) -> None:
        graph, folders = edges.Edges(lock), self._folders(lock)
        asked = {
            below: package.manifest.dependencies
            for package in locks.own(self.project)
            if (below := _below(lock, package.path)) is not None
        }
        for importer in edges.importers(lock, asked):
            if source := folders.get(importer.path):
                for dev in (True, False):
                    asked_so = tuple(d for d in importer.dependencies if (d.group == "dev") is dev)
                    found = self._link(source, graph.asked(importer.path, asked_so), folders)
                    self._wanted.update(() if dev else found)
        for entry in lock.entries:
            if not entry.link:
                self._link(self.ref(entry.name, entry.version), graph.of(entry), folders)

    def _folders(self, lock: Lockfile) -> dict[str, str]:
        """The components that are folders of the project, by folder as the lock writes it."""
        linked = {
            _target(entry): self.ref(entry.name, entry.version)
            for entry in lock.entries
            if entry.link
        }
        own = {
            below: ref
            for path, ref in self.folders.items()
            if (below := _below(lock, path)) is not None
        }
        return linked | own

    def _link(
        self,
        source: str,
        found: Iterable[tuple[str, Locked | None]],
        folders: Mapping[str, str],
    ) -> set[str]:
        """Note what a component depends on, and return it."""
        if source != ROOT and source not in self.components:
            return set()
        targets: set[str] = set()
        for name, entry in found:
            if entry is None and name in self._members:
                targets.add(self._members[name])
            elif entry is None:
                self.unresolved += 1
            elif (ref := self._taken(entry, folders)) in self.components:
                targets.add(ref)
        self.edges.setdefault(source, set()).update(targets)
        return targets

    def _untold(self) -> None:
        """What only development reaches, where locks have not said so themselves."""
        if not self.edges.get(ROOT):
            return
        reached, waiting = set(self._wanted), list(self._wanted)
        while waiting:
            fresh = self.edges.get(waiting.pop(), set()) - reached
            reached |= fresh
            waiting += fresh
        for ref, found in self.components.items():
            if found.locked and not found.told and ref not in reached:
                found.required, found.development = False, True

    def _disk_edges(self) -> None:
        """The edges of what is on disk, found as node finds packages."""
        disk = Lockfile(
            path="",
            kind="npm",
            version="",
            entries=tuple(
                Locked(
                    key=package.path,
                    name=package.name,
                    version=package.version,
                    dependencies=_asked(package, "prod"),
                    optional_dependencies=_asked(package, "optional"),
                    peer_dependencies=_asked(package, "peer"),
                )
                for package in self.project.packages[1:]
            ),
        )
        graph = edges.Edges(disk)
        root = locks.root(self.project)
        self._link(ROOT, graph.asked(root.path, root.manifest.dependencies), {})
        for entry in disk.entries:
            self._link(self.ref(entry.name, entry.version), graph.of(entry), {})


def _hashes(integrity: str) -> Iterator[tuple[str, str]]:
    """The hashes of a subresource integrity as algorithm and hex digits; what is none is not."""
    for each in integrity.split():
        algorithm, _, value = each.partition("-")
        try:
            digest = base64.b64decode(value.partition("?")[0], validate=True)
        except (binascii.Error, ValueError):
            continue
        if algorithm in _HASHES and len(digest) == _SIZES[algorithm]:
            yield _HASHES[algorithm], digest.hex()


def _target(entry: Locked) -> str:
    """The folder that a link leads to, from the lock's own on."""
    steps = entry.resolved.partition(":")[2] if ":" in entry.resolved else entry.resolved
    return "/".join(step for step in steps.split("/") if step not in {"", "."})


def _below(lock: Lockfile, path: str) -> str | None:
    """A folder of the project from the lock's own on; None if it is not below that."""
    base = locks.folder(lock)
    if path == base:
        return ""
    prefix = f"{base}/" if base else ""
    return path.removeprefix(prefix) if path.startswith(prefix) else None


def _asked(package: Package, group: str) -> dict[str, str]:
    asked = package.manifest.dependencies
    return {each.name: each.spec for each in asked if each.group == group}

"""pnpm-lock.yaml: versions 5 (`/a/1.0.0_b@2.0.0`), 6 (`/a@1.0.0(b@2.0.0)`) and 9.

In version 9 a package stands in `packages` and each of its resolutions in `snapshots`: there is
an entry a snapshot, with what `packages` says of it and the line that it has there. A file of
several documents, as pnpm 11 writes, is read as one.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from picketline.packages import documents, loose, plain_yaml
from picketline.packages.documents import Place
from picketline.packages.facts import Group, Importer, Locked, Lockfile, LockKind
from picketline.packages.lockfiles import pnpm_keys
from picketline.packages.lockfiles.notes import (
    MAX_KEY,
    Problems,
    converted,
    importer,
    place,
    settings,
    too_long,
)

_VERSION = re.compile(r"(5|6|9)(\.\d+)?(-inlineSpecifiers)?")
_AGAIN = "run `pnpm install --lockfile-only`"
_GROUPS: tuple[tuple[str, Group], ...] = (
    ("dependencies", "prod"),
    ("devDependencies", "dev"),
    ("optionalDependencies", "optional"),
)
_BESIDE = ("configDependencies", "packageManagerDependencies")
_SETTINGS = (
    "catalogs",
    "ignoredOptionalDependencies",
    "neverBuiltDependencies",
    "onlyBuiltDependencies",
    "overrides",
    "packageExtensionsChecksum",
    "patchedDependencies",
    "pnpmfileChecksum",
)
_READ = {
    "dependenciesMeta",
    "importers",
    "lockfileVersion",
    "packages",
    "publishDirectory",
    "settings",
    "snapshots",
    "specifiers",
    "time",
    *_SETTINGS,
    *(section for section, _ in _GROUPS),
}


class _Resolution(msgspec.Struct, frozen=True):
    """Where a package comes from."""

    type: str = ""
    integrity: str = ""
    tarball: str = ""
    url: str = ""
    repo: str = ""
    commit: str = ""
    path: str = ""
    directory: str = ""
    variants: tuple["_Variant", ...] = ()


class _Variant(msgspec.Struct, frozen=True):
    """What is taken of a runtime on some platforms."""

    resolution: _Resolution


class _Entry(msgspec.Struct, frozen=True, rename="camel"):
    """One value of `packages`."""

    resolution: _Resolution = _Resolution()
    name: str = ""
    version: str = ""
    dev: bool | None = None
    optional: bool = False
    requires_build: bool = False
    patched: bool = False
    engines: Any = None
    deprecated: str | bool = ""
    dependencies: dict[str, str] = {}
    optional_dependencies: dict[str, str] = {}
    peer_dependencies: dict[str, str] = {}


class _Snapshot(msgspec.Struct, frozen=True, rename="camel"):
    """One value of `snapshots`."""

    optional: bool = False
    patched: bool = False
    dependencies: dict[str, str] = {}
    optional_dependencies: dict[str, str] = {}


def read(data: bytes, path: str, kind: LockKind) -> Lockfile:
    """Read a lockfile of pnpm; raises LockfileError where it is none."""
    here = place(path)
    parsed = plain_yaml.parse(documents.decoded(data, here), here)
    problems = Problems()
    for key, line in parsed.duplicates:
        problems.add(f"{documents.shown(key)} stands twice; pnpm refuses that", line)
    if not parsed.documents:
        raise here.wrong(f"empty; {_AGAIN}")
    importers: dict[str, Importer] = {}
    entries: list[Locked] = []
    kept: dict[str, Any] = {}
    version = ""
    for document in parsed.documents:
        version = _version(document.value, here)
        reader = _Document(document, version, problems, here)
        for one in reader.importers():
            before = importers.get(one.path, Importer(one.path, ()))
            importers[one.path] = Importer(one.path, before.dependencies + one.dependencies)
        entries += reader.entries()
        kept |= reader.settings()
    return Lockfile(
        path=path,
        kind=kind,
        version=version,
        importers=tuple(importers.values()),
        entries=tuple(entries),
        settings=settings(kept),
        problems=problems.told(),
    )


def _version(document: Any, here: Place) -> str:
    if not isinstance(document, dict):
        raise here.wrong(f"no mapping; {_AGAIN}")
    version = document.get("lockfileVersion")
    if isinstance(version, bool) or not isinstance(version, str | int | float):
        raise here.wrong(f"no lockfileVersion; {_AGAIN}")
    if not _VERSION.fullmatch(str(version)):
        what = f"lockfileVersion {documents.shown(str(version))} is none of 5, 6 and 9"
        raise here.wrong(f"{what}; {_AGAIN}")
    return str(version)


class _Document:
    """One document of a lockfile."""

    def __init__(
        self,
        document: plain_yaml.Document,
        version: str,
        problems: Problems,
        here: Place,
    ) -> None:
        self._value: dict[str, Any] = document.value
        self._version = version
        self._lines = document.lines
        self._problems = problems
        self._here = here
        for key in self._value:
            if key not in _READ:
                problems.add(f"{documents.shown(str(key))} is nothing that is read")

    def _section(self, name: str) -> dict[str, Any]:
        section = self._value.get(name)
        if section is None:
            return {}
        if not isinstance(section, dict):
            line = self._lines.get((name,), 0)
            raise self._here.wrong(f"{name} is no mapping; {_AGAIN}", line)
        return section

    def settings(self) -> dict[str, Any]:
        """The settings that the document carries."""
        kept = {f"settings.{key}": value for key, value in self._section("settings").items()}
        kept |= {key: self._value[key] for key in _SETTINGS if key in self._value}
        members = self._section("importers").values()
        for key in _BESIDE:
            found = [one[key] for one in members if isinstance(one, dict) and one.get(key)]
            kept |= {key: found[0]} if found else {}
        return kept

    def importers(self) -> Iterator[Importer]:
        """The importers; a lock without such a section has one, which is the document itself."""
        members = self._section("importers")
        if not members and any(section in self._value for section, _ in _GROUPS):
            members = {".": self._value}
        for path, member in members.items():
            if isinstance(member, dict) and isinstance(path, str):
                yield importer(path, self._asked(path, member))
            else:
                line = self._lines.get(("importers", str(path)), 0)
                self._problems.entry(str(path), "no mapping", line)

    def _asked(
        self, path: str, member: Mapping[str, Any]
    ) -> Iterator[tuple[Group, dict[str, str]]]:
        specifiers = loose.texts(member.get("specifiers"))
        for section, group in _GROUPS:
            asked: dict[str, str] = {}
            found = member.get(section, {})
            for name, value in found.items() if isinstance(found, dict) else ():
                spec = value.get("specifier") if isinstance(value, dict) else value
                spec = specifiers.get(name, spec)
                if isinstance(spec, str) and not too_long(str(name), spec):
                    asked[str(name)] = spec
                else:
                    self._problems.entry(f"{path}: {name}", "no specifier that is a short text")
            yield group, asked

    def entries(self) -> Iterator[Locked]:
        """The entries: packages in their order, in version 9 once a snapshot of each."""
        snapshots = self._snapshots()
        for key, value in self._section("packages").items():
            line = self._lines.get(("packages", str(key)), 0)
            entry = converted(value, _Entry)
            if isinstance(entry, str) or not isinstance(key, str):
                self._problems.entry(str(key), _wrong(entry), line)
                continue
            yield from self._kept(key, entry, line, snapshots.pop(key, None))
        for key, found in snapshots.items():
            line = self._lines.get(("snapshots", found[0][0]), 0)
            self._problems.entry(key, "in snapshots, but not in packages", line)

    def _snapshots(self) -> dict[str, list[tuple[str, _Snapshot]]]:
        """The snapshots by the package that each is one of."""
        found: dict[str, list[tuple[str, _Snapshot]]] = {}
        for key, value in self._section("snapshots").items():
            snapshot = converted(value, _Snapshot)
            if isinstance(snapshot, str) or not isinstance(key, str):
                line = self._lines.get(("snapshots", str(key)), 0)
                self._problems.entry(str(key), _wrong(snapshot), line)
            else:
                found.setdefault(pnpm_keys.without_peers(key), []).append((key, snapshot))
        return found

    def _kept(
        self, key: str, entry: _Entry, line: int, snapshots: list[tuple[str, _Snapshot]] | None
    ) -> Iterator[Locked]:
        name, version = pnpm_keys.named(key, self._version)
        name, version = entry.name or name, entry.version or version
        wrong = too_long(name, version) or ("" if name else "no name of a package")
        if len(key) > MAX_KEY or wrong:
            self._problems.entry(key, wrong or f"a key of {len(key)} characters", line)
            return
        split = self._version.startswith("9")
        each = snapshots or [(key, _Snapshot())]
        for resolution in _resolutions(entry.resolution):
            for filed, snapshot in each:
                told = snapshot if split else entry
                yield _locked((filed, line), (name, version), entry, told, resolution)


def _wrong(entry: object) -> str:
    return entry if isinstance(entry, str) else "a key that is no text"


def _locked(
    filed: tuple[str, int],
    named: tuple[str, str],
    entry: _Entry,
    told: _Entry | _Snapshot,
    resolution: tuple[str, str],
) -> Locked:
    """The entry: `told` is what says how it was resolved, the entry itself before version 9."""
    whole = told is entry
    key, line = filed
    return Locked(
        key=key,
        name=named[0],
        version=named[1],
        resolved=resolution[0],
        integrity=resolution[1],
        dependencies=told.dependencies,
        optional_dependencies=told.optional_dependencies,
        peer_dependencies=entry.peer_dependencies,
        engines=loose.engines(entry.engines),
        dev=entry.dev if whole else None,
        optional=told.optional,
        link=entry.resolution.type == "directory",
        hooks=entry.requires_build if whole else None,
        patched=told.patched or "patch_hash=" in key,
        deprecated=loose.text(entry.deprecated),
        line=line,
    )


def _resolutions(value: _Resolution) -> list[tuple[str, str]]:
    """What is taken, and its integrity: one pair, or one a variant of a runtime."""
    return [_resolution(one.resolution) for one in value.variants] or [_resolution(value)]


def _resolution(value: _Resolution) -> tuple[str, str]:
    if value.repo:
        inner = f"&path:{value.path}" if value.path else ""
        return f"{value.repo}#{value.commit}{inner}", value.integrity
    if value.directory:
        return f"file:{value.directory}", value.integrity
    return value.tarball or value.url, value.integrity

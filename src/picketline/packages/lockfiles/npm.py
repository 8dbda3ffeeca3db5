"""npm's package-lock.json and npm-shrinkwrap.json, versions 1 to 3, and its hidden lockfile.

Version 2 holds everything twice: `packages` is what npm 7 and later go by, `dependencies` what
npm 6 does. The first is read, then what the other says otherwise, whatever the version claims.
The folders of the project that stand in `packages` are importers; the links to them are
entries, with the name and version of the folder.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import compress
from typing import Any

import msgspec

from picketline.packages import documents, loose
from picketline.packages.facts import Importer, Locked, Lockfile, LockKind
from picketline.packages.lockfiles.notes import (
    GROUPS,
    MAX_KEY,
    Problems,
    converted,
    importer,
    named,
    place,
    target_of,
    too_long,
)

_MODULES = "node_modules/"
_VERSIONS = {1, 2, 3}
_OBJECT = re.compile(r'\n[ \t]*+"((?:[^"\\\n]|\\.)*+)"[ \t]*+:[ \t]*+\{')
_TARBALL = (".tgz", ".tar.gz", ".tar")


class _Entry(msgspec.Struct, frozen=True, rename="camel"):
    """One value of `packages`; npm writes false for some texts that it does not know."""

    name: str = ""
    version: str | bool = ""
    resolved: str | bool = ""
    integrity: str | bool = ""
    link: bool = False
    dev: bool = False
    optional: bool = False
    dev_optional: bool = False
    in_bundle: bool = False
    has_install_script: bool = False
    deprecated: str | bool = ""
    license: Any = None
    engines: Any = None
    dependencies: dict[str, str] = {}
    dev_dependencies: dict[str, str] = {}
    optional_dependencies: dict[str, str] = {}
    peer_dependencies: dict[str, str] = {}


class _Old(msgspec.Struct, frozen=True):
    """One value of `dependencies` in version 1."""

    version: str | bool = ""
    resolved: str | bool = ""
    integrity: str | bool = ""
    dev: bool = False
    optional: bool = False
    bundled: bool = False
    requires: dict[str, str] | bool = False
    dependencies: dict[str, Any] = {}


class _Lines:
    """The lines of keys whose values are objects, asked for in the order of the file."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._found = _OBJECT.finditer(text)
        self._line = 1
        self._at = 0

    def of(self, key: str) -> int:
        """The line of the next such key; 0 where the file is not laid out line by line."""
        for found in self._found:
            start = found.start(1)
            self._line += self._text.count("\n", self._at, start)
            self._at = start
            if found[1] == key:
                return self._line
        return 0


def read(data: bytes, path: str, kind: LockKind) -> Lockfile:
    """Read a lockfile of npm; raises LockfileError where it is none."""
    here = place(path)
    text = documents.decoded(data, here)
    value, twice = documents.from_json(text, here)
    problems = Problems()
    if not isinstance(value, dict):
        raise here.wrong("no JSON object; run `npm install --package-lock-only`")
    version = value.get("lockfileVersion")
    if version is not None and (type(version) is not int or version not in _VERSIONS):
        raise here.wrong("lockfileVersion is not 1, 2 or 3; run `npm install --package-lock-only`")
    for key in documents.duplicates(text) if twice else ():
        problems.add(
            f"{documents.shown('.'.join(key.path))} stands twice; the last counts", key.line
        )
    section = "packages" if "packages" in value else "dependencies"
    values = value.get(section, {})
    if not isinstance(values, dict):
        raise here.wrong(f"{section} is no object; run `npm install --package-lock-only`")
    lines = _Lines(text)
    lines.of(section)
    if section == "packages":
        importers, entries = _new(values, lines, problems)
        half = value.get("dependencies", {})
        if not isinstance(half, dict):
            raise here.wrong("dependencies is no object; run `npm install --package-lock-only`")
        if list(value).index("packages") > [*value, "dependencies"].index("dependencies"):
            lines = _Lines(text)
            lines.of("dependencies")
        entries += list(_elsewise(half, lines, entries, problems))
    else:
        importers, entries = [], list(_old(values, lines, problems))
    return Lockfile(
        path=path,
        kind=kind,
        version="" if version is None else str(version),
        name=_name(value),
        importers=tuple(importers),
        entries=tuple(entries),
        problems=problems.told(),
    )


def _name(value: Mapping[str, Any]) -> str:
    packages = value.get("packages")
    root = packages.get("") if isinstance(packages, dict) else None
    return named(root.get("name") if isinstance(root, dict) else "", value.get("name"))


def _new(
    values: Mapping[str, Any], lines: _Lines, problems: Problems
) -> tuple[list[Importer], list[Locked]]:
    read: dict[str, tuple[_Entry, int]] = {}
    for key, value in values.items():
        line = lines.of(key)
        entry = converted(value, _Entry)
        if len(key) > MAX_KEY:
            problems.entry(key, f"a key of {len(key)} characters", line)
        elif isinstance(entry, str):
            problems.entry(key, entry, line)
        else:
            read[key] = (entry, line)
    importers: list[Importer] = []
    entries: list[Locked] = []
    for key, (entry, line) in read.items():
        if _MODULES not in key:
            importers.append(_importer(key, entry))
            continue
        target, _ = read.get(loose.text(entry.resolved), (entry, 0)) if entry.link else (entry, 0)
        locked = _locked(key, entry, target, line)
        if wrong := too_long(locked.name, locked.version, locked.alias):
            problems.entry(key, wrong, line)
        else:
            entries.append(locked)
    return importers, entries


def _importer(key: str, entry: _Entry) -> Importer:
    optional = entry.optional_dependencies
    return importer(
        key,
        (
            (
                group,
                {
                    name: spec
                    for name, spec in section.items()
                    if not _both(section_name, name, optional)
                },
            )
            for section_name, group in GROUPS
            for section in (_section(entry, section_name),)
        ),
    )


def _both(section: str, name: str, optional: Mapping[str, str]) -> bool:
    """Whether a dependency is repeated from the optional ones, as npm does."""
    return section == "dependencies" and name in optional


def _section(entry: _Entry, name: str) -> dict[str, str]:
    return {
        "dependencies": entry.dependencies,
        "devDependencies": entry.dev_dependencies,
        "optionalDependencies": entry.optional_dependencies,
        "peerDependencies": entry.peer_dependencies,
    }[name]


def _locked(key: str, entry: _Entry, target: _Entry, line: int) -> Locked:
    known_as = key.rpartition(_MODULES)[2]
    name = target.name or known_as
    return Locked(
        key=key,
        name=name,
        version=loose.text(target.version),
        alias=known_as if known_as != name else "",
        resolved=loose.text(entry.resolved),
        integrity=loose.text(entry.integrity),
        dependencies=entry.dependencies,
        optional_dependencies=entry.optional_dependencies,
        peer_dependencies=entry.peer_dependencies,
        licence=loose.licence(entry.license),
        engines=loose.engines(entry.engines),
        dev=entry.dev,
        optional=entry.optional or entry.dev_optional,
        bundled=entry.in_bundle,
        link=entry.link,
        hooks=entry.has_install_script,
        deprecated=loose.text(entry.deprecated),
        line=line,
    )


def _elsewise(
    values: Mapping[str, Any], lines: _Lines, known: list[Locked], problems: Problems
) -> Iterator[Locked]:
    """What the half for npm 6 takes that the other half does not, or not from the same place."""
    held: dict[tuple[bool, ...], set[tuple[str, ...]]] = {}
    for entry in _old(values, lines, problems):
        said = tuple(map(bool, _taken(entry)))
        if said not in held:
            held[said] = {
                (name, *compress(_taken(each), said))
                for each in known
                for name in {each.name, each.alias or each.name}
            }
        if (entry.name, *compress(_taken(entry), said)) not in held[said]:
            yield msgspec.structs.replace(entry, older=True)


def _taken(entry: Locked) -> tuple[str, ...]:
    """What says what is taken; a link's path is written in two ways."""
    if entry.link:
        return "", "", "", "link"
    return entry.version, entry.resolved, entry.integrity, ""


def _old(values: Mapping[str, Any], lines: _Lines, problems: Problems) -> Iterator[Locked]:
    """The entries of version 1, depth first, keyed as later versions key them."""
    waiting = [("", iter(values.items()))]
    while waiting:
        base, items = waiting[-1]
        name, value = next(items, ("", None))
        if value is None and not name:
            waiting.pop()
            continue
        line = lines.of(name)
        key = f"{base}{_MODULES}{name}"
        entry = converted(value, _Old)
        if isinstance(entry, str):
            problems.entry(key, entry, line)
            continue
        if len(key) > MAX_KEY:
            problems.entry(key, f"a key of {len(key)} characters", line)
            continue
        locked = _old_locked(key, name, entry, line)
        if wrong := too_long(locked.name, locked.version, locked.alias):
            problems.entry(key, wrong, line)
        else:
            yield locked
        waiting.append((f"{key}/", iter(entry.dependencies.items())))


def _old_locked(key: str, known_as: str, entry: _Old, line: int) -> Locked:
    written = loose.text(entry.version)
    name, version, resolved = known_as, written, loose.text(entry.resolved)
    if written.startswith("npm:"):
        name = target_of(known_as, written)
        version = written.rpartition("@")[2]
    elif ":" in written:
        version, resolved = "", resolved or written
    return Locked(
        key=key,
        name=name,
        version=version,
        alias=known_as if known_as != name else "",
        resolved=resolved,
        integrity=loose.text(entry.integrity),
        dependencies={} if isinstance(entry.requires, bool) else entry.requires,
        dev=entry.dev,
        optional=entry.optional,
        bundled=entry.bundled,
        link=resolved.startswith("file:") and not resolved.endswith(_TARBALL),
        line=line,
    )

"""bun.lock, the text lockfile of bun: JSON with trailing commas.

A package is a list: `[name@version, registry, {...}, integrity]` of a registry, `[name@address,
{...}, tag or integrity]` of elsewhere. A member's is `[name@workspace:path]`.
"""

import re
from collections.abc import Iterator, Mapping
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
    settings,
    split_spec,
    too_long,
)

_VERSIONS = {0, 1, 2}
_SETTINGS = (
    "catalog",
    "catalogs",
    "overrides",
    "patchedDependencies",
    "trustedDependencies",
)
_READ = {"configVersion", "lockfileVersion", "packages", "workspaces", *_SETTINGS}
_LINKS = ("workspace:", "link:", "file:", "root:")
_ELSEWHERE = re.compile("[:/]")
_INTEGRITY = re.compile(r"(?:md5|sha\d{1,3})-")
_AGAIN = "run `bun install --save-text-lockfile`"


class _Info(msgspec.Struct, frozen=True, rename="camel"):
    """What bun notes of a package."""

    dependencies: dict[str, str] = {}
    optional_dependencies: dict[str, str] = {}
    peer_dependencies: dict[str, str] = {}


def read(data: bytes, path: str, kind: LockKind) -> Lockfile:
    """Read a lockfile of bun; raises LockfileError where it is none."""
    here = place(path)
    text = documents.relaxed(documents.decoded(data, here))
    value, twice = documents.from_json(text, here)
    if not isinstance(value, dict):
        raise here.wrong(f"no object; {_AGAIN}")
    version = value.get("lockfileVersion")
    if type(version) is not int or version not in _VERSIONS:
        raise here.wrong(f"lockfileVersion is not 0, 1 or 2; {_AGAIN}")
    workspaces, packages = (value.get(key, {}) for key in ("workspaces", "packages"))
    if not isinstance(workspaces, dict) or not isinstance(packages, dict):
        raise here.wrong(f"workspaces or packages is no object; {_AGAIN}")
    problems = Problems()
    for key in documents.duplicates(text) if twice else ():
        problems.add(f"{documents.shown('.'.join(key.path))} stands twice", key.line)
    for name in value.keys() - _READ:
        problems.add(f"{documents.shown(name)} is nothing that is read")
    paths = ((key.path, key.line) for key in documents.keys(text, 2))
    lines = {path[1]: line for path, line in paths if path[0] == "packages" and path[1:]}
    patched = loose.texts(value.get("patchedDependencies"))
    return Lockfile(
        path=path,
        kind=kind,
        version=str(version),
        name=named(root.get("name") if isinstance(root := workspaces.get(""), dict) else ""),
        importers=tuple(_importers(workspaces, problems)),
        entries=tuple(_entries(packages, lines, set(patched), problems)),
        settings=settings({key: value[key] for key in _SETTINGS if key in value}),
        problems=problems.told(),
    )


def _importers(workspaces: Mapping[str, Any], problems: Problems) -> Iterator[Importer]:
    for path, value in workspaces.items():
        if isinstance(value, dict):
            yield importer(
                path, ((group, loose.texts(value.get(section))) for section, group in GROUPS)
            )
        else:
            problems.entry(path, "no object")


def _entries(
    packages: Mapping[str, Any], lines: Mapping[str, int], patched: set[str], problems: Problems
) -> Iterator[Locked]:
    for key, value in packages.items():
        locked = _entry(key, value)
        if isinstance(locked, str):
            problems.entry(key, locked, lines.get(key, 0))
        else:
            yield msgspec.structs.replace(
                locked,
                line=lines.get(key, 0),
                patched=f"{locked.name}@{locked.version}" in patched,
            )


def _entry(key: str, value: Any) -> Locked | str:
    """The entry, or what is wrong with it."""
    if not isinstance(value, list) or not value or not isinstance(value[0], str):
        return "no list that begins with a name"
    name, version = split_spec(value[0])
    known_as = _last(key)
    if not name or not version or len(key) > MAX_KEY:
        return "no name and version"
    texts = [one for one in value[1:] if isinstance(one, str)]
    info = converted(next((one for one in value if isinstance(one, dict)), {}), _Info)
    if isinstance(info, str):
        return info
    from_registry = len(value) > 1 and isinstance(value[1], str) and not _ELSEWHERE.search(version)
    if wrong := too_long(name, known_as, version if from_registry else ""):
        return wrong
    hashes = texts[1:] if from_registry else [one for one in texts if _INTEGRITY.match(one)]
    return Locked(
        key=key,
        name=name,
        version=version if from_registry else "",
        alias=known_as if known_as != name else "",
        resolved=texts[0] if from_registry else version,
        integrity=" ".join(hashes),
        dependencies=info.dependencies,
        optional_dependencies=info.optional_dependencies,
        peer_dependencies=info.peer_dependencies,
        link=not from_registry and version.startswith(_LINKS),
    )


def _last(key: str) -> str:
    """The name at the end of a path of names: `a/@s/b` is @s/b."""
    parts = key.rsplit("/", 2)
    scoped = len(parts) > 1 and parts[-2].startswith("@")
    return "/".join(parts[-2:]) if scoped else parts[-1]

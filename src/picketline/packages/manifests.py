"""package.json, read as npm reads it: what npm takes in odd shapes is taken, no more.

A key that stands twice counts as npm counts it, the last one; `settings` tell it as
`duplicate.KEY`, with the line of the later one.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from picketline.core import canonical
from picketline.core.errors import ManifestError
from picketline.packages import documents, loose
from picketline.packages.documents import MAX_TEXT, Place
from picketline.packages.facts import Dependency, Group, Manifest

_GROUPS: tuple[tuple[str, Group], ...] = (
    ("dependencies", "prod"),
    ("devDependencies", "dev"),
    ("optionalDependencies", "optional"),
    ("peerDependencies", "peer"),
)
_HOOKS = ("preinstall", "install", "postinstall", "prepare")
_SECTIONS = frozenset({"scripts", "bin", *(name for name, _ in _GROUPS)})
_SETTINGS = (
    "allowScripts",
    "catalog",
    "catalogs",
    "dependenciesMeta",
    "devEngines",
    "lavamoat",
    "overrides",
    "packageManager",
    "patchedDependencies",
    "peerDependenciesMeta",
    "resolutions",
    "trustedDependencies",
)
_DOTTED = ("config", "directories", "pnpm", "publishConfig")
_ENTRIES = ("main", "module", "browser", "exports", "imports")
_PEOPLE = ("author", "contributors", "maintainers")
_MAX_DUPLICATES = 100


def read(data: bytes, path: str) -> Manifest:
    """Read a package.json.

    `lines` are filled in where there is an install hook, and for what lies outside
    node_modules; `lines_of` tells them for any other. Raises ManifestError, with path and line,
    where the bytes are no JSON object in UTF-8, or are nested deeper than 100.
    """
    place = Place(path, ManifestError)
    text = documents.decoded(data, place)
    value, twice = documents.from_json(text, place)
    if not isinstance(value, dict):
        raise place.wrong("no JSON object; a manifest is one")
    scripts = loose.texts(value.get("scripts"))
    name = loose.text(value.get("name"))[:MAX_TEXT]
    bin_ = _bin(value.get("bin"), name)
    closer = "node_modules/" not in path or any(hook in scripts for hook in _HOOKS)
    gypfile = value.get("gypfile")
    return Manifest(
        path=path,
        name=name,
        version=loose.text(value.get("version"))[:MAX_TEXT],
        private=bool(value.get("private")),
        scripts=scripts,
        dependencies=tuple(_dependencies(value)),
        bundled=_bundled(value),
        entries=tuple(dict.fromkeys((*_entries(value), *bin_.values()))),
        bin=bin_,
        licence=_licence(value),
        engines=loose.engines(value.get("engines")),
        repository=_address(value.get("repository")),
        homepage=loose.text(value.get("homepage")),
        people=tuple(dict.fromkeys(_people(value))),
        workspaces=_workspaces(value.get("workspaces")),
        settings=dict(_settings(value, documents.duplicates(text) if twice else ())),
        gypfile=gypfile if isinstance(gypfile, bool) else None,
        lines=_lines(text) if closer else {},
    )


def tolerant(data: bytes, path: str) -> Manifest | None:
    """The same, None where it cannot be read: of folders that no package manager asks for."""
    try:
        return read(data, path)
    except ManifestError:
        return None


def lines_of(data: bytes) -> dict[str, int]:
    """Where the keys of a manifest stand: `name`, `scripts.postinstall`, `dependencies.a`.

    One linear pass. Raises ManifestError where `read` does.
    """
    place = Place("package.json", ManifestError)
    text = documents.decoded(data, place)
    documents.from_json(text, place)
    return _lines(text)


def _lines(text: str) -> dict[str, int]:
    return {
        ".".join(key.path): key.line
        for key in documents.keys(text, 2)
        if len(key.path) == 1 or key.path[0] in _SECTIONS
    }


def _dependencies(value: Mapping[str, Any]) -> Iterator[Dependency]:
    for section, group in _GROUPS:
        if section in value:
            for name, spec in loose.dependencies(value[section]).items():
                yield Dependency(name[:MAX_TEXT], spec[:MAX_TEXT], group)


def _bundled(value: Mapping[str, Any]) -> tuple[str, ...]:
    bundled = value.get("bundleDependencies", value.get("bundledDependencies"))
    if bundled is True:
        return tuple(loose.dependencies(value.get("dependencies")))
    return tuple(bundled) if isinstance(bundled, dict) else loose.text_list(bundled)


def _bin(value: Any, name: str) -> dict[str, str]:
    if isinstance(value, str):
        return {name.rpartition("/")[2]: value}
    if isinstance(value, list):
        return {one.rpartition("/")[2]: one for one in loose.text_list(value)}
    return loose.texts(value)


def _entries(value: Mapping[str, Any]) -> Iterator[str]:
    for key in _ENTRIES:
        if key in value:
            yield from _targets(value[key])


def _targets(value: Any) -> Iterator[str]:
    """Every text in nested conditions and lists, in their order."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict | list):
            waiting.extend(reversed(one.values() if isinstance(one, dict) else one))


def _licence(value: Mapping[str, Any]) -> str:
    keys = ("license", "licence", "licenses", "licences")
    return next(filter(None, (loose.licence(value[key]) for key in keys if key in value)), "")


def _address(value: Any) -> str:
    return loose.text(value.get("url") if isinstance(value, dict) else value)


def _people(value: Mapping[str, Any]) -> Iterator[str]:
    for key in _PEOPLE:
        if key in value:
            people = value[key] if isinstance(value[key], list) else [value[key]]
            yield from filter(None, map(loose.person, people))


def _workspaces(value: Any) -> tuple[str, ...]:
    return loose.text_list(value.get("packages") if isinstance(value, dict) else value)


def _settings(
    value: Mapping[str, Any], duplicates: Iterable[documents.Key]
) -> Iterator[tuple[str, str]]:
    for key in _SETTINGS:
        if key in value:
            yield key, canonical.encode(value[key]).decode()
    for key in _DOTTED:
        section = value.get(key)
        for name, one in section.items() if isinstance(section, dict) else ():
            yield f"{key}.{name}", canonical.encode(one).decode()
    for found, _ in zip(duplicates, range(_MAX_DUPLICATES), strict=False):
        yield f"duplicate.{'.'.join(found.path)}", str(found.line)

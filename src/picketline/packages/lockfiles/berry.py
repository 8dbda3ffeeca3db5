"""yarn.lock of yarn 2 and later ("berry").

`resolved` is the reference of what is taken: the address of a package that comes from no
registry, or that the registry serves elsewhere (`__archiveUrl`); "" for a plain one. Members are
importers, and entries that are links; the lock does not tell what they need for development
alone.
"""

import re
from collections.abc import Mapping
from urllib.parse import unquote

from picketline.packages import documents
from picketline.packages.facts import Group, Importer, Locked, Lockfile
from picketline.packages.lockfiles import syml
from picketline.packages.lockfiles.notes import (
    MAX_KEY,
    Problems,
    importer,
    place,
    settings,
    split_spec,
    too_long,
)
from picketline.packages.lockfiles.yarn import duplicates

_VIRTUAL = re.compile(r"\Avirtual:[^#]*#")
_ARCHIVE = re.compile(r"[:&]__archiveUrl=([^&]*)")
_LOCAL = "0.0.0-use.local"
_READ = {
    "bin",
    "checksum",
    "conditions",
    "dependencies",
    "dependenciesMeta",
    "languageName",
    "linkType",
    "optionalDependencies",
    "peerDependencies",
    "peerDependenciesMeta",
    "resolution",
    "version",
}


def read(text: str, path: str) -> Lockfile:
    """Read the text of a lockfile of berry; raises LockfileError where it is none."""
    here = place(path)
    tree = syml.berry(text, here)
    problems = Problems()
    duplicates(tree, problems)
    metadata: dict[str, str] = {}
    importers: list[Importer] = []
    entries: list[Locked] = []
    for node in tree.nodes:
        if node.keys == ("__metadata",):
            metadata = syml.texts(node.value)
            continue
        locked = _entry(node, problems)
        if locked is None:
            continue
        entries.append(locked)
        if locked.resolved.startswith("workspace:"):
            importers.append(_importer(locked))
    kept = {key: value for key, value in metadata.items() if key != "version"}
    return Lockfile(
        path=path,
        kind="berry",
        version=metadata.get("version", ""),
        name=next((each.name for each in entries if each.resolved == "workspace:."), ""),
        importers=tuple(importers),
        entries=tuple(entries),
        settings=settings(kept),
        problems=problems.told(),
    )


def _entry(node: syml.Node, problems: Problems) -> Locked | None:
    key = node.keys[0]
    found = syml.fields(node)
    known_as, reference = split_spec(syml.text(found.get("resolution")))
    reference = _VIRTUAL.sub("", reference, count=1)
    name = _patched(reference) or known_as
    version = syml.text(found.get("version"))
    wrong = too_long(name, known_as, version)
    if len(key) > MAX_KEY:
        wrong = f"a key of {len(key)} characters"
    elif not reference or not version:
        wrong = "no resolution and version"
    if wrong:
        problems.entry(key, wrong, node.line)
        return None
    for field in found.keys() - _READ:
        problems.add(f"{documents.shown(field)} is nothing that is read", node.line)
    return _locked(key, name, reference, found, node.line)


def _locked(
    key: str, name: str, reference: str, found: Mapping[str, str | list[syml.Node]], line: int
) -> Locked:
    version = syml.text(found["version"])
    specs = tuple(key.split(", "))
    known_as = (split_spec(spec)[0] for spec in specs)
    checksum = syml.text(found.get("checksum"))
    needs = syml.texts(found.get("dependencies"))
    optional = _optional(found)
    return Locked(
        key=key,
        name=name,
        version="" if version == _LOCAL else version,
        alias=next((one for one in known_as if one != name), ""),
        specs=specs,
        resolved=_resolved(reference),
        integrity=f"berry:{checksum.rpartition('/')[2]}" if checksum else "",
        dependencies={one: spec for one, spec in needs.items() if one not in optional},
        optional_dependencies={one: spec for one, spec in needs.items() if one in optional},
        peer_dependencies=syml.texts(found.get("peerDependencies")),
        link=syml.text(found.get("linkType")) == "soft",
        patched=reference.startswith("patch:"),
        line=line,
    )


def _optional(found: Mapping[str, str | list[syml.Node]]) -> set[str]:
    meta = found.get("dependenciesMeta")
    nodes = meta if isinstance(meta, list) else []
    return {node.keys[0] for node in nodes if syml.texts(node.value).get("optional") == "true"}


def _patched(reference: str) -> str:
    """The package that a patch is put on; "" if the reference is no patch."""
    if not reference.startswith("patch:"):
        return ""
    inner = unquote(reference.removeprefix("patch:").partition("#")[0])
    return split_spec(inner)[0]


def _resolved(reference: str) -> str:
    if not reference.startswith("npm:"):
        return reference
    archive = _ARCHIVE.search(reference)
    return unquote(archive[1]) if archive else ""


def _importer(locked: Locked) -> Importer:
    sections: tuple[tuple[Group, dict[str, str]], ...] = (
        ("prod", locked.dependencies),
        ("optional", locked.optional_dependencies),
        ("peer", locked.peer_dependencies),
    )
    folder = locked.resolved.removeprefix("workspace:")
    return importer(
        folder,
        (
            (group, {name: _plain(spec) for name, spec in section.items()})
            for group, section in sections
        ),
    )


def _plain(spec: str) -> str:
    """A spec as the manifest has it: yarn 4 writes `npm:` before a range."""
    wish = spec.removeprefix("npm:")
    return spec if "@" in wish else wish

"""yarn.lock: tells classic from berry, and reads classic."""

import re
from collections.abc import Iterator

from picketline.packages import documents
from picketline.packages.facts import Locked, Lockfile, LockKind
from picketline.packages.lockfiles import syml
from picketline.packages.lockfiles.notes import (
    MAX_KEY,
    Problems,
    place,
    split_spec,
    target_of,
    too_long,
)

_BERRY = re.compile(r"^__metadata:", re.MULTILINE)
_HEAD = re.compile(r"^# yarn lockfile v(\d{1,9})\s*$", re.MULTILINE)
_READ = {
    "dependencies",
    "integrity",
    "name",
    "optionalDependencies",
    "permissions",
    "prebuiltVariants",
    "registry",
    "resolved",
    "uid",
    "version",
}


def read(data: bytes, path: str, kind: LockKind) -> Lockfile:
    """Read a lockfile of any yarn; raises LockfileError where it is none."""
    here = place(path)
    text = documents.decoded(data, here)
    if _BERRY.search(text) is not None:
        from picketline.packages.lockfiles import berry  # noqa: PLC0415  # where there is one

        return berry.read(text, path)
    head = _HEAD.search(text)
    version = head[1] if head else ""
    if version not in {"", "1"}:
        raise here.wrong(f"version {version}, which no yarn writes; run `yarn install`")
    tree = syml.classic(text, here)
    problems = Problems()
    duplicates(tree, problems)
    entries = [one for node in tree.nodes for one in _entries(node, problems)]
    return Lockfile(
        path=path, kind=kind, version=version, entries=tuple(entries), problems=problems.told()
    )


def duplicates(tree: syml.Tree, problems: Problems) -> None:
    """Note the keys that stand twice."""
    for key, line in tree.duplicates:
        problems.add(f"{documents.shown(key)} stands twice", line)


def _entries(node: syml.Node, problems: Problems) -> Iterator[Locked]:
    """The entry of a node, or one a package if what it is filed under names several."""
    key = ", ".join(node.keys)
    found = syml.fields(node)
    version = syml.text(found.get("version"))
    named: dict[str, list[str]] = {}
    for spec in node.keys:
        known_as, wish = split_spec(spec)
        named.setdefault(syml.text(found.get("name")) or target_of(known_as, wish), []).append(spec)
    wrong = too_long(version, *named) or ("" if version else "no version")
    if wrong or len(key) > MAX_KEY:
        problems.entry(key, wrong or f"a key of {len(key)} characters", node.line)
        return
    for field in found.keys() - _READ:
        problems.add(f"{documents.shown(field)} is nothing that is read", node.line)
    for name, specs in named.items():
        yield _locked(key, name, tuple(specs), found, node.line)


def _locked(
    key: str, name: str, specs: tuple[str, ...], found: dict[str, str | list[syml.Node]], line: int
) -> Locked:
    known_as = (split_spec(spec)[0] for spec in specs)
    return Locked(
        key=key,
        name=name,
        version=syml.text(found["version"]),
        alias=next((one for one in known_as if one != name), ""),
        specs=specs,
        resolved=syml.text(found.get("resolved")),
        integrity=syml.text(found.get("integrity")),
        dependencies=syml.texts(found.get("dependencies")),
        optional_dependencies=syml.texts(found.get("optionalDependencies")),
        line=line,
    )

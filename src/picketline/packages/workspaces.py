"""The members of a workspace, as npm, yarn, bun and pnpm find them.

Patterns are matched against the folders that the one walk finds: none leads out, by a link or
otherwise, and none costs more than another.
"""

import fnmatch
import functools
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from picketline.core.errors import SettingsError, TargetError
from picketline.packages import manifests, plain_yaml, reading
from picketline.packages.collect import MANIFEST
from picketline.packages.documents import Place, decoded, shown
from picketline.packages.walk import Walk

_PNPM = "pnpm-workspace.yaml"
_MOST = 10_000
_MOST_GLOBS = 500
_LONGEST = 4096
_BRACES = re.compile(r"\{([^{}]*,[^{}]*)\}")
_GLOB = re.compile(r"[*?\[]")


def members(root: Path) -> list[str]:
    """The folders of the members of the workspace in `root`, below it, in order.

    Raises TargetError where `root` names no members, or more than 10,000, and SettingsError for
    a pattern that leads out of it or is none.
    """
    patterns = [*_of_manifest(root), *_of_pnpm(root)]
    if not patterns:
        where = shown(str(root))
        raise TargetError(f"{where}: no workspace: neither package.json nor {_PNPM} names members")
    wanted = _Patterns(root, (each for each in patterns if not each.startswith("!")))
    unwanted = _Patterns(root, (each[1:] for each in patterns if each.startswith("!")))
    found = [each for each in _folders(root) if wanted.match(each) and not unwanted.match(each)]
    if len(found) > _MOST:
        raise TargetError(f"{shown(str(root))}: more than {_MOST} members; scan parts of it")
    return sorted(found)


def _of_manifest(root: Path) -> tuple[str, ...]:
    data = _read(root, MANIFEST)
    return () if data is None else manifests.read(data, MANIFEST).workspaces


def _of_pnpm(root: Path) -> Iterator[str]:
    data = _read(root, _PNPM)
    if data is None:
        return
    place = Place(_PNPM, SettingsError)
    for document in plain_yaml.parse(decoded(data, place), place).documents:
        found = document.value.get("packages") if isinstance(document.value, dict) else None
        if isinstance(found, list):
            yield from (each for each in found if isinstance(each, str))


def _read(root: Path, name: str) -> bytes | None:
    """The bytes of a file of the root; None if there is none. Raises SettingsError."""
    if not os.path.lexists(root / name):
        return None
    data = reading.again(os.fsencode(root), name.encode())
    if data is None:
        raise SettingsError(f"{name}: is a link, no file, too large or closed; nothing is read")
    return data


def _folders(root: Path) -> Iterator[str]:
    """The folders below the root that hold a manifest and are not installed."""
    for entry in Walk(root):
        folder, _, name = entry.path.rpartition(b"/")
        if folder and name == MANIFEST.encode() and b"node_modules" not in folder.split(b"/"):
            yield os.fsdecode(folder)


class _Patterns:
    """Patterns of paths. Raises SettingsError for what is none."""

    def __init__(self, root: Path, patterns: Iterable[str]) -> None:
        self._plain: set[str] = set()
        self._globs: list[tuple[str, ...]] = []
        for pattern in patterns:
            for each in _expanded(root, pattern):
                bare = _checked(root, each)
                if _GLOB.search(bare):
                    self._globs.append(tuple(bare.split("/")))
                else:
                    self._plain.add(bare)
        if len(self._globs) > _MOST_GLOBS:
            raise SettingsError(f"{shown(str(root))}: more than {_MOST_GLOBS} workspace patterns")

    def match(self, path: str) -> bool:
        """Whether one of them means a path."""
        parts = path.split("/")
        return path in self._plain or any(_match(parts, each) for each in self._globs)


def _expanded(root: Path, pattern: str) -> list[str]:
    """A pattern without braces: one for each of the choices in them."""
    if len(pattern) > _LONGEST:
        raise SettingsError(f"{shown(str(root))}: a workspace pattern of {len(pattern)} characters")
    done, waiting = list[str](), [pattern]
    while waiting:
        each = waiting.pop()
        found = _BRACES.search(each)
        if found is None:
            done.append(each)
        else:
            before, after = each[: found.start()], each[found.end() :]
            waiting += [before + choice + after for choice in found[1].split(",")]
        if len(done) + len(waiting) > _MOST_GLOBS:
            raise SettingsError(
                f"{shown(str(root))}: {shown(pattern)} stands for too many patterns"
            )
    return done


def _checked(root: Path, pattern: str) -> str:
    parts = [part for part in pattern.split("/") if part not in {"", "."}]
    if pattern.startswith("/") or ".." in parts:
        where = shown(str(root))
        raise SettingsError(f"{where}: the workspace pattern {shown(pattern)} leads out of it")
    return "/".join(parts)


def _match(parts: Sequence[str], pattern: Sequence[str]) -> bool:
    """Whether the parts of a path are those of a pattern, `**` being any number of them."""
    at = place = 0
    last, taken = -1, 0
    while at < len(parts):
        if place < len(pattern) and pattern[place] == "**":
            last, taken, place = place, at, place + 1
        elif place < len(pattern) and _part(pattern[place]).match(parts[at]):
            at, place = at + 1, place + 1
        elif last >= 0:
            taken, place = taken + 1, last + 1
            at = taken
        else:
            return False
    return all(each == "**" for each in pattern[place:])


@functools.lru_cache(maxsize=1 << 10)
def _part(pattern: str) -> re.Pattern[str]:
    return re.compile(fnmatch.translate(pattern))

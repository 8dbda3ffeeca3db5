"""The closest looks at what an install runs, also with the other files of its package at hand."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from posixpath import dirname, join, normpath

import msgspec

from picketline.core.report import Gap
from picketline.packages import inspect, looked, matcher
from picketline.packages.facts import File, Mark
from picketline.packages.reading import Look

ROOM = 64 << 20
"""Bytes of the scripts of one project that are looked at most closely."""
_MOST_BESIDE = 16
_LARGEST_BESIDE = 256 << 10
_SMALL = 16 << 10
"""A script of at most so many bytes is looked at with the files beside it, whatever it holds."""
_LARGEST = 1 << 20
_ENDINGS = ("", ".js", ".cjs", ".mjs", ".json", "/index.js")
_KINDS = frozenset({"javascript", "text"})
_NOTHING = Look((), ())


class Ground(msgspec.Struct, frozen=True):
    """A project's files, how their bytes are had, and looks so far by what `Looks` files them.

    `skipped` is told what could not be looked at.
    """

    files: Mapping[str, File]
    read: Callable[[str], bytes | None]
    known: dict[str, Look]
    skipped: list[Gap]


class Looks:
    """The closest looks at a project's files, each once, at most `room` bytes of them."""

    def __init__(self, ground: Ground, room: int = 0) -> None:
        self._ground = ground
        self._most = room or ROOM
        self._room = self._most
        self._charged: dict[str, bool] = {}

    def of(self, path: str) -> Look:
        """The closest look at a file; nothing where its bytes are gone."""
        content = self._ground.files[path].content
        key = f"{content.sha256} {content.kind}{looked.dialect(path)}"
        return self._once(path, key, lambda data: looked.look(data, path, content.kind))

    def marks(self, path: str) -> tuple[Mark, ...]:
        """The marks of a file, with those that it has by the values of files beside it."""
        alone = self.of(path).marks
        content = self._ground.files[path].content
        if content.kind not in _KINDS or content.size > _LARGEST:
            return alone
        data = self._ground.read(path)
        beside = dict(self._beside(path, data)) if data is not None and _worth(data) else {}
        if not beside:
            return alone
        named = sorted(
            (name, self._ground.files[each].content.sha256) for name, each in beside.items()
        )
        digest = hashlib.sha256(msgspec.json.encode(named)).hexdigest()
        key = f"{content.sha256} {content.kind} with {digest}"
        return (*alone, *self._once(path, key, lambda data: self._joined(data, path, beside)).marks)

    def _joined(self, data: bytes, path: str, beside: Mapping[str, str]) -> Look:
        given = {name: self._ground.read(each) for name, each in beside.items()}
        known = {name: other for name, other in given.items() if other is not None}
        return Look(inspect.joined(data, path, known), ())

    def _beside(self, path: str, data: bytes) -> Iterator[tuple[str, str]]:
        """At most 16 files of 256 KiB that a script names: as written, and their paths."""
        files, found = self._ground.files, 0
        for name in dict.fromkeys(inspect.named(data)):
            way = normpath(join(dirname(path), name))
            hit = next((way + each for each in _ENDINGS if way + each in files), "")
            if hit and hit != path and files[hit].content.size <= _LARGEST_BESIDE:
                yield name, hit
                found += 1
            if found >= _MOST_BESIDE:
                return

    def _once(self, path: str, key: str, look: Callable[[bytes], Look]) -> Look:
        ground = self._ground
        if not self._paid(path, key):
            why = (
                f"an install runs more than {self._most >> 20} MiB of scripts: not all looked into"
            )
            ground.skipped.append(Gap(path, why))
            return _NOTHING
        if key not in ground.known:
            data = ground.read(path)
            if data is None:
                return _NOTHING
            try:
                found = look(data)
            except Exception as problem:  # noqa: BLE001  # a defect costs one file, and is told
                why = f"could not be looked into: {type(problem).__name__}"
                ground.skipped.append(Gap(path, why))
                return _NOTHING
            ground.known[key] = found
        return ground.known[key]

    def _paid(self, path: str, key: str) -> bool:
        content = self._ground.files[path].content
        if key not in self._charged:
            self._room -= content.size * looked.weight(path, content.kind)
            self._charged[key] = self._room >= 0
        return self._charged[key]


def _worth(data: bytes) -> bool:
    """Whether values of other files may matter to a script."""
    return len(data) <= _SMALL or inspect.runs(matcher.signals(data))

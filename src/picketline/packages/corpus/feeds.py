"""Folders and zips of OSV records, read through bounds: nothing is ever unpacked to a disk."""

import os
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import msgspec

from picketline.core.errors import CorpusError
from picketline.packages.corpus import place

LARGEST_RECORD = 8 << 20
"""Of one record, in bytes."""
LARGEST_FEED = 4 << 30
"""Of all records together, in bytes."""
MOST_RECORDS = 1_000_000
LARGEST_ZIP = 1 << 30
"""Of a zip's file, in bytes."""
_DEEPEST = 64
_SUFFIX = ".json"
_ENTRY = b"PK\x01\x02"
"""What each entry of a zip's listing begins with."""
_MOUTHFUL = 1 << 20
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}


class Piece(msgspec.Struct, frozen=True):
    """One file of a feed: its bytes, or why they could not be had."""

    where: str
    data: bytes
    problem: str = ""

    @property
    def cost(self) -> int:
        """How many bytes it took to read it, at most."""
        return LARGEST_RECORD if self.problem else len(self.data)


def pieces(path: Path) -> Iterator[Piece]:
    """The JSON files of a folder or zip, or the one that `path` is, sorted by path.

    Raises CorpusError if the whole is larger than its bounds or cannot be read.
    """
    total = 0
    found = _folder(path) if path.is_dir() else _file(path)
    for count, piece in enumerate(found, 1):
        total += piece.cost
        if count > MOST_RECORDS or total > LARGEST_FEED:
            raise CorpusError(
                f"{path}: more than {MOST_RECORDS} records or {LARGEST_FEED >> 30} GiB"
            )
        yield piece


def _file(path: Path) -> Iterator[Piece]:
    if not zipfile.is_zipfile(path):
        yield Piece(str(path), place.read(path, LARGEST_RECORD))
        return
    try:
        with path.open("rb") as stream:
            _check_size(stream, path)
            with zipfile.ZipFile(stream) as archive:
                yield from _members(archive)
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError) as problem:
        raise CorpusError(f"{path}: not a zip that can be read: {problem}") from None


def _members(archive: zipfile.ZipFile) -> Iterator[Piece]:
    for member in sorted(archive.infolist(), key=lambda member: member.filename):
        if not member.filename.endswith(_SUFFIX):
            continue
        try:
            yield Piece(member.filename, _member(archive, member))
        except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, CorpusError) as problem:
            yield Piece(member.filename, b"", str(problem))


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    if member.flag_bits & 1 or member.compress_type not in _METHODS:
        raise CorpusError("encrypted, or packed in a way that is not taken")
    with archive.open(member) as stream:
        data = stream.read(LARGEST_RECORD + 1)
    if len(data) > LARGEST_RECORD:
        raise CorpusError(f"larger than {LARGEST_RECORD >> 20} MiB")
    return data


def _check_size(stream: IO[bytes], path: Path) -> None:
    """Refuse a zip whose listing alone would fill the memory, before that is read."""
    size = entries = 0
    rest = b""
    while data := stream.read(_MOUTHFUL):
        size += len(data)
        entries += (rest + data).count(_ENTRY)
        rest = data[1 - len(_ENTRY) :]
        if size > LARGEST_ZIP or entries > MOST_RECORDS:
            raise CorpusError(
                f"{path}: larger than {LARGEST_ZIP >> 30} GiB or {MOST_RECORDS} files"
            )
    stream.seek(0)


def _folder(root: Path) -> Iterator[Piece]:
    """In order of path; links are told, not followed."""
    ahead = [(root, 0)]
    while ahead:
        path, depth = ahead.pop()
        try:
            mode = path.lstat().st_mode
            if stat.S_ISDIR(mode) and depth <= _DEEPEST:
                names = sorted(os.listdir(path), reverse=True)  # noqa: PTH208  # names alone
                ahead += [(path / name, depth + 1) for name in names if name != ".git"]
            elif stat.S_ISREG(mode) and path.name.endswith(_SUFFIX):
                yield Piece(str(path), place.read(path, LARGEST_RECORD))
            elif stat.S_ISDIR(mode) or path.name.endswith(_SUFFIX):
                yield Piece(str(path), b"", "too deep, or not a plain file")
        except OSError as problem:
            yield Piece(str(path), b"", problem.strerror or str(problem))
        except CorpusError as problem:
            yield Piece(str(path), b"", str(problem))

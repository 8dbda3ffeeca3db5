"""Popular names from the npm package `npm-high-impact`, as its tarball holds them."""

import datetime as dt
import io
import re
import tarfile
import zlib

import msgspec

from picketline.core.errors import CorpusError
from picketline.packages.corpus.pack import Pack

PACKAGE = "npm-high-impact"
LARGEST_FILE = 16 << 20
"""Of the tarball, in bytes."""
_LARGEST = 64 << 20
_MEMBERS = 1000
_LISTS = ("package/lib/top-download.js", "package/lib/top-dependent.js")
_MANIFEST = "package/package.json"
_FEWEST = 1000
_OPENING = re.compile(r"export const \w{1,40} = \[")
_LINE = re.compile(r"  '((?:@[\w.~-]{1,214}/)?[\w.~-]{1,214})',?", re.ASCII)


class _Manifest(msgspec.Struct):
    name: str
    version: str
    license: str


def pack(data: bytes, where: str, collected: dt.date, top: int | None = None) -> Pack:
    """The pack of the first `top` names (all): by downloads, then those much depended on.

    Raises CorpusError, naming `where`, if the tarball is not what it should be.
    """
    files = _files(data, where)
    try:
        manifest = msgspec.json.decode(files[_MANIFEST], type=_Manifest)
    except (msgspec.DecodeError, RecursionError) as problem:
        raise CorpusError(f"{where}: {_MANIFEST}: {problem}") from None
    if manifest.name != PACKAGE:
        raise CorpusError(f"{where}: holds {manifest.name[:80]!r}, not {PACKAGE}")
    ranked = dict.fromkeys(name for path in _LISTS for name in _names(files[path], where, path))
    chosen = list(ranked)[:top]
    if len(ranked) < _FEWEST:
        raise CorpusError(f"{where}: only {len(ranked)} names; that cannot be all")
    return Pack(
        name="popular",
        version=manifest.version[:64],
        collected=collected,
        source=PACKAGE,
        licence=manifest.license[:64],
        attribution="Titus Wormer, npm-high-impact",
        names="\n".join(chosen),
    )


def _names(data: bytes, where: str, path: str) -> list[str]:
    """The names of a module that is one list of them; anything else in it is an error."""
    lines = data.decode("utf-8", "replace").rstrip().split("\n")
    if not _OPENING.fullmatch(lines[0]) or lines[-1] != "]":
        raise CorpusError(f"{where}: {path} is not one list of names")
    found = []
    for number, line in enumerate(lines[1:-1], 2):
        match = _LINE.fullmatch(line)
        if not match:
            raise CorpusError(f"{where}: {path}:{number} is not a name")
        found.append(match[1])
    return found


def _files(data: bytes, where: str) -> dict[str, bytes]:
    """The files that are asked for, from memory: nothing is ever unpacked to a disk."""
    wanted = {*_LISTS, _MANIFEST}
    try:
        text = _unpacked(data)
        with tarfile.open(fileobj=io.BytesIO(text), mode="r:") as archive:
            found = _members(archive, wanted)
    except (OSError, EOFError, zlib.error, tarfile.TarError, ValueError) as problem:
        raise CorpusError(f"{where}: not a tarball of {PACKAGE}: {problem}") from None
    if missing := sorted(wanted - set(found)):
        raise CorpusError(f"{where}: {missing[0]} is missing in it")
    return found


def _members(archive: tarfile.TarFile, wanted: set[str]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for number, member in enumerate(archive):
        if number >= _MEMBERS:
            raise ValueError(f"more than {_MEMBERS} members")
        if member.name in wanted and member.isreg() and (file := archive.extractfile(member)):
            found[member.name] = file.read()
    return found


def _unpacked(data: bytes) -> bytes:
    engine = zlib.decompressobj(zlib.MAX_WBITS | 16)
    text = engine.decompress(data, _LARGEST)
    if engine.unconsumed_tail or not engine.eof:
        raise ValueError(f"cut short, or unpacks to more than {_LARGEST >> 20} MiB")
    return text

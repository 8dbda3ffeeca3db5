"""The files of an npm tarball, read in order, never unpacked to disk.

Headers are read as npm's own reader does, and more strictly: where readers of tar are known to
disagree on what follows, reading stops and says so. (tarfile follows chains of extended headers
by recursion and takes them whole into memory, and both take other names than npm from old
headers.) Layout: POSIX.1-2008 pax, section "ustar Interchange Format", and GNU tar's long names.
"""

import hashlib
import io
from collections.abc import Iterator
from typing import BinaryIO

import msgspec

from picketline.core.errors import ArchiveError
from picketline.core.report import Gap
from picketline.packages.inflate import Cut, Stream
from picketline.packages.walk import shown

KEPT = 64 << 20
"""The most bytes of one file that are held; of a larger one its hash and HEAD bytes."""
HEAD = 4096
MEMBERS = 250_000
"""The most headers of one archive that are read."""
EXTENDED = 1 << 20
"""The most bytes of one extended header; npm takes no more either."""
EXTENDED_ALL = 64 << 20
"""The most bytes of all extended headers of one archive together."""
LONGEST_PATH = 4096
TOLD = 100
"""The most problems of one archive that are told one by one."""
_BLOCK = 512
_EMPTY = bytes(_BLOCK)
_USTAR = b"ustar\x0000"
_FILES = b"0\x007"
_LINKS = {b"1": "a hard link", b"2": "a symbolic link"}
_DEVICES = {b"3": "a device", b"4": "a device", b"6": "a FIFO"}
_DIRECTORY, _SPARSE, _GLOBAL = b"5", b"S", b"g"
_LOCAL = (b"x", b"X")
_LONG = {b"L": "path", b"K": "linkpath"}


class Member(msgspec.Struct, frozen=True, kw_only=True):
    r"""One regular file of an archive.

    `path` is relative to the package, without the archive's own first folder, written as
    facts are: a byte that is not printable ASCII, or a backslash, stands as \xHH. `data` is
    None where it is larger than KEPT; `head` are its first HEAD bytes, and whether they suffice
    is for the caller to say. `again`: a file of this path came before; package managers keep the
    last.
    """

    path: str
    size: int
    sha256: str
    data: bytes | None
    head: bytes
    executable: bool = False
    again: bool = False


class _Header(msgspec.Struct, frozen=True):
    name: bytes
    size: int
    mode: int
    type: bytes


def members(data: BinaryIO | bytes, path: str) -> Iterator[Member | Gap]:
    """The regular files of the archive at `path` in their order, and a Gap for what was not read.

    A Gap's `what` begins with `path`. Raises ArchiveError if not even the first header is one.
    """
    tar = _Tar(Stream(io.BytesIO(data) if isinstance(data, bytes) else data), path)
    gaps = 0
    for each in tar.read():
        gaps += isinstance(each, Gap)
        if isinstance(each, Member) or gaps <= TOLD:
            yield each
    if gaps > TOLD:
        yield Gap(path, f"{gaps - TOLD} more of its members were not read")


class _Tar:
    """One pass over one archive."""

    def __init__(self, stream: Stream, path: str) -> None:
        self.stream = stream
        self.path = path
        self.headers = 0
        self.extended = 0
        self.seen: set[bytes] = set()
        self.said: dict[str, bytes] = {}

    def read(self) -> Iterator[Member | Gap]:
        """Everything that it holds, and why it was not read to its end."""
        try:
            yield from self._entries()
        except Cut as cut:
            if not self.headers:
                raise ArchiveError(
                    f"{self.path}: no npm tarball: {cut}; give a .tgz that `npm pack` made"
                ) from None
            yield Gap(self.path, f"from byte {self.stream.at} of its tar on not read: {cut}")

    def _entries(self) -> Iterator[Member | Gap]:
        empty = 0
        while empty < 2 and (block := self.stream.take(_BLOCK)):  # noqa: PLR2004  # tar's end mark
            if block == _EMPTY:
                empty += 1
                continue
            empty = 0
            header = _header(block)
            self.headers += 1
            if self.headers > MEMBERS:
                raise Cut(f"it has more than {MEMBERS} members")
            yield from self._entry(header)
        if not self.headers:
            raise Cut("it holds no file")
        yield from self._end(empty)

    def _end(self, empty: int) -> Iterator[Gap]:
        """What is odd behind the last entry."""
        if not empty and not self.stream.packed:
            yield Gap(self.path, "ends without an end mark: it may be cut")
        while rest := self.stream.take(_BLOCK * 128):
            if rest.strip(b"\0"):
                raise Cut("bytes follow the tar's end mark")

    def _entry(self, header: _Header) -> Iterator[Member | Gap]:
        if header.type in _LOCAL or header.type == _GLOBAL or header.type in _LONG:
            self.said |= self._extended(header)
            return
        said, self.said = self.said, {}
        size = _size(said["size"]) if "size" in said else header.size
        name = said.get("path", header.name)
        if any(key.startswith("GNU.sparse.") for key in said) or header.type == _SPARSE:
            raise Cut(f"{shown(name)} is sparse, which readers take differently")
        if size != header.size and header.size:
            raise Cut(f"{shown(name)} has two sizes, which readers take differently")
        if header.type == _DIRECTORY or (header.type == b"\0" and name.endswith(b"/")):
            return
        yield from self._file(name, size, header)

    def _file(self, name: bytes, size: int, header: _Header) -> Iterator[Member | Gap]:
        kind = header.type
        why = _refused(name) or _LINKS.get(kind) or _DEVICES.get(kind)
        if size and (kind in _LINKS or kind in _DEVICES or name.endswith(b"/")):
            raise Cut(f"{shown(name)} is no file but has bytes, which readers take differently")
        if name.endswith(b"/") and not why:
            return
        if kind not in _FILES and not why:
            why = f"a member of the unknown type {kind!r}"
        if why:
            self._skip(size)
            yield Gap(f"{self.path}: {shown(name)}", f"not read: {why}")
            return
        yield from self._body(_inside(name), size, executable=bool(header.mode & 0o100))

    def _body(self, path: str, size: int, *, executable: bool) -> Iterator[Member | Gap]:
        """A file's bytes, and the hash of them."""
        digest, kept, read = hashlib.sha256(), bytearray(), 0
        most = size if size <= KEPT else HEAD
        for piece in self.stream.pieces(size):
            digest.update(piece)
            read += len(piece)
            kept += piece[: most - len(kept)]
        if read < size:
            yield Gap(f"{self.path}: {path}", f"cut: {read} of {size} bytes are there")
        key = hashlib.sha256(path.encode()).digest()[:16]
        yield Member(
            path=path,
            size=read,
            sha256=digest.hexdigest(),
            data=bytes(kept) if size <= KEPT else None,
            head=bytes(kept[:HEAD]),
            executable=executable,
            again=key in self.seen,
        )
        self.seen.add(key)
        self._skip(-size % _BLOCK, padding=True)

    def _extended(self, header: _Header) -> dict[str, bytes]:
        """What an extended header says of the entry behind it."""
        if header.size > EXTENDED:
            raise Cut(f"an extended header has {header.size} bytes, more than {EXTENDED}")
        self.extended += header.size
        if self.extended > EXTENDED_ALL:
            raise Cut(f"its extended headers have more than {EXTENDED_ALL} bytes")
        data = self.stream.take(header.size)
        if len(data) < header.size:
            raise Cut("it ends within an extended header")
        self._skip(-header.size % _BLOCK, padding=True)
        if header.type in _LONG:
            return {_LONG[header.type]: data.split(b"\0", 1)[0]}
        said = _records(data)
        if header.type == _GLOBAL and said:
            raise Cut("a header for all entries sets paths or sizes")
        return said

    def _skip(self, size: int, *, padding: bool = False) -> None:
        whole = size if padding else size + -size % _BLOCK
        for _ in self.stream.pieces(whole):
            pass


def _header(block: bytes) -> _Header:
    """Read one header block; a name's prefix counts in POSIX headers alone, as for npm."""
    if len(block) < _BLOCK:
        raise Cut("it ends within a header")
    stated = block[148:156]
    if _octal(stated) != sum(block) - sum(stated) + 8 * ord(" "):
        raise Cut("a header's checksum does not hold")
    name = _text(block[:100])
    if block[257:265] == _USTAR:
        prefix = _text(block[345:500] if block[475] else block[345:475])
        name = prefix + b"/" + name if prefix else name
    return _Header(name, _number(block[124:136]), _number(block[100:108]), block[156:157])


def _text(field: bytes) -> bytes:
    return field.split(b"\0", 1)[0]


def _number(field: bytes) -> int:
    """An octal number, or GNU's base 256 where the first bit is set."""
    if field[0] == 0x80:  # noqa: PLR2004  # the mark itself, with no digit in it
        return int.from_bytes(field[1:])
    number = _octal(field)
    if number is None:
        raise Cut("a header holds a number that is none")
    return number


def _octal(field: bytes) -> int | None:
    digits = _text(field).strip(b" ")
    return None if digits.strip(b"01234567") else int(digits or b"0", 8)


def _size(digits: bytes) -> int:
    if not digits.isdigit() or len(digits) > 15:  # noqa: PLR2004  # a petabyte, far past TOTAL
        raise Cut("an extended header holds a size that is none")
    return int(digits)


def _records(data: bytes) -> dict[str, bytes]:
    """The records `LENGTH KEY=VALUE` of an extended header that place or size what follows."""
    said: dict[str, bytes] = {}
    at = 0
    while at < len(data) and data[at]:
        digits = data[at : at + 8].split(b" ", 1)[0]
        end = at + int(digits) if digits.isdigit() else at
        record = data[at + len(digits) + 1 : end - 1]
        key, parted, value = record.partition(b"=")
        if not parted or data[end - 1 : end] != b"\n":
            raise Cut("an extended header is malformed")
        name = key.decode("ascii", "replace")
        if name in {"path", "size"} or name.startswith("GNU.sparse."):
            said[name] = value
        at = end
    return said


def _refused(name: bytes) -> str:
    """Why a path is not taken; "" if it is."""
    parts = name.split(b"/")
    if name.startswith(b"/"):
        return "its path is absolute"
    if b".." in parts:
        return "its path leads out of the package"
    if len(name) > LONGEST_PATH:
        return f"its path is longer than {LONGEST_PATH} bytes"
    return "" if any(part not in {b"", b"."} for part in parts[1:]) else "it lies in no folder"


def _inside(name: bytes) -> str:
    """The path without its first part, as facts write paths."""
    return shown(b"/".join(part for part in name.split(b"/")[1:] if part not in {b"", b"."}))

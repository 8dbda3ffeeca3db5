"""What a host sends of an incident's evidence, unpacked as it streams into a private folder.

    picket <tab> 1 <tab> NONCE          what stands before this line is noise of the login
    file <tab> NAME <tab> SIZE          SIZE bytes and a newline follow
    end <tab> FILES <tab> NONCE

The manifest comes first; each piece of evidence must be on it, with that sha256, and each
of its lines must come. No path is taken from the host: a name is one of a few, or digits
and a word.
"""

import hashlib
import os
import re
import shutil
from pathlib import Path

import msgspec

from picketline.core.errors import ContainmentError
from picketline.hosts.probe import NONCE, PROTOCOL, script

MANIFEST = "manifest.sha256"
LISTS = ("not-kept", "frozen", "thawed", "containers")
LARGEST = (64 << 20) + 1
"""Bytes of one file: what a snapshot keeps at most."""
MOST = 256 << 20
"""Bytes of one incident."""
_MOST_FILES = 2000
_PARTS = ("room", "fetch")
_LONGEST_LIST = 1 << 20
_SPARE = 256 << 20
"""Bytes that stay free on the controller's disk."""
_NOISE = 64 << 10
_LONGEST_LINE = 120
_PIECE = r"[1-9]\d{0,18}/[a-z][a-z-]{0,30}"
_FILE = re.compile(rf"file\t({_PIECE}|{re.escape(MANIFEST)}|{'|'.join(LISTS)})\t(\d{{1,10}})")
_LISTED = re.compile(rf"([0-9a-f]{{64}})  ({_PIECE})")
_REFUSED = re.compile(r"refused\t([a-z-]{1,40})")


def order(stamp: str, nonce: str) -> bytes:
    """The script that prints an incident's evidence. Raises ValueError for other than digits."""
    if not NONCE.fullmatch(nonce):
        raise ValueError("a nonce is 16 to 64 hex digits")
    return script(f"nonce={nonce}\nstamp={int(stamp):014d}\n", _PARTS, nonce)


class Receipt(msgspec.Struct, frozen=True):
    """What was unpacked: how many files and bytes, and the sha256 of what no manifest covers."""

    files: int
    size: int
    sums: dict[str, str]


class Parcel:
    """One incident's evidence on its way into `folder`, an empty one of mode 0700."""

    def __init__(self, folder: Path, nonce: str) -> None:
        self._folder = folder
        self._nonce = nonce
        self._header = f"picket\t{PROTOCOL}\t{nonce}"
        self._buffer = bytearray()
        self._noise = 0
        self._state = self._await_header
        self._name = ""
        self._left = 0
        self._file = -1
        self._hash = hashlib.sha256()
        self._size = 0
        self._sums: dict[str, str] = {}
        self._manifest: dict[str, str] = {}
        self._ended = False

    def take(self, chunk: bytes) -> str:
        """Unpack the next bytes; what is wrong with them, or nothing."""
        self._buffer += chunk
        try:
            while self._buffer and self._state():
                pass
        except ContainmentError as problem:
            return str(problem)
        except OSError as problem:
            return f"cannot be kept: {problem.strerror}"
        return ""

    def close(self) -> None:
        """Close the file that is open, if one is."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def receipt(self) -> Receipt:
        """What was unpacked. Raises ContainmentError if the host did not come to its end."""
        if not self._ended:
            raise ContainmentError("the host's answer broke off")
        sums = {name: digest for name, digest in self._sums.items() if name not in self._manifest}
        return Receipt(len(self._sums), self._size, sums)

    def _line(self) -> str | None:
        """The next whole line, taken off the buffer."""
        end = self._buffer.find(b"\n")
        if end < 0:
            return None
        line = self._buffer[:end].decode("ascii", "replace")
        del self._buffer[: end + 1]
        return line

    def _await_header(self) -> bool:
        before = len(self._buffer)
        line = self._line()
        self._noise += before - len(self._buffer)
        if line == self._header:
            self._state = self._await_record
            return True
        if self._noise + len(self._buffer) > _NOISE:
            raise ContainmentError("the host said something else")
        return line is not None

    def _await_record(self) -> bool:
        line = self._line()
        if line is None and len(self._buffer) <= _LONGEST_LINE:
            return False
        if line is not None and (match := _FILE.fullmatch(line)):
            self._begin(match[1], int(match[2]))
        elif line is not None and (match := _REFUSED.fullmatch(line)):
            raise ContainmentError(f"refused: {match[1]}")
        elif line == f"end\t{len(self._sums)}\t{self._nonce}":
            self._end()
        else:
            raise ContainmentError("the host sent a record out of shape")
        return True

    def _begin(self, name: str, size: int) -> None:
        self._check(name, size)
        path = self._folder / name
        if path.parent != self._folder:
            path.parent.mkdir(mode=0o700, exist_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        self._file = os.open(path, flags, 0o600)
        self._name, self._left, self._hash = name, size, hashlib.sha256()
        self._size += size
        self._state = self._await_body

    def _check(self, name: str, size: int) -> None:
        if (not self._sums) != (name == MANIFEST) or name in self._sums:
            raise ContainmentError(f"the host sent {name} out of turn")
        if "/" in name and name not in self._manifest:
            raise ContainmentError(f"{name} is not on the manifest")
        if size > (LARGEST if "/" in name else _LONGEST_LIST):
            raise ContainmentError(f"{name} is too large")
        if self._size + size > MOST:
            raise ContainmentError(f"more than {MOST >> 20} MiB")
        if shutil.disk_usage(self._folder).free < size + _SPARE:
            raise ContainmentError("no room on the controller's disk")

    def _await_body(self) -> bool:
        piece = self._buffer[: self._left]
        while piece:
            written = os.write(self._file, piece)
            self._hash.update(piece[:written])
            self._left -= written
            del self._buffer[:written]
            del piece[:written]
        if self._left or not self._buffer:
            return False
        if self._buffer[0] != ord("\n"):
            raise ContainmentError(f"{self._name} is not of the size that was said")
        del self._buffer[:1]
        self._finish()
        return True

    def _finish(self) -> None:
        """Check the file that is open, make it last, and close it."""
        digest = self._hash.hexdigest()
        if "/" in self._name and self._manifest[self._name] != digest:
            raise ContainmentError(f"{self._name} is not what the manifest says")
        os.fsync(self._file)
        self.close()
        self._sums[self._name] = digest
        if self._name == MANIFEST:
            self._manifest = _listed(self._folder / MANIFEST)
        self._state = self._await_record

    def _end(self) -> None:
        missing = sorted(set(self._manifest) - set(self._sums))
        if missing or not self._manifest:
            what = missing[0] if missing else MANIFEST
            raise ContainmentError(f"the host did not send {what}")
        self._ended = True
        self._state = self._await_nothing

    def _await_nothing(self) -> bool:
        raise ContainmentError("the host sent more after the end")


def _listed(path: Path) -> dict[str, str]:
    """Each name on a manifest with its sha256. Raises ContainmentError for any other line."""
    lines = path.read_text(encoding="ascii", errors="replace").splitlines()
    found = [_LISTED.fullmatch(line) for line in lines[: _MOST_FILES + 1]]
    listed = {match[2]: match[1] for match in found if match}
    if not listed or len(listed) != len(lines):
        raise ContainmentError("the manifest is out of shape")
    return listed


def standing(folder: Path) -> Receipt | None:
    """The receipt of what was unpacked into `folder` before, if it was. Raises OSError."""
    if not folder.exists():
        return None
    files = [path for path in folder.rglob("*") if path.is_file()]
    lists = [path for path in files if path.parent == folder]
    sums = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in lists}
    return Receipt(len(files), sum(path.stat().st_size for path in files), sums)

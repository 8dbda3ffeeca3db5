"""The one walk over a project: sorted, by real folders, every file once.

Links are not followed: what they lead to inside the project is walked where it lies. What
leads out, is no file or cannot be entered is told.

Of the history of a repository that lies at the root, what is called like its objects and begins
like one is passed over: node reads no code in those bytes. What a hook runs of it is `around`'s
to tell.
"""

import errno
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

import msgspec

from picketline.core.report import Gap
from picketline.core.text import safe_text

HISTORY = (".git/objects", ".git/lfs", ".hg/store")
"""Folders of which not every file is read, below the root."""
_HISTORY = tuple(os.fsencode(each) for each in HISTORY)
_OBJECTS = re.compile(
    rb"\.git/objects/(?:[0-9a-f]{2}/[0-9a-f]{38}(?:[0-9a-f]{24})?"
    rb"|pack/(?:pack|multi-pack-index)(?:-[0-9a-f]{40,64})?(?:\.(?:pack|idx|rev|bitmap|mtimes))?"
    rb"|info/(?:commit-graph|commit-graphs/graph-[0-9a-f]{40,64}\.graph))"
    rb"|\.hg/store/[\x20-\xff]{1,4000}\.[id]",
    re.DOTALL,
)
_BEGINNINGS = (
    *(b"x\x01", b"x\x9c", b"x\xda", b"PACK\0", b"\xfftOc", b"RIDX\0", b"BITM\0", b"MTME\0"),
    *(b"MIDX\x01", b"CGPH\x01", b"\0", b"(\xb5/\xfd"),
)
_LARGE = re.compile(rb"\.git/lfs/objects/[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{64}")
_SMALL = 1 << 20
"""What git lfs holds is any file: up to so many bytes it is read."""
_DEEPEST = 256
_NOWHERE = {errno.ENOENT, errno.ELOOP, errno.ENOTDIR}


class Entry(msgspec.Struct, frozen=True):
    """A regular file: its path below the root as bytes, and its stat."""

    path: bytes
    size: int
    mtime: int
    ctime: int
    inode: int
    executable: bool


class Walk:
    """A walk over `root`, which may itself be a link. Iterate once; then ask for the rest.

    The folders `without`, below the root, are left out.

    `skipped` is what was meant to be read and could not be, `coverage` what is left by plan,
    `links` the links inside the project and where they lead, both below the root.
    """

    def __init__(self, root: Path, without: tuple[str, ...] = ()) -> None:
        self.root = os.fsencode(os.path.realpath(root))
        self._without = {os.fsencode(each) for each in without}
        self.skipped: list[Gap] = []
        self.coverage: list[Gap] = []
        self.links: dict[bytes, bytes] = {}
        self._told: set[bytes] = set()

    def __iter__(self) -> Iterator[Entry]:
        """Every regular file, in the order of its path's parts."""
        folders = [b""]
        while folders:
            below: list[bytes] = []
            for name, each in self._listed(folders.pop()):
                if each.is_symlink():
                    self._link(name)
                elif each.is_dir(follow_symlinks=False):
                    below += [name] * (name not in self._without)
                else:
                    yield from self._file(name, each)
            folders.extend(reversed(below))

    def _listed(self, folder: bytes) -> list[tuple[bytes, os.DirEntry[bytes]]]:
        if folder.count(b"/") >= _DEEPEST:
            self._lost(folder, f"deeper than {_DEEPEST} folders")
            return []
        prefix = folder + b"/" if folder else b""
        try:
            with os.scandir(os.path.join(self.root, folder)) as entries:
                return sorted((prefix + each.name, each) for each in entries)
        except OSError as problem:
            self._lost(folder, _reason(problem))
            return []

    def _file(self, name: bytes, entry: os.DirEntry[bytes]) -> Iterator[Entry]:
        try:
            found = entry.stat(follow_symlinks=False)
        except OSError as problem:
            self._lost(name, _reason(problem))
            return
        if not stat.S_ISREG(found.st_mode):
            self._lost(name, "no file: a device, a pipe or a socket")
            return
        if self._passed(name, found.st_size):
            return
        yield Entry(
            name,
            found.st_size,
            found.st_mtime_ns,
            found.st_ctime_ns,
            found.st_ino,
            bool(found.st_mode & stat.S_IXUSR),
        )

    def _passed(self, name: bytes, size: int) -> bool:
        """Whether a file is an object of a repository, which is told once."""
        folder = next((each for each in _HISTORY if name.startswith(each + b"/")), b"")
        if not folder:
            return False
        large = _LARGE.fullmatch(name) and size > _SMALL
        if not large and not (_OBJECTS.fullmatch(name) and self._begins(name)):
            return False
        if folder not in self._told:
            self._told.add(folder)
            why = "the objects in the history of a repository are not read"
            self.coverage.append(Gap(shown(folder), why))
        return True

    def _begins(self, name: bytes) -> bool:
        """Whether a file begins as objects do; what cannot be read is for its reader to tell."""
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        try:
            descriptor = os.open(os.path.join(self.root, name), flags)
        except OSError:
            return False
        try:
            return os.read(descriptor, 8).startswith(_BEGINNINGS)
        except OSError:
            return False
        finally:
            os.close(descriptor)

    def _link(self, name: bytes) -> None:
        path = os.path.join(self.root, name)
        try:
            os.stat(path)  # the system follows 40 links at most; realpath all, by recursion
        except OSError as problem:
            if problem.errno in _NOWHERE:
                self.coverage.append(Gap(shown(name), "a link that leads nowhere"))
            else:
                self._lost(name, _reason(problem))
            return
        target = os.path.realpath(path)
        below = target[len(self.root.rstrip(b"/")) + 1 :]
        if target != self.root and target != os.path.join(self.root, below):
            self._lost(name, "a link that leads out of the project is not followed")
        elif any(below == each or below.startswith(each + b"/") for each in _HISTORY):
            self._lost(name, "a link into the history of a repository is not followed")
        else:
            self.links[name] = below

    def _lost(self, name: bytes, why: str) -> None:
        self.skipped.append(Gap(shown(name) or ".", why))


def shown(path: bytes) -> str:
    r"""A path as reports show it: printable ASCII, everything else as \xHH."""
    text = path.decode("latin-1")
    if text.isascii() and text.isprintable() and "\\" not in text:
        return text
    return "".join(c if " " <= c <= "~" and c != "\\" else f"\\x{ord(c):02x}" for c in text)


def _reason(problem: OSError) -> str:
    name = errno.errorcode.get(problem.errno or 0, "error")
    return f"cannot be read: {safe_text(problem.strerror or name)}"

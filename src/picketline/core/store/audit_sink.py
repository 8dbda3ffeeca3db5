"""Where an audit chain's head is kept besides the database, so that a cut chain shows."""

import os
import re
import syslog
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from picketline.core.errors import StoreError
from picketline.core.store.chain import Head

HEAD_FILE = "audit.head"
SYSLOG = "syslog"
"""What stands for the system log where a file could be named."""
_LINE = re.compile(rb"(\d{1,18}) ([0-9a-f]{64}) \S+")
_LOGGED = re.compile(rb"\bpicketline audit head (\d{1,18}) ([0-9a-f]{64})\b")


class HeadSink(Protocol):
    """A place that heads are written to."""

    def write(self, head: Head, at: float) -> None:
        """Keep `head`, which was reached at `at`, in seconds since the epoch."""


class HeadFile:
    """A file that only grows: one line a head, `seq hash time`, readable by its owner alone.

    Two writers at once may put their lines the other way round; the chain has passed both.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, head: Head, at: float) -> None:
        """Add a line and wait until it is on the disk; raises StoreError if it cannot be."""
        line = f"{head.seq} {head.hash} {at!r}\n".encode()
        try:
            self._append(line)
        except OSError as problem:
            raise StoreError(
                f"audit row {head.seq} is stored, but its head could not be written:"
                f" {self.path}: {problem.strerror}; make the file writable"
            ) from None

    def _append(self, line: bytes) -> None:
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
        descriptor = os.open(self.path, flags, 0o600)
        try:
            size = os.fstat(descriptor).st_size
            torn = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"
            with open(descriptor, "ab", buffering=0, closefd=False) as stream:
                stream.write(b"\n" + line if torn else line)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        if size == 0:
            _settle(self.path.parent)

    def heads(self) -> tuple[Head, ...]:
        """Every head in the file, oldest first; lines that a crash tore are left out.

        Empty if there is no file. Raises StoreError if it cannot be read.
        """
        try:
            *whole, _torn = self.path.read_bytes().split(b"\n")
        except FileNotFoundError:
            return ()
        except OSError as problem:
            raise StoreError(f"{self.path}: {problem.strerror}; make the file readable") from None
        return _heads(match for line in whole if (match := _LINE.fullmatch(line)))

    def read(self) -> Head | None:
        """The head in the last whole line; None if there is none."""
        heads = self.heads()
        return heads[-1] if heads else None


def _heads(matches: Iterable[re.Match[bytes]]) -> tuple[Head, ...]:
    return tuple(Head(int(match[1]), match[2].decode()) for match in matches)


def _settle(folder: Path) -> None:
    """Wait until a new name in `folder` is on the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class HeadSyslog:
    """The system log's private channel; best effort, as syslog gives no answer."""

    def write(self, head: Head, at: float) -> None:
        """Log the head with facility authpriv, level notice."""
        message = f"picketline audit head {head.seq} {head.hash} {at!r}"
        syslog.syslog(syslog.LOG_AUTHPRIV | syslog.LOG_NOTICE, message)


def logged_heads(log: bytes) -> tuple[Head, ...]:
    """Every head in the text of a system log, in its order, whatever stands around it."""
    return _heads(_LOGGED.finditer(log))


def head_files(folder: Path, audit_head: str) -> tuple[HeadFile, ...]:
    """The files that keep heads: the one in the store's `folder`, and what `audit_head` names."""
    second = () if audit_head in {"", SYSLOG} else (HeadFile(Path(audit_head)),)
    return (HeadFile(folder / HEAD_FILE), *second)


class HeadSinks:
    """Several places at once, each written to in turn."""

    def __init__(self, *sinks: HeadSink) -> None:
        self._sinks = sinks

    def write(self, head: Head, at: float) -> None:
        """Write to each; the first that fails ends it."""
        for sink in self._sinks:
            sink.write(head, at)

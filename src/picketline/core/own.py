"""Files that nobody else could have written: what the program remembers between two runs."""

import contextlib
import os
import stat
import time
from pathlib import Path

_HOW = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_OTHERS_MAY_WRITE = 0o022
_KEPT_SECS = 60 * 86400


def read(path: Path, most: int) -> bytes:
    """The bytes of a regular file of this user's own, at most `most`; none of any other.

    Raises OSError where there is none or it cannot be read.
    """
    with open(os.open(path, _HOW), "rb") as file:  # noqa: PTH123  # of a descriptor
        status = os.fstat(file.fileno())
        own = stat.S_ISREG(status.st_mode) and status.st_uid == os.geteuid()
        if not own or status.st_mode & _OTHERS_MAY_WRITE or status.st_size > most:
            return b""
        return file.read(most)


def forget(folder: Path, pattern: str) -> None:
    """Remove the files of a folder that nobody wrote for sixty days."""
    past = time.time() - _KEPT_SECS
    with contextlib.suppress(OSError):
        for each in folder.glob(pattern):
            if each.stat().st_mtime < past:
                each.unlink(missing_ok=True)

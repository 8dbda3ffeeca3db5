"""A file of JSON lines that only grows, for a collector that reads along."""

import os
import stat
from pathlib import Path
from typing import NamedTuple

from picketline.core.errors import DeliveryError
from picketline.core.formats import ocsf
from picketline.core.sinks.message import Message

_FLAGS = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK


class Lines(NamedTuple):
    """A file that events in OCSF are appended to; opened anew each time, so it may be moved."""

    name: str
    path: Path

    @property
    def place(self) -> str:
        """The file."""
        return str(self.path)

    def send(self, message: Message, seconds: float) -> None:
        """Append one line for each finding, or one for a message without any."""
        del seconds
        notice = ocsf.Notice(message.id, message.at, message.severity, message.headline)
        report = message.report
        data = ocsf.render(report) if report is not None else ocsf.notice(notice)
        try:
            append(self.path, data)
        except OSError as error:
            raise DeliveryError(f"{self.path}: {error.strerror or error}") from None


def append(path: Path, data: bytes) -> None:
    """Add whole lines to a regular file, readable by its owner and group; raises OSError.

    What an earlier write left torn is closed with a line end first.
    """
    descriptor = os.open(path, _FLAGS, 0o640)
    try:
        about = os.fstat(descriptor)
        if not stat.S_ISREG(about.st_mode):
            raise OSError(0, "not a regular file")
        torn = about.st_size > 0 and os.pread(descriptor, 1, about.st_size - 1) != b"\n"
        with open(descriptor, "ab", buffering=0, closefd=False) as stream:
            left = memoryview(b"\n" + data if torn else data)
            while left:
                left = left[stream.write(left) or 0 :]
    finally:
        os.close(descriptor)

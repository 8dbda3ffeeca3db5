"""A command of the operator's choice: the message as JSON on its stdin, never by a shell."""

from collections.abc import Mapping
from typing import NamedTuple

from picketline.core import child
from picketline.core.errors import DeliveryError
from picketline.core.sinks.message import Message, document

_CAP = 1 << 20


class Command(NamedTuple):
    """A command that exits with 0 when it has taken the message; what it writes is dropped."""

    name: str
    command: str
    environ: Mapping[str, str]

    @property
    def place(self) -> str:
        """The program, without its arguments."""
        return child.split(self.command)[0]

    def send(self, message: Message, seconds: float) -> None:
        """Run the command; it has `seconds`."""
        run(self.command, document(message) + b"\n", seconds, self.environ)


def run(command: str, data: bytes, seconds: float, environ: Mapping[str, str]) -> None:
    """Run `command` with `data` on stdin; raises DeliveryError unless it exits with 0."""
    heard = child.talk(command, data, timeout=seconds, cap=_CAP, environ=environ)
    if heard.end == "late":
        raise DeliveryError(f"did not end within {seconds:g} s")
    if heard.end == "full":
        raise DeliveryError("wrote more than 1 MiB")
    if heard.failed:
        raise DeliveryError(heard.failed)

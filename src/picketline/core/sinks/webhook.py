"""A webhook: the message in the shape that the other side reads."""

from typing import NamedTuple

from picketline.core import address, web
from picketline.core.sinks.message import Message
from picketline.core.sinks.shapes import Shape, shaped

_CAP = 1 << 16


class Webhook(NamedTuple):
    """An https address that takes a POST; `url` is a secret."""

    name: str
    shape: Shape
    url: str

    @property
    def place(self) -> str:
        """The host's name."""
        return address.place(self.url)

    def send(self, message: Message, seconds: float) -> None:
        """Post the message; any 2xx has taken it, and its answer's text is dropped."""
        headers, body = shaped(message, self.shape)
        request = web.Request("POST", self.url, headers | {"Idempotency-Key": message.id}, body)
        web.send(request, timeout=seconds, cap=_CAP)

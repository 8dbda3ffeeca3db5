"""Where a message goes: one module a kind of place. They know no subject."""

from typing import Protocol

from picketline.core.sinks.message import Message


class Sink(Protocol):
    """A place that messages are sent to.

    `name` is how the settings call it, `place` where it leads, without anything secret.
    """

    @property
    def name(self) -> str:
        """How the settings call it."""

    @property
    def place(self) -> str:
        """Where it leads, without anything secret."""

    def send(self, message: Message, seconds: float) -> None:
        """Hand `message` over within `seconds`; raises DeliveryError if it was not taken."""

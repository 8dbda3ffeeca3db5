"""What a person or a program is told: one message, the same for every place."""

from collections.abc import Callable, Iterator
from typing import Literal

import msgspec

from picketline.core import canonical
from picketline.core.errors import DeliveryError
from picketline.core.model import Severity
from picketline.core.report import Report

SCHEMA = "picketline.alert/1"


class Group(msgspec.Struct, frozen=True):
    """What is told of one part, worst first: one line each, safe to show."""

    part: str
    lines: tuple[str, ...]


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to be told. It stays the same, `id` included, however often it is tried.

    `at` is seconds since the epoch. `headline` holds no text from outside. `more` counts
    what has no line here. `report` has the findings that are told of, and no others.
    """

    id: str
    kind: Literal["findings", "overdue", "test"]
    at: float
    severity: Severity
    headline: str
    groups: tuple[Group, ...] = ()
    more: int = 0
    report: Report | None = None
    schema: str = SCHEMA


def document(message: Message) -> bytes:
    """The message for programs: canonical JSON, values raw."""
    return canonical.encode(message)


def read(data: bytes) -> Message:
    """The message that `document` wrote; raises DeliveryError if it is none."""
    try:
        return msgspec.json.decode(data, type=Message)
    except (msgspec.MsgspecError, ValueError) as problem:
        raise DeliveryError(f"damaged in the store: {problem}", lasting=True) from None


def body(message: Message, room: int, clean: Callable[[str], str] = str) -> list[str]:
    """The lines below the headline that fit into `room` characters, line ends included.

    Each is passed through `clean` first. What does not fit is counted by the last line:
    `and N more`.
    """
    lines = [clean(line) for line in _indented(message)]
    told, left = 0, room - len(_rest(_count(lines) + message.more)) - 1
    while told < len(lines) and len(lines[told]) < left:
        left -= len(lines[told]) + 1
        told += 1
    more = _count(lines[told:]) + message.more
    kept = lines[:told]
    if more and kept and not kept[-1].startswith(" "):
        del kept[-1]
    return [*kept, _rest(more)] if more else kept


def records(message: Message, most: int) -> list[str]:
    """The headline and at most `most` lines that each stand alone, the part's name first."""
    lines = [f"{group.part}: {line}" for group in message.groups for line in group.lines]
    more = len(lines[most:]) + message.more
    return [message.headline, *lines[:most], *([_rest(more)] if more else [])]


def _indented(message: Message) -> Iterator[str]:
    for group in message.groups:
        yield group.part
        yield from (f"  {line}" for line in group.lines)


def _count(lines: list[str]) -> int:
    return sum(line.startswith(" ") for line in lines)


def _rest(more: int) -> str:
    return f"and {more} more"

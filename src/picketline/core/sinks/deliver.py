"""One message to one sink, tried again within a time: what passes soon is waited for."""

import random
import time
from typing import Literal

import msgspec

from picketline.core.errors import DeliveryError
from picketline.core.sinks import Sink
from picketline.core.sinks.message import Message
from picketline.core.text import safe_text

_TRIES = 3
_LONGEST = 200


class Outcome(msgspec.Struct, frozen=True):
    """What came of it. `failed` may pass; `refused` will not, for this message."""

    state: Literal["delivered", "failed", "refused"]
    tries: int
    detail: str = ""


def deliver(sink: Sink, message: Message, *, deadline: float, chance: random.Random) -> Outcome:
    """Try up to three times before `deadline`, on the monotonic clock; never raises.

    Each try has a third of the time. Between two there is a pause of 0.5 to 1 s, then 1 to
    2 s, or what the other side asks for; one that would outlast the deadline ends it.
    """
    share = max(0.0, deadline - time.monotonic()) / _TRIES
    outcome = Outcome("failed", 0, "no time left")
    for turn in range(1, _TRIES + 1):
        left = deadline - time.monotonic()
        if left <= 0:
            break
        outcome, asked = _once(sink, message, turn, min(share, left))
        pause = max(asked, 2.0 ** (turn - 1) * chance.uniform(0.5, 1.0))
        if outcome.state != "failed" or turn == _TRIES or pause >= deadline - time.monotonic():
            break
        time.sleep(pause)
    return outcome


def _once(sink: Sink, message: Message, turn: int, seconds: float) -> tuple[Outcome, float]:
    """What came of one try, and how long the other side asks to be left alone."""
    try:
        sink.send(message, seconds)
    except DeliveryError as problem:
        detail = safe_text(str(problem))[:_LONGEST]
        return Outcome("refused" if problem.lasting else "failed", turn, detail), problem.after
    return Outcome("delivered", turn), 0.0

import random
import time

import pytest
from receiver import Behave, answer, hang, receiver

from picketline.core.sinks.deliver import Outcome, deliver
from picketline.core.sinks.message import Message
from picketline.core.sinks.webhook import Webhook


def _deliver(message: Message, *turns: Behave, seconds: float = 10) -> tuple[Outcome, int, float]:
    """What came of it, how many requests it took, and how long."""
    with receiver() as server:
        server.turns = list(turns)
        began = time.monotonic()
        outcome = deliver(
            Webhook("ops", "json", server.url),
            message,
            deadline=began + seconds,
            chance=random.Random(1),  # noqa: S311  # a pause is no secret
        )
        return outcome, len(server.got), time.monotonic() - began


def test_what_passes_is_waited_for(message: Message) -> None:
    """A second try, after a pause, is a delivery."""
    outcome, count, took = _deliver(message, answer(503), answer(200))
    assert (outcome, count) == (Outcome("delivered", 2), 2)
    assert took >= 0.5


def test_what_does_not_pass_is_tried_three_times(message: Message) -> None:
    """And then is left to the next run."""
    outcome, count, took = _deliver(message, answer(500))
    assert (outcome, count) == (Outcome("failed", 3, "answered 500 Internal Server Error"), 3)
    assert took >= 1.5


def test_what_will_not_pass_is_tried_once(message: Message) -> None:
    """The address is wrong, or the message."""
    outcome, count, _ = _deliver(message, answer(404))
    assert (outcome, count) == (Outcome("refused", 1, "answered 404 Not Found"), 1)


@pytest.mark.parametrize("behave", [hang, answer(503)])
def test_the_deadline_holds(message: Message, behave: Behave) -> None:
    """For all tries and pauses together."""
    outcome, _, took = _deliver(message, behave, seconds=0.9)
    assert outcome.state == "failed"
    assert took < 120


def test_the_other_side_says_how_long(message: Message) -> None:
    """Longer than there is time is not waited for at all; a second is."""
    outcome, count, _ = _deliver(message, answer(429, Retry_After="60"))
    assert (outcome.state, count) == ("failed", 1)
    outcome, count, took = _deliver(message, answer(429, Retry_After="1"), answer(200))
    assert (outcome.state, count) == ("delivered", 2)
    assert took >= 1


def test_no_time_is_no_try(message: Message) -> None:
    """Said so."""
    outcome, count, _ = _deliver(message, answer(200), seconds=-1)
    assert (outcome, count) == (Outcome("failed", 0, "no time left"), 0)

"""How workers end: with what they work for, whatever ends it."""

import multiprocessing
import time
from itertools import islice

from picketline.core import fanout


def _slow(number: int) -> int:
    time.sleep(number)
    return number


def test_an_end_does_not_wait() -> None:
    """What ends the map ends its workers."""
    found = fanout.each(_slow, [0, 1000, 1000, 1000], 2)
    assert list(islice(found, 1)) == [0]
    found.close()  # type: ignore[attr-defined]  # a generator
    assert not multiprocessing.active_children()

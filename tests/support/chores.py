"""Tasks for workers: what a worker is sent, it must be able to import."""

import os
import time
from pathlib import Path


class Oddity(Exception):  # noqa: N818  # what a task may raise
    """An error of a task's own."""


def square(number: int) -> int:
    """The square of a number."""
    return number * number


def dies_once(task: tuple[str, int]) -> int:
    """End the process the first time that somebody holds the number seven."""
    place, number = task
    mark = Path(place) / "died"
    if number == 7 and not mark.exists():
        mark.touch()
        os._exit(1)
    return number


def dies(number: int) -> int:
    """End every process that holds the number seven."""
    if number == 7:
        os._exit(1)
    return number


def raises(number: int) -> int:
    """Raise for the number two."""
    if number == 2:
        raise Oddity(f"{number} is odd here")
    return number


def where(_: int) -> int:
    """The process that does it."""
    return os.getpid()


def waits_for(path: str) -> None:
    """Wait until a file is there."""
    while not Path(path).exists():
        time.sleep(0.05)

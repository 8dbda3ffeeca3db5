import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from picketline.core import fanout


def _square(number: int) -> int:
    return number * number


def _dies_once(task: tuple[str, int]) -> int:
    """End the process the first time that somebody holds the number seven."""
    place, number = task
    mark = Path(place) / "died"
    if number == 7 and not mark.exists():
        mark.touch()
        os._exit(1)
    return number


@pytest.mark.parametrize("count", [1, 2, 3])
def test_in_order(count: int) -> None:
    """Results come in the order of the tasks, whoever made them."""
    assert list(fanout.each(_square, range(50), count)) == [n * n for n in range(50)]


def test_over_threads() -> None:
    """Any executor will do."""
    with ThreadPoolExecutor(3) as pool:
        assert list(fanout.over(pool, _square, range(9))) == [n * n for n in range(9)]


def test_a_worker_dies(tmp_path: Path) -> None:
    """What it held is done anew: nothing is lost, nothing comes twice."""
    tasks = [(str(tmp_path), number) for number in range(20)]
    assert list(fanout.each(_dies_once, tasks, 2)) == list(range(20))


def test_an_error_is_an_error() -> None:
    """What a task raises is raised."""
    with pytest.raises(ZeroDivisionError):
        list(fanout.each((1).__truediv__, [1, 0, 2], 2))


def test_workers() -> None:
    """As many as are asked for; a few where nobody says."""
    assert fanout.workers(7) == 7
    assert 1 <= fanout.workers(0) <= 4

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import chores
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from picketline.core import fanout
from picketline.core.errors import ConfigError
from picketline.core.report import Exit


@pytest.mark.parametrize("how", fanout.KINDS)
@pytest.mark.parametrize("count", [1, 2, 3])
def test_in_order(count: int, how: str) -> None:
    """Results come in the order of the tasks, whoever made them."""
    with fanout.by(how):
        found = list(fanout.each(chores.square, range(50), count))
    assert found == [number * number for number in range(50)]


@settings(deadline=None, max_examples=20)
@given(numbers=st.lists(st.integers(-9, 9), max_size=30), count=st.integers(1, 4))
def test_threads_say_what_processes_say(numbers: list[int], count: int) -> None:
    """The same results in the same order."""
    with fanout.by("threads"):
        by_threads = list(fanout.each(chores.square, numbers, count))
    assert by_threads == list(map(chores.square, numbers))


def test_over_threads() -> None:
    """Any executor will do."""
    with ThreadPoolExecutor(3) as pool:
        assert list(fanout.over(pool, chores.square, range(9))) == [n * n for n in range(9)]


@pytest.mark.parametrize(("how", "here"), [("processes", False), ("threads", True)])
def test_who_works(how: str, here: bool) -> None:  # noqa: FBT001  # pytest's way
    """Processes are others, threads are this one; afterwards all is as before."""
    with fanout.by(how):
        found = set(fanout.each(chores.where, range(9), 2))
    assert (os.getpid() in found) is here
    assert os.getpid() not in set(fanout.each(chores.where, range(9), 2))


def test_a_worker_dies(tmp_path: Path) -> None:
    """What it held is done anew: nothing is lost, nothing comes twice."""
    tasks = [(str(tmp_path), number) for number in range(20)]
    assert list(fanout.each(chores.dies_once, tasks, 2)) == list(range(20))


def test_a_task_that_ends_every_worker() -> None:
    """It never runs here, and is named."""
    with pytest.raises(fanout.WorkerError, match="task 8 of 20, 7, ended its process 3") as ended:
        list(fanout.each(chores.dies, range(20), 2))
    assert ended.value.exit_code == Exit.UNFINISHED


def test_results_before_a_deadly_task() -> None:
    """All that comes before it is given."""
    results = fanout.each(chores.dies, range(20), 2)
    assert [next(results) for _ in range(7)] == list(range(7))
    with pytest.raises(fanout.WorkerError):
        next(results)


def test_what_stands_for_a_deadly_task() -> None:
    """The others have their results; instead of its own there is what the caller makes of it."""
    found = list(
        fanout.each(chores.dies, range(20), 2, lambda task, error: (task, str(error)[:14]))
    )
    assert found == [*range(7), (7, "task 8 of 20, "), *range(8, 20)]


@pytest.mark.parametrize("how", fanout.KINDS)
def test_an_error_is_an_error(how: str) -> None:
    """What a task raises is raised."""
    with fanout.by(how), pytest.raises(chores.Oddity, match="2 is odd here"):
        list(fanout.each(chores.raises, range(9), 2))


def test_workers() -> None:
    """As many as are asked for; a few where nobody says."""
    assert fanout.workers(7) == 7
    assert 1 <= fanout.workers(0) <= 4


def test_a_crew() -> None:
    """Where others work, they say how many they are, and get all but a single task."""

    def backwards(*given: object) -> object:
        return iter(given)

    with fanout.using((9, backwards)):  # type: ignore[arg-type]  # of any results
        assert (fanout.workers(0), fanout.workers(2)) == (9, 2)
        assert list(fanout.each(chores.square, [1, 2], 2)) == [*(chores.square, [1, 2], 2, None)]
        assert list(fanout.each(chores.square, [3], 2)) == [9]
    assert fanout.workers(0) <= 4


def test_other_words() -> None:
    """What is no kind of workers is refused."""
    with (
        pytest.raises(ConfigError, match="ponies: workers are processes or threads"),
        fanout.by("ponies"),
    ):
        pass

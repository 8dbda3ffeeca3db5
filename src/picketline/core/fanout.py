"""A map over workers: the results come in the order of the tasks, whoever made them.

Processes begin by fork, so that what is loaded is shared; where a worker dies, what it held is
done anew, once, and then by this process itself.
"""

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")
_MOST = 4


def workers(wanted: int) -> int:
    """How many processes to use: `wanted`, or for 0 one a processor, at most four."""
    if wanted > 0:
        return wanted
    return max(1, min(len(os.sched_getaffinity(0)), _MOST))


def each(function: Callable[[Task], Result], tasks: Sequence[Task], count: int) -> Iterator[Result]:
    """The results of `function` over `tasks`, in order, by `count` processes; 1 is this one."""
    if count <= 1 or len(tasks) <= 1:
        yield from map(function, tasks)
        return
    context = multiprocessing.get_context("fork")
    done = 0
    try:
        with ProcessPoolExecutor(count, mp_context=context) as pool:
            for result in over(pool, function, tasks):
                done += 1
                yield result
    except BrokenProcessPool:
        yield from map(function, tasks[done:])


def over(
    pool: Executor, function: Callable[[Task], Result], tasks: Sequence[Task]
) -> Iterator[Result]:
    """The same over an executor of the caller's: threads, processes or a cluster's."""
    return pool.map(function, tasks)

"""A map over workers: the results come in the order of the tasks, whoever made them.

Processes begin by fork, so that what is loaded is shared; where a worker dies, what it held is
done anew, once, and then by this process itself.
"""

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")
_MOST = 4
_PULSE = 1.0


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
    done, others = 0, set(multiprocessing.active_children())
    try:
        with ProcessPoolExecutor(
            min(count, len(tasks)), mp_context=context, initializer=_begun, initargs=(os.getpid(),)
        ) as pool:
            try:
                for result in over(pool, function, tasks):
                    done += 1
                    yield result
            except BrokenProcessPool:
                raise
            except BaseException:
                for worker in set(multiprocessing.active_children()) - others:
                    worker.terminate()
                raise
    except BrokenProcessPool:
        yield from map(function, tasks[done:])


def _begun(parent: int) -> None:
    """Begin a worker: an interrupt is its parent's to handle, and it ends when that is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_PULSE)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def over(
    pool: Executor, function: Callable[[Task], Result], tasks: Sequence[Task]
) -> Iterator[Result]:
    """The same over an executor of the caller's: threads, processes or a cluster's."""
    return pool.map(function, tasks)

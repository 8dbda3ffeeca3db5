"""A map over workers: the results come in the order of the tasks, whoever made them.

Workers are processes, threads (`by`) or whatever else there is, such as a cluster's (`using`).
Processes begin by fork, so that what is loaded is shared. Where a worker dies, what it held is done
anew by others; a task that ends its worker time after time is named in an error, and never runs in
this process.
"""

import contextlib
import multiprocessing
import os
import reprlib
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextvars import ContextVar
from typing import Any, NamedTuple, TypeVar

from picketline.core.errors import ConfigError, PicketlineError

Task = TypeVar("Task")
Result = TypeVar("Result")
Lost = Callable[[Any, "WorkerError"], Any]
Each = Callable[[Callable[[Any], Any], Sequence[Any], int, "Lost | None"], Iterator[Any]]
KINDS = ("processes", "threads")
TRIES = 3
"""How often a task may end the process that it runs in."""
_MOST = 4
_PULSE = 1.0
_UNFINISHED = 3


class WorkerError(PicketlineError):
    """A task ends its workers, or there is none to do it."""

    exit_code = _UNFINISHED


class _Crew(NamedTuple):
    """Who does the work: how many they are (0: as many as are asked for), and how it is done."""

    size: int
    each: Each


_crew: ContextVar[_Crew | None] = ContextVar("_crew", default=None)


def workers(wanted: int) -> int:
    """How many workers to use: `wanted`, or for 0 one a processor, at most four.

    Of a cluster: as many as it has.
    """
    if wanted > 0:
        return wanted
    crew = _crew.get()
    return (crew and crew.size) or max(1, min(len(os.sched_getaffinity(0)), _MOST))


@contextlib.contextmanager
def by(how: str) -> Iterator[None]:
    """Within this, `each` works by processes or by threads. Raises ConfigError for other words."""
    if how not in KINDS:
        raise ConfigError(f"{how}: workers are {' or '.join(KINDS)}, or a cluster's")
    with using((0, _by_threads) if how == "threads" else None):
        yield


@contextlib.contextmanager
def using(crew: tuple[int, Each] | None) -> Iterator[None]:
    """Within this, `each` works by a crew: (how many they are, how it does tasks)."""
    token = _crew.set(_Crew(*crew) if crew else None)
    try:
        yield
    finally:
        _crew.reset(token)


def each(
    function: Callable[[Task], Result],
    tasks: Sequence[Task],
    count: int,
    lost: Callable[[Task, WorkerError], Result] | None = None,
) -> Iterator[Result]:
    """The results of `function` over `tasks`, in order, by `count` workers; 1 is this process.

    Raises what a task raises. For a task that ends its workers the result is what `lost` makes of
    it and of the WorkerError; without `lost` that is raised.
    """
    crew = _crew.get()
    if count <= 1 or len(tasks) <= 1:
        yield from map(function, tasks)
    else:
        yield from (crew.each if crew else _by_processes)(function, tasks, count, lost)


def over(
    pool: Executor, function: Callable[[Task], Result], tasks: Sequence[Task]
) -> Iterator[Result]:
    """The same over an executor of the caller's."""
    return pool.map(function, tasks)


def _by_threads(
    function: Callable[[Task], Result], tasks: Sequence[Task], count: int, _: Lost | None
) -> Iterator[Result]:
    pool = ThreadPoolExecutor(min(count, len(tasks)))
    try:
        yield from over(pool, function, tasks)
    finally:
        pool.shutdown(cancel_futures=True)


def _by_processes(
    function: Callable[[Task], Result], tasks: Sequence[Task], count: int, lost: Lost | None
) -> Iterator[Result]:
    """Where a worker dies, the first task without a result is done alone, the rest as before."""
    done = 0
    while done < len(tasks):
        try:
            for result in _pooled(function, tasks[done:], count):
                done += 1
                yield result
        except BrokenProcessPool:
            yield _alone(function, tasks, done, lost)
            done += 1


def _alone(
    function: Callable[[Task], Result], tasks: Sequence[Task], at: int, lost: Lost | None
) -> Any:
    for _ in range(TRIES):
        with contextlib.suppress(BrokenProcessPool):
            (result,) = _pooled(function, tasks[at : at + 1], 1)
            return result
    return given_up(f"ended its process {TRIES} times", tasks, at, lost)


def given_up(why: str, tasks: Sequence[Any], at: int, lost: Lost | None) -> Any:
    """What stands for the result of a task that ends its workers. Raises WorkerError if nothing."""
    error = WorkerError(f"{named(tasks, at)} {why}; leave it out")
    if lost is None:
        raise error
    return lost(tasks[at], error)


def named(tasks: Sequence[object], at: int) -> str:
    """A task in words: its number, counted from 1, and how it begins."""
    return f"task {at + 1} of {len(tasks)}, {reprlib.repr(tasks[at])},"


def _pooled(
    function: Callable[[Task], Result], tasks: Sequence[Task], count: int
) -> Iterator[Result]:
    """The results by processes; whatever ends this ends them. Raises BrokenProcessPool.

    No future is cancelled, as `map` would: a pool whose processes have ended trips over those.
    """
    context = multiprocessing.get_context("fork")
    others = set(multiprocessing.active_children())
    with ProcessPoolExecutor(
        min(count, len(tasks)), mp_context=context, initializer=_begun, initargs=(os.getpid(),)
    ) as pool:
        futures = deque(pool.submit(function, task) for task in tasks)
        try:
            while futures:
                yield futures.popleft().result()
        except BrokenProcessPool:
            raise
        except BaseException:
            for worker in set(multiprocessing.active_children()) - others:
                worker.terminate()
            raise


def _begun(parent: int) -> None:
    """Begin a worker: an interrupt is its parent's to handle, and it ends when that is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _crew.set(None)

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_PULSE)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()

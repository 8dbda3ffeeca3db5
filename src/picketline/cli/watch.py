"""Sweeping again and again, and what somebody who does not watch at a terminal gets of it."""

import datetime as dt
import math
import time
from collections.abc import Callable
from typing import Protocol, Self

import click

from picketline.cli import options
from picketline.core import report
from picketline.core.errors import ConfigError
from picketline.core.formats import summary
from picketline.core.formats.summary import Verdict
from picketline.core.report import Exit, Report
from picketline.hosts.history import Follower, HostChange
from picketline.hosts.inventory import Inventory

Write = Callable[[Report], bool]
"""Writes a report somewhere; whether anybody still reads there."""


class Screen(Protocol):
    """Where the sweeps are shown. Used in a with statement."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...

    def begin(self, total: int) -> None:
        """A sweep of `total` hosts begins."""

    def progress(self, host: str, what: str) -> None:
        """Something is being done to a host."""

    def show(self, made: Report, changes: tuple[HostChange, ...], wait: float) -> bool:
        """A sweep has ended; the next begins in `wait` seconds. Whether anybody still looks."""


class Sweeper(Protocol):
    """What sweeps: `run._Sweeper`."""

    @property
    def hosts(self) -> int:
        """How many hosts are swept."""

    def prepare(self, inventory: Inventory) -> None:
        """Take an inventory. Raises ConfigError, and then keeps the one it had."""

    def sweep(
        self,
        progress: Callable[[str, str], None],
        show: Callable[[Report], None],
        news: Callable[[Report], bool],
    ) -> Report:
        """Sweep once, show the report, tell whom it concerns."""


class Watch:
    """Sweeps every `period` seconds; `load` reads the inventory anew for each."""

    def __init__(
        self, period: float, sweeper: Sweeper, load: Callable[[], Inventory], screen: Screen
    ) -> None:
        self._period = period
        self._sweeper = sweeper
        self._load = load
        self._screen = screen
        self._follower = Follower()
        self._changes: tuple[HostChange, ...] = ()
        self._code: Exit | None = None
        self._begun = 0.0
        self._watched = True
        self._wrong = ""

    def run(self) -> int:
        """Sweep until somebody interrupts or stops reading; the last sweep's exit code.

        Raises KeyboardInterrupt if there is none yet.
        """
        try:
            with self._screen:
                while self._watched:
                    self._once()
                    if self._watched:
                        time.sleep(self._left())
                        self._reload()
        except KeyboardInterrupt:
            if self._code is None:
                raise
        return int(self._code or 0)

    def _once(self) -> None:
        self._begun = time.monotonic()
        self._screen.begin(self._sweeper.hosts)
        self._sweeper.sweep(self._screen.progress, self._show, self._news)

    def _left(self) -> float:
        """Seconds to the next sweep: what is late is left out, never made up for."""
        past = time.monotonic() - self._begun
        return self._period * max(1, math.ceil(past / self._period)) - past

    def _news(self, made: Report) -> bool:
        """Whether a person is told of anything else than after the last sweep."""
        self._changes = self._follower.follow(made)
        return is_news(self._changes)

    def _show(self, made: Report) -> None:
        self._code = report.exit_code(made)
        self._watched = self._screen.show(made, self._changes, self._left())

    def _reload(self) -> None:
        """Read the inventory again; one that is broken is said once, and the last one holds."""
        try:
            self._sweeper.prepare(self._load())
            self._wrong = ""
        except ConfigError as problem:
            if str(problem) != self._wrong:
                click.echo(f"picket: {problem}; the last good inventory holds", err=True)
            self._wrong = str(problem)


def is_news(changes: tuple[HostChange, ...]) -> bool:
    """Whether a host came, is in another state, or something that a person is told of moved."""
    return any(
        each.state != each.was or any(moved.told for moved in each.moved) for each in changes
    )


class Lines:
    """A block when something changed, and a line for each sweep; for what is no terminal.

    `always` writes the block each time: where it goes to a file.
    """

    def __init__(
        self, block: Write, progress: Callable[[int], "Progress"], *, always: bool = False
    ) -> None:
        self._block = block
        self._always = always
        self._progress = progress
        self._now: Progress | None = None
        self._count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def _stop(self) -> None:
        if self._now is not None:
            self._now.__exit__()
        self._now = None

    def begin(self, total: int) -> None:
        """A line on stderr, where a terminal watches that."""
        self._now = self._progress(total).__enter__()

    def progress(self, host: str, what: str) -> None:
        """Keep that line up to date."""
        if self._now is not None:
            self._now(host, what)

    def show(self, made: Report, changes: tuple[HostChange, ...], wait: float) -> bool:
        """Print the report if it is news, and the line."""
        self._stop()
        self._count += 1
        read = self._block(made) if self._always or is_news(changes) else True
        at = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=wait)
        line = f"{told(made, self._count)}; next {at:%H:%M:%S} UTC\n"
        return options.emit(line.encode()) and read


class Data:
    """Each report as a line for programs, whether it changed anything or not."""

    def __init__(self, write: Write) -> None:
        self._write = write

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return

    def begin(self, total: int) -> None:
        """Nothing but reports is written."""

    def progress(self, host: str, what: str) -> None:
        """Nothing but reports is written."""

    def show(self, made: Report, changes: tuple[HostChange, ...], wait: float) -> bool:
        """Write the report."""
        del changes, wait
        return self._write(made)


class Progress(Protocol):
    """A line that tells what is being done: `run._Progress`."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...

    def __call__(self, host: str, what: str) -> None:
        """Something is being done to a host."""


def told(made: Report, count: int) -> str:
    """One sweep in a line: when, how many hosts, what came of them, how long."""
    at = dt.datetime.fromtimestamp(made.started, dt.UTC)
    verdicts = [summary.verdict(part) for part in made.parts]
    findings = sum(len(part.alertable) for part in made.parts)
    unseen = sum(each in {Verdict.UNSEEN, Verdict.UNFINISHED} for each in verdicts)
    said = [
        f"{len(verdicts)} host{'s' * (len(verdicts) != 1)}",
        f"{findings} finding{'s' * (findings != 1)}",
        *([f"{unseen} unfinished"] if unseen else []),
    ]
    return f"{at:%Y-%m-%d %H:%M:%S} UTC  sweep {count}: {', '.join(said)}; {made.seconds:.1f} s"

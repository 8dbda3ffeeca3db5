"""The fleet on a terminal, kept up to date: a row a host, worst first, and what was found."""

import datetime as dt
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Self

from picketline.cli.watch import Write, told
from picketline.core.formats.pen import Pen
from picketline.core.formats.summary import SIGNS, Verdict, note, subject, verdict, words
from picketline.core.report import Part, Report
from picketline.hosts.history import HostChange

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

_WORST = (Verdict.FOUND, Verdict.UNSEEN, Verdict.UNFINISHED, Verdict.CLEAN)
_STYLES = {
    Verdict.CLEAN: "green",
    Verdict.UNFINISHED: "yellow",
    Verdict.UNSEEN: "red",
    Verdict.FOUND: "bold red",
}
_NAME = 40
_WORDS = 60
_FRAME = 4
"""Lines beside the rows: head, end, and what parts them."""
_LEAST = 2
_MOST_OPINION = 6


class Live:
    """The last sweep as a table, and the time to the next; `write` keeps each in a file."""

    def __init__(self, *, plain: bool, write: Write | None = None) -> None:
        self._pen = Pen(ascii=plain)
        self._write = write
        self._live: Any = None
        self._made: Report | None = None
        self._count = 0
        self._seen: dict[str, set[str]] = {}
        self._busy: dict[str, str] = {}
        self._done = self._total = 0
        self._due = 0.0

    def __enter__(self) -> Self:
        import sys  # noqa: PLC0415  # as rich

        from rich import live  # noqa: PLC0415  # only where a terminal watches

        self._live = live.Live(
            self, refresh_per_second=2, redirect_stdout=False, redirect_stderr=sys.stderr.isatty()
        )
        self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._busy, self._due = {}, 0.0
        self._live.stop()

    def begin(self, total: int) -> None:
        """A sweep of `total` hosts begins."""
        self._busy, self._done, self._total, self._due = {}, 0, total, 0.0

    def progress(self, host: str, what: str) -> None:
        """Something is being done to a host."""
        if what in {"looking", "containing"}:
            self._busy[host] = what
        else:
            self._busy.pop(host, None)
            self._done += 1

    def show(self, made: Report, changes: tuple[HostChange, ...], wait: float) -> bool:
        """A sweep has ended."""
        del changes
        for part in made.parts:
            seen = self._seen.setdefault(part.name, set())
            seen |= {finding.fingerprint for finding in part.alertable}
        self._count += 1
        self._made, self._total, self._due = made, 0, time.monotonic() + wait
        self._live.refresh()
        return self._write is None or self._write(made)

    def __rich_console__(self, console: "Console", _: object) -> Iterator[Any]:
        """What is on the screen now, no higher than it."""
        from rich.text import Text  # noqa: PLC0415  # as above

        room = max(_LEAST, console.height - _FRAME)
        if self._made is not None:
            parts = sorted(self._made.parts, key=_badness)
            found = list(self._findings(self._made, parts))
            rows = max(_LEAST, room - min(len(found), room // 2))
            yield self._table(parts, rows)
            for severity, line in found[: max(0, room - min(len(parts), rows))]:
                yield Text(line, style=severity, no_wrap=True, overflow="ellipsis")
        yield Text(self._end(), style="dim", no_wrap=True, overflow="ellipsis")

    def _table(self, parts: list[Part], most: int) -> "Table":
        from rich.table import Table  # noqa: PLC0415  # as above
        from rich.text import Text  # noqa: PLC0415  # as above

        table = Table(box=None, pad_edge=False, header_style="bold")
        for name in ("host", "verdict"):
            table.add_column(name, no_wrap=True, overflow="ellipsis")
        for name in ("load", "since the start"):
            table.add_column(name, justify="right", no_wrap=True)
        for part in parts[:most]:
            judged = verdict(part)
            said = f"{self._pen.sign(SIGNS[judged])} {self._pen.clip(words(part), _WORDS)}"
            load = part.measures.get("load")
            table.add_row(
                Text(self._pen.clip(part.name, _NAME)),
                Text(said, style=_STYLES[judged]),
                "" if load is None else f"{load:.2f}",
                str(len(self._seen.get(part.name, ()))),
            )
        if (more := len(parts) - most) > 0:
            table.add_row(f"and {more} more", "", "", "")
        return table

    def _findings(self, made: Report, parts: list[Part]) -> Iterator[tuple[str, str]]:
        """A style and a line for each finding, and for what a model says of them."""
        for part in parts:
            told_of = {each.fingerprint: each for each in part.alertable}
            for finding in told_of.values():
                said = (
                    f"{finding.severity.value.upper():<8}  {finding.fingerprint[:12]}  {part.name}"
                    f"  {subject(part, finding)}  {note(made, finding.rule).title}"
                )
                yield "red", self._pen.clip(said, 2 * _NAME + 2 * _WORDS)
        opinion = made.triage.assessment or made.triage.failure if made.triage else ""
        for line in opinion.split("\n")[:_MOST_OPINION] if opinion else ():
            yield "dim", f"  | {self._pen.clip(line, 2 * _WORDS)}"

    def _end(self) -> str:
        """The last line: what is going on."""
        said = []
        if self._total:
            names = ", ".join(self._pen.clip(name, _NAME) for name in list(self._busy)[:3])
            said.append(f"sweeping: {self._done} of {self._total} {names}".rstrip())
        elif self._due:
            left = dt.timedelta(seconds=max(0, round(self._due - time.monotonic())))
            said.append(f"next in {left}; Ctrl-C ends")
        if self._made:
            said.append(told(self._made, self._count))
        return "; ".join(said)


def _badness(part: Part) -> tuple[int, int, str]:
    return (_WORST.index(verdict(part)), -len(part.alertable), part.name)

"""picket run."""

import os
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Self

import click

from picketline.cli import options
from picketline.cli.watch import Data, Lines, Screen, Watch
from picketline.core import formats, report
from picketline.core.errors import InventoryError
from picketline.core.report import Report
from picketline.core.store import Store
from picketline.hosts import channels, sweep, wanted
from picketline.hosts import inventory as inventories
from picketline.hosts.drift import Memory
from picketline.hosts.inventory import Inventory
from picketline.hosts.journal import Journal
from picketline.hosts.tell import Teller

_NAMED = 4
_HINT = """\
Only this machine was swept. To sweep a fleet, name your hosts in inventory.toml (picket init
writes one from your ssh configuration):

  [[host]]
  ssh = "build-host"
"""


def _shares(_: click.Context, __: click.Parameter, value: str | None) -> tuple[int, int] | None:
    if value is None:
        return None
    match = re.fullmatch(r"(\d{1,4})/(\d{1,4})", value)
    if match is None or not 1 <= int(match[1]) <= int(match[2]):
        raise click.BadParameter(f"{value} is not I/N with I from 1 to N")
    return int(match[1]), int(match[2])


@click.command(context_settings=options.CONTEXT)
@click.option("--host", metavar="NAME", help="Sweep one host of the inventory.")
@click.option(
    "--shard", metavar="I/N", callback=_shares, help="Sweep the I-th of N shares of the hosts."
)
@click.option(
    "--armed", is_flag=True, default=None, help="Contain slam-dunks: snapshot, then freeze."
)
@click.option("--json", "as_json", is_flag=True, help="The raw report as JSON, nothing else.")
@click.option("-f", "--format", "shape", type=click.Choice(formats.FORMATS), default="table")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--watch",
    metavar="[SECONDS]",
    is_flag=False,
    flag_value=900.0,
    type=click.FloatRange(min=10, max=86400),
    help="Sweep again and again, every 900 seconds or as many as given, until interrupted.",
)
@click.option(
    "--indicators",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Look for these values known bad, too: `picosentry ioc export --for picket`.",
)
@click.option("--no-triage", is_flag=True, help="Ask no model or command for an opinion.")
@click.option("--no-alert", is_flag=True, help="Tell no sink, and send no heartbeat.")
@options.inventory
@options.store
def command(**flags: Any) -> int:
    """Sweep every host of the inventory, or this machine if there is none.

    Observes only, unless armed. Settings come from the inventory, then the environment
    (PICKET_CPU_HOT, PICKET_BAD_PORTS, PICKET_TRIAGE_CMD, PICKET_ALERT_CMD), then flags.
    """
    inventory = _load(flags)
    hunted = wanted.load(flags["indicators"]) if flags["indicators"] else wanted.Wanted()
    screen = _screen(flags, hint=inventory.path is None) if flags["watch"] else None
    with options.open_store(flags["store"], inventory.settings.audit_head) as store:
        sweeper = _Sweeper(store, flags, inventory, hunted)
        if screen is not None:
            return Watch(flags["watch"], sweeper, lambda: _load(flags), screen).run()
        with _Progress(sweeper.hosts) as progress:

            def show(made: Report) -> None:
                progress.__exit__()
                _show(made, flags, hint=inventory.path is None)

            made = sweeper.sweep(progress, show)
    return int(report.exit_code(made))


def _load(flags: dict[str, Any]) -> Inventory:
    armed = {"armed": flags["armed"]}
    return inventories.load(flags["inventory"], os.environ, armed, Path.cwd())


class _Sweeper:
    """Sweeps the hosts that the flags ask for, and tells whom the inventory names."""

    def __init__(
        self, store: Store, flags: dict[str, Any], inventory: Inventory, hunted: wanted.Wanted
    ) -> None:
        self._store = store
        self._flags = flags
        self._hunted = hunted
        self.prepare(inventory)

    @property
    def hosts(self) -> int:
        """How many hosts are swept."""
        return len(self._chosen.hosts)

    def prepare(self, inventory: Inventory) -> None:
        """Take an inventory. Raises ConfigError, and then keeps the one it had."""
        flags = self._flags
        chosen = _chosen(inventory, flags)
        asked = None if flags["no_triage"] else channels.opinion(inventory.settings, os.environ)
        watched = chosen if flags["shard"] else inventory
        teller = Teller(self._store, watched, os.environ, silent=flags["no_alert"])
        self._chosen, self._asked, self._teller = chosen, asked, teller

    def sweep(
        self,
        progress: sweep.Progress,
        show: Callable[[Report], None],
        news: Callable[[Report], bool] = lambda _: True,
    ) -> Report:
        """Sweep once, show the report, tell whom it concerns; a model is asked of news only."""
        plan = sweep.Plan(
            inventory=self._chosen,
            baseline=self._store.baseline(),
            journal=Journal(self._store),
            memory=Memory(self._store),
            wanted=self._hunted,
        )
        made = sweep.sweep(plan, progress)
        self._teller.note(made)
        try:
            fresh = news(made)
            if self._asked and fresh and any(part.alertable for part in made.parts):
                made = report.with_triage(made, self._asked(formats.render(made, "json")))
            show(made)
        finally:
            for failed in self._tell(made):
                click.echo(f"picket: {failed}", err=True)
        return made

    def _tell(self, made: Report) -> Iterator[str]:
        """Deliver what is queued, and say that all is well if it is; yields what failed."""
        yield from self._teller.deliver()
        if not self._flags["host"]:
            yield from self._teller.beat(made)


def _screen(flags: dict[str, Any], *, hint: bool) -> Screen:
    """Where sweeps are shown while somebody watches."""
    shape, output = "json" if flags["as_json"] else flags["shape"], flags["output"]

    def keep(made: Report) -> bool:
        return _write(made, shape, output)

    if output is None and shape in {"json", "ocsf"}:
        return Data(keep)
    if output is None and shape != "table":
        raise click.UsageError(f"--watch with -f {shape} needs a file: -o FILE")
    if sys.stdout.isatty() and os.environ.get("TERM") != "dumb":
        from picketline.cli.live import Live  # noqa: PLC0415  # only where a terminal watches

        return Live(plain=_plain(), write=keep if output else None)

    def block(made: Report) -> bool:
        return _show(made, flags, hint=hint)

    return Lines(block, _Progress, always=output is not None)


def _show(made: Report, flags: dict[str, Any], *, hint: bool) -> bool:
    shape = "json" if flags["as_json"] else flags["shape"]
    read = _write(made, shape, flags["output"])
    if hint and shape == "table":
        return options.emit(f"\n{_HINT}".encode())
    return read


def _chosen(inventory: inventories.Inventory, flags: dict[str, Any]) -> inventories.Inventory:
    """The hosts that the flags ask for."""
    if flags["host"]:
        return inventory.only(flags["host"])
    if not flags["shard"]:
        return inventory
    chosen = inventory.shard(*flags["shard"])
    if not chosen.hosts:
        raise InventoryError(f"none of {len(inventory.hosts)} hosts is in this share")
    return chosen


def _plain() -> bool:
    return "utf" not in (sys.stdout.encoding or "").lower()


def _write(made: Report, shape: str, output: Path | None) -> bool:
    if output is not None:
        options.save(output, formats.render(made, shape))
        return True
    terminal = sys.stdout.isatty()
    colour = terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    width = min(os.get_terminal_size().columns, 120) if terminal else 100
    data = formats.render(made, shape, width=width, colour=colour, ascii=_plain())
    return options.emit(data)


class _Progress:
    """One line on a watching terminal: how many hosts are done, and who is being looked at."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._done = 0
        self._busy: dict[str, str] = {}
        self._status: Any = None

    def __enter__(self) -> Self:
        if sys.stderr.isatty():
            from rich.console import Console  # noqa: PLC0415  # only where a terminal watches

            self._status = Console(stderr=True).status("")
            self._status.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._status is not None:
            self._status.stop()
            self._status = None

    def __call__(self, host: str, what: str) -> None:
        if what in {"looking", "containing"}:
            self._busy[host] = what
        else:
            self._busy.pop(host, None)
            self._done += 1
        if self._status is not None:
            names = ", ".join(list(self._busy)[:_NAMED])
            more = f" and {len(self._busy) - _NAMED} more" if len(self._busy) > _NAMED else ""
            self._status.update(
                f"swept {self._done} of {self._total}; now {names}{more}",
            )

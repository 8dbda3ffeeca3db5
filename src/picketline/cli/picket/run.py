"""picket run."""

import os
import sys
from pathlib import Path
from typing import Any, Self

import click

from picketline.cli import options
from picketline.core import formats, report, triage
from picketline.hosts import inventory as inventories
from picketline.hosts import sweep
from picketline.hosts.journal import Journal

_NAMED = 4
_HINT = """\
Only this machine was swept. To sweep a fleet, name your hosts in inventory.toml (picket init
writes one from your ssh configuration):

  [[host]]
  ssh = "build-host"
"""


@click.command(context_settings=options.CONTEXT)
@click.option("--host", metavar="NAME", help="Sweep one host of the inventory.")
@click.option(
    "--armed", is_flag=True, default=None, help="Contain slam-dunks: snapshot, then freeze."
)
@click.option("--json", "as_json", is_flag=True, help="The raw report as JSON, nothing else.")
@click.option("-f", "--format", "shape", type=click.Choice(formats.FORMATS), default="table")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--no-triage", is_flag=True, help="Do not call the triage command.")
@options.inventory
@options.store
def command(**flags: Any) -> int:
    """Sweep every host of the inventory, or this machine if there is none.

    Observes only, unless armed. Settings come from the inventory, then the environment
    (PICKET_CPU_HOT, PICKET_BAD_PORTS, PICKET_TRIAGE_CMD), then flags.
    """
    inventory = inventories.load(
        flags["inventory"], os.environ, {"armed": flags["armed"]}, Path.cwd()
    )
    chosen = inventory.only(flags["host"]) if flags["host"] else inventory
    with options.open_store(flags["store"], inventory.settings.audit_head) as store:
        plan = sweep.Plan(
            inventory=chosen,
            baseline=store.baseline(),
            journal=Journal(store),
            turn=store.reports_ever(),
        )
        with _Progress(len(chosen.hosts)) as progress:
            made = sweep.sweep(plan, progress)
    if inventory.settings.triage_cmd and not flags["no_triage"]:
        made = _triaged(made, inventory.settings)
    shape = "json" if flags["as_json"] else flags["shape"]
    _write(made, shape, flags["output"])
    if inventory.path is None and shape == "table":
        options.emit(f"\n{_HINT}".encode())
    return int(report.exit_code(made))


def _triaged(made: report.Report, settings: inventories.Settings) -> report.Report:
    """Ask the triage command about a report with anything alertable; nothing else changes."""
    if not any(part.alertable for part in made.parts):
        return made
    document = formats.render(made, "json")
    opinion = triage.assess(document, settings.triage_cmd, timeout=settings.triage_timeout_secs)
    return report.with_triage(made, opinion)


def _write(made: report.Report, shape: str, output: Path | None) -> None:
    if output is not None:
        temporary = output.with_name(f".{output.name}.{os.getpid()}")
        try:
            temporary.write_bytes(formats.render(made, shape))
            temporary.replace(output)
        except OSError as problem:
            raise click.ClickException(f"{output}: {problem.strerror}") from None
        return
    terminal = sys.stdout.isatty()
    colour = terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    plain = "utf" not in (sys.stdout.encoding or "").lower()
    width = min(os.get_terminal_size().columns, 120) if terminal else 100
    data = formats.render(made, shape, width=width, colour=colour, ascii=plain)
    options.emit(data)


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

"""picket alert."""

import datetime as dt
import os
from pathlib import Path
from typing import Any

import click

from picketline.cli import options
from picketline.core import canonical
from picketline.core.errors import InventoryError
from picketline.core.report import Exit
from picketline.core.store import Delivery
from picketline.core.text import safe_text
from picketline.hosts import inventory as inventories
from picketline.hosts.tell import Teller

_NONE = "no sink: set alert_cmd, alert_syslog, alert_ocsf_file or a [[webhook]]"


@click.group(context_settings=options.CONTEXT)
def command() -> None:
    """Try out the sinks, list deliveries, look for overdue hosts."""


@command.command("test", context_settings=options.CONTEXT)
@click.option("--to", default="", metavar="NAME", help="Only this sink [default: all].")
@options.inventory
@options.store
def try_out(**flags: Any) -> int:
    """Send a message that is marked as a test to each sink.

    Exits with 0 if all took it, with 1 if one did not. What was not taken is not tried again.
    """
    inventory = inventories.load(flags["inventory"], os.environ, {}, Path.cwd())
    with options.open_store(flags["store"], inventory.settings.audit_head) as store:
        teller = Teller(store, inventory, os.environ)
        names = [sink.name for sink in teller.sinks]
        if not names:
            raise InventoryError(_NONE)
        if flags["to"] and flags["to"] not in names:
            raise InventoryError(f"no sink {flags['to']!r}; there are: {', '.join(names)}")
        missed = False
        for sink, outcome in teller.test(flags["to"]):
            taken = outcome.state == "delivered"
            missed |= not taken
            said = "delivered" if taken else f"not delivered: {outcome.detail}"
            click.echo(f"{sink.name} ({safe_text(sink.place)}): {said}")
    return int(Exit.FOUND if missed else Exit.CLEAN)


@command.command("list", context_settings=options.CONTEXT)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.option("--most", type=click.IntRange(1, 1000), default=20, show_default=True)
@options.store
def recent(**flags: Any) -> None:
    """List the newest deliveries, newest first, and what came of each."""
    with options.open_store(flags["store"]) as store:
        found = store.outbox.recent(flags["most"])
    if flags["as_json"]:
        options.emit(canonical.encode(found) + b"\n")
        return
    if not found:
        click.echo("nothing was told yet")
    for each in found:
        _show(each)


def _show(each: Delivery) -> None:
    at = dt.datetime.fromtimestamp(each.at, dt.UTC).strftime("%Y-%m-%d %H:%M UTC")
    click.echo(f"{at}  {each.state:<9}  {safe_text(each.sink)}  {safe_text(each.headline)}")
    if each.detail:
        click.echo(f"  tries {each.tries}; {safe_text(each.detail)}")


@command.command("overdue", context_settings=options.CONTEXT)
@options.inventory
@options.store
def overdue(**flags: Any) -> int:
    """Look for hosts that were not swept whole for too long, and tell the sinks.

    For cron, or a second machine with the same store: it sweeps nothing. Exits with 0 if
    there is none, with 1 if there is one. See missed_periods and period_minutes.
    """
    inventory = inventories.load(flags["inventory"], os.environ, {}, Path.cwd())
    if not inventory.settings.missed_periods:
        raise InventoryError("missed_periods is 0: no host is ever overdue")
    with options.open_store(flags["store"], inventory.settings.audit_head) as store:
        teller = Teller(store, inventory, os.environ)
        late = teller.overdue()
        failures = teller.deliver()
    for each in late:
        since = dt.datetime.fromtimestamp(each.since, dt.UTC).strftime("%Y-%m-%d %H:%M UTC")
        status = f"; last: {safe_text(each.status)}" if each.status else ""
        click.echo(f"{each.part}: not swept whole since {since}{status}")
    for failed in failures:
        click.echo(f"picket: {failed}", err=True)
    if not late:
        click.echo(f"none of {len(inventory.hosts)} hosts is overdue")
    return int(Exit.FOUND if late else Exit.CLEAN)

"""picket drift show."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

import click

from picketline.cli import options
from picketline.core import canonical
from picketline.core.errors import StoreError
from picketline.core.store import Known
from picketline.hosts import drift
from picketline.hosts.records import shown


@click.command(context_settings=options.CONTEXT)
@click.argument("host", required=False)
@click.option("--known", "all_known", is_flag=True, help="Also what is known and normal.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@options.store
def command(**flags: Any) -> None:
    """List what changed, of HOST or of all hosts, and how to take it on."""
    with options.open_store(flags["store"]) as store:
        items = store.known(flags["host"])
        announced = store.expected()
    today = dt.datetime.now(dt.UTC).date()
    chosen = [item for item in items if flags["all_known"] or not item.stands(today)]
    if flags["as_json"]:
        options.emit(canonical.encode(chosen) + b"\n")
        return
    if flags["host"] and not items:
        raise StoreError(f"nothing is known of {flags['host']}")
    _print(chosen, today)
    if not items:
        click.echo("nothing is known yet: picket run learns")
    elif not chosen:
        click.echo(f"no drift; {len(items)} things are known")
    for each in announced:
        if each.until >= today:
            click.echo(
                f"expected until {each.until}: {each.kind} {each.identity} on {each.part}"
                f" ({each.reason})"
            )


def _print(items: Iterable[Known], today: dt.date) -> None:
    for item in items:
        what = f"{item.kind} {shown(item.identity)}"
        since = dt.datetime.fromtimestamp(item.since, dt.UTC).strftime("%Y-%m-%d %H:%M UTC")
        click.echo(f"{drift.key(item)}  {item.part}  {_state(item, today):<8} {what}  {since}")
        if item.value:
            earlier = f" (was {shown(item.earlier)})" if item.earlier is not None else ""
            click.echo(f"  {shown(item.value)}{earlier}")
        if item.reason:
            until = f", until {item.until}" if item.until else ""
            click.echo(f"  {item.reason}{until}")


def _state(item: Known, today: dt.date) -> str:
    if item.stands(today):
        return "known"
    if not item.drifted:
        return "expired"
    return "new" if item.earlier is None else "changed"

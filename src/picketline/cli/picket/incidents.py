"""picket incidents."""

import datetime as dt
from typing import Any

import click

from picketline.cli import options
from picketline.core import canonical
from picketline.core.text import safe_text


@click.command(context_settings=options.CONTEXT)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@options.store
def command(**flags: Any) -> None:
    """List what was contained, newest first, and how to undo it."""
    with options.open_store(flags["store"]) as store:
        found = store.incidents()
    if flags["as_json"]:
        options.emit(canonical.encode(found) + b"\n")
        return
    if not found:
        click.echo("no incidents")
    for each in found:
        opened = dt.datetime.fromtimestamp(each.opened, dt.UTC).strftime("%Y-%m-%d %H:%M UTC")
        subject = safe_text(str(each.record.get("subject", "")))
        click.echo(f"{each.id}  {each.state:<9}  {each.part}  {each.rule}  {opened}")
        click.echo(f"  {subject}; processes {each.record.get('targets', '')}")
        if each.state == "contained":
            click.echo(f"  evidence: /root/incident-{each.id}/ on {each.part}")
            click.echo(f"  undo: picket thaw {each.part} {each.id} --reason TEXT")

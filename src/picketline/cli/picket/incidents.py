"""picket incidents."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

import click

from picketline.cli import options
from picketline.core import canonical
from picketline.core.text import safe_text
from picketline.hosts.account import NOTES


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
        for line in _held(each.record):
            click.echo(f"  {line}")
        if each.state == "contained":
            click.echo(f"  evidence: /root/incident-{each.id}/ on {each.part}")
        for line in _copied(each.record):
            click.echo(f"  {line}")
        if each.state == "contained":
            click.echo(f"  undo: picket thaw {each.part} {each.id} --reason TEXT")


def _copied(record: Mapping[str, object]) -> Iterator[str]:
    """Where the evidence was copied to, or that it could not be."""
    if "copy" in record:
        yield f"copy: {record['copy']}/ by {record['copy_by']}"
        yield f"  sha256 {record['copy_sha256']}  manifest.sha256"
    elif "copy_tries" in record:
        yield f"copy: none, tried {record['copy_tries']} times (see the audit)"


def _held(record: Mapping[str, object]) -> Iterator[str]:
    """What was held with the processes, and remarks on it."""
    if "with" in record:
        yield f"with them: {record['with']}"
    if "container" in record:
        yield safe_text(str(record["container"]).partition(" ")[2])
    yield from (NOTES[word] for word in str(record.get("notes", "")).split() if word in NOTES)

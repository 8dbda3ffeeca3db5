"""picket drift accept."""

import datetime as dt
from typing import Any

import click
import msgspec

from picketline.cli import options
from picketline.core.errors import StoreError
from picketline.core.store import Known
from picketline.hosts import drift
from picketline.hosts.journal import Journal


@click.command(context_settings=options.CONTEXT)
@click.argument("host")
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option("--all", "every", is_flag=True, help="Everything that changed on the host.")
@options.reason()
@options.until()
@options.inventory
@options.store
def command(**flags: Any) -> None:
    """Take changes of HOST on: they are normal from now on. ID as `picket drift show` prints it."""
    if bool(flags["ids"]) == flags["every"]:
        raise click.UsageError("give either an ID or more, or --all")
    today = dt.datetime.now(dt.UTC).date()
    with options.audited_store(flags) as store:
        waiting = {
            drift.key(item): item for item in store.known(flags["host"]) if not item.stands(today)
        }
        ids = list(waiting) if flags["every"] else [_whole(each, waiting) for each in flags["ids"]]
        if not ids:
            raise StoreError(f"nothing changed on {flags['host']}; see picket drift show")
        journal = Journal(store)
        for each in ids:
            journal.take_on(_normal(waiting[each], flags["reason"], flags["until"]))
    click.echo(f"accepted {len(ids)} of {flags['host']}: {' '.join(ids)}")


def _whole(prefix: str, waiting: dict[str, Known]) -> str:
    found = [each for each in waiting if each.startswith(prefix.lower())]
    if len(found) != 1:
        many = f"{len(found)} changes begin" if found else "no change of this host begins"
        raise StoreError(f"{many} with {prefix}; see picket drift show")
    return found[0]


def _normal(item: Known, reason: str, until: dt.date | None) -> Known:
    return msgspec.structs.replace(item, drifted=False, reason=reason, until=until)

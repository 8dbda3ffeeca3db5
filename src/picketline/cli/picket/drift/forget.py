"""picket drift forget."""

from typing import Any

import click

from picketline.cli import options
from picketline.core.errors import StoreError
from picketline.hosts.facts import DRIFT_KINDS
from picketline.hosts.journal import Journal


@click.command(context_settings=options.CONTEXT)
@click.argument("host")
@click.argument("kind", required=False, type=click.Choice(DRIFT_KINDS))
@options.reason()
@options.inventory
@options.store
def command(**flags: Any) -> None:
    """Forget what is known of HOST, or one KIND of it: the next sweep learns it anew.

    Whatever stands on the host then counts as normal.
    """
    host, kind = flags["host"], flags["kind"]
    with options.audited_store(flags) as store:
        count = Journal(store).forget(host, kind, flags["reason"])
    if not count:
        raise StoreError(f"nothing is known of {host}{f' and {kind}' if kind else ''}")
    click.echo(f"forgot {count} things of {host}; the next sweep learns them anew")

"""picket drift expect."""

from typing import Any

import click

from picketline.cli import options
from picketline.core.store import Expected
from picketline.hosts.facts import DRIFT_KINDS
from picketline.hosts.journal import Journal


@click.command(context_settings=options.CONTEXT)
@click.argument("host")
@click.argument("kind", type=click.Choice([*DRIFT_KINDS, "*"]))
@click.argument("what", required=False, default="*")
@options.reason()
@options.until("The last day it holds.", required=True)
@options.inventory
@options.store
def command(**flags: Any) -> None:
    """Announce a change: what fits is recorded, learned, and nobody is told.

    HOST and WHAT are globs: `picket drift expect 'web-*' unit '/etc/systemd/system/shop*'`.
    """
    plan = Expected(
        part=flags["host"],
        kind=flags["kind"],
        identity=flags["what"],
        reason=flags["reason"],
        until=flags["until"],
    )
    with options.audited_store(flags) as store:
        Journal(store).expect(plan)
    click.echo(f"expecting {plan.kind} {plan.identity} on {plan.part} until {plan.until}")

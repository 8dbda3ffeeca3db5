"""picket doctor."""

import os
from pathlib import Path
from typing import Any

import click

from picketline.cli import options
from picketline.hosts import doctor


@click.command(context_settings=options.CONTEXT)
@options.inventory
@options.store
def command(**flags: Any) -> int:
    """Check ssh, the inventory, the store and the audit; connects to no host."""
    checks = doctor.checks(
        flags["inventory"],
        os.environ,
        Path.cwd(),
        lambda head: options.open_store(flags["store"], head),
    )
    worst = 0
    for check in checks:
        click.echo(f"{'ok  ' if check.well else 'FAIL'} {check.what}: {check.found}")
        worst = worst if check.well else 2
    return worst

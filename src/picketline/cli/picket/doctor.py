"""picket doctor."""

import os
from pathlib import Path
from typing import Any

import click

from picketline.cli import options
from picketline.core.report import Exit
from picketline.hosts import doctor


@click.command(context_settings=options.CONTEXT)
@options.inventory
@options.store
def command(**flags: Any) -> int:
    """Check ssh, the inventory, the store and the audit; connects to no host."""
    worst = Exit.CLEAN
    for check in doctor.checks(
        flags["inventory"],
        os.environ,
        Path.cwd(),
        lambda head: options.open_store(flags["store"], head),
    ):
        click.echo(
            f"{'FAIL' if check.wrong else 'ok  '} {check.what}: {check.wrong or check.found}"
        )
        worst = Exit.USAGE if check.wrong else worst
    return int(worst)

"""picket timer."""

import shutil
import sys
from pathlib import Path

import click

from picketline.cli import options
from picketline.hosts import timer


@click.group(context_settings=options.CONTEXT)
def command() -> None:
    """Show or install the systemd timer that sweeps every 15 minutes."""


def _program() -> Path:
    """The picket that is running, not just any on the path."""
    return Path(shutil.which(sys.argv[0]) or sys.argv[0]).absolute()


@command.command(context_settings=options.CONTEXT)
def show() -> None:
    """Print the units as they would be installed."""
    for name, text in timer.units(_program()).items():
        click.echo(f"# {timer.FOLDER / name}\n{text}")


@command.command(context_settings=options.CONTEXT)
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=timer.FOLDER,
    show_default=True,
)
def install(folder: Path) -> None:
    """Write the units; says how to switch them on."""
    for path in timer.install(folder, _program()):
        click.echo(f"wrote {path}")
    click.echo("now: systemctl daemon-reload && systemctl enable --now picket.timer")

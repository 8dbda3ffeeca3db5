"""picket init."""

import sys
from pathlib import Path
from typing import Any

import click

from picketline.cli import options
from picketline.core.errors import InventoryError
from picketline.hosts import aliases
from picketline.hosts.inventory import FILE_NAME


@click.command(context_settings=options.CONTEXT)
@click.option(
    "--ssh-config",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The ssh configuration to read [default: ~/.ssh/config].",
)
@click.option("--print", "to_stdout", is_flag=True, help="Print it instead of writing a file.")
@click.option("--force", is_flag=True, help="Replace an inventory that is there.")
def command(**flags: Any) -> None:
    """Write inventory.toml from the hosts of your ssh configuration."""
    config = flags["ssh_config"] or Path.home() / ".ssh" / "config"
    if flags["ssh_config"] and not config.is_file():
        raise InventoryError(f"{config}: no such file")
    text = aliases.inventory_text(aliases.read(config))
    if flags["to_stdout"]:
        sys.stdout.write(text)
        return
    path = Path(FILE_NAME)
    try:
        with path.open("w" if flags["force"] else "x", encoding="utf-8") as stream:
            stream.write(text)
    except FileExistsError:
        raise InventoryError(f"{path}: is there already; --force replaces it") from None
    except OSError as problem:
        raise InventoryError(f"{path}: {problem.strerror}") from None
    click.echo(f"wrote {path}; now: picket run")

"""picket probe."""

import os
from pathlib import Path
from typing import Any

import click

from picketline.cli import options
from picketline.hosts import act, parcel, probe, wanted
from picketline.hosts import inventory as inventories


@click.command(context_settings=options.CONTEXT)
@click.option("--nonce", default="0" * 32, help="The nonce; a sweep draws a new one each time.")
@click.option(
    "--script",
    type=click.Choice(["sweep", "contain", "thaw", "fetch"]),
    default="sweep",
    show_default=True,
    help="Which of the scripts; the others are sent without a process to act on.",
)
@click.option(
    "--indicators",
    type=click.Path(path_type=Path, dir_okay=False),
    help="With these values known bad, as `picket run --indicators` sends them.",
)
@options.inventory
def command(**flags: Any) -> None:
    """Print the exact bytes that a sweep sends to a host, for the wary.

    They only read: try `picket probe | sh` anywhere. Only the nonce and the turn (which
    share of what is read by turn is due) differ from sweep to sweep.
    """
    inventory = inventories.load(flags["inventory"], os.environ, {}, Path.cwd())
    settings = inventory.settings
    try:
        if flags["script"] == "fetch":
            options.emit(parcel.order("0" * 14, flags["nonce"]))
            return
        if flags["script"] != "sweep":
            options.emit(act.preview(flags["script"], flags["nonce"]))
            return
        hunted = wanted.load(flags["indicators"]) if flags["indicators"] else wanted.Wanted()
        asked = probe.ProbeSettings(
            nonce=flags["nonce"],
            cpu_hot=settings.cpu_hot,
            bad_ports=settings.bad_ports,
            wanted=hunted.lines,
        )
        data = probe.assemble(asked)
    except ValueError as problem:
        raise click.BadParameter(str(problem), param_hint="--nonce") from None
    options.emit(data)

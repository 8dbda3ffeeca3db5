"""picket: hunt through a fleet over ssh."""

from typing import NoReturn

import click

from picketline.cli import options

SUBCOMMANDS = {
    "run": "Sweep every host of the inventory.",
    "init": "Write an inventory from your ssh configuration.",
    "rules": "List the rules, or explain one.",
    "probe": "Print the exact bytes that a sweep sends.",
    "history": "What changed between sweeps.",
    "accept": "Take a finding on, with a reason and an end; list those; take it back.",
    "drift": "What changed on hosts: show, accept, expect, forget.",
    "incidents": "List what was contained.",
    "thaw": "Undo a containment.",
    "alert": "Try out the sinks, list deliveries, look for overdue hosts.",
    "audit": "Verify the record of what was done.",
    "timer": "Show or install the systemd timer.",
    "doctor": "Check what picket needs.",
    "completion": "Print shell completion.",
    "exit-code": "",
}


@click.command(
    cls=options.LazyGroup,
    package=__name__,
    lazy=SUBCOMMANDS,
    context_settings=options.CONTEXT,
    epilog="Exit codes: 0 clean, 1 found, 2 bad usage or inventory, 3 unfinished, nothing found.",
)
@options.version
def picket() -> None:
    """Hunt through a fleet over ssh: a read-only probe, nothing installed.

    Without an inventory it sweeps this machine.
    """


def main() -> NoReturn:
    """Run the command line."""
    options.entry(picket, "picket")

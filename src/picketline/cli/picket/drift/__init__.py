"""picket drift."""

import click

from picketline.cli import options

SUBCOMMANDS = {
    "show": "List what changed on the hosts and nobody has taken on.",
    "accept": "Take a change on: it is normal from now on.",
    "expect": "Announce a change before it is made.",
    "forget": "Forget what is known of a host, so that it is learned anew.",
}


@click.command(
    cls=options.LazyGroup,
    package=__name__,
    lazy=SUBCOMMANDS,
    context_settings=options.CONTEXT,
)
def command() -> None:
    """What changed on hosts against what is known of them.

    The first sweep of a host learns its accounts, SSH keys, listeners, setuid files, units,
    modules and scheduled jobs. Later ones tell what is new or changed, until it is accepted.
    """

"""picket completion."""

import click
from click.shell_completion import get_completion_class

from picketline.cli import options


@click.command(context_settings=options.CONTEXT)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> None:
    """Print shell completion; for bash: source <(picket completion bash)."""
    from picketline.cli.picket import picket  # noqa: PLC0415  # the group imports this module

    kind = get_completion_class(shell)
    if kind is not None:
        click.echo(kind(picket, {}, "picket", "_PICKET_COMPLETE").source())

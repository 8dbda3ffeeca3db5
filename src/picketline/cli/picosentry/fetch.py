"""picosentry fetch."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from picketline.cli import options
from picketline.cli.picosentry import progress
from picketline.core.report import Exit
from picketline.core.text import safe_text

if TYPE_CHECKING:
    from picketline.packages import gather

_LARGEST_LIST = 64 << 20
_SHOWN = 20


@click.command(context_settings=options.CONTEXT)
@click.option(
    "--from", "source", required=True, metavar="LIST",
    help="Lines of NAME or NAME@VERSION, or a lockfile.",
)  # fmt: skip
@click.option("--rate", type=click.FloatRange(min=0.01), default=10.0, show_default=True,
              help="Packages a second, at most.")  # fmt: skip
@click.option("--npm", default="npm", show_default=True, help="The npm to run.")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.pass_context
def command(context: click.Context, *, source: str, rate: float, npm: str, folder: Path) -> None:
    """Fetch packages through your own npm into DIR, to scan them there.

    Runs `npm pack`, without scripts; npm checks what it receives, and so does this. What is
    in DIR already is not fetched again. With `update` the only command that uses a network.
    """
    from picketline.packages import gather  # noqa: PLC0415  # costly to import

    wanted = _wanted(Path(source))
    with progress.bar("fetching") as tick:
        found = gather.fetch(wanted, folder, npm=npm, rate=rate, tick=tick)
    missed = [each for each in found if each.problem]
    for each in missed[:_SHOWN]:
        click.echo(f"picosentry: {each.spec}: {each.problem}", err=True)
    if len(missed) > _SHOWN:
        click.echo(f"picosentry: and {len(missed) - _SHOWN} more", err=True)
    shown = safe_text(str(folder))
    click.echo(f"{len(found) - len(missed)} of {len(found)} packages are in {shown}")
    context.exit(Exit.UNFINISHED if missed else Exit.CLEAN)


def _wanted(source: Path) -> "list[gather.Wanted]":
    """What a list or a lockfile asks for."""
    from picketline.packages import gather, lockfiles, reading  # noqa: PLC0415  # costly to import

    if source.name in lockfiles.NAMES:
        lock = lockfiles.read(reading.given(source, _LARGEST_LIST), source.name)
        found, others = gather.locked(lock)
        if others:
            click.echo(f"picosentry: {others} entries come from no registry: left out", err=True)
        return found
    text = reading.given(source, _LARGEST_LIST).decode("utf-8", "replace")
    return gather.listed(text, safe_text(str(source)))

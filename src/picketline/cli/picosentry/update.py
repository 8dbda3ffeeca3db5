"""picosentry update."""

import datetime as dt

import click

from picketline.cli import options
from picketline.core.text import safe_text

_FEW = 2
"""A list is told to be small that is shorter by this factor than the built-in one."""


@click.command(context_settings=options.CONTEXT)
@click.option("--top", type=click.IntRange(min=1), help="Keep the first N names [default: all].")
@click.option("--npm", default="npm", show_default=True, help="The npm to run.")
@options.corpus
def command(*, top: int | None, npm: str, corpus: str | None) -> None:
    """Refresh the popular names through your own npm and its registry.

    With `fetch` the only command that uses a network: it runs `npm pack` in an empty folder,
    without scripts, and reads what that brings. No scan does.
    """
    from picketline.packages.corpus import names, refresh  # noqa: PLC0415  # costly to import
    from picketline.packages.corpus.place import Place, built_in  # noqa: PLC0415  # as above

    click.echo(f"asking npm's registry for {names.PACKAGE}", err=True)
    today = dt.datetime.now(dt.UTC).date()
    made = refresh.refresh(Place(options.corpus_folder(corpus)), npm, today, top)
    count = made.counts()[2]
    usual = max(each.sealed.header.counts[2] for each in built_in())
    if count < usual // _FEW:
        said = f"these {count} names stand for the {usual} built-in ones"
        click.echo(f"picosentry: {said}: what resembles others is not told", err=True)
    click.echo(f"{made.name}: {count} names, {names.PACKAGE} {safe_text(made.version)}")

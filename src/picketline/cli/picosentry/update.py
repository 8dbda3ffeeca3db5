"""picosentry update."""

import datetime as dt

import click

from picketline.cli import options
from picketline.core.text import safe_text


@click.command(context_settings=options.CONTEXT)
@click.option("--top", type=click.IntRange(min=1), help="Keep the first N names [default: all].")
@click.option("--npm", default="npm", show_default=True, help="The npm to run.")
@options.corpus
def command(*, top: int | None, npm: str, corpus: str | None) -> None:
    """Refresh the popular names through your own npm and its registry.

    The only command that uses a network: it runs `npm pack` in an empty folder, without
    scripts, and reads what that brings. No scan does.
    """
    from picketline.packages.corpus import names, refresh  # noqa: PLC0415  # costly to import
    from picketline.packages.corpus.place import Place  # noqa: PLC0415  # as above

    click.echo(f"asking npm's registry for {names.PACKAGE}", err=True)
    today = dt.datetime.now(dt.UTC).date()
    made = refresh.refresh(Place(options.corpus_folder(corpus)), npm, today, top)
    count = made.counts()[2]
    click.echo(f"{made.name}: {count} names, {names.PACKAGE} {safe_text(made.version)}")

"""picosentry version."""

import datetime as dt
from importlib import resources

import click

from picketline import __version__
from picketline.cli import options


@click.command(context_settings=options.CONTEXT)
@options.corpus
def command(*, corpus: str | None) -> None:
    """Print the version, the corpus in force and the number of rules."""
    from picketline.packages.corpus import digest_of  # noqa: PLC0415  # costly where unasked

    today = dt.datetime.now(dt.UTC).date()
    known = digest_of(options.corpus_folder(corpus), today)
    rules = resources.files("picketline.packages.rules")
    count = sum(entry.name.endswith(".md") for entry in rules.iterdir())
    click.echo(f"picosentry {__version__}\ncorpus {known[:12]}\nrules {count}")

"""picosentry corpus."""

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from picketline.cli import options
from picketline.core.report import Exit
from picketline.core.text import safe_text

if TYPE_CHECKING:
    from picketline.packages.corpus import PackInfo
    from picketline.packages.corpus.intake import Taken

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.group(context_settings=options.CONTEXT)
def command() -> None:
    """List, import and export what is known of packages.

    A corpus is the built-in packs and a folder of your own; nothing here uses a network.
    """


@command.command("list")
@options.corpus
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def list_(corpus: str | None, *, as_json: bool) -> None:
    """List the packs: what they hold, how old they are and who signed them."""
    from picketline.core import canonical  # noqa: PLC0415  # costly to import
    from picketline.packages.corpus import Corpus  # noqa: PLC0415  # as above
    from picketline.packages.corpus.place import Place  # noqa: PLC0415  # as above
    from picketline.packages.corpus.registered import lapsed, registered  # noqa: PLC0415  # as above

    folder, today = options.corpus_folder(corpus), dt.datetime.now(dt.UTC).date()
    held = Corpus.load(folder, today)
    own = [each.indicator for each in registered(Place(folder))]
    expired = sum(lapsed(each, today) for each in own)
    if as_json:
        said = {"digest": held.digest, "expired": expired, "packs": held.packs, "own": len(own)}
        options.emit(canonical.encode(said) + b"\n")
        return
    _print(held.packs, today)
    click.echo(f"registered indicators: {len(own)}, of them expired: {expired}")
    click.echo(f"corpus {held.digest}")
    click.echo(f"folder {safe_text(str(folder))}")


@command.command("import")
@click.argument("path", type=click.Path(path_type=Path, exists=True))
@click.option("--key", type=_FILE, help="Take packs signed by this public key (PEM), from now on.")
@click.option("--unsigned", is_flag=True, help="Take what nobody signed; every verdict says so.")
@click.option("--name", default="", help="Of the pack made of OSV records [default: the file's].")
@options.corpus
def import_(path: Path, *, key: Path | None, unsigned: bool, name: str, corpus: str | None) -> int:
    """Take a pack, or OSV records from PATH: a file, a folder or a zip.

    Exits with 3 if some of the records could not be read; the others are taken.
    """
    from picketline.packages.corpus import intake  # noqa: PLC0415  # costly to import
    from picketline.packages.corpus.place import Place  # noqa: PLC0415  # as above

    if key and unsigned:
        raise click.UsageError("--key asks for a signature, --unsigned does without: give one")
    place = Place(options.corpus_folder(corpus))
    today = dt.datetime.now(dt.UTC).date()
    taken = intake.take(path, place, today=today, unsigned=unsigned, key=key, name=name)
    _tell(taken)
    return Exit.UNFINISHED if taken.unreadable else Exit.CLEAN


@command.command("export")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--pack", "name", help="Export this pack [default: your registered indicators].")
@click.option("--key", type=_FILE, help="Sign it with this private Ed25519 key (PEM).")
@options.corpus
def export(file: Path, *, name: str | None, key: Path | None, corpus: str | None) -> None:
    """Write a pack to FILE, whose name says that of the pack.

    A key is made by: openssl genpkey -algorithm ed25519 -out key.pem; its public half by:
    openssl pkey -in key.pem -pubout -out NAME.pem.
    """
    from picketline.packages.corpus import outgo, seal  # noqa: PLC0415  # costly to import
    from picketline.packages.corpus.place import Place  # noqa: PLC0415  # as above

    place, today = Place(options.corpus_folder(corpus)), dt.datetime.now(dt.UTC).date()
    sealed = outgo.held(place, name) if name else outgo.own(place, file.stem, today)
    if key:
        sealed = seal.sign(sealed, key)
    options.save(file, sealed.to_bytes())
    indicators, advisories, names = sealed.header.counts
    signed = "signed" if sealed.header.signature else "unsigned"
    click.echo(f"{file}: {indicators} indicators, {advisories} advisories, {names} names, {signed}")


def _print(packs: Iterable["PackInfo"], today: dt.date) -> None:
    for pack in packs:
        counts = (
            (pack.indicators, "indicators"),
            (pack.advisories, "advisories"),
            (pack.names, "names"),
        )
        held = ", ".join(f"{count} {what}" for count, what in counts if count) or "nothing"
        age = (today - pack.collected).days
        click.echo(
            f"{pack.name:<20} {safe_text(pack.version):<12} {age:>5} days old  "
            f"{pack.signed_by:<10} {held}{_licence(pack)}"
        )


def _licence(pack: "PackInfo") -> str:
    return f" ({safe_text(pack.licence)})" if pack.licence else ""


def _tell(taken: "Taken") -> None:
    indicators, advisories, names = taken.counts
    click.echo(
        f"{taken.file.stem}: {indicators} indicators, {advisories} advisories, {names} names,"
        f" {'nobody signed them' if taken.signed_by == 'unsigned' else f'by {taken.signed_by}'}"
    )
    if taken.withdrawn or taken.other:
        click.echo(f"left out: {taken.withdrawn} withdrawn, {taken.other} not of npm")
    for problem in taken.problems:
        click.echo(f"not read: {safe_text(problem)}", err=True)
    if taken.unreadable:
        click.echo(f"not read in all: {taken.unreadable} records", err=True)

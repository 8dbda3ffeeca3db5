"""picosentry ioc."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from picketline.cli import options
from picketline.core.text import safe_text

if TYPE_CHECKING:
    from picketline.packages.corpus.facts import Indicator, IndicatorKind
    from picketline.packages.corpus.registered import Registered
    from picketline.packages.exported import Export

_SEVERITIES = ("info", "low", "medium", "high", "critical")
_KINDS: "tuple[IndicatorKind, ...]" = ("package", "sha256", "filename", "host")


@click.group(context_settings=options.CONTEXT)
def command() -> None:
    """Register indicators of your own, list them, take them back; export for hosts."""


@command.command("register")
@click.option("--package", metavar="NAME[@RANGE]", help="A package: all versions, or a range.")
@click.option("--sha256", metavar="HEX", help="The hash of a file.")
@click.option("--filename", metavar="NAME", help="The base name of a file.")
@click.option("--host", metavar="HOST", help="A host, with all beneath it, or an address.")
@click.option("--severity", type=click.Choice(_SEVERITIES), default="critical", show_default=True)
@click.option(
    "--expires",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The last day it holds [default: no end].",
)
@click.option("--reason", default="", help="Why; kept with it.")
@click.option("--id", "identity", default="", help="Its id [default: made of its value].")
@options.corpus
def register(corpus: str | None, **flags: Any) -> None:
    """Register one indicator; an earlier one of the same id is replaced."""
    from picketline.packages.corpus import registered  # noqa: PLC0415  # costly to import
    from picketline.packages.corpus.place import Place  # noqa: PLC0415  # as above

    given = [kind for kind in _KINDS if flags[kind] is not None]
    if len(given) != 1:
        raise click.UsageError("give one of --package, --sha256, --filename and --host")
    today = dt.datetime.now(dt.UTC).date()
    asked = click.get_current_context().get_parameter_source("severity")
    made = _made(given[0], flags | {"exact": asked is not ParameterSource.DEFAULT})
    if registered.lapsed(made, today):
        raise click.BadParameter(f"{made.expires} is past", param_hint="--expires")
    each = registered.Registered(indicator=made, reason=flags["reason"].strip(), registered=today)
    registered.register(Place(options.corpus_folder(corpus)), each)
    click.echo(f"registered {made.id}: {_shown(made)}")


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@options.corpus
def list_(corpus: str | None, *, as_json: bool) -> None:
    """List the registered indicators, expired ones too."""
    from picketline.core import canonical  # noqa: PLC0415  # costly to import
    from picketline.packages.corpus.place import Place  # noqa: PLC0415  # as above
    from picketline.packages.corpus.registered import registered  # noqa: PLC0415  # as above

    found = registered(Place(options.corpus_folder(corpus)))
    if as_json:
        options.emit(canonical.encode(found) + b"\n")
        return
    _print(found, dt.datetime.now(dt.UTC).date())
    if not found:
        click.echo("nothing is registered")


@command.command("remove")
@click.argument("identity", metavar="ID")
@options.corpus
def remove(identity: str, *, corpus: str | None) -> None:
    """Take an indicator back."""
    from picketline.packages.corpus import registered  # noqa: PLC0415  # costly to import
    from picketline.packages.corpus.place import Place  # noqa: PLC0415  # as above

    registered.remove(Place(options.corpus_folder(corpus)), identity)
    click.echo(f"removed {identity}")


@command.command("export")
@click.option("--for", "reader", type=click.Choice(["picket"]), required=True, help="For whom.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file [default: standard output].",
)
@click.option(
    "--limit",
    type=click.IntRange(1, 2000),
    default=2000,
    show_default=True,
    help="At most so many, the most severe first.",
)
@options.corpus
def export(reader: str, output: Path | None, limit: int, *, corpus: str | None) -> None:
    """Write what hosts can be searched for: `picket run --indicators FILE`.

    Hashes, names of files and hosts, of the corpus and of what is registered. Packages by name
    are not: scan those.
    """
    from picketline.core import indicators  # noqa: PLC0415  # costly to import
    from picketline.packages import exported  # noqa: PLC0415  # as above
    from picketline.packages.corpus import Corpus, place, registered  # noqa: PLC0415  # as above

    del reader
    folder = options.corpus_folder(corpus)
    held = Corpus.load(folder, dt.datetime.now(dt.UTC).date())
    own = registered.registered(place.Place(folder))
    reasons = {each.indicator.id: each.reason for each in own if each.reason}
    made = exported.export(held, reasons, limit)
    data = indicators.write(held.digest, made.indicators)
    if output is None:
        options.emit(data)
    else:
        options.save(output, data)
    for line in _told(made):
        click.echo(f"picosentry: {line}", err=True)


def _told(made: "Export") -> Iterator[str]:
    """What was written and what was not, a line each."""
    kinds = Counter(each.kind for each in made.indicators)
    counts = ", ".join(f"{kind} {kinds[kind]}" for kind in sorted(kinds)) or "nothing"
    yield f"written: {counts}"
    yield from (f"left out: {count} {why}" for why, count in made.left.items())
    yield "left out: packages by name, which hosts are not searched for"


def _made(kind: "IndicatorKind", flags: dict[str, Any]) -> "Indicator":
    from picketline.core.model import Severity  # noqa: PLC0415  # costly to import
    from picketline.packages.corpus import registered  # noqa: PLC0415  # as above

    value, ranges = flags[kind], "*"
    if kind == "package" and "@" in value[1:]:
        at = value.index("@", 1)
        value, ranges = value[:at], value[at + 1 :]
    return registered.indicator(
        kind,
        value,
        severity=Severity(flags["severity"]),
        expires=flags["expires"] and flags["expires"].date(),
        identity=flags["identity"],
        ranges=ranges,
        exact=flags["exact"],
    )


def _print(found: Iterable["Registered"], today: dt.date) -> None:
    from picketline.packages.corpus.registered import lapsed  # noqa: PLC0415  # costly to import

    for each in found:
        made = each.indicator
        end = f"until {made.expires}" if made.expires else "without an end"
        state = f"expired {made.expires}" if lapsed(made, today) else end
        click.echo(f"{made.id}  {made.severity.value:<8} {_shown(made)}  {state}")
        if each.reason:
            click.echo(f"  {safe_text(each.reason)}")


def _shown(made: "Indicator") -> str:
    versions = f" {made.versions}" if made.kind == "package" and made.versions != "*" else ""
    return f"{made.kind} {safe_text(made.value + versions)}"

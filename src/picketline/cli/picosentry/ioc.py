"""picosentry ioc."""

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from picketline.cli import options
from picketline.core.text import safe_text

if TYPE_CHECKING:
    from picketline.packages.corpus.facts import Indicator, IndicatorKind
    from picketline.packages.corpus.registered import Registered

_SEVERITIES = ("info", "low", "medium", "high", "critical")
_KINDS: "tuple[IndicatorKind, ...]" = ("package", "sha256", "filename", "host")


@click.group(context_settings=options.CONTEXT)
def command() -> None:
    """Register indicators of your own, list them, and take them back."""


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

"""picosentry scan."""

from pathlib import Path
from typing import Any, cast

import click

from picketline.cli import options
from picketline.cli.picosentry import asked, output


@click.command(context_settings=options.CONTEXT)
@click.argument("target", required=False, type=click.Path(path_type=Path, exists=True))
@click.option(
    "--from",
    "source",
    type=click.Path(path_type=Path, exists=True),
    metavar="LIST",
    help="Scan what LIST names, a path a line, or the archives and lockfiles of a folder.",
)
@output.options
@asked.options
@asked.verifying
def command(target: Path | None, source: Path | None, **flags: Any) -> int:
    """Scan TARGET: a project's folder, a lockfile or an npm tarball; or many, with --from.

    Exits with 0 whatever is found, unless --exit-code or --fail-on asks otherwise; with 3 if
    something could not be looked at.
    """
    if (target is None) == (source is None):
        raise click.UsageError("give either TARGET or --from LIST")
    if target is not None:
        return asked.run(target, flags)
    if flags["verify_determinism"] or flags["shape"] == "cyclonedx":
        raise click.UsageError("--from goes with neither --verify-determinism nor cyclonedx")
    from picketline.cli.picosentry import many  # noqa: PLC0415  # only here

    return many.run(cast("Path", source), flags)

"""picosentry scan."""

from pathlib import Path
from typing import Any

import click

from picketline.cli import options
from picketline.cli.picosentry import asked, output


@click.command(context_settings=options.CONTEXT)
@click.argument("target", type=click.Path(path_type=Path, exists=True))
@output.options
@asked.options
@asked.verifying
def command(target: Path, **flags: Any) -> int:
    """Scan TARGET: a project's folder, a lockfile or an npm tarball.

    Exits with 0 whatever is found, unless --exit-code or --fail-on asks otherwise; with 3 if
    something could not be looked at.
    """
    return asked.run(target, flags)

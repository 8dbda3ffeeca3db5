"""picosentry check."""

from pathlib import Path
from typing import Any

import click

from picketline.cli import options
from picketline.cli.picosentry import asked


@click.command(context_settings=options.CONTEXT)
@click.argument("target", type=click.Path(path_type=Path, exists=True))
@asked.options
@asked.verifying
def command(target: Path, **flags: Any) -> int:
    """Scan TARGET and answer with the exit code alone: 1 from --fail-on (high) upwards."""
    flags["fail_on"] = flags["fail_on"] or "high"
    return asked.check(target, flags)

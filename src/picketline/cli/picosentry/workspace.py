"""picosentry workspace."""

import os
from pathlib import Path
from typing import Any

import click

from picketline.cli import options
from picketline.cli.picosentry import asked, output


@click.command(context_settings=options.CONTEXT)
@click.argument("root", type=click.Path(path_type=Path, exists=True, file_okay=False))
@output.options
@asked.options
def command(root: Path, **flags: Any) -> int:
    """Scan every member of the npm, pnpm or yarn workspace in ROOT, and ROOT itself.

    One report, a part each; the exit code is that of the worst. What lies in a member's folder is
    in its part alone.
    """
    from picketline.packages import walk, workspaces  # noqa: PLC0415  # only here

    found = workspaces.members(root)
    parts = [(root, "."), *((root / path, walk.shown(os.fsencode(path))) for path in found)]
    return asked.told(
        asked.finished(parts, flags | {"without": tuple(found)}), flags | {"target": root}
    )

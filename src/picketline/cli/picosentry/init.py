"""picosentry init."""

import os
from pathlib import Path

import click

from picketline.cli import options
from picketline.cli.picosentry import beside
from picketline.core.errors import SettingsError
from picketline.core.report import Exit
from picketline.core.text import safe_text
from picketline.packages.project_settings import NAMES

TEMPLATE = """\
# Settings of picosentry. Whoever scans this project decides how far they apply.
version: 1

# --- These always apply: they can only make a scan stricter.

# The least severity that fails a check: info, low, medium, high (the default) or critical.
# fail_on: medium

# Whether picosentry scan exits with 1 too.
# exit_code: true

# Your organisation's scopes. A package of theirs from a public registry is told.
# scopes: ["@acme"]

# Severities within the bounds of a rule (picosentry rules lists them). Upwards always.
# severity_overrides:
#   L2-LICENSE-001: medium

# Licences (SPDX ids) that are wrong here. The others than these, `allow`, need trust.
# licences:
#   deny: [AGPL-3.0-only]
#   allow: [MIT, Apache-2.0, ISC]

# --- These apply with --trust-config alone, for they make a scan see or tell less.

# What is known and all right: RULE[:package[:path]]  # reason. Keep the quotes. `*` stands for
# any characters, and a package may have a version. A path counts from this folder or, where a
# package is named, from that package's own below node_modules.
# ignore:
#   - "L2-POST-001:esbuild  # fetches its binary, reviewed in ticket 311"
#   - rule: L2-OBFS-001
#     package: chart-kit@2.1.0
#     path: "dist/*"
#     reason: minified, compared with its source
#     until: "2030-01-31"

# The same for any rule.
# ignore_paths: ["fixtures/*"]
# ignore_packages: ["internal-tool"]

# What was accepted by picosentry baseline accept, as a path within the project.
# baseline: .picosentry-baseline.json

# Hosts besides the public registry that packages may come from.
# registries: [packages.example.com]

# These rules alone, and findings from this severity upwards alone.
# rules: [L2-POST-001, L2-IOC-001]
# severity_threshold: low

# How findings are shown.
# format: table
# quiet: false
# deterministic_output: false
# token_budget: 4096

# Seconds after which a scan is given up; 0 is no limit.
# timeout: 0
"""


@click.command(context_settings=options.CONTEXT)
@click.argument(
    "target", type=click.Path(path_type=Path, exists=True, file_okay=False), default=Path()
)
@click.option("--force", is_flag=True, help="Replace settings that are there.")
@click.option("--print", "to_stdout", is_flag=True, help="Print them instead of writing a file.")
def command(*, target: Path, force: bool, to_stdout: bool) -> int:
    """Write a .picosentry.yml into TARGET [default: this folder], every key explained.

    Exits with 1 if there is one already.
    """
    if to_stdout:
        options.emit(TEMPLATE.encode())
        return int(Exit.CLEAN)
    there = [target / name for name in NAMES if os.path.lexists(target / name)]
    if len(there) > 1:
        raise SettingsError(f"{target}: both {' and '.join(NAMES)} are there; keep one")
    path = there[0] if there else target / NAMES[0]
    if force:
        beside.replace(path, TEMPLATE.encode())
    elif there or not beside.create(path, TEMPLATE.encode()):
        click.echo(
            f"picosentry: {safe_text(str(path))} is there already; --force replaces it", err=True
        )
        return int(Exit.FOUND)
    click.echo(f"wrote {safe_text(str(path))}")
    return int(Exit.CLEAN)

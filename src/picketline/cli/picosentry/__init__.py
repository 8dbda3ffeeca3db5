"""picosentry: scan npm, pnpm, yarn and bun projects, offline."""

from typing import NoReturn

import click

from picketline.cli import options

SUBCOMMANDS = {
    "scan": "Scan a project, a lockfile or a tarball.",
    "check": "The same for a gate: the exit code alone.",
    "workspace": "Scan every member of a workspace.",
    "rules": "List the rules, or explain one.",
    "baseline": "Accept what is found, or drop what is found no more.",
    "diff": "What is new between two reports, lockfiles, tarballs or folders.",
    "init": "Write a .picosentry.yml.",
    "corpus": "List, import and export what is known of packages.",
    "ioc": "Register indicators of your own.",
    "fetch": "Fetch packages through your npm, to scan them.",
    "update": "Refresh the popular names through your npm.",
    "version": "Version, corpus and number of rules.",
}


@click.command(
    cls=options.LazyGroup,
    package=__name__,
    lazy=SUBCOMMANDS,
    context_settings=options.CONTEXT,
    epilog="Exit codes: 0 clean, 1 found, 2 bad usage, configuration or input, 3 unfinished,"
    " 4 not deterministic.",
)
@options.version
def picosentry() -> None:
    """Scan JavaScript projects for supply-chain attacks: offline, the same every time."""


def main() -> NoReturn:
    """Run the command line."""
    options.entry(picosentry, "picosentry")

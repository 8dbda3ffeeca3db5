"""picket audit."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import click

from picketline.cli import options
from picketline.core.errors import AuditError, StoreError
from picketline.core.report import Exit
from picketline.core.store import (
    FILE,
    HEAD_FILE,
    SYSLOG,
    Head,
    HeadFile,
    Store,
    head_files,
    logged_heads,
)
from picketline.hosts import inventory as inventories


@click.group(context_settings=options.CONTEXT)
def command() -> None:
    """Verify the record of what was done."""


@command.command(context_settings=options.CONTEXT)
@click.option(
    "--log",
    "logs",
    type=click.File("rb"),
    multiple=True,
    help="A system log that heads went to, with whatever else is in it; - for standard input.",
)
@options.inventory
@options.store
def verify(**flags: Any) -> int:
    """Check the chain against every head that was kept of it.

    Those are the heads beside the store, in the file that `audit_head` names, and in each
    --log. Connects to no host. Exits with 0 if it holds, 1 if it is broken.
    """
    inventory = inventories.load(flags["inventory"], os.environ, {}, Path.cwd())
    audit_head = inventory.settings.audit_head
    folder = options.store_folder(flags["store"])
    kept = dict(_kept(folder, audit_head, flags["logs"]))
    try:
        if not isinstance(flags["store"], str):
            _there(folder)
        with options.open_store(flags["store"], audit_head) as store:
            head = _verified(store, kept)
    except AuditError as problem:
        click.echo(f"broken: {problem}")
        return int(Exit.FOUND)
    click.echo(f"intact: {head.seq} rows, head {head.hash}")
    for place, heads in kept.items():
        held = f"held to {len(heads)} heads" if heads else "no heads are kept yet"
        click.echo(f"  {held}: {place}")
    if audit_head == SYSLOG and not flags["logs"]:
        click.echo("  not held to those in the system log: give it with --log FILE")
    return int(Exit.CLEAN)


def _there(folder: Path) -> None:
    """Refuse a folder without a database: one that is no store, or is what is left of one."""
    if (folder / FILE).is_file():
        return
    if HeadFile(folder / HEAD_FILE).read():
        raise AuditError(f"{folder}: the database is gone, and once had rows")
    raise StoreError(f"{folder}: no store; name its folder: --store FOLDER")


def _kept(
    folder: Path, audit_head: str, logs: tuple[BinaryIO, ...]
) -> Iterator[tuple[str, tuple[Head, ...]]]:
    """Each place that heads were kept in, with its heads."""
    for file in head_files(folder, audit_head):
        yield str(file.path), file.heads()
    for log in logs:
        yield log.name, logged_heads(log.read())


def _verified(store: Store, kept: dict[str, tuple[Head, ...]]) -> Head:
    known = [head for heads in kept.values() for head in heads]
    head = store.audit.verify(*known)
    if head.seq and not known:
        raise AuditError("no head is known that the rows could be held to")
    return head

"""picket accept."""

import datetime as dt
import os
import re
from pathlib import Path
from typing import Any

import click

from picketline.cli import options
from picketline.core.baseline import Acceptance
from picketline.core.errors import StoreError
from picketline.core.store import Store
from picketline.hosts import inventory as inventories
from picketline.hosts.journal import Journal

_SHORTEST = 6


@click.command(context_settings=options.CONTEXT)
@click.argument("fingerprint")
@click.option("--reason", required=True, help="Why it is all right; kept in the audit.")
@click.option(
    "--until", type=click.DateTime(["%Y-%m-%d"]), help="The last day it holds [default: no end]."
)
@options.inventory
@options.store
def command(**flags: Any) -> None:
    """Take a finding on: it is recorded from now on, and nobody is told.

    FINGERPRINT may be shortened to the digits that a sweep prints after `accept:`.
    """
    today = dt.datetime.now(dt.UTC).date()
    until = flags["until"].date() if flags["until"] else None
    if until is not None and until < today:
        raise click.BadParameter(f"{until} is past", param_hint="--until")
    if not flags["reason"].strip():
        raise click.BadParameter("say why", param_hint="--reason")
    inventory = inventories.load(flags["inventory"], os.environ, {}, Path.cwd())
    with options.open_store(flags["store"], inventory.settings.audit_head) as store:
        fingerprint = _whole(store, flags["fingerprint"].lower())
        acceptance = Acceptance(
            fingerprint=fingerprint, reason=flags["reason"].strip(), accepted=today, until=until
        )
        Journal(store).accept(acceptance)
    click.echo(f"accepted {fingerprint[:12]} {f'until {until}' if until else 'without an end'}")


def _whole(store: Store, prefix: str) -> str:
    if not re.fullmatch(rf"[0-9a-f]{{{_SHORTEST},64}}", prefix):
        raise click.BadParameter(
            f"{prefix!r} is not {_SHORTEST} to 64 hex digits", param_hint="FINGERPRINT"
        )
    found = store.find_fingerprints(prefix)
    if not found:
        raise StoreError(f"no stored report has a finding {prefix}; sweep first (picket run)")
    if len(found) > 1:
        raise StoreError(f"{prefix} is the beginning of {len(found)} findings; give more digits")
    return found[0]

"""picket thaw."""

import datetime as dt
import os
import re
from pathlib import Path
from typing import Any

import click

from picketline.cli import options
from picketline.hosts import account, thaw
from picketline.hosts import inventory as inventories

_DAYS = 7


@click.command(context_settings=options.CONTEXT)
@click.argument("host")
@click.argument("incident")
@options.reason("Why it may run again; kept in the audit.")
@options.until(f"The last day it is not frozen again [default: in {_DAYS} days].")
@options.inventory
@options.store
def command(**flags: Any) -> int:
    """Undo a containment: let INCIDENT's processes on HOST run again.

    What runs again stays accepted until the given day, so that the next armed sweep does
    not freeze it again. The evidence on the host is kept.
    """
    if not re.fullmatch(r"\d{14}", flags["incident"]):
        raise click.BadParameter("14 digits; see picket incidents", param_hint="INCIDENT")
    inventory = inventories.load(flags["inventory"], os.environ, {}, Path.cwd())
    today = dt.datetime.now(dt.UTC).date()
    until = flags["until"] or today + dt.timedelta(days=_DAYS)
    request = thaw.Request(flags["host"], flags["incident"], flags["reason"], until, today)
    with options.open_store(flags["store"], inventory.settings.audit_head) as store:
        deeds = thaw.thaw(store, inventory, request)
    for deed in deeds:
        words = (f"pid {deed.target.pid}: {deed.outcome}: {deed.detail}", *account.more(deed))
        click.echo("; ".join(words))
    return 1 if thaw.still_frozen(deeds) else 0

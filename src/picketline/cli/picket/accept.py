"""picket accept."""

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any

import click

from picketline.cli import options
from picketline.core import canonical
from picketline.core.baseline import Acceptance
from picketline.core.errors import StoreError
from picketline.core.store import Store
from picketline.core.text import safe_text
from picketline.hosts.accepted import Accepted, accepted
from picketline.hosts.journal import Journal

_SHORTEST = 6


@click.command(context_settings=options.CONTEXT)
@click.argument("fingerprint", required=False)
@options.reason(
    "Why it is all right, or is no longer; needed, and kept in the audit.", required=False
)
@options.until()
@click.option("--withdraw", is_flag=True, help="Take it back: the finding is told again.")
@click.option("--list", "listed", is_flag=True, help="Only show what was accepted.")
@click.option("--json", "as_json", is_flag=True, help="With --list: as JSON.")
@options.inventory
@options.store
def command(**flags: Any) -> None:
    """Take a finding on: it is recorded from now on, and nobody is told.

    FINGERPRINT may be shortened to the digits that a sweep prints after `accept:`.
    """
    today = dt.datetime.now(dt.UTC).date()
    _check(flags)
    with options.audited_store(flags) as store:
        if flags["listed"]:
            _list(accepted(store), today, as_json=flags["as_json"])
        elif flags["withdraw"]:
            _withdraw(store, flags)
        else:
            _accept(store, flags, today)


def _check(flags: dict[str, Any]) -> None:
    """Refuse what does not go together, before the store is opened."""
    if flags["listed"]:
        if any(flags[name] for name in ("fingerprint", "reason", "until", "withdraw")):
            raise click.UsageError("--list shows all, and takes nothing else but --json")
        return
    if flags["as_json"]:
        raise click.UsageError("--json goes with --list")
    if flags["fingerprint"] is None:
        raise click.MissingParameter(param_type="argument", param_hint="'FINGERPRINT'")
    if flags["reason"] is None:
        raise click.MissingParameter(param_type="option", param_hint="'--reason'")
    if flags["until"] and flags["withdraw"]:
        raise click.UsageError("--withdraw holds at once, and takes no --until")


def _accept(store: Store, flags: dict[str, Any], today: dt.date) -> None:
    prefix = _digits(flags["fingerprint"])
    missing = f"no stored report has a finding {prefix}; sweep first (picket run)"
    fingerprint = _one(store.find_fingerprints(prefix), prefix, missing)
    until = flags["until"]
    acceptance = Acceptance(
        fingerprint=fingerprint, reason=flags["reason"], accepted=today, until=until
    )
    Journal(store).accept(acceptance)
    click.echo(f"accepted {fingerprint[:12]} {f'until {until}' if until else 'without an end'}")


def _withdraw(store: Store, flags: dict[str, Any]) -> None:
    prefix = _digits(flags["fingerprint"])
    known = [fingerprint for fingerprint in store.baseline() if fingerprint.startswith(prefix)]
    fingerprint = _one(known, prefix, f"{prefix} is not accepted; see picket accept --list")
    Journal(store).withdraw(fingerprint, flags["reason"])
    click.echo(f"withdrawn {fingerprint[:12]}")


def _digits(text: str) -> str:
    if not re.fullmatch(rf"[0-9a-f]{{{_SHORTEST},64}}", text.lower()):
        raise click.BadParameter(
            f"{text!r} is not {_SHORTEST} to 64 hex digits", param_hint="FINGERPRINT"
        )
    return text.lower()


def _one(found: Sequence[str], prefix: str, missing: str) -> str:
    if not found:
        raise StoreError(missing)
    if len(found) > 1:
        raise StoreError(f"{prefix} is the beginning of {len(found)} findings; give more digits")
    return found[0]


def _list(found: Sequence[Accepted], today: dt.date, *, as_json: bool) -> None:
    if as_json:
        options.emit(canonical.encode(found) + b"\n")
        return
    if not found:
        click.echo("nothing is accepted")
    for each in found:
        where = f"{each.rule}  {each.part}" if each.rule else "in no kept report"
        click.echo(f"{each.fingerprint[:12]}  {where}  {_end(each, today)}")
        click.echo(f"  {safe_text(each.reason)}")
        click.echo(f"  by {safe_text(each.by) or 'unknown'}, {each.accepted}")


def _end(acceptance: Acceptance, today: dt.date) -> str:
    if acceptance.until is None:
        return "without an end"
    return f"{'until' if acceptance.holds(today) else 'ended'} {acceptance.until}"

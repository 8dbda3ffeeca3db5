"""picket history."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import click

from picketline.cli import options
from picketline.core import canonical
from picketline.core.errors import StoreError
from picketline.core.text import safe_text
from picketline.hosts import history
from picketline.hosts.history import Act, HostChange, Moved, Sweep, Timeline

_SIGNS = {"appeared": "+", "gone": "-", "changed": "~"}
_LONGEST = 200


@click.command(context_settings=options.CONTEXT)
@click.argument("host", required=False)
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"]),
    help="Only what happened from then on, UTC.",
)
@click.option("--all", "everything", is_flag=True, help="Also changes that nobody is told of.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, with all changes.")
@options.store
def command(**flags: Any) -> None:
    """What changed between sweeps, of HOST or of all hosts, newest first.

    + appeared, - is not found any more, ~ has another severity or disposition. Between them
    stand containments, thaws, copies of evidence, and drift that was taken on or forgotten.
    """
    since = flags["since"].replace(tzinfo=dt.UTC).timestamp() if flags["since"] else 0.0
    with options.open_store(flags["store"]) as store:
        found = history.timeline(store, flags["host"], since)
    if flags["host"] and flags["host"] not in found.hosts and not found.entries:
        known = ", ".join(found.hosts[:10]) or "none"
        raise StoreError(f"no report of {safe_text(flags['host'])} is kept; there are: {known}")
    if flags["as_json"]:
        options.emit(canonical.encode(found) + b"\n")
        return
    for line in _lines(found, everything=flags["everything"]):
        click.echo(line)


def _lines(found: Timeline, *, everything: bool) -> Iterator[str]:
    for entry in found.entries:
        if isinstance(entry, Act):
            yield f"{_time(entry.at)}  {entry.action}  {_short(entry.host)}  {_done(entry)}"
        else:
            yield from _sweep(entry, everything=everything)
    if not found.sweeps:
        yield "no report is kept yet: picket run"
        return
    changed = sum(isinstance(entry, Sweep) for entry in found.entries)
    yield f"{found.sweeps} sweeps are kept, from {_time(found.oldest)} on; {changed} listed here"


def _sweep(entry: Sweep, *, everything: bool) -> Iterator[str]:
    told = [line for each in entry.hosts for line in _host(each, everything=everything)]
    if told:
        yield f"{_time(entry.at)}  sweep  {entry.digest[:12]}"
        yield from told


def _host(each: HostChange, *, everything: bool) -> Iterator[str]:
    name = _short(each.host)
    quiet = [moved for moved in each.moved if not moved.told]
    if not each.was:
        yield f"  {name}: first seen, {each.state}"
    elif each.state != each.was:
        yield f"  {name}: {each.state}, was {each.was}"
    if each.note and each.state != each.was:
        yield f"    {_short(each.note)}"
    for moved in each.moved:
        if everything or moved.told:
            yield from _moved(name, moved)
    if quiet and not everything and each.was:
        counts = {word: sum(m.change == word for m in quiet) for word in _SIGNS}
        words = ", ".join(f"{count} {word}" for word, count in counts.items() if count)
        yield f"  {name}: recorded only: {words} (--all lists them)"


def _moved(name: str, moved: Moved) -> Iterator[str]:
    state = f"{moved.severity.upper():<8}  {moved.disposition.replace('-', ' '):<13}"
    yield f"  {name}: {_SIGNS[moved.change]} {state}  {_short(moved.subject)}"
    was = f"; was {moved.was[0]}, {moved.was[1].replace('-', ' ')}" if moved.was else ""
    yield f"      {moved.rule} {_short(moved.title)}{was}"
    if moved.reason and moved.change != "gone":
        yield f"      {_short(moved.reason)}"


def _done(act: Act) -> str:
    """What was done, in words, and by whom."""
    about = ("kind", "identity", "pid", "subject", "reason", "incident", "place")
    said = ", ".join(f"{name} {act.detail[name]}" for name in about if act.detail.get(name))
    return _short(f"{act.outcome} ({said}) by {act.actor}" if said else act.outcome)


def _short(text: str) -> str:
    shown = safe_text(text)
    return shown if len(shown) <= _LONGEST else f"{shown[: _LONGEST - 3]}..."


def _time(seconds: float) -> str:
    return dt.datetime.fromtimestamp(seconds, dt.UTC).strftime("%Y-%m-%d %H:%M UTC")

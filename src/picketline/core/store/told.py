"""What was told and when, and since when each part was not swept whole, as rows."""

from collections.abc import Iterable

import msgspec
from sqlalchemy import Connection, select

from picketline.core.store.tables import swept, told


class Mark(msgspec.Struct, frozen=True, order=True):
    """That `key` (a fingerprint, a part) was told of in a `state`."""

    key: str
    state: str


class Swept(msgspec.Struct, frozen=True):
    """When a part was last swept whole, or, if it never was, when it was first heard of.

    `since` is seconds since the epoch; `status` is the word of the latest sweep, or empty.
    """

    part: str
    since: float
    status: str = ""


def fresh(
    connection: Connection, marks: Iterable[Mark], since: float, now: float
) -> frozenset[Mark]:
    """The marks that were not told after `since`; what is older, or of the future, is forgotten."""
    column = told.c
    connection.execute(told.delete().where((column.at <= since) | (column.at > now)))
    known = {Mark(row.key, row.state) for row in connection.execute(select(told))}
    return frozenset(marks) - known


def mark(connection: Connection, marks: Iterable[Mark], now: float) -> None:
    """Note that `marks`, none of which is noted, were told now."""
    rows = [{"key": each.key, "state": each.state, "at": now} for each in sorted(marks)]
    if rows:
        connection.execute(told.insert(), rows)


def unmark(connection: Connection, keys: Iterable[str], state: str) -> None:
    """Forget that `keys` were told of in `state`, so that the next time is news."""
    gone = told.c.key.in_(list(keys)) & (told.c.state == state)
    connection.execute(told.delete().where(gone))


def look(connection: Connection) -> dict[str, Swept]:
    """Every part that is known, by its name."""
    rows = connection.execute(select(swept))
    return {row.part: Swept(row.part, row.since, row.status) for row in rows}


def note(connection: Connection, parts: Iterable[Swept]) -> None:
    """Store `parts`, each of another name, in place of what was known of them."""
    rows = [{"part": each.part, "since": each.since, "status": each.status} for each in parts]
    if rows:
        names = [row["part"] for row in rows]
        connection.execute(swept.delete().where(swept.c.part.in_(names)))
        connection.execute(swept.insert(), rows)

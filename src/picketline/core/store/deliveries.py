"""Deliveries as rows: what is to be told to which sink, and what came of it."""

from typing import Literal

import msgspec
from sqlalchemy import Connection, RowMapping, select

from picketline.core.store import codec
from picketline.core.store.tables import deliveries

State = Literal["queued", "delivered", "dropped"]

KEPT = 1000
"""How many settled deliveries are remembered."""
MOST_QUEUED = 50
"""How many messages wait for one sink; beyond it the oldest are dropped."""
LONGEST_QUEUED = 7 * 86400.0
"""Seconds until what nobody took is dropped."""


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """One message for one sink. `made` and `at`, its last change, are seconds since the epoch.

    `message` is the message's id. `tries` counts runs that tried in vain, and the one that
    did not. `detail` says why it was not taken.
    """

    id: int
    message: str
    sink: str
    headline: str
    state: State
    tries: int
    made: float
    at: float
    detail: str


class Letter(msgspec.Struct, frozen=True):
    """A delivery that is claimed, and the message's bytes."""

    delivery: Delivery
    body: bytes


class Envelope(msgspec.Struct, frozen=True):
    """What is to be delivered to `sink`."""

    sink: str
    message: str
    headline: str
    body: bytes


ALL = 1 << 30
_HOUR = 3600.0
_COLUMNS = [deliveries.c[name] for name in Delivery.__struct_fields__]


def put(connection: Connection, envelope: Envelope, now: float, due: float) -> int:
    """Queue one delivery for whoever comes from `due` on; return its number."""
    values = msgspec.structs.asdict(envelope)
    values |= {"state": "queued", "tries": 0, "made": now, "at": now, "due": due, "detail": ""}
    (key,) = connection.execute(deliveries.insert().returning(deliveries.c.id), values).one()
    return int(key)


def claimed(connection: Connection, envelope: Envelope, now: float, where: str) -> Delivery:
    """Queue one delivery that its caller makes, so that nobody else does for a while."""
    key = put(connection, envelope, now, now + _HOUR / 2)
    row = connection.execute(select(*_COLUMNS).where(deliveries.c.id == key)).mappings().one()
    return _delivery(row, where)


def claim(
    connection: Connection, sink: str, now: float, lease: float, where: str
) -> tuple[Letter, ...]:
    """What is due for `sink`, oldest first; nobody else gets it for `lease` seconds.

    `lease` is far less than an hour: a longer claim is from before the clock was set back.
    """
    column = deliveries.c
    free = (column.due <= now) | (column.due > now + _HOUR)
    waiting = (column.sink == sink) & (column.state == "queued") & free
    query = select(*_COLUMNS, column.body).where(waiting).order_by(column.id)
    rows = connection.execute(query).mappings().all()
    due = deliveries.update().where(column.id.in_([row["id"] for row in rows]))
    connection.execute(due.values(due=now + lease))
    return tuple(Letter(_delivery(row, where), bytes(row["body"])) for row in rows)


def settle(connection: Connection, delivery: Delivery) -> None:
    """Store what came of a delivery: its state, tries, time and detail. Queued is due again."""
    values = {name: getattr(delivery, name) for name in ("state", "tries", "at", "detail")}
    values["due"] = delivery.at
    if delivery.state != "queued":
        values["body"] = None
    column = deliveries.c
    connection.execute(deliveries.update().where(column.id == delivery.id).values(values))


def find(
    connection: Connection, where: str, most: int, state: State | None = None
) -> tuple[Delivery, ...]:
    """The `most` newest deliveries, in that state if one is given, newest first."""
    query = select(*_COLUMNS).order_by(deliveries.c.id.desc()).limit(most)
    if state is not None:
        query = query.where(deliveries.c.state == state)
    return tuple(_delivery(row, where) for row in connection.execute(query).mappings())


def expire(connection: Connection, where: str, now: float) -> tuple[Delivery, ...]:
    """Drop what waited too long or is too much for its sink, and return it; forget the oldest."""
    queued = find(connection, where, most=ALL, state="queued")
    seen: dict[str, int] = {}
    dropped = []
    for each in queued:
        seen[each.sink] = seen.get(each.sink, 0) + 1
        late = now - each.made > LONGEST_QUEUED
        if late or seen[each.sink] > MOST_QUEUED:
            why = "waited for a week" if late else f"more than {MOST_QUEUED} were waiting"
            detail = f"{why}; {each.detail}".rstrip("; ")
            dropped.append(msgspec.structs.replace(each, state="dropped", at=now, detail=detail))
    for each in dropped:
        settle(connection, each)
    newest = select(deliveries.c.id).order_by(deliveries.c.id.desc()).limit(KEPT)
    old = deliveries.c.id.not_in(newest) & (deliveries.c.state != "queued")
    connection.execute(deliveries.delete().where(old))
    return tuple(dropped)


def _delivery(row: RowMapping, where: str) -> Delivery:
    fields = {name: row[name] for name in Delivery.__struct_fields__}
    return codec.convert(fields, Delivery, f"{where}: delivery {row['id']}")

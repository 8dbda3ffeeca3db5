"""Incidents: what was contained, where, and what became of it."""

from typing import Literal

import msgspec
from sqlalchemy import ColumnElement, Connection, RowMapping, and_, select

from picketline.core.store import codec
from picketline.core.store.tables import incidents

State = Literal["contained", "thawed", "gone"]
Record = dict[str, int | str]


class Incident(msgspec.Struct, frozen=True):
    """One finding acted on within an act `id` on a part.

    `opened` is seconds since the epoch. `record` is what the actor needs to undo it.
    """

    id: str
    part: str
    fingerprint: str
    rule: str
    opened: float
    state: State
    record: Record


def put(connection: Connection, incident: Incident) -> None:
    """Store `incident` in place of an earlier one of its part, id and fingerprint."""
    codec.encode(incident, Incident, f"incident {incident.id}")
    same = and_(_of(incident.part, incident.id), incidents.c.fingerprint == incident.fingerprint)
    connection.execute(incidents.delete().where(same))
    values = {name: getattr(incident, name) for name in Incident.__struct_fields__}
    values["record"] = codec.encode(incident.record, Record, "record").decode()
    connection.execute(incidents.insert(), values)


def find(
    connection: Connection, where: str, *, part: str | None = None, key: str | None = None
) -> tuple[Incident, ...]:
    """The incidents of `part` and of id `key`, or of all, newest first."""
    column = incidents.c
    query = select(incidents).order_by(
        column.opened.desc(), column.part, column.id, column.fingerprint
    )
    if part is not None:
        query = query.where(column.part == part)
    if key is not None:
        query = query.where(column.id == key)
    return tuple(_incident(row, where) for row in connection.execute(query).mappings())


def _incident(row: RowMapping, where: str) -> Incident:
    name = f"{where}: incident {row['id']} of {row['part']}"
    record = codec.decode(row["record"], Record, name)
    return codec.convert({**row, "record": record}, Incident, name)


def close(connection: Connection, incident: Incident, state: State) -> bool:
    """Set the state of one finding's incident; False if it is not there."""
    same = and_(_of(incident.part, incident.id), incidents.c.fingerprint == incident.fingerprint)
    return connection.execute(incidents.update().where(same).values(state=state)).rowcount > 0


def _of(part: str, key: str) -> ColumnElement[bool]:
    return and_(incidents.c.part == part, incidents.c.id == key)

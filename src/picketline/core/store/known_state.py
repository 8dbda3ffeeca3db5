"""Known state: what is normal for each part, what of it drifted, and changes announced."""

import datetime as dt
from collections.abc import Sequence

import msgspec
from sqlalchemy import ColumnElement, Connection, and_, bindparam, select

from picketline.core.store import codec
from picketline.core.store.tables import expected, known, learning


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that stays on a part.

    `drifted` says that a person has not taken it on yet; `earlier` is then the value that
    it had before, None if it was not there. `since` is in seconds since the epoch. `until`
    is the last day on which a person's word holds.
    """

    part: str
    kind: str
    identity: str
    value: str
    drifted: bool = False
    earlier: str | None = None
    since: float
    reason: str | None = None
    until: dt.date | None = None

    def stands(self, today: dt.date) -> bool:
        """Whether it is normal on `today`."""
        return not self.drifted and (self.until is None or today <= self.until)


class Learning(msgspec.Struct, frozen=True):
    """How often a kind of one part was looked at, and by whom (`viewer`)."""

    part: str
    kind: str
    sweeps: int
    viewer: str


class Expected(msgspec.Struct, frozen=True):
    """A change announced beforehand: globs of part, kind and identity, up to a last day."""

    part: str
    kind: str
    identity: str
    reason: str
    until: dt.date


def put(connection: Connection, item: Known) -> None:
    """Store `item` in place of an earlier one of its part, kind and identity."""
    codec.encode(item, Known, "the known state")
    drop(connection, item)
    values = {name: getattr(item, name) for name in Known.__struct_fields__}
    values["until"] = None if item.until is None else item.until.isoformat()
    connection.execute(known.insert(), values)


def drop(connection: Connection, item: Known) -> None:
    """Forget one thing."""
    same = and_(_of(item.part, item.kind), known.c.identity == item.identity)
    connection.execute(known.delete().where(same))


def find(connection: Connection, where: str, part: str | None = None) -> tuple[Known, ...]:
    """What is known of `part` or of all, in order; `where` names the database in errors."""
    columns = known.c
    query = select(known).order_by(columns.part, columns.kind, columns.identity)
    if part is not None:
        query = query.where(columns.part == part)
    rows = connection.execute(query).mappings()
    return tuple(
        codec.convert({**row, "drifted": bool(row["drifted"])}, Known, f"{where}: known state")
        for row in rows
    )


def forget(connection: Connection, part: str, kind: str | None) -> int:
    """Forget what is known of a part, or one kind of it; how many things that were."""
    connection.execute(learning.delete().where(_learnt(part, kind)))
    of_part = known.c.part == part
    return connection.execute(
        known.delete().where(of_part if kind is None else _of(part, kind))
    ).rowcount


def learn(connection: Connection, rows: Sequence[Learning]) -> None:
    """Store how often each kind was looked at."""
    if not rows:
        return
    columns = learning.c
    same = and_(columns.part == bindparam("of"), columns.kind == bindparam("which"))
    connection.execute(
        learning.delete().where(same), [{"of": row.part, "which": row.kind} for row in rows]
    )
    connection.execute(learning.insert(), [msgspec.structs.asdict(row) for row in rows])


def learnt(connection: Connection, where: str, part: str) -> tuple[Learning, ...]:
    """How often each kind of `part` was looked at."""
    query = select(learning).where(learning.c.part == part).order_by(learning.c.kind)
    rows = connection.execute(query).mappings()
    return tuple(codec.convert(row, Learning, f"{where}: learning") for row in rows)


def expect(connection: Connection, change: Expected) -> None:
    """Announce a change, in place of an earlier one of the same globs."""
    codec.encode(change, Expected, "the announcement")
    columns = expected.c
    same = and_(
        columns.part == change.part,
        columns.kind == change.kind,
        columns.identity == change.identity,
    )
    connection.execute(expected.delete().where(same))
    values = msgspec.structs.asdict(change) | {"until": change.until.isoformat()}
    connection.execute(expected.insert(), values)


def announced(connection: Connection, where: str) -> tuple[Expected, ...]:
    """Every announcement, past ones too."""
    columns = expected.c
    query = select(expected).order_by(columns.part, columns.kind, columns.identity)
    rows = connection.execute(query).mappings()
    return tuple(codec.convert(row, Expected, f"{where}: announcement") for row in rows)


def _of(part: str, kind: str) -> ColumnElement[bool]:
    return and_(known.c.part == part, known.c.kind == kind)


def _learnt(part: str, kind: str | None) -> ColumnElement[bool]:
    of_part = learning.c.part == part
    return of_part if kind is None else and_(of_part, learning.c.kind == kind)

"""The audit chain in the database: appended to by one writer at a time, never changed."""

from collections.abc import Iterator

import sqlalchemy
from sqlalchemy import func, select

from picketline.core.errors import StoreError
from picketline.core.store import chain, codec, tables
from picketline.core.store.audit_sink import HeadSink
from picketline.core.store.chain import GENESIS, Detail, Head, Row
from picketline.core.store.transactions import Transactions

_ROWS = select(tables.audit).order_by(tables.audit.c.seq)
_HEAD = select(tables.audit.c.seq, tables.audit.c.hash).order_by(tables.audit.c.seq.desc()).limit(1)


class Audit:
    """The chain of an open store, and the second place that its head is written to."""

    def __init__(self, database: Transactions, sink: HeadSink) -> None:
        self._database = database
        self._sink = sink

    def append(  # noqa: PLR0913, PLR0917  # a row's fields, all of them required
        self, action: str, subject: str, outcome: str, detail: Detail, actor: str, at: float
    ) -> Head:
        """Add one row at time `at`, in seconds since the epoch, and return the new head.

        Raises StoreError if the row cannot be stored, or if it was stored and its head
        could not be written to the second place; the message says which.
        """
        with self._database.writing() as connection:
            head = _head(connection)
            row = Row(
                seq=head.seq + 1,
                # SQLite keeps -0.0 as 0.0, and a whole number as a float.
                at=float(at) + 0.0,
                actor=actor,
                action=action,
                subject=subject,
                outcome=outcome,
                detail=detail,
                prev=head.hash,
            )
            codec.encode(row, Row, f"audit row {row.seq}")
            row = chain.sealed(row)
            connection.execute(tables.audit.insert(), _columns(row))
        self._sink.write(row.head, row.at)
        return row.head

    def head(self) -> Head:
        """The newest row's number and hash; GENESIS if there is none."""
        with self._database.reading() as connection:
            return _head(connection)

    def rows(self) -> tuple[Row, ...]:
        """Every row, oldest first. Raises AuditError naming the first unreadable one."""
        with self._database.reading() as connection:
            return tuple(_rows(connection))

    def verify(self, *known: Head) -> Head:
        """Check the whole chain, and that it passed every head that is known.

        The newest alone does not show a chain that was cut and has grown past the cut
        since. A row that was added after it, with a hash that fits, is no breakage: only
        a newer head can tell it from an honest one. Returns the chain's head; raises
        AuditError naming the first broken seq.
        """
        with self._database.reading() as connection:
            newest = connection.scalar(select(func.max(tables.audit.c.seq)))
            return chain.walk(_rows(connection), newest or 0, known)


def _head(connection: sqlalchemy.Connection) -> Head:
    row = connection.execute(_HEAD).mappings().first()
    return GENESIS if row is None else codec.convert(row, Head, "newest audit row")


def _columns(row: Row) -> dict[str, str | float]:
    columns = {name: getattr(row, name) for name in Row.__struct_fields__}
    return columns | {"detail": _text(row)}


def _text(row: Row) -> str:
    return codec.encode(row.detail, Detail, "detail").decode()


def _rows(connection: sqlalchemy.Connection) -> Iterator[Row]:
    """Every row in order; one that is not as `append` writes it is a breakage of its own."""
    result = connection.execute(_ROWS)
    seq = GENESIS.seq
    while True:
        try:
            found = result.mappings().fetchone()
        except sqlalchemy.exc.DBAPIError as problem:
            raise chain.broken(seq + 1, f"edited: {problem.orig}") from None
        if found is None:
            return
        seq = found["seq"]
        yield _row(found)


def _row(found: sqlalchemy.RowMapping) -> Row:
    seq = found["seq"]
    try:
        detail = codec.decode(found["detail"], Detail, "detail")
        row = codec.convert({**found, "detail": detail}, Row, "row")
    except StoreError as problem:
        raise chain.broken(seq, f"edited: {problem}") from None
    if _text(row) != found["detail"]:
        raise chain.broken(seq, "edited: its detail is not written as it was")
    return row

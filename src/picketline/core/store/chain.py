"""The audit chain as plain values: how rows are sealed and what breaks them. Pure."""

from collections.abc import Iterable

import msgspec

from picketline.core import canonical
from picketline.core.errors import AuditError

Detail = dict[str, str | int | float | bool]


class Head(msgspec.Struct, frozen=True):
    """The newest row of a chain: its number, from 1, and its hash, 64 hex digits."""

    seq: int
    hash: str


GENESIS = Head(0, "0" * 64)
"""The head of a chain without rows."""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One thing done, and the hash of the row before it. `at` is seconds since the epoch."""

    seq: int
    at: float
    actor: str
    action: str
    subject: str
    outcome: str
    detail: Detail
    prev: str
    hash: str = ""

    @property
    def head(self) -> Head:
        """The head of a chain that ends with this row."""
        return Head(self.seq, self.hash)


def sealed(row: Row) -> Row:
    """Return `row` with its hash, which covers every other field."""
    return msgspec.structs.replace(row, hash=_hash(row, row.seq))


def _hash(row: Row, seq: int) -> str:
    return canonical.digest(
        [row.prev, seq, row.at, row.actor, row.action, row.subject, row.outcome, row.detail]
    )


def walk(rows: Iterable[Row], newest: int, known: Iterable[Head] = ()) -> Head:
    """Check `rows`, in order of seq, and that the chain passed every head in `known`.

    `newest` is the highest seq there is, for telling a moved row from an edited one.
    Raises AuditError naming the first broken seq; returns the chain's head.
    """
    hashes = {GENESIS.seq: GENESIS.hash}
    last = GENESIS
    for row in rows:
        _follows(row, last, newest)
        last = row.head
        hashes[row.seq] = row.hash
    for head in sorted(known, key=lambda known: known.seq):
        if head.seq > last.seq:
            raise broken(
                last.seq + 1, f"truncated: the chain ends at {last.seq}, and once had {head.seq}"
            )
        if hashes.get(head.seq) != head.hash:
            raise broken(head.seq, "edited: the chain was rewritten, its known head is another")
    return last


def _follows(row: Row, last: Head, newest: int) -> None:
    due = last.seq + 1
    if row.seq < due:
        raise broken(row.seq, "inserted: rows count from 1")
    if row.seq > due:
        raise broken(due, f"dropped: the next row there is {row.seq}")
    if row.hash != _hash(row, row.seq):
        raise broken(row.seq, _moved_or_edited(row, newest))
    if row.prev != last.hash:
        raise broken(
            row.seq, f"does not follow row {last.seq}: one was edited, dropped or inserted"
        )


def _moved_or_edited(row: Row, newest: int) -> str:
    for seq in range(1, newest + 2):
        if row.hash == _hash(row, seq):
            return f"reordered: it was written as row {seq}"
    return "edited: its hash does not match its content"


def broken(seq: int, why: str) -> AuditError:
    """The error for the first row that does not hold."""
    return AuditError(f"audit row {seq} {why}; keep the database and its backups as evidence")

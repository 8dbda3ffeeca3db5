"""An audit chain whose head is known breaks at whatever is done to it."""

import json
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import assume, given, reject, settings
from hypothesis import strategies as st

from picketline.core import canonical
from picketline.core.errors import AuditError
from picketline.core.store import GENESIS, Head, HeadFile, Row, Store
from picketline.core.store.chain import Detail, sealed

_COLUMNS = Row.__struct_fields__
_Entry = tuple[str, str, str, Detail, str]
_EVERYTHING = "SELECT * FROM audit ORDER BY seq"
_TEXT = st.text(max_size=6)
_DETAIL = st.dictionaries(
    _TEXT,
    _TEXT | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.booleans(),
    max_size=3,
)
_ENTRY = st.tuples(_TEXT, _TEXT, _TEXT, _DETAIL, _TEXT)
_ENTRIES = st.lists(_ENTRY, min_size=2, max_size=5)
_few = settings(max_examples=40, deadline=None, derandomize=True, database=None)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an empty store; not to be written to."""
    folder = tmp_path_factory.mktemp("made") / "store"
    Store.open(folder).close()
    return folder


@contextmanager
def _chain(made: Path, entries: list[_Entry]) -> Iterator[tuple[Path, Head]]:
    """A store with a row an entry, no two of one time, closed again; and its head."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(shutil.copytree(made, Path(scratch, "store")))
        with Store.open(folder, head_sink=HeadFile(Path(scratch, "head"))) as store:
            for at, entry in enumerate(entries):
                store.audit.append(*entry, at)
        head = HeadFile(Path(scratch, "head")).read()
        assert head is not None
        yield folder, head


def _sql(folder: Path, change: Callable[[sqlite3.Connection], None]) -> None:
    with closing(sqlite3.connect(folder / "picketline.db")) as connection:
        change(connection)
        connection.commit()


def _breaks(folder: Path, head: Head) -> None:
    with Store.open(folder) as store, pytest.raises(AuditError, match=r"^audit row -?\d+ "):
        store.audit.verify(head)


def _rewrite(folder: Path, change: Callable[[list[Row]], list[Row]]) -> None:
    """Put `change` of all rows in their place, by SQL alone."""

    def run(connection: sqlite3.Connection) -> None:
        found = connection.execute(_EVERYTHING).fetchall()
        rows = [Row(**dict(zip(_COLUMNS, values, strict=True))) for values in found]
        connection.execute("DELETE FROM audit")
        values = [[getattr(row, name) for name in _COLUMNS] for row in change(rows)]
        connection.executemany("INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", values)

    _sql(folder, run)


_Repair = Callable[[list[Row]], list[Row]]


def _renumbered(rows: list[Row]) -> list[Row]:
    """Counted anew, so that there is no hole."""
    return [msgspec.structs.replace(row, seq=seq) for seq, row in enumerate(rows, 1)]


def _rehashed(row: Row) -> Row:
    whole = sealed(msgspec.structs.replace(row, detail=json.loads(str(row.detail))))
    return msgspec.structs.replace(row, hash=whole.hash)


def _sound_alone(rows: list[Row]) -> list[Row]:
    """Counted and each hashed anew, so that every row is sound if looked at alone."""
    return [_rehashed(row) for row in _renumbered(rows)]


def _resealed(rows: list[Row]) -> list[Row]:
    """As one who knows the scheme would forge them: a sound chain."""
    prev, forged = GENESIS.hash, []
    for row in _renumbered(rows):
        forged.append(_rehashed(msgspec.structs.replace(row, prev=prev)))
        prev = forged[-1].hash
    return forged


_REPAIRS = st.sampled_from([_renumbered, _sound_alone, _resealed])


@_few
@given(entries=_ENTRIES, data=st.data())
def test_an_untouched_chain_verifies(
    made: Path, entries: list[_Entry], data: st.DataObject
) -> None:
    """Against its head, every head it passed, and no head at all; rows come back as given."""
    with _chain(made, entries) as (folder, head):
        with Store.open(folder) as store:
            rows = store.audit.rows()
            passed = data.draw(st.sampled_from([GENESIS, *(row.head for row in rows)]))
            assert store.audit.verify(passed) == store.audit.verify() == head
        found = [(r.action, r.subject, r.outcome, r.detail, r.actor) for r in rows]
        assert found == entries


def _values(column: str) -> st.SearchStrategy[Any]:
    anything = _TEXT | st.binary(max_size=6)
    if column == "seq":
        return st.integers(-3, 9)
    if column == "at":
        return anything | st.floats(allow_nan=False)
    if column == "detail":
        written = _DETAIL.map(lambda detail: canonical.encode(detail).decode())
        return written | _DETAIL.map(json.dumps) | anything
    if column in {"prev", "hash"}:
        return anything | st.text("0123456789abcdef", min_size=64, max_size=64)
    return anything


@pytest.mark.parametrize("column", _COLUMNS)
@settings(_few, max_examples=25)
@given(entries=_ENTRIES, data=st.data())
def test_an_edited_field_breaks(
    made: Path, entries: list[_Entry], column: str, data: st.DataObject
) -> None:
    """Whatever field of whatever row gets another value, type or spelling."""
    with _chain(made, entries) as (folder, head):
        seq = data.draw(st.integers(1, len(entries)))
        value = data.draw(_values(column))

        def edit(connection: sqlite3.Connection) -> None:
            before = connection.execute(_EVERYTHING).fetchall()
            update = f"UPDATE audit SET {column} = ? WHERE seq = ?"  # noqa: S608  # a column of ours
            try:
                connection.execute(update, (value, seq))
            except sqlite3.IntegrityError:
                reject()
            assume(connection.execute(_EVERYTHING).fetchall() != before)

        _sql(folder, edit)
        _breaks(folder, head)


@_few
@given(entries=_ENTRIES, data=st.data())
def test_an_edit_with_new_hashes_breaks(
    made: Path, entries: list[_Entry], data: st.DataObject
) -> None:
    """Whoever edits a row and hashes all rows anew does not meet the known head."""
    with _chain(made, entries) as (folder, head):
        index = data.draw(st.integers(0, len(entries) - 1))
        column = data.draw(st.sampled_from(["actor", "action", "subject", "outcome"]))

        def change(rows: list[Row]) -> list[Row]:
            value = getattr(rows[index], column) + "x"
            rows[index] = msgspec.structs.replace(rows[index], **{column: value})
            return _resealed(rows)

        _rewrite(folder, change)
        _breaks(folder, head)


@_few
@given(entries=_ENTRIES, repair=st.just(list) | _REPAIRS, data=st.data())
def test_a_dropped_row_breaks(
    made: Path, entries: list[_Entry], repair: _Repair, data: st.DataObject
) -> None:
    """First, middle or last; also when the rows after it close the hole."""
    with _chain(made, entries) as (folder, head):
        index = data.draw(st.integers(0, len(entries) - 1))
        _rewrite(folder, lambda rows: repair(rows[:index] + rows[index + 1 :]))
        _breaks(folder, head)


@_few
@given(entries=_ENTRIES, repair=_REPAIRS, data=st.data())
def test_two_swapped_rows_break(
    made: Path, entries: list[_Entry], repair: _Repair, data: st.DataObject
) -> None:
    """Whichever two, also when their hashes are made to fit."""
    with _chain(made, entries) as (folder, head):
        one, other = data.draw(
            st.lists(st.integers(0, len(entries) - 1), min_size=2, max_size=2, unique=True)
        )

        def change(rows: list[Row]) -> list[Row]:
            rows[one], rows[other] = rows[other], rows[one]
            return repair(rows)

        _rewrite(folder, change)
        _breaks(folder, head)


@_few
@given(entries=_ENTRIES, repair=_REPAIRS, data=st.data())
def test_an_inserted_row_breaks(
    made: Path, entries: list[_Entry], repair: _Repair, data: st.DataObject
) -> None:
    """Anywhere before the known head, also with hashes that fit; after it without them."""
    with _chain(made, entries) as (folder, head):
        last = len(entries) - (repair is _resealed)
        index = data.draw(st.integers(0, last))

        def change(rows: list[Row]) -> list[Row]:
            forged = msgspec.structs.replace(rows[index - 1], at=0.5 + index)
            return repair([*rows[:index], forged, *rows[index:]])

        _rewrite(folder, change)
        _breaks(folder, head)

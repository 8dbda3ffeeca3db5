import sqlite3
from pathlib import Path

import msgspec
import pytest

from picketline.core.errors import StoreError
from picketline.core.store import Incident, Store
from picketline.core.store.database import FILE

_FIRST = Incident(
    id="i1",
    part="web-1",
    fingerprint="a" * 64,
    rule="HOST-EXE-001",
    opened=1000.5,
    state="contained",
    record={"pid": 42, "start": 2**63, "cgroup": "/picketline/i1"},
)
_SECOND = msgspec.structs.replace(_FIRST, id="i2", opened=2000.0)
_ELSEWHERE = msgspec.structs.replace(_FIRST, part="web-2", opened=1500.0)


def test_incidents_newest_first(store: Store) -> None:
    """All of them or those of one part, equal to what was stored."""
    for incident in (_FIRST, _SECOND, _ELSEWHERE):
        store.add_incident(incident)
    assert store.incidents() == (_SECOND, _ELSEWHERE, _FIRST)
    assert store.incidents("web-1") == (_SECOND, _FIRST)
    assert store.incidents("web-3") == ()


def test_one_incident(store: Store) -> None:
    """Found by its part and id together."""
    for incident in (_FIRST, _SECOND, _ELSEWHERE):
        store.add_incident(incident)
    assert store.incident("web-1", "i1") == _FIRST
    assert store.incident("web-2", "i1") == _ELSEWHERE
    assert store.incident("web-2", "i2") is None


def test_adding_again_replaces(store: Store) -> None:
    """The same part, id and fingerprint is the same incident."""
    store.add_incident(_FIRST)
    again = msgspec.structs.replace(_FIRST, record={"pid": 43})
    store.add_incident(again)
    assert store.incidents() == (again,)


def test_close_incident(store: Store) -> None:
    """That finding's incident changes state, and no other."""
    other = msgspec.structs.replace(_FIRST, fingerprint="b" * 64)
    for incident in (_FIRST, other, _SECOND, _ELSEWHERE):
        store.add_incident(incident)
    assert store.close_incident(_FIRST, "thawed")
    states = [
        (found.part, found.id, found.fingerprint[:1], found.state) for found in store.incidents()
    ]
    assert states == [
        ("web-1", "i2", _SECOND.fingerprint[:1], "contained"),
        ("web-2", "i1", _ELSEWHERE.fingerprint[:1], "contained"),
        ("web-1", "i1", _FIRST.fingerprint[:1], "thawed"),
        ("web-1", "i1", "b", "contained"),
    ]
    assert not store.close_incident(msgspec.structs.replace(_FIRST, part="web-3"), "gone")


def test_a_record_that_would_not_read_back(store: Store) -> None:
    """A value of another type is refused before anything is written."""
    with pytest.raises(StoreError, match="incident i1 cannot be stored"):
        store.add_incident(msgspec.structs.replace(_FIRST, record={"pid": 1.5}))
    assert store.incidents() == ()


@pytest.mark.parametrize(
    "change", ["state = 'lost'", "record = '{'", "record = '[]'", "opened = 'x'", "rule = x'00'"]
)
def test_a_damaged_incident(store: Store, folder: Path, change: str) -> None:
    """A value that is none is a StoreError naming the file and the incident."""
    store.add_incident(_FIRST)
    connection = sqlite3.connect(folder / FILE)
    connection.execute(f"UPDATE incidents SET {change}")  # noqa: S608  # from above
    connection.commit()
    connection.close()
    with pytest.raises(StoreError, match=rf"{FILE}: incident i1 of web-1: damaged"):
        store.incidents()

import hashlib
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from picketline.core.errors import AuditError, StoreError
from picketline.core.store import GENESIS, HEAD_FILE, Head, HeadFile, Store
from picketline.core.store.database import FILE


def _fill(store: Store, count: int = 4) -> tuple[Head, ...]:
    return tuple(
        store.audit.append("freeze", f"pid {number}", "done", {"number": number}, "root", number)
        for number in range(1, count + 1)
    )


def _sql(folder: Path, statement: str) -> None:
    connection = sqlite3.connect(folder / FILE)
    connection.executescript(statement)
    connection.close()


def test_an_empty_chain(store: Store) -> None:
    """Its head is the genesis, and it holds."""
    assert store.audit.head() == store.audit.verify() == store.audit.verify(GENESIS) == GENESIS
    assert store.audit.rows() == ()


def test_rows_come_back(store: Store) -> None:
    """Numbered from 1, each with the hash of the one before, with types kept."""
    detail: dict[str, str | int | float | bool] = {"b": True, "i": 1, "f": 1.0, "s": "ü\x00"}
    first = store.audit.append("freeze", "pid 1", "done", detail, "root", 10)
    second = store.audit.append("thaw", "pid 1", "failed", {}, "root", 11.25)
    one, two = store.audit.rows()
    assert (one.seq, one.prev, one.hash) == (1, "0" * 64, first.hash)
    assert (two.seq, two.prev, two.hash) == (2, first.hash, second.hash)
    assert [type(value) for value in one.detail.values()] == [bool, float, int, str]
    assert (two.at, two.action, two.subject, two.outcome) == (11.25, "thaw", "pid 1", "failed")
    assert store.audit.head() == second == store.audit.verify(second)


def test_the_hash_is_an_interface(store: Store) -> None:
    """The sha256 of a JSON array that any program can write; the same in every release."""
    head = _fill(store, 1)[-1]
    row = ["0" * 64, 1, 1.0, "root", "freeze", "pid 1", "done", {"number": 1}]
    written = json.dumps(row, separators=(",", ":")).encode()
    assert head == Head(1, hashlib.sha256(written).hexdigest())


def test_a_passed_head_still_holds(store: Store) -> None:
    """Every head that the chain ever had is found at its seq."""
    heads = _fill(store)
    for head in heads:
        assert store.audit.verify(head) == heads[-1]
    assert store.audit.verify(*heads) == heads[-1]


@pytest.mark.parametrize(
    ("tamper", "message"),
    [
        ("UPDATE audit SET outcome = 'failed' WHERE seq = 2", "audit row 2 edited: its hash"),
        ("UPDATE audit SET at = at + 1 WHERE seq = 4", "audit row 4 edited: its hash"),
        ("UPDATE audit SET actor = x'ff' WHERE seq = 3", "audit row 3 edited: .*actor"),
        ("UPDATE audit SET actor = CAST(x'ff' AS TEXT) WHERE seq = 1", "audit row 1 edited: .*UTF"),
        ("UPDATE audit SET actor = CAST(x'ff' AS TEXT) WHERE seq = 3", "audit row 3 edited: .*UTF"),
        (
            "UPDATE audit SET detail = '{\"number\": 2}' WHERE seq = 2",
            "audit row 2 edited: its det",
        ),
        ("UPDATE audit SET detail = '[]' WHERE seq = 2", "audit row 2 edited: .*damaged"),
        ("UPDATE audit SET detail = x'7b7d' WHERE seq = 2", "audit row 2 edited"),
        ("DELETE FROM audit WHERE seq = 1", "audit row 1 dropped: the next row there is 2"),
        ("DELETE FROM audit WHERE seq IN (2, 3)", "audit row 2 dropped: the next row there is 4"),
        ("DELETE FROM audit WHERE seq > 2", "audit row 3 truncated: .* ends at 2, and once had 4"),
        ("DELETE FROM audit", "audit row 1 truncated: the chain ends at 0"),
        ("UPDATE audit SET seq = 0 WHERE seq = 1", "audit row 0 inserted"),
        (
            """UPDATE audit SET seq = 9 WHERE seq = 2; UPDATE audit SET seq = 2 WHERE seq = 3;
            UPDATE audit SET seq = 3 WHERE seq = 9""",
            "audit row 2 reordered: it was written as row 3",
        ),
        (
            "DELETE FROM audit WHERE seq = 2; UPDATE audit SET seq = seq - 1 WHERE seq > 2",
            "audit row 2 reordered: it was written as row 3",
        ),
    ],
)
def test_what_is_wrong_is_said(store: Store, folder: Path, tamper: str, message: str) -> None:
    """The error names the first broken seq, what was done to it, and what to do."""
    head = _fill(store)[-1]
    _sql(folder, tamper)
    with pytest.raises(AuditError, match=f"{message}.*; keep the database"):
        store.audit.verify(head)


def test_a_rewritten_chain(folder: Path, tmp_path: Path) -> None:
    """A whole chain that is sound but another's fails against the known head."""
    with Store.open(folder) as store:
        head = _fill(store, 2)[-1]
    with Store.open(tmp_path / "other") as other:
        other.audit.append("x", "y", "z", {}, "root", 1.0)
        other.audit.append("x", "y", "z", {}, "root", 2.0)
        with pytest.raises(AuditError, match="audit row 2 edited: the chain was rewritten"):
            other.audit.verify(head)


def test_a_chain_that_grew_past_a_cut(store: Store, folder: Path) -> None:
    """The newest head alone does not show the cut; all that were kept do."""
    _fill(store)
    _sql(folder, "DELETE FROM audit WHERE seq > 2")
    newest = _fill(store, 3)[-1]
    kept = HeadFile(folder / HEAD_FILE).heads()
    assert store.audit.verify(newest).seq == 5
    with pytest.raises(AuditError, match="audit row 3 edited: the chain was rewritten"):
        store.audit.verify(*kept)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "\udc80"])
def test_a_row_that_would_not_read_back(store: Store, value: float | str) -> None:
    """It is refused, and the chain and its head stay as they were."""
    head = _fill(store)[-1]
    with pytest.raises(StoreError, match="audit row 5 cannot be stored"):
        store.audit.append("x", "y", "z", {"value": value}, "root", 1.0)
    assert store.audit.verify(head) == head


def test_minus_zero(store: Store) -> None:
    """A time of -0.0, which SQLite cannot keep, is stored as 0.0."""
    head = store.audit.append("x", "y", "z", {"value": -0.0}, "root", -0.0)
    assert store.audit.verify(head) == head


_WRITE = """
import sys
from pathlib import Path
from picketline.core.store import Store
with Store.open(Path(sys.argv[1])) as store:
    print("ready", flush=True)
    sys.stdin.readline()
    for number in range(25):
        store.audit.append("act", sys.argv[2], "done", {"number": number}, "test", 1.0)
"""


def test_parallel_writers_do_not_fork_the_chain(
    folder: Path, race: Callable[[str, Path], tuple[str, ...]]
) -> None:
    """Every row of every process is there, in one chain, and every kept head holds."""
    names = race(_WRITE, folder)
    with Store.open(folder) as store:
        heads = HeadFile(folder / HEAD_FILE).heads()
        assert sorted(head.seq for head in heads) == list(range(1, 25 * len(names) + 1))
        assert store.audit.verify(*heads).seq == 25 * len(names)
        subjects = [row.subject for row in store.audit.rows()]
    assert {name: subjects.count(name) for name in subjects} == dict.fromkeys(names, 25)

import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from picketline.core.errors import StoreError
from picketline.core.store import HEAD_FILE, Store, database
from picketline.core.store.database import FILE, Database


def test_a_new_store_is_private(tmp_path: Path) -> None:
    """The folder is 0700 and every file in it 0600, also those that SQLite adds."""
    folder = tmp_path / "deep" / "store"
    with Store.open(folder) as store:
        store.audit.append("run", "host", "done", {}, "root", 1.0)
        modes = {entry.name: stat.S_IMODE(entry.stat().st_mode) for entry in folder.iterdir()}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert modes == dict.fromkeys((FILE, f"{FILE}-wal", f"{FILE}-shm", HEAD_FILE), 0o600)


def test_every_connection_is_set_up(folder: Path) -> None:
    """WAL, full synchronisation, foreign keys and ten seconds of patience."""
    opened = Database.open(folder)
    expected = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10_000}
    with opened.reading() as one, opened.reading() as other:
        for connection in (one, other):
            found = {
                name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in expected
            }
            assert found == expected
    opened.close()


def test_a_transaction_that_raises_is_undone(folder: Path) -> None:
    """Nothing of a failed write stays, and the next write is not blocked by it."""
    opened = Database.open(folder)
    insert = "INSERT INTO acceptances VALUES ('f', 'r', '2026-01-01', NULL)"

    def fail() -> None:
        with opened.writing() as connection:
            connection.exec_driver_sql(insert)
            raise StoreError("stop")

    with pytest.raises(StoreError, match="stop"):
        fail()
    with opened.writing() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM acceptances").scalar() == 0
    opened.close()


def test_a_closed_store_says_so(folder: Path) -> None:
    """Use after close is a StoreError and opens nothing."""
    store = Store.open(folder)
    store.close()
    store.close()
    with pytest.raises(StoreError, match="closed"):
        store.baseline()


def test_the_folder_is_a_file(tmp_path: Path) -> None:
    """A file in the folder's place is named, with the remedy."""
    place = tmp_path / "taken"
    place.write_text("x")
    for folder in (place, place / "below"):
        with pytest.raises(StoreError, match=rf"{place}.*--store FOLDER"):
            Store.open(folder)


@pytest.mark.parametrize("folder", [Path("/sys/kernel"), Path("/proc/picketline")])
def test_the_folder_cannot_be_written(folder: Path) -> None:
    """A place where not even root may create a file is named, with the remedy."""
    with pytest.raises(StoreError, match=rf"^{folder}.*--store FOLDER"):
        Store.open(folder)


def test_the_database_is_a_link(tmp_path: Path) -> None:
    """A symbolic link in the database's place is not followed."""
    tmp_path.joinpath(FILE).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StoreError, match="--store FOLDER"):
        Store.open(tmp_path)
    assert not tmp_path.joinpath("elsewhere").exists()


def test_not_a_database(tmp_path: Path) -> None:
    """A file that is no database is refused and left as it was."""
    content = b"something else entirely, and long enough to have a header\n" * 20
    tmp_path.joinpath(FILE).write_bytes(content)
    with pytest.raises(StoreError, match=r"not a database.*--store FOLDER"):
        Store.open(tmp_path)
    assert tmp_path.joinpath(FILE).read_bytes() == content


def test_a_damaged_table(folder: Path) -> None:
    """What SQL raises in the middle of a query is a StoreError naming the file."""
    with Store.open(folder) as store:
        other = sqlite3.connect(folder / FILE)
        other.execute("DROP TABLE acceptances")
        other.commit()
        other.close()
        with pytest.raises(StoreError, match=rf"{folder / FILE}: no such table: acceptances"):
            store.baseline()


def test_text_that_is_not_unicode(store: Store) -> None:
    """A lone surrogate, as from a file name, is refused with a StoreError."""
    with pytest.raises(StoreError, match="not text"):
        store.find_fingerprints("\udc80")


_OPEN = """
import sys
from pathlib import Path
from picketline.core.store import Store
print("ready", flush=True)
sys.stdin.readline()
with Store.open(Path(sys.argv[1])) as store:
    store.audit.append("open", sys.argv[2], "done", {}, "test", 1.0)
"""


def test_processes_open_a_fresh_folder_at_once(
    tmp_path: Path, race: Callable[[str, Path], tuple[str, ...]]
) -> None:
    """Each makes or waits for the tables, and each can write."""
    names = race(_OPEN, tmp_path / "store")
    with Store.open(tmp_path / "store") as store:
        assert sorted(row.subject for row in store.audit.rows()) == sorted(names)


def test_another_process_is_writing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A writer that takes too long is named as such; reading goes on."""
    monkeypatch.setattr(database, "BUSY_SECONDS", 0)
    other = sqlite3.connect(folder / FILE, isolation_level=None)
    with Store.open(folder) as store:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="busy"):
            store.withdraw("f")
        assert store.baseline() == {}
    other.close()

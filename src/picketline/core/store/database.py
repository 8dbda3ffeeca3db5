"""The SQLite file: how it is opened.

Committed rows survive a loss of power (synchronous FULL): in WAL mode NORMAL may lose the
last ones, and an audit row that is lost after its head was kept elsewhere looks removed.
"""

import contextlib
import os
import sqlite3
from pathlib import Path

import sqlalchemy

from picketline.core.store import schema
from picketline.core.store.folder import alone
from picketline.core.store.transactions import BUSY_SECONDS, ELSEWHERE, Transactions, blaming

FILE = "picketline.db"
_RESTORE = f"if it is damaged, restore a backup or {ELSEWHERE}"
_BEGIN = {"reading": "BEGIN", "writing": "BEGIN IMMEDIATE"}


class Database(Transactions):
    """An open store file."""

    remedy = _RESTORE

    def __init__(self, path: Path) -> None:
        self.path = path
        engine = sqlalchemy.create_engine(
            "sqlite://",
            creator=lambda: _connect(path),
            poolclass=sqlalchemy.QueuePool,
            max_overflow=-1,
        )
        super().__init__(engine, str(path))

    def _begin(self, connection: sqlalchemy.Connection) -> None:
        connection.exec_driver_sql(_BEGIN[connection.get_execution_options()["mode"]])

    @classmethod
    def open(cls, folder: Path) -> "Database":
        """Open `folder`'s database; make the folder, the file and its tables where missing."""
        with blaming(folder, _RESTORE):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with alone(folder):
                path = folder / FILE
                flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
                os.close(os.open(path, flags, 0o600))
                return cls(path).prepared()

    def prepare(self) -> None:
        """Bring the tables to the newest schema. Only one process may do so at a time."""
        with self.reading() as connection:
            ready = schema.ready(connection, self.where)
        if not ready:
            _make_wal(self.path)
            with self.writing() as connection:
                schema.upgrade(connection)


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA fullfsync = ON")  # macOS: fsync alone ends in the drive's cache
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def _make_wal(path: Path) -> None:
    """Turn write-ahead logging on; the file remembers it."""
    with contextlib.closing(_connect(path)) as connection:
        (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
    if mode != "wal":
        raise sqlite3.OperationalError("write-ahead logging needs a local disk")

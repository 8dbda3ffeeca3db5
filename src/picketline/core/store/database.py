"""The SQLite file: how it is opened, and what its failures are called.

Committed rows survive a loss of power (synchronous FULL): in WAL mode NORMAL may lose the
last ones, and an audit row that is lost after its head was kept elsewhere looks removed.
"""

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy

from picketline.core.errors import StoreError
from picketline.core.store import schema
from picketline.core.store.folder import alone

FILE = "picketline.db"
_BUSY_SECONDS = 10
_ELSEWHERE = "give another folder with --store FOLDER"
_RESTORE = "if it is damaged, restore a backup"
_BEGIN = "picketline_begin"


class Database:
    """An open store file. Connections are pooled and may be used from any thread."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._closed = False
        self._engine = sqlalchemy.create_engine(
            "sqlite://",
            creator=lambda: _connect(path),
            poolclass=sqlalchemy.QueuePool,
            max_overflow=-1,
        )
        sqlalchemy.event.listen(self._engine, "begin", _begin)

    @classmethod
    def open(cls, folder: Path) -> "Database":
        """Open `folder`'s database; make the folder, the file and its tables where missing."""
        with _blaming(folder):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with alone(folder):
                path = folder / FILE
                flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
                os.close(os.open(path, flags, 0o600))
                database = cls(path)
                try:
                    database.prepare()
                except BaseException:
                    database.close()
                    raise
        return database

    def prepare(self) -> None:
        """Bring the tables to the newest schema. Only one process may do so at a time."""
        with self.reading() as connection:
            ready = schema.ready(connection, self.path)
        if not ready:
            _make_wal(self.path)
            with self.writing() as connection:
                schema.upgrade(connection)

    def reading(self) -> contextlib.AbstractContextManager[sqlalchemy.Connection]:
        """One transaction that sees one moment. Raises StoreError for what SQL raises."""
        return self._transaction("BEGIN")

    def writing(self) -> contextlib.AbstractContextManager[sqlalchemy.Connection]:
        """One transaction that no other writer overlaps; undone if it raises."""
        return self._transaction("BEGIN IMMEDIATE")

    @contextlib.contextmanager
    def _transaction(self, begin: str) -> Iterator[sqlalchemy.Connection]:
        if self._closed:
            raise StoreError(f"{self.path}: the store is closed")
        with _blaming(self.path), self._engine.connect() as connection:
            connection.execution_options(**{_BEGIN: begin})
            with connection.begin():
                yield connection

    def close(self) -> None:
        """Close every connection; the store cannot be used afterwards."""
        self._closed = True
        self._engine.dispose()


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def _make_wal(path: Path) -> None:
    """Turn write-ahead logging on; the file remembers it."""
    with contextlib.closing(_connect(path)) as connection:
        (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
    if mode != "wal":
        raise sqlite3.OperationalError("write-ahead logging needs a local disk")


def _begin(connection: sqlalchemy.Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options()[_BEGIN])


@contextlib.contextmanager
def _blaming(where: Path) -> Iterator[None]:
    """Turn what the system and SQL raise into a StoreError about `where`."""
    try:
        yield
    except OSError as problem:
        raise StoreError(
            f"{problem.filename or where}: {problem.strerror or problem}; {_ELSEWHERE}"
        ) from None
    except UnicodeEncodeError as problem:
        raise StoreError(f"{where}: not text that can be stored: {problem.object!r}") from None
    except (sqlalchemy.exc.DBAPIError, sqlite3.Error) as problem:
        cause = getattr(problem, "orig", problem)
        if "locked" in str(cause):
            raise StoreError(f"{where}: busy for {_BUSY_SECONDS} s; try again") from None
        raise StoreError(f"{where}: {cause}; {_RESTORE} or {_ELSEWHERE}") from None

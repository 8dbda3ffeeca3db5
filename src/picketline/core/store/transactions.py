"""Transactions of one open database, whatever keeps it, and what its failures are called."""

import contextlib
import sqlite3
from collections.abc import Iterator
from typing import Self

import sqlalchemy

from picketline.core.errors import StoreError

BUSY_SECONDS = 10
ELSEWHERE = "give another with --store FOLDER"
_BUSY = ("locked", "lock timeout")


class Transactions:
    """An open database. Connections are pooled and may be used from any thread.

    `where` names it in errors: a path, or a URL without its password. What begins a
    transaction is the execution option `mode` of its connection: `reading` or `writing`.
    """

    remedy = ELSEWHERE

    def __init__(self, engine: sqlalchemy.Engine, where: str) -> None:
        self.where = where
        self._closed = False
        self._engine = engine
        sqlalchemy.event.listen(engine, "begin", self._begin)

    def _begin(self, connection: sqlalchemy.Connection) -> None:
        raise NotImplementedError

    def prepare(self) -> None:
        """Bring the tables to the newest schema."""
        raise NotImplementedError

    def prepared(self) -> Self:
        """This database with its tables at the newest schema; closed if that fails."""
        try:
            self.prepare()
        except BaseException:
            self.close()
            raise
        return self

    def reading(self) -> contextlib.AbstractContextManager[sqlalchemy.Connection]:
        """One transaction that sees one moment. Raises StoreError for what SQL raises."""
        return self._transaction("reading")

    def writing(self) -> contextlib.AbstractContextManager[sqlalchemy.Connection]:
        """One transaction that no other writer overlaps; undone if it raises."""
        return self._transaction("writing")

    @contextlib.contextmanager
    def _transaction(self, mode: str) -> Iterator[sqlalchemy.Connection]:
        if self._closed:
            raise StoreError(f"{self.where}: the store is closed")
        with blaming(self.where, self.remedy), self._engine.connect() as connection:
            connection.execution_options(mode=mode)
            with connection.begin():
                yield connection

    def close(self) -> None:
        """Close every connection; the store cannot be used afterwards."""
        self._closed = True
        self._engine.dispose()


@contextlib.contextmanager
def blaming(where: object, remedy: str) -> Iterator[None]:
    """Turn what the system and SQL raise into a StoreError about `where`."""
    try:
        yield
    except OSError as problem:
        raise StoreError(
            f"{problem.filename or where}: {problem.strerror or problem}; {ELSEWHERE}"
        ) from None
    except UnicodeEncodeError as problem:
        raise StoreError(f"{where}: not text that can be stored: {problem.object!r}") from None
    except (sqlalchemy.exc.DBAPIError, sqlite3.Error) as problem:
        cause = str(getattr(problem, "orig", problem)).strip()
        if any(word in cause for word in _BUSY):
            raise StoreError(f"{where}: busy for {BUSY_SECONDS} s; try again") from None
        raise StoreError(f"{where}: {cause}; {remedy}") from None

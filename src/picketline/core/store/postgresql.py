"""A store in PostgreSQL, for several controllers of one fleet."""

import sqlalchemy

from picketline.core.errors import StoreError
from picketline.core.store import schema
from picketline.core.store.transactions import BUSY_SECONDS, ELSEWHERE, Transactions, blaming

SCHEME = "postgresql://"
_LOCK = 0x7069636B6574
"""The advisory lock that a writer holds: "picket" in ASCII."""
_REMEDY = f"see that the server answers and the user may use the database, or {ELSEWHERE}"


class PostgreSQL(Transactions):
    """An open PostgreSQL database of the store's own."""

    remedy = _REMEDY

    def _begin(self, connection: sqlalchemy.Connection) -> None:
        if connection.get_execution_options()["mode"] == "reading":
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        else:
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{BUSY_SECONDS}s'")
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")

    @classmethod
    def open(cls, url: str) -> "PostgreSQL":
        """Open the database at `url`; make its tables where they are missing.

        The password is libpq's to find (PGPASSWORD, ~/.pgpass, a service file), or in the
        URL; it is never said. Raises StoreError if the extra `postgresql` is not installed.
        """
        place, engine = _engine(url)
        with blaming(place, _REMEDY):
            return cls(engine, place).prepared()

    def prepare(self) -> None:
        """Bring the tables to the newest schema; several at once wait for one."""
        with self.reading() as connection:
            ready = schema.ready(connection, self.where)
        if not ready:
            with self.writing() as connection:
                if not schema.ready(connection, self.where):
                    schema.upgrade(connection)


def _engine(url: str) -> tuple[str, sqlalchemy.Engine]:
    try:
        parsed = sqlalchemy.make_url(url).set(drivername="postgresql+psycopg")
        place = parsed.set(drivername="postgresql").render_as_string(hide_password=True)
        engine = sqlalchemy.create_engine(
            parsed, pool_pre_ping=True, connect_args={"connect_timeout": BUSY_SECONDS}
        )
    except (sqlalchemy.exc.ArgumentError, ValueError):
        raise StoreError("the store's URL is not postgresql://user@host/database") from None
    except ImportError:
        raise StoreError("PostgreSQL needs the extra: picketline[postgresql]") from None
    return place, engine

"""Which schema a database has. Alembic is asked only when it is not the newest."""

import sqlalchemy

from picketline.core.errors import StoreError
from picketline.core.store.transactions import ELSEWHERE

REVISIONS = ("0001", "0002", "0003")
"""Every schema there has been, oldest first: the revisions in `migrations/versions`."""


def ready(connection: sqlalchemy.Connection, where: str) -> bool:
    """Whether the database at `where` is at the newest schema; False if it can be brought there.

    Raises StoreError if it belongs to something else or to a newer picketline.
    """
    tables = sqlalchemy.inspect(connection).get_table_names()
    if not tables:
        return False
    if "alembic_version" not in tables:
        raise _refused(where, "is not a picketline store")
    version = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    if version not in REVISIONS:
        raise _refused(where, f"has schema {version}, and this picketline knows {REVISIONS[-1]}")
    return bool(version == REVISIONS[-1])


def _refused(where: str, why: str) -> StoreError:
    return StoreError(f"{where}: {why}; upgrade picketline or {ELSEWHERE}")


def upgrade(connection: sqlalchemy.Connection) -> None:
    """Bring the database to the newest schema within the connection's transaction."""
    from picketline.core.store import migrations  # noqa: PLC0415  # costs more than all else here

    migrations.upgrade(connection)

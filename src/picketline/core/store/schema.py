"""Which schema a database has. Alembic is asked only when it is not the newest."""

from pathlib import Path

import sqlalchemy

from picketline.core.errors import StoreError

REVISIONS = ("0001",)
"""Every schema there has been, oldest first: the revisions in `migrations/versions`."""


def ready(connection: sqlalchemy.Connection, path: Path) -> bool:
    """Whether the database at `path` is at the newest schema; False if it can be brought there.

    Raises StoreError if it belongs to something else or to a newer picketline.
    """
    names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")
    tables = set(names.scalars())
    if not tables:
        return False
    if "alembic_version" not in tables:
        raise _refused(path, "is not a picketline store")
    version = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    if version not in REVISIONS:
        raise _refused(path, f"has schema {version}, and this picketline knows {REVISIONS[-1]}")
    return bool(version == REVISIONS[-1])


def _refused(path: Path, why: str) -> StoreError:
    remedy = "upgrade picketline or give another folder with --store FOLDER"
    return StoreError(f"{path}: {why}; {remedy}")


def upgrade(connection: sqlalchemy.Connection) -> None:
    """Bring the database to the newest schema within the connection's transaction."""
    from picketline.core.store import migrations  # noqa: PLC0415  # costs more than all else here

    migrations.upgrade(connection)

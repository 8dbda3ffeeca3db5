import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy
from alembic import command as alembic_command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from picketline.core.errors import StoreError
from picketline.core.store import Store, migrations, schema, tables
from picketline.core.store.database import FILE, Database


def _sql(folder: Path, statement: str, *values: str) -> None:
    connection = sqlite3.connect(folder / FILE)
    connection.execute(statement, values)
    connection.commit()
    connection.close()


def test_the_revisions_are_those_of_the_scripts() -> None:
    """The list that is read instead of Alembic's says the same, in the same order."""
    scripts = ScriptDirectory.from_config(migrations.config())
    newest_first = [script.revision for script in scripts.walk_revisions()]
    assert tuple(reversed(newest_first)) == schema.REVISIONS


def test_the_migrations_make_the_tables(folder: Path) -> None:
    """A migrated database differs in nothing from the tables that queries are made of."""
    database = Database.open(folder)
    with database.reading() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, tables.metadata) == []
    database.close()


def test_an_up_to_date_store_opens_without_alembic(folder: Path) -> None:
    """Alembic is imported only to change a schema."""
    code = (
        "import sys; from pathlib import Path; from picketline.core.store import Store;"
        "Store.open(Path(sys.argv[1])).close(); print('alembic' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, folder], capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"


@pytest.mark.parametrize("version", ["0099", "", "' OR 1"])
def test_a_newer_schema(folder: Path, version: str) -> None:
    """A schema that this picketline does not know is refused, with the remedy."""
    _sql(folder, "DELETE FROM alembic_version")
    _sql(folder, "INSERT INTO alembic_version VALUES (?)", version)
    with pytest.raises(StoreError, match=rf"{FILE}: has schema .*upgrade .*--store FOLDER"):
        Store.open(folder)


def test_a_store_without_a_version(folder: Path) -> None:
    """Tables with an emptied version table are refused, not made anew."""
    _sql(folder, "DELETE FROM alembic_version")
    with pytest.raises(StoreError, match="has schema None"):
        Store.open(folder)


def test_a_database_of_something_else(tmp_path: Path) -> None:
    """Another program's database is refused and left as it was."""
    _sql(tmp_path, "CREATE TABLE theirs (x)")
    content = tmp_path.joinpath(FILE).read_bytes()
    with pytest.raises(StoreError, match="is not a picketline store"):
        Store.open(tmp_path)
    assert tmp_path.joinpath(FILE).read_bytes() == content


@pytest.mark.parametrize("revision", schema.REVISIONS[:-1])
def test_an_older_store_is_brought_up_to_date(tmp_path: Path, revision: str) -> None:
    """And keeps what is in it."""
    engine = sqlalchemy.create_engine(f"sqlite:///{tmp_path / FILE}")
    with engine.begin() as connection:
        settings = migrations.config()
        settings.attributes["connection"] = connection
        alembic_command.upgrade(settings, revision)
        values = ("a" * 64, "ours", "2026-01-01")
        connection.exec_driver_sql("INSERT INTO acceptances VALUES (?, ?, ?, NULL)", values)
    engine.dispose()
    with Store.open(tmp_path) as store:
        assert store.baseline()["a" * 64].reason == "ours"
        assert store.known() == ()

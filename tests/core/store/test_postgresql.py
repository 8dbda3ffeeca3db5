"""The store in a real PostgreSQL."""

import datetime as dt
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import build
import postgres
import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from build import decision

from picketline.core import report
from picketline.core.baseline import Acceptance
from picketline.core.errors import AuditError, StoreError
from picketline.core.store import Expected, Incident, Known, Learning, Store, tables
from picketline.core.store.postgresql import PostgreSQL

DAY = dt.date(2026, 1, 1)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A server of this module's own."""
    with postgres.server() as url:
        yield url


@pytest.fixture
def url(server: str, request: pytest.FixtureRequest) -> str:
    """An empty database."""
    name = f"t{abs(hash(request.node.name))}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
    return server.replace("/postgres?", f"/{name}?")


@pytest.fixture
def store(url: str, tmp_path: Path) -> Iterator[Store]:
    """An open, empty store."""
    with Store.connect(url, tmp_path / "own") as opened:
        yield opened


def _made() -> report.Report:
    return report.sealed(
        report.make([build.part(decision())], build.RULES, schema="x/1", version="1")
    )


def test_it_keeps_what_a_file_keeps(store: Store, url: str, tmp_path: Path) -> None:
    """Reports, acceptances, incidents, known state and the audit, for another controller too."""
    store.add_report(_made())
    store.accept(Acceptance("a" * 64, "ours", DAY, DAY))
    store.add_incident(Incident("20260101000000", "web-1", "f" * 64, "R", 1.5, "contained", {}))
    item = Known(part="web-1", kind="key", identity="k", value="v", since=1.5, until=DAY)
    store.remember([item], (), [Learning("web-1", "key", 3, "uid 0")])
    store.expect(Expected("*", "key", "*", "planned", DAY))
    head = store.audit.append("act", "web-1", "done", {"pid": 7}, "me", 2.5)
    with Store.connect(url, tmp_path / "other") as other:
        assert other.find_fingerprints(decision().fingerprint[:8]) == (decision().fingerprint,)
        assert other.baseline() == {"a" * 64: Acceptance("a" * 64, "ours", DAY, DAY)}
        assert [each.rule for each in other.incidents("web-1")] == ["R"]
        assert other.known("web-1") == (item,)
        assert other.learned("web-1") == (Learning("web-1", "key", 3, "uid 0"),)
        assert other.expected() == (Expected("*", "key", "*", "planned", DAY),)
        assert other.audit.verify(head) == head


def test_the_migrations_make_the_tables(url: str) -> None:
    """As in a file: they differ in nothing from the tables that queries are made of."""
    database = PostgreSQL.open(url)
    with database.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), tables.metadata) == []
    database.close()


_APPEND = """
import sys
from pathlib import Path
from picketline.core.store import Store
url, name = Path(sys.argv[1]).read_text(), sys.argv[2]
print("ready", flush=True)
input()
with Store.connect(url, Path(sys.argv[1]).parent / name) as store:
    for number in range(20):
        store.audit.append("act", name, "done", {"number": number}, "me", 1.0)
"""


def test_controllers_that_write_at_once(
    url: str, tmp_path: Path, race: Callable[[str, Path], tuple[str, ...]]
) -> None:
    """Their first opening makes the tables once, and the audit stays one unbroken chain."""
    place = tmp_path / "url"
    place.write_text(url)
    names = race(_APPEND, place)
    with Store.connect(url, tmp_path / "own") as store:
        assert store.audit.verify().seq == 20 * len(names)


def test_an_edited_row_breaks_the_chain(store: Store, url: str) -> None:
    """The chain is checked here, not by the server."""
    for number in range(3):
        store.audit.append("act", "x", "done", {"number": number}, "me", 1.0)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("UPDATE audit SET outcome = 'nothing' WHERE seq = 2")
    with pytest.raises(AuditError, match="row 2"):
        store.audit.verify()


def test_a_database_of_somebody_else(url: str, tmp_path: Path) -> None:
    """Nothing is added to it."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE orders (id int)")
    with pytest.raises(StoreError, match="is not a picketline store"):
        Store.connect(url, tmp_path)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (("@/", ":hunter2@/nowhere-"), "does not exist"),
        (("?host=", "?host=/nowhere"), "connection failed|No such file"),
        (("@/", "@h:x/"), "not postgresql://"),
    ],
)
def test_a_server_that_cannot_be_used(
    url: str, tmp_path: Path, change: tuple[str, str], problem: str
) -> None:
    """An error that says what to do, and no password."""
    with pytest.raises(StoreError, match=problem) as raised:
        Store.connect(url.replace(*change), tmp_path)
    assert "hunter2" not in str(raised.value)


def test_a_server_that_goes_away(tmp_path: Path) -> None:
    """What was open fails with an error of ours."""
    with postgres.server() as url:
        store = Store.connect(url, tmp_path)
        store.accept(Acceptance("a" * 64, "ours", DAY))
    with pytest.raises(StoreError, match="see that the server answers"):
        store.baseline()
    store.close()


def test_nothing_of_it_is_loaded_for_a_file(tmp_path: Path) -> None:
    """The driver is for those who use it."""
    code = (
        "import sys; from pathlib import Path; from picketline.core.store import Store;"
        "Store.open(Path(sys.argv[1])).close(); print('psycopg' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, tmp_path], capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"

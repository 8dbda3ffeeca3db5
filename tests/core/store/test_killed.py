"""What a process leaves that is killed with SIGKILL while it writes."""

import subprocess
import sys
from pathlib import Path

import pytest

from picketline.core.store import HEAD_FILE, HeadFile, Store

_UNFINISHED_ROW = """
import sys, time
from pathlib import Path
from picketline.core.store.database import Database
with Database.open(Path(sys.argv[1])).writing() as connection:
    connection.exec_driver_sql(
        "INSERT INTO audit VALUES (1, 1.0, 'a', 'b', 'c', 'd', '{}', 'e', 'f')"
    )
    print("ready", flush=True)
    time.sleep(60)
"""

_UNFINISHED_TABLES = """
import sys, time
from pathlib import Path
from picketline.core.store import schema
from picketline.core.store.database import FILE, Database
folder = Path(sys.argv[1])
folder.mkdir()
with Database(folder / FILE).writing() as connection:
    schema.upgrade(connection)
    print("ready", flush=True)
    time.sleep(60)
"""

_BUSY = """
import itertools, sys
from pathlib import Path
from picketline.core.report import Report
from picketline.core.store import Store
report = Report(schema="s", version="1", parts=(), rules={})
with Store.open(Path(sys.argv[1])) as store:
    for number in itertools.count(1):
        store.audit.append("act", "host", "done", {"number": number}, "test", 1.0)
        print("ready", flush=True)
        store.add_report(report, keep=3)
"""


def _killed(code: str, folder: Path, after: int = 1) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", code, folder], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        for _ in range(after):
            assert process.stdout.readline() == "ready\n"
        process.kill()


def test_within_a_transaction(folder: Path) -> None:
    """Its row is not there, and the chain goes on without a hole."""
    _killed(_UNFINISHED_ROW, folder)
    with Store.open(folder) as store:
        assert store.audit.rows() == ()
        head = store.audit.append("act", "host", "done", {}, "test", 1.0)
        assert store.audit.verify(head) == head


def test_while_tables_are_made(tmp_path: Path) -> None:
    """The next one to open makes them all."""
    _killed(_UNFINISHED_TABLES, tmp_path / "store")
    with Store.open(tmp_path / "store") as store:
        assert list(store.reports()) == []


@pytest.mark.parametrize("after", [1, 8])
def test_at_any_moment(folder: Path, after: int) -> None:
    """Every row that was reported as written is there, and the kept heads hold."""
    _killed(_BUSY, folder, after)
    with Store.open(folder) as store:
        heads = HeadFile(folder / HEAD_FILE).heads()
        assert store.audit.verify(*heads).seq >= len(heads) >= after

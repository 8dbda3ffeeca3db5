import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from desk import BIN, Desk

from picketline.core.store import HEAD_FILE, Head, HeadFile, Store

_SWAP = (
    "UPDATE audit SET seq = 9 WHERE seq = 2; UPDATE audit SET seq = 2 WHERE seq = 3;"
    "UPDATE audit SET seq = 3 WHERE seq = 9"
)


@pytest.fixture
def kept(desk: Desk) -> Desk:
    """A desk whose store has four rows in its audit."""
    desk.fleet({"web-1": ""})
    _append(desk, 4)
    return desk


def _folder(desk: Desk) -> Path:
    return desk.state / "picketline"


def _append(desk: Desk, count: int) -> None:
    with Store.open(_folder(desk)) as store:
        for number in range(count):
            store.audit.append("contain", "web-1", "ordered", {"pid": number}, "test", number)


def _heads(desk: Desk) -> tuple[Head, ...]:
    return HeadFile(_folder(desk) / HEAD_FILE).heads()


def _log(*heads: Head) -> str:
    """The lines of a system log that heads went to."""
    around = "Nov 20 05:15:27 desk picket[740]: picketline audit head {0.seq} {0.hash} 1.5\n"
    return "Nov 20 05:15:26 desk sshd[9]: Connection closed\n" + "".join(map(around.format, heads))


def _sql(desk: Desk, statement: str) -> None:
    with closing(sqlite3.connect(_folder(desk) / "picketline.db")) as connection:
        connection.executescript(statement)


def test_intact(kept: Desk) -> None:
    """The head is told whole, to be compared with one kept elsewhere, and what it was held to."""
    done = kept.picket("audit", "verify")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        f"intact: 4 rows, head {_heads(kept)[-1].hash}",
        f"  held to 4 heads: {_folder(kept) / HEAD_FILE}",
    ]


@pytest.mark.parametrize(
    ("tamper", "said"),
    [
        ("UPDATE audit SET outcome = 'nothing' WHERE seq = 2", "broken: audit row 2 edited: "),
        ("DELETE FROM audit WHERE seq = 2", "broken: audit row 2 dropped: the next row there is 3"),
        (_SWAP, "broken: audit row 2 reordered: it was written as row 3"),
        ("DELETE FROM audit WHERE seq > 2", "broken: audit row 3 truncated: "),
    ],
)
def test_broken(kept: Desk, tamper: str, said: str) -> None:
    """Exit code 1, and the first row that does not hold."""
    _sql(kept, tamper)
    done = kept.picket("audit", "verify")
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith(said)
    assert done.stdout.count("\n") == 1


def test_cut_and_grown(kept: Desk) -> None:
    """A cut shows although the chain has passed its old length since."""
    _sql(kept, "DELETE FROM audit WHERE seq > 2")
    _append(kept, 3)
    done = kept.picket("audit", "verify")
    assert done.returncode == 1
    assert "audit row 3 edited: the chain was rewritten" in done.stdout


def _rewrite(desk: Desk) -> tuple[Head, ...]:
    """Put a sound chain of somebody else's in the place of the audit; returns the old heads."""
    heads = _heads(desk)
    _sql(desk, "DELETE FROM audit")
    (_folder(desk) / HEAD_FILE).unlink()
    with Store.open(_folder(desk)) as store:
        for number in range(4):
            store.audit.append("contain", "web-1", "refused", {}, "eve", number)
    return heads


def test_another_chain_with_its_own_heads(kept: Desk) -> None:
    """Only a head from elsewhere tells; the file that the inventory names is such a place."""
    second = kept.folder / "second"
    for head in _rewrite(kept):
        HeadFile(second).write(head, 1.0)
    assert kept.picket("audit", "verify").returncode == 0
    kept.inventory(f'[settings]\naudit_head = "{second}"\n[[host]]\nssh = "web-1"\n')
    done = kept.picket("audit", "verify")
    assert done.returncode == 1
    assert "audit row 1 edited: the chain was rewritten" in done.stdout


def test_a_system_log(kept: Desk) -> None:
    """Heads are found among its lines; until it is given it is said that it was not looked at."""
    kept.inventory('[settings]\naudit_head = "syslog"\n[[host]]\nssh = "web-1"\n')
    log = kept.here / "auth.log"
    log.write_text(_log(*_heads(kept)[1:]))
    assert "  not held to those in the system log" in kept.picket("audit", "verify").stdout
    done = kept.picket("audit", "verify", "--log", log)
    assert (done.returncode, "not held" in done.stdout) == (0, False)
    assert done.stdout.splitlines()[-1] == f"  held to 3 heads: {log}"
    _rewrite(kept)
    assert kept.picket("audit", "verify").returncode == 0
    done = kept.picket("audit", "verify", "--log", log)
    assert (done.returncode, "audit row 2 edited" in done.stdout) == (1, True)


def test_a_system_log_on_standard_input(kept: Desk) -> None:
    """As a journal prints it."""
    later = Head(5, "0" * 64)
    (kept.here / "log").write_text(_log(later))
    done = kept.run("sh", "-c", '"$1" audit verify --log - <log', "sh", BIN / "picket")
    assert (done.returncode, "the chain ends at 4, and once had 5" in done.stdout) == (1, True)


def test_rows_without_a_head(kept: Desk) -> None:
    """Rows that can be held to nothing are not called intact."""
    (_folder(kept) / HEAD_FILE).unlink()
    done = kept.picket("audit", "verify")
    assert (done.returncode, done.stdout) == (
        1,
        "broken: no head is known that the rows could be held to\n",
    )


def test_a_database_that_is_gone(kept: Desk) -> None:
    """With heads left of it that is a broken chain, and no empty one takes its place."""
    (_folder(kept) / "picketline.db").unlink()
    done = kept.picket("audit", "verify")
    assert done.returncode == 1
    assert done.stdout == f"broken: {_folder(kept)}: the database is gone, and once had rows\n"
    assert not (_folder(kept) / "picketline.db").exists()


def test_a_new_store(desk: Desk) -> None:
    """No rows and no heads are in order."""
    desk.fleet({"web-1": ""})
    done = desk.picket("audit", "verify")
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, f"intact: 0 rows, head {'0' * 64}")


@pytest.mark.parametrize(
    ("argv", "problem"),
    [
        (("--store", "elsewhere"), "elsewhere: no store; name its folder: --store FOLDER"),
        (("--log", "none.log"), "'none.log': No such file or directory"),
        (("4",), "unexpected extra argument"),
    ],
)
def test_bad_usage(kept: Desk, argv: tuple[str, ...], problem: str) -> None:
    """Exit code 2, and no empty store is made where there was none."""
    done = kept.picket("audit", "verify", *argv)
    assert (done.returncode, done.stdout) == (2, "")
    assert problem in done.stderr
    assert not (kept.here / "elsewhere").exists()


def test_a_store_that_is_none(kept: Desk) -> None:
    """A database that cannot be read is no broken chain."""
    (_folder(kept) / "picketline.db").write_bytes(b"nonsense" * 1000)
    done = kept.picket("audit", "verify")
    assert (done.returncode, "picketline.db" in done.stderr) == (2, True)

import sqlite3
from contextlib import closing

import tools
from desk import Desk


def test_a_machine_in_order(desk: Desk) -> None:
    """A line for each thing looked at, and exit code 0."""
    tools.require("ssh")
    done = desk.picket("doctor")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert all(line.startswith("ok   ") for line in lines)
    seen = [line[5:].split(":")[0] for line in lines]
    assert seen == ["python", "sqlite", "ssh", "inventory", "alerts", "store", "audit"]
    assert f"store: {desk.state}/picketline" in done.stdout


def test_a_broken_inventory(desk: Desk) -> None:
    """Exit code 2, and the line that a sweep would stop at."""
    desk.inventory("[settings]\nsessions = -1\n")
    done = desk.picket("doctor")
    assert done.returncode == 2
    assert "\nFAIL inventory: " in done.stdout
    assert "inventory.toml:2: sessions: Expected `int` >= 0" in done.stdout


def test_a_tampered_audit(desk: Desk) -> None:
    """Exit code 2, and which row does not hold."""
    tools.require("ssh")
    assert desk.picket("incidents").returncode == 0
    database = desk.state / "picketline" / "picketline.db"
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("INSERT INTO audit VALUES (1, 1.0, 'a', 'b', 'c', 'd', '{}', 'e', 'f')")
        connection.commit()
    done = desk.picket("doctor")
    assert done.returncode == 2
    assert "audit row 1 edited" in done.stdout

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import build
import pytest

from picketline.core.errors import StoreError
from picketline.core.store import HEAD_FILE, Store
from picketline.hosts.doctor import Check, checks

OpenStore = Callable[[str], Store]


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """The folder of a store with three rows in its audit."""
    folder = Path(shutil.copytree(made, tmp_path / "store"))
    with Store.open(folder) as store:
        for number in range(3):
            store.audit.append("contain", "web-1", "ordered", {"pid": number}, "test", number)
    return folder


def _checked(store: Path, inventory: str | None = None) -> dict[str, Check]:
    """What the doctor says of a store and an inventory."""
    here = store.parent
    if inventory is not None:
        (here / "inventory.toml").write_text(inventory)
    return {
        check.what: check for check in checks(None, os.environ, here, lambda _: Store.open(store))
    }


def _sql(folder: Path, statement: str) -> None:
    with closing(sqlite3.connect(folder / "picketline.db")) as connection:
        connection.executescript(statement)


def test_a_healthy_machine(folder: Path) -> None:
    """Every part is named with what was found, and nothing is wrong."""
    found = _checked(folder)
    assert not [check for check in found.values() if check.wrong]
    assert list(found) == ["python", "sqlite", "ssh", "inventory", "alerts", "store", "audit"]
    assert found["inventory"].found == "none: this machine alone; hosts: 1"
    assert found["audit"].found.startswith("3 rows, head ")
    assert found["store"].found == str(folder / "picketline.db")


@pytest.mark.parametrize(
    ("inventory", "wrong"),
    [
        ("[settings]\ncpu_hot = 0\n", "inventory.toml:2: cpu_hot: Expected `int` >= 1"),
        ("nonsense", "inventory.toml: not TOML"),
    ],
)
def test_a_broken_inventory(folder: Path, inventory: str, wrong: str) -> None:
    """Said with file, line and key, as a sweep would."""
    assert wrong in _checked(folder, inventory)["inventory"].wrong


def test_the_store_is_checked_whatever_the_inventory_is(folder: Path) -> None:
    """A broken inventory does not hide a broken audit."""
    _sql(folder, "UPDATE audit SET outcome = 'nothing' WHERE seq = 2")
    found = _checked(folder, "nonsense")
    assert found["inventory"].wrong
    assert any("audit row 2" in check.wrong for check in found.values())


@pytest.mark.parametrize(
    ("tamper", "wrong"),
    [
        ("UPDATE audit SET outcome = 'nothing' WHERE seq = 2", "audit row 2 edited"),
        ("DELETE FROM audit WHERE seq = 2", "audit row 2 dropped"),
        ("DELETE FROM audit WHERE seq = 3", "audit row 3 truncated"),
        ("DELETE FROM audit", "audit row 1 truncated"),
    ],
)
def test_a_tampered_audit(folder: Path, tamper: str, wrong: str) -> None:
    """Edited, dropped or cut rows are found and numbered."""
    _sql(folder, tamper)
    assert [check.wrong for check in _checked(folder).values() if wrong in check.wrong]


def test_an_audit_whose_heads_are_gone(folder: Path) -> None:
    """Rows that can be held to nothing are not called sound."""
    (folder / HEAD_FILE).unlink()
    assert _checked(folder)["audit"].wrong == "no head is known that the rows could be held to"


def test_a_new_store_has_nothing_to_hold(made: Path, tmp_path: Path) -> None:
    """An empty audit without heads is in order."""
    folder = Path(shutil.copytree(made, tmp_path / "store"))
    assert not [check for check in _checked(folder).values() if check.wrong]


def test_a_store_that_does_not_open(folder: Path) -> None:
    """Its error is a finding of the doctor, not its end."""
    (folder / "picketline.db").write_bytes(b"nonsense" * 1000)
    found = _checked(folder)
    assert "picketline.db" in found["store"].wrong
    assert "audit" not in found


def test_what_ssh_makes_of_each_alias(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As ssh itself reads its configuration; no host is connected to."""
    program = tmp_path / "bin" / "ssh"
    program.parent.mkdir()
    program.write_text(
        "#!/bin/sh\n"
        'case "$*" in\n'
        '  -V) echo "OpenSSH_9.2p1" >&2 ;;\n'
        '  "-G -- web-1") printf "user ada\\nhostname 192.0.2.1\\nport 2222\\nbatchmode no\\n" ;;\n'
        '  *) echo "$HOME/.ssh/config: line 3: Bad configuration option: x" >&2; exit 255 ;;\n'
        "esac\n"
    )
    program.chmod(0o700)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    text = '[[host]]\nssh = "web-1"\n[[host]]\nssh = "web-2"\n[[host]]\nssh = "localhost"\n'
    found = _checked(folder, text)
    assert found["ssh"] == Check("ssh", "OpenSSH_9.2p1")
    assert found["host web-1"] == Check("host web-1", "ada@192.0.2.1:2222")
    assert "line 3: Bad configuration option: x" in found["host web-2"].wrong
    assert "host localhost" not in found
    assert found["connections"].found.startswith("1 of 2 hosts connect anew each time; Control")


def test_a_machine_without_ssh(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What to install is said, and the rest is checked all the same."""
    monkeypatch.setenv("PATH", str(folder))
    found = _checked(folder, '[[host]]\nssh = "web-1"\n')
    assert found["ssh"].wrong == "not found; apt install openssh-client"
    assert not found["audit"].wrong


def test_an_ssh_that_does_not_start(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system's own reason is said, and nothing is raised."""
    environ = build.hosts(tmp_path / "fleet", {})
    (tmp_path / "fleet/bin/ssh").write_text("#!/no/such/interpreter\n")
    monkeypatch.setenv("PATH", environ["PATH"])
    assert "No such file or directory" in _checked(folder)["ssh"].wrong


def test_the_second_head_is_where_the_inventory_says(folder: Path) -> None:
    """The store is opened with the inventory's own place for the audit's head."""
    asked: list[str] = []

    def opened(head: str) -> Store:
        asked.append(head)
        raise StoreError("closed")

    inventory = folder.parent / "inventory.toml"
    inventory.write_text('[settings]\naudit_head = "syslog"\n[[host]]\nssh = "localhost"\n')
    *_, last = checks(inventory, {}, folder.parent, opened)
    assert asked == ["syslog"]
    assert last == Check("store", "", wrong="closed")


def test_where_alerts_go(folder: Path) -> None:
    """Each sink without its secret; a program that is missing is wrong; none is no fault."""
    one = '[[host]]\nssh = "localhost"\n'
    assert _checked(folder, one)["alerts"] == Check("alerts", "no sink: the report alone tells")
    hook = '[[webhook]]\nname = "ops"\nurl = "https://hooks.example.com/s3cret-t0ken"\n'
    found = _checked(folder, f'[settings]\nalert_cmd = "no-such-pager -k 1"\n{one}{hook}')
    assert found["alert ops"] == Check("alert ops", "hooks.example.com")
    assert found["alert command"].wrong == "no-such-pager: no such program"
    unread = hook.replace("url =", "url_file =").replace("https://hooks.example.com", "/none")
    assert "No such file" in _checked(folder, f"{one}{unread}")["alerts"].wrong

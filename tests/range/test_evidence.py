"""Real evidence of a real containment, copied off the host that it was taken on."""

import stat
from collections.abc import Iterator
from pathlib import Path

import decoys
import pytest
from range_box import STORE, Box, findings, picket, program
from sshd import USER, Fleet
from tools import require

_RULE = "HOST-PROC-001"
_SETTINGS = '[settings]\nevidence = "copy"\n'


@pytest.fixture
def box() -> Iterator[Box]:
    """A box of the test's own."""
    with Box() as made:
        yield made


def _same(taken: Path, copy: Path) -> None:
    """What the manifest lists is there, byte for byte, and nobody else may read it."""
    files = {str(path.relative_to(taken)) for path in taken.rglob("*") if path.is_file()}
    kept = {str(path.relative_to(copy)): path for path in copy.rglob("*") if path.is_file()}
    assert set(kept) == files
    assert all((taken / name).read_bytes() == path.read_bytes() for name, path in kept.items())
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (copy, *copy.rglob("*"))}
    assert modes == {0o600, 0o700}


def _copied(box: Box, host: str, inventory: str) -> None:
    pid = decoys.kernel_thread(box)
    _, report = box.sweep("--armed", "--inventory", inventory)
    (finding,) = findings(report, _RULE, pid)
    (folder,) = box.incidents()
    stamp = folder.name.removeprefix("incident-")
    assert finding.reason == f"incident {stamp}; evidence copied"
    assert box.stopped(pid)
    _same(folder, box.path(f"{STORE}/evidence/{host}/{stamp}"))
    with box.store() as store:
        assert [row.action for row in store.audit.rows()][-1] == "copy"
        (incident,) = store.incidents()
    said = box.run(*picket("incidents", "--store", STORE)).stdout
    assert f"copy: {STORE}/evidence/{host}/{stamp}/ by " in said
    script = 'cd "$1" && echo "$2  manifest.sha256" | sha256sum --check --status'
    place, digest = incident.record["copy"], incident.record["copy_sha256"]
    box.shell(f"{script} && sha256sum --check --quiet manifest.sha256", str(place), str(digest))


_SHELLS = [("sh", "sh"), ("bash", "gawk"), ("busybox", "busybox"), ("mksh", "mawk")]


@pytest.mark.parametrize(("shell", "awk"), _SHELLS)
def test_of_this_machine(box: Box, shell: str, awk: str) -> None:
    """Without ssh, whatever /bin/sh is; a second sweep copies nothing more."""
    if shell != "sh":
        mount = 'mount --bind "$1" "$3"; mount --bind "$2" "$4"'
        box.shell(mount, program(shell), program(awk), program("sh"), program("awk"))
    box.write("/root/inventory.toml", f'{_SETTINGS}[[host]]\nssh = "localhost"\n')
    _copied(box, "localhost", "/root/inventory.toml")
    box.sweep("--armed", "--inventory", "/root/inventory.toml")
    with box.store() as store:
        assert sum(row.action == "copy" for row in store.audit.rows()) == 1


@pytest.mark.parametrize("become", [False, True], ids=["root", "sudo"])
def test_over_ssh(box: Box, *, become: bool) -> None:
    """From a host that lets root in, and from one with sudo, by one more exec."""
    fleet = Fleet(box)
    host = fleet.host("near", root=not become)
    if become:
        require("sudo")
        with box.path("/etc/shadow").open("a", encoding="utf-8") as accounts:
            accounts.write(f"{USER}:*:20000:0:99999:7:::\n")
        rule = f"{USER} ALL=(root) NOPASSWD: /usr/bin/env\n"
        box.write("/etc/sudoers", f"Defaults !syslog, use_pty\n{rule}")
    inventory = fleet.inventory("near", become=become)
    text = box.path(inventory).read_text(encoding="utf-8")
    box.write(inventory, text.replace("[settings]\n", _SETTINGS))
    _copied(box, "near", inventory)
    assert host.sessions == 3


def test_evidence_that_somebody_changed(box: Box) -> None:
    """What no longer fits the manifest is not taken for evidence, and that is said."""
    box.write("/root/inventory.toml", f'{_SETTINGS}[[host]]\nssh = "localhost"\n')
    pid = decoys.kernel_thread(box)
    box.sweep("--armed")
    (folder,) = box.incidents()
    (folder / str(pid) / "cmdline").write_bytes(b"innocent")
    _, report = box.sweep("--armed", "--inventory", "/root/inventory.toml")
    (finding,) = findings(report, _RULE, pid)
    assert (finding.reason or "").endswith(
        f"evidence not copied: {pid}/cmdline is not what the manifest says"
    )
    assert not list(box.path(f"{STORE}/evidence/localhost").iterdir())

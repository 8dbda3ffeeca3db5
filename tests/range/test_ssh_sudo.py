"""Hosts that let picket in as an ordinary user, and have the real sudo."""

import re
from collections.abc import Iterator
from pathlib import Path

import decoys
import pytest
from range_box import STORE, Box, findings, picket
from sshd import SETPRIV, USER, Fleet
from tools import require

from picketline.core.decide import Disposition
from picketline.core.report import Report

_ROOT = Path(__file__).parents[2]
_LOG = "/run/sudo.log"
_DEFAULTS = f"Defaults !syslog, !mailerpath, logfile={_LOG}, loglinelen=0"
_STALLED = """
auth required pam_permit.so
account required pam_exec.so /bin/sleep 1000
session required pam_permit.so
"""


@pytest.fixture
def fleet() -> Iterator[Fleet]:
    """A box with one host, whose user sudo knows nothing of yet."""
    require("sudo")
    with Box() as box:
        fleet = Fleet(box)
        fleet.host("near")
        with box.path("/etc/shadow").open("a", encoding="utf-8") as accounts:
            accounts.write(f"{USER}:*:20000:0:99999:7:::\n")
        _allow(box, "")
        yield fleet


def _allow(box: Box, rule: str, defaults: str = "use_pty") -> None:
    """Have sudo's own file say no more than this of the host's user."""
    line = f"{USER} {rule}\n" if rule else ""
    box.write("/etc/sudoers", f"{_DEFAULTS}, {defaults}\n{line}")


def _documented() -> str:
    """The rule that the manual tells to set up, but for the user's name."""
    text = (_ROOT / "docs/operate.md").read_text(encoding="utf-8")
    (rule,) = re.findall(r"^ +picket (ALL=.*)$", text, re.MULTILINE)
    return str(rule)


def _sweep(
    fleet: Fleet, *flags: str, become: bool = True, timeout: float = 60
) -> tuple[int, Report]:
    inventory = fleet.inventory("near", become=become, accepted=not become, timeout=timeout)
    return fleet.box.sweep("--inventory", inventory, *flags)


def _became_root(box: Box) -> int:
    """How often sudo made somebody root."""
    log = box.path(_LOG)
    lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
    return sum("USER=root ; " in line and "COMMAND=/usr/bin/env -i " in line for line in lines)


@pytest.mark.parametrize(
    "defaults", ["use_pty", "!use_pty", "log_input, log_output, iolog_dir=/run/io"]
)
def test_swept_as_root(fleet: Fleet, defaults: str) -> None:
    """With the documented rule the sweep is whole and sees what only root can."""
    pid = decoys.deleted_asleep(fleet.box)
    _allow(fleet.box, _documented(), defaults)
    code, report = _sweep(fleet)
    (part,) = report.parts
    assert (code, part.status, part.finished) == (1, "ok", True), part.note
    assert findings(report, "HOST-EXE-001", pid)
    assert _became_root(fleet.box) == 1


def test_the_same_as_root(fleet: Fleet) -> None:
    """What is seen through sudo is what root sees who signs in, and no more: sudo is no finding."""
    fleet.host("root", root=True)
    _allow(fleet.box, _documented())
    near, root = (
        fleet.box.sweep("--inventory", fleet.inventory(name, become=name == "near"))[1].parts[0]
        for name in ("near", "root")
    )
    assert (near.status, near.finished, near.checks) == ("ok", True, root.checks)
    assert [found.rule for found in near.findings] == [found.rule for found in root.findings]


def test_only_where_asked_for(fleet: Fleet) -> None:
    """Without `become` the same host is partial, and sudo is never called."""
    pid = decoys.deleted_asleep(fleet.box)
    _allow(fleet.box, _documented())
    _, report = _sweep(fleet, become=False)
    assert report.parts[0].status == "partial"
    assert not findings(report, "HOST-EXE-001", pid)
    assert _became_root(fleet.box) == 0


@pytest.mark.parametrize(
    ("rule", "defaults", "note"),
    [
        ("ALL=(root) /usr/bin/env", "use_pty", "sudo: a password is required"),
        ("ALL=(root) NOPASSWD: /usr/bin/true", "use_pty", "sudo: a password is required"),
        ("ALL=(root) NOPASSWD: /usr/bin/true", "!authenticate", "is not allowed to execute"),
        ("ALL=(root) NOPASSWD: /usr/bin/env", "requiretty", "must have a tty"),
        ("", "use_pty", "sudo: a password is required"),
    ],
)
def test_refused(fleet: Fleet, rule: str, defaults: str, note: str) -> None:
    """A sudo that asks, or does not allow it, is a status of its own, at once and in its words."""
    _allow(fleet.box, rule, defaults)
    code, report = _sweep(fleet)
    (part,) = report.parts
    assert (code, part.status, part.finished) == (3, "no-sudo", False)
    assert note in part.note


@pytest.mark.parametrize("shell", ["dash", "bash", "mksh", "yash"])
def test_no_sudo_there(fleet: Fleet, shell: str) -> None:
    """Where there is none it is the same status, whatever the login shell makes of that."""
    fleet.host("bare", f'PATH=/none exec {require(shell)} -c "$SSH_ORIGINAL_COMMAND"')
    inventory = fleet.inventory("bare", become=True)
    code, report = fleet.box.sweep("--inventory", inventory)
    (part,) = report.parts
    assert (code, part.status) == (3, "no-sudo"), part.note
    assert "sudo" in part.note


def test_stalled(fleet: Fleet) -> None:
    """A sudo that never answers costs no more than the time limit."""
    _allow(fleet.box, _documented())
    fleet.box.write("/etc/pam.d/sudo", _STALLED)
    code, report = _sweep(fleet, timeout=4)
    assert (code, report.parts[0].status) == (3, "timed-out"), report.parts[0].note


@pytest.mark.parametrize("hidden", [False, True], ids=["in sight", "under a mount"])
def test_contain_and_thaw(fleet: Fleet, *, hidden: bool) -> None:
    """Armed, a slam-dunk is frozen through sudo with root's evidence, and thawed again."""
    box, rule = fleet.box, "HOST-PROC-002" if hidden else "HOST-PROC-001"
    pid = decoys.hidden(box) if hidden else decoys.kernel_thread(box)
    _allow(box, _documented())
    _, report = _sweep(fleet, "--armed")
    (finding,) = findings(report, rule, pid)
    assert finding.disposition is Disposition.CONTAINED, finding.reason
    assert box.stopped(pid)
    (folder,) = box.incidents()
    assert (folder.stat().st_uid, folder.stat().st_mode & 0o777) == (0, 0o700)
    box.shell('cd "$1" && sha256sum -c manifest.sha256', f"/root/{folder.name}")
    words = ("thaw", "near", folder.name.removeprefix("incident-"), "--reason", "ours")
    inventory = fleet.inventory("near", become=True)
    done = box.run(*picket(*words, "--inventory", inventory, "--store", STORE))
    assert (done.returncode, box.stopped(pid)) == (0, False), done
    assert _became_root(box) == 3


def test_left_behind_by_the_line(fleet: Fleet) -> None:
    """A script that root runs for us ends soon after the line that started it broke."""
    _allow(fleet.box, _documented())
    fleet.box.write("/usr/sbin/ls", "#!/bin/sh\nexec sleep 1000\n")
    fleet.box.path("/usr/sbin/ls").chmod(0o755)
    code, report = _sweep(fleet, timeout=3)
    assert (code, report.parts[0].status, _became_root(fleet.box)) == (3, "timed-out", 1)
    fleet.box.wait(lambda: not fleet.box.running("/bin/sh -c eval"))


def test_this_machine(fleet: Fleet) -> None:
    """An ordinary user's picket sweeps its own machine through sudo, and contains on it."""
    box, store = fleet.box, "/srv/fleet/store"
    pid = decoys.kernel_thread(box)
    _allow(box, _documented())
    inventory = fleet.inventory("localhost", become=True)
    common = ("--inventory", inventory, "--store", store)
    done = box.run(*SETPRIV, *picket("run", "--armed", *common))
    assert (done.returncode, done.stderr) == (1, "")
    assert "contained" in done.stdout
    assert box.stopped(pid)
    stamp = box.incidents()[0].name.removeprefix("incident-")
    done = box.run(*SETPRIV, *picket("thaw", "localhost", stamp, "--reason", "ours", *common))
    assert (done.returncode, box.stopped(pid)) == (0, False), done

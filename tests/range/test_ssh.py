"""Real sshd processes, several at once: whatever a host is like, its status says it."""

from collections.abc import Iterator

import decoys
import pytest
from range_box import Box, findings, picket
from sshd import SETPRIV, Fleet

from picketline.core.decide import Disposition
from picketline.core.report import Part, Report


@pytest.fixture
def fleet() -> Iterator[Fleet]:
    """A box without hosts yet."""
    with Box() as box:
        yield Fleet(box)


def _parts(report: Report) -> dict[str, Part]:
    return {part.name: part for part in report.parts}


def _sweep(
    fleet: Fleet, *hosts: str, timeout: float = 60, accepted: bool = False
) -> tuple[int, dict[str, Part]]:
    inventory = fleet.inventory(*hosts, timeout=timeout, accepted=accepted)
    code, report = fleet.box.sweep("--inventory", inventory)
    return code, _parts(report)


def test_several_at_once(fleet: Fleet) -> None:
    """Every host is swept, with one command each, and a host without root is unfinished."""
    names = ["one", "two", "three", "four"]
    hosts = [fleet.host(name) for name in names]
    hosts.append(fleet.host("root", root=True))
    code, parts = _sweep(fleet, *names, "root")
    assert {name: parts[name].status for name in names} == dict.fromkeys(names, "not-root")
    assert (parts["root"].status, parts["root"].finished) == ("ok", True)
    assert code == 3
    assert [host.sessions for host in hosts] == [1] * 5


@pytest.mark.parametrize(("found", "code"), [(False, 0), (True, 1)])
def test_partial_accepted(fleet: Fleet, *, found: bool, code: int) -> None:
    """A host knowingly swept without root counts as whole; findings decide the exit code."""
    fleet.host("near")
    if found:
        fleet.box.copy("dash", "/tmp/.s/sh", 0o4755)
    assert _sweep(fleet, "near", accepted=True)[0] == code


def test_one_host_of_many(fleet: Fleet) -> None:
    """--host leaves the others alone."""
    near, far = fleet.host("near", root=True), fleet.host("far", root=True)
    inventory = fleet.inventory("near", "far")
    code, report = fleet.box.sweep("--inventory", inventory, "--host", "far")
    assert (code, list(_parts(report)), near.sessions, far.sessions) == (0, ["far"], 0, 1)


def test_unknown_host_key(fleet: Fleet) -> None:
    """A key that nobody vouched for is not accepted, whatever the user's configuration says."""
    fleet.configure("StrictHostKeyChecking accept-new\nUpdateHostKeys yes\n")
    host = fleet.host("near", known=False)
    code, parts = _sweep(fleet, "near")
    assert (code, parts["near"].status, host.sessions) == (3, "unknown-host-key", 0)
    assert not host.known.read_bytes()


def test_changed_host_key(fleet: Fleet) -> None:
    """A host whose key is another than the known one gets its own status."""
    host, other = fleet.host("near"), fleet.host("far")
    text = other.known.read_text(encoding="ascii").replace(f":{other.port}", f":{host.port}")
    host.known.write_text(text, encoding="ascii")
    code, parts = _sweep(fleet, "near")
    assert (code, parts["near"].status, host.sessions) == (3, "changed-host-key", 0)
    assert host.known.read_text(encoding="ascii") == text


def test_denied(fleet: Fleet) -> None:
    """A host that does not let us in is denied; nobody is asked for a password."""
    fleet.host("near", let_in=False)
    code, parts = _sweep(fleet, "near")
    assert (code, parts["near"].status) == (3, "denied")


def test_nobody_there(fleet: Fleet) -> None:
    """A closed port and a name that does not resolve are unreachable; the rest is swept."""
    fleet.host("near", root=True)
    fleet.configure("Host closed\nHostName 127.0.0.1\nPort 1\n")
    code, parts = _sweep(fleet, "near", "closed", "nowhere.invalid")
    assert code == 3
    assert parts["near"].status == "ok"
    assert parts["closed"].status == parts["nowhere.invalid"].status == "unreachable"


def test_silent_port(fleet: Fleet) -> None:
    """A port that takes the connection and never speaks costs no more than the limit."""
    decoys.silent_port(fleet.box, 2299)
    fleet.configure("Host silent\nHostName 127.0.0.1\nPort 2299\n")
    code, parts = _sweep(fleet, "silent", timeout=4)
    assert (code, parts["silent"].status) == (3, "unreachable")


def test_hangs(fleet: Fleet) -> None:
    """A host that never answers is timed out; the others are whole."""
    fleet.host("near", root=True)
    fleet.host("hung", "exec sleep 1000")
    code, parts = _sweep(fleet, "near", "hung", timeout=5)
    assert (code, parts["near"].status, parts["hung"].status) == (3, "ok", "timed-out")


def test_banner_noise(fleet: Fleet) -> None:
    """What a login prints before the probe speaks is passed over."""
    noise = "printf 'Welcome!\\r\\n\\033[1mlast login\\303\\n\\n'"
    fleet.host("near", f'{noise}; exec /bin/sh -c "$SSH_ORIGINAL_COMMAND"', root=True)
    code, parts = _sweep(fleet, "near")
    assert (code, parts["near"].status, parts["near"].errors) == (0, "ok", ())


def test_jump(fleet: Fleet) -> None:
    """A host behind another is reached as the user's configuration says."""
    jump, far = fleet.host("jump"), fleet.host("far", root=True)
    fleet.configure(f"Host behind\nHostName 127.0.0.1\nPort {far.port}\nProxyJump jump\n")
    fleet.configure("User root\nIdentityFile /srv/fleet/key\n")
    fleet.configure("UserKnownHostsFile /srv/fleet/far.known\n")
    code, parts = _sweep(fleet, "behind")
    assert (code, parts["behind"].status, far.sessions, jump.sessions) == (0, "ok", 1, 0)


def test_contain_and_thaw_over_ssh(fleet: Fleet) -> None:
    """Armed, a second command freezes a slam-dunk on the host, and a thaw undoes it."""
    host = fleet.host("near", root=True)
    pid = decoys.kernel_thread(fleet.box)
    inventory = fleet.inventory("near")
    _, report = fleet.box.sweep("--armed", "--inventory", inventory)
    (finding,) = findings(report, "HOST-PROC-001", pid)
    assert finding.disposition is Disposition.CONTAINED, finding.reason
    assert fleet.box.stopped(pid)
    assert host.sessions == 2
    stamp = fleet.box.incidents()[0].name.removeprefix("incident-")
    words = ("thaw", "near", stamp, "--reason", "ours", "--inventory", inventory)
    done = fleet.box.run(*picket(*words, "--store", "/root/store"))
    assert (done.returncode, fleet.box.stopped(pid)) == (0, False), done.stderr


def test_armed_without_root(fleet: Fleet) -> None:
    """Where the sweep is not root a slam-dunk is an alert, and nothing is touched."""
    fleet.host("near")
    program = fleet.box.copy("sleep", "/tmp/.k/w")
    words = (*SETPRIV, "bash", "-c", 'exec -a "$0" "$@"')
    pid = fleet.box.plant(*words, decoys.KERNEL_NAME, program, "1000", becomes=program)
    inventory = fleet.inventory("near", accepted=True)
    code, report = fleet.box.sweep("--armed", "--inventory", inventory)
    (finding,) = findings(report, "HOST-PROC-001", pid)
    assert (code, finding.slam_dunk, finding.disposition) == (1, True, Disposition.ALERT)
    assert "not-root" in (finding.reason or "")
    assert not fleet.box.stopped(pid)

"""Twenty ordinary servers on one machine: up in seconds, clean, and gone without a trace."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import planted_hosts
import pytest
from planted import MEDIUM
from range_box import require_root
from range_machines import Host, Machines, Swept

_MANY, _SWEEPS = 20, 4
_KILLED = """
import sys, time
sys.path.insert(0, sys.argv[1])
from range_machines import Machines
with Machines(["one", "two"]) as machines:
    print(machines.box.outside, *(host.outside for host in machines.hosts.values()), flush=True)
    time.sleep(100)
"""


@pytest.fixture(scope="module")
def machines() -> Iterator[Machines]:
    """The servers, each with somebody logged in."""
    with Machines(f"server-{n}" for n in range(1, _MANY + 1)) as made:

        def live(host: Host) -> None:
            planted_hosts.settle(host)
            planted_hosts.log_in(host)

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(live, made.hosts.values()))
        yield made


@pytest.fixture(scope="module")
def swept(machines: Machines) -> list[Swept]:
    """Four sweeps, each server at other turns than the rest."""
    machines.set_turns({name: 2 * n for n, name in enumerate(machines.hosts)})
    return [machines.sweep() for _ in range(_SWEEPS)]


@pytest.mark.parametrize("number", range(_SWEEPS))
def test_clean(number: int, swept: list[Swept]) -> None:
    """No sweep of twenty servers, first or known, tells of anything or leaves anything unread."""
    code, parts = swept[number].code, swept[number].report.parts
    found = [finding for part in parts for finding in part.findings]
    assert not [finding for finding in found if finding.severity >= MEDIUM]
    assert not [gap for part in parts for gap in (*part.skipped, *part.errors)]
    assert [part.status for part in parts] == ["ok"] * _MANY
    assert code == 0


def test_everything_is_known_by_then(swept: list[Swept]) -> None:
    """The last sweep compared with what is known, and found no drift."""
    gaps = [gap for part in swept[-1].report.parts for gap in part.coverage if gap.what == "drift"]
    assert all("first sweep" not in gap.why for gap in gaps)
    assert all(" cron" not in gap.why and " unit," not in gap.why for gap in gaps)


def test_hosts_share_nothing(machines: Machines) -> None:
    """Each server has its own name, identity, key, processes, mounts and network."""
    tell = "hostname; cat /etc/machine-id /etc/ssh/ssh_host_ed25519_key.pub; cat /root/.ssh/mark"
    hosts = list(machines.hosts.values())
    for host in hosts:
        host.write("/root/.ssh/mark", f"{host.address}\n")
    assert len({host.shell(tell) for host in hosts}) == _MANY
    for kind in ("mnt", "pid", "net", "uts", "ipc"):
        spaces = {Path(f"/proc/{host.outside}/ns/{kind}").readlink() for host in hosts}
        assert len({*spaces, Path(f"/proc/self/ns/{kind}").readlink()}) == _MANY + 1
    assert all(len(host.running("sshd: /usr/sbin/sshd")) == 1 for host in hosts)


def _traces() -> dict[str, object]:
    """What a fleet could leave on the machine."""
    return {
        "mounts": Path("/proc/self/mounts").read_text(encoding="utf-8"),
        "links": sorted(each.name for each in Path("/sys/class/net").iterdir()),
        "named": sorted(Path("/run/netns").glob("*")),
    }


def _alive(pids: list[int]) -> list[int]:
    return [pid for pid in pids if Path(f"/proc/{pid}").exists()]


def test_no_trace_is_left() -> None:
    """A fleet that ended leaves no mount, no interface, no namespace and no process."""
    require_root()
    before = _traces()
    with Machines(["one", "two"]) as made:
        pids = [made.box.outside, *(host.outside for host in made.hosts.values())]
        spaces = {Path(f"/proc/{pid}/ns/net").readlink() for pid in pids}
        assert made.sweep().code == 0
    assert not _alive(pids)
    assert not spaces & _spaces()
    assert _traces() == before


def _spaces() -> set[Path]:
    """The networks in which something runs."""
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            found.add((folder / "ns/net").readlink())
        except OSError:
            continue
    return found


def test_a_killed_test_leaves_no_trace() -> None:
    """A fleet whose test was killed is gone as well."""
    require_root()
    before = _traces()
    support = str(Path(planted_hosts.__file__).parent)
    test = subprocess.Popen([sys.executable, "-c", _KILLED, support], stdout=subprocess.PIPE)
    assert test.stdout
    pids = [int(word) for word in test.stdout.readline().split()]
    assert len(_alive(pids)) == 3
    test.send_signal(signal.SIGKILL)
    test.communicate()
    Host.wait(lambda: not _alive(pids), 20)
    assert _traces() == before

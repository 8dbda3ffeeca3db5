"""What an armed sweep leaves alone, and what it leaves behind when something stands in its way."""

import json
import os
import shlex
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import decoys
import msgspec
import pytest
from range_box import STORE, Box, findings, picket, program

from picketline.core.decide import Decided, Disposition
from picketline.hosts import act
from picketline.hosts.facts import Answer, Deed, Target

_RULE = "HOST-PROC-001"
_INVENTORY = "/srv/inventory.toml"
_NONCE = "00112233445566778899aabbccddeeff"


@pytest.fixture
def box() -> Iterator[Box]:
    """A box of the test's own."""
    with Box() as made:
        yield made


def _settings(box: Box, line: str) -> tuple[str, str]:
    box.write(_INVENTORY, f'[settings]\n{line}\n[[host]]\nssh = "localhost"\n')
    return ("--inventory", _INVENTORY)


def _outcomes(box: Box) -> list[str]:
    with box.store() as store:
        return [row.outcome for row in store.audit.rows() if row.action == "contain"]


def _refused(box: Box, pid: int, why: str, *flags: str, store: str = STORE) -> None:
    """An armed sweep alerts, says why it did not act, and touches nothing."""
    code, report = box.sweep("--armed", *flags, store=store)
    (finding,) = findings(report, _RULE, pid)
    assert (code, finding.disposition) == (1, Disposition.ALERT), finding.reason
    assert why in (finding.reason or "")
    assert not box.stopped(pid)
    assert not box.incidents()


@pytest.mark.parametrize("wrong", ["start", "inode"])
def test_another_process_by_now(box: Box, wrong: str) -> None:
    """A pid whose start time or executable is another is refused and not touched."""
    target = box.target(decoys.kernel_thread(box))
    mistaken = msgspec.structs.replace(target, **{wrong: getattr(target, wrong) + 1})
    assert box.order(mistaken) == [Deed(mistaken, "refused", "changed")]
    assert not box.stopped(target.pid)
    assert not box.incidents()


def test_init(box: Box) -> None:
    """The first process is never frozen."""
    target = box.target(1)
    assert box.order(target) == [Deed(target, "refused", "protected-init")]
    assert not box.stopped(1)


def test_sshd(box: Box) -> None:
    """The way in is never frozen."""
    box.path("/run/sshd").mkdir()
    box.shell('ssh-keygen -q -t ed25519 -N "" -f /srv/key')
    box.write("/srv/sshd", "HostKey /srv/key\nPort 2201\nUsePAM no\nPidFile none\n")
    target = box.target(box.plant(program("sshd"), "-D", "-f", "/srv/sshd"))
    assert box.order(target) == [Deed(target, "refused", "protected-system-service")]
    assert not box.stopped(target.pid)


def test_own_ancestor(box: Box) -> None:
    """What started picket is never frozen, whatever it looks like; the audit says so."""
    command = shlex.join(picket("run", "--json", "--armed", "--store", STORE))
    line = f"{command} >/run/report; echo done >/run/done; read _ <>/run/never"
    box.shell("mkfifo /run/never")
    pid = box.plant(box.copy("dash", "/tmp/.k/w"), "-c", line, argv0=decoys.KERNEL_NAME)
    box.wait(lambda: box.path("/run/done").exists())
    report = json.loads(box.path("/run/report").read_text(encoding="utf-8"))
    (finding,) = [f for f in report["parts"][0]["findings"] if f["location"].get("pid") == pid]
    assert (finding["disposition"], finding["slam_dunk"]) == ("alert", True)
    assert "protected-ancestor" in finding["reason"]
    assert not box.stopped(pid)
    assert _outcomes(box) == ["ordered", "refused: protected-ancestor"]


def test_allow_list_is_by_inode(box: Box) -> None:
    """A listed executable is protected under any of its names."""
    pid = decoys.kernel_thread(box)
    box.path("/tmp/known").hardlink_to(box.path("/tmp/.k/w"))
    _refused(box, pid, "protected-allow-list", *_settings(box, 'protect = ["/tmp/known"]'))


def test_allow_list_is_not_by_name(box: Box) -> None:
    """Another file that stands at a listed path by now protects nothing that runs."""
    pid = decoys.kernel_thread(box)
    box.path("/tmp/.k/w").rename(box.path("/tmp/.k/old"))
    box.copy("sleep", "/tmp/.k/w")
    box.sweep("--armed", *_settings(box, 'protect = ["/tmp/.k/w"]'))
    assert box.stopped(pid)


def test_allow_list_is_of_one_file_system(box: Box) -> None:
    """A file that merely has the same inode number on another file system is not protected."""
    known = box.path(box.copy("sleep", "/opt/known"))
    pid = decoys.asleep(box, "/dev/shm/w", argv0=decoys.KERNEL_NAME)
    assert box.target(pid).inode == known.stat().st_ino
    box.sweep("--armed", *_settings(box, 'protect = ["/opt/known"]'))
    assert box.stopped(pid)


def test_two_incidents_in_a_second(box: Box) -> None:
    """A second order within the second of the first is carried out like any other."""
    first, second = (box.target(decoys.asleep(box, f"/tmp/{name}")) for name in "ab")
    assert [deed.outcome for deed in box.order(first)] == ["frozen"]
    assert [deed.outcome for deed in box.order(second)] == ["frozen"]
    assert len(box.incidents()) == 2


def _told(box: Box, target: Target, script: bytes) -> str:
    """What the controller takes a host to have done that ran this much of a script."""
    said = box.run("/bin/sh", "-s", text=script.decode()).stdout.encode()
    return act.deeds((target,), Answer(said, b"", 0), _NONCE)[0].outcome


def test_order_cut_in_its_last_line(box: Box) -> None:
    """What the host did by then is on its record, is not believed, and is known the next time."""
    target = box.target(decoys.kernel_thread(box))
    words = f"{target.pid}:{target.start}:{target.inode}".encode()
    script = act.preview("contain", _NONCE).replace(b"targets=''", b"targets=%s" % words)
    for cut in range(script.rindex(b"\n") + 1, len(script)):
        assert _told(box, target, script[:cut]) == "failed"
        lists = "".join((path / "frozen").read_text() for path in box.incidents())
        assert not box.stopped(target.pid) or f"{target.pid} {target.start} " in lists
        os.kill(box.machine_pid(target.pid), signal.SIGCONT)
    assert _told(box, target, script) == "already"


def test_at_most_max_contain(box: Box) -> None:
    """Beyond the limit the rule itself is suspect: alert only, with the reason."""
    pids = (decoys.kernel_thread(box), decoys.kernel_thread_memfd(box))
    _, report = box.sweep("--armed", *_settings(box, "max_contain = 1"))
    found: list[Decided] = [findings(report, _RULE, pid)[0] for pid in pids]
    dispositions = {finding.disposition: finding.reason for finding in found}
    assert set(dispositions) == {Disposition.CONTAINED, Disposition.ALERT}
    assert "more than 1 slam-dunks" in (dispositions[Disposition.ALERT] or "")
    assert sorted(box.stopped(pid) for pid in pids) == [False, True]
    assert sum("more than 1" in outcome for outcome in _outcomes(box)) == 1


def test_no_space(box: Box) -> None:
    """Where a snapshot has no room nothing is frozen."""
    pid = decoys.kernel_thread(box)
    box.shell("mount -o remount,size=1m /root")
    _refused(box, pid, "no-space", store="/srv/store")


def test_read_only_root(box: Box) -> None:
    """Where no snapshot can be written nothing is frozen."""
    pid = decoys.kernel_thread(box)
    box.shell("mount -o remount,ro /root")
    _refused(box, pid, "snapshot-failed", store="/srv/store")


def test_lock_is_held(box: Box) -> None:
    """While another containment is at work this one gives way."""
    pid = decoys.kernel_thread(box)
    box.write("/run/picket.lock/holder", f"1 {box.stat(1)[19]}\n")
    _refused(box, pid, "locked")


def test_lock_was_left(box: Box) -> None:
    """A lock whose holder is gone is taken over."""
    pid = decoys.kernel_thread(box)
    box.write("/run/picket.lock/holder", "4000000 1\n")
    box.sweep("--armed")
    assert box.stopped(pid)
    assert not box.path("/run/picket.lock").exists()


def test_parallel_runs(box: Box) -> None:
    """Two armed sweeps at once both end, and make one snapshot between them."""
    pid = decoys.kernel_thread(box)
    command = picket("run", "--json", "--armed", "--store", STORE)
    children = [box.start(*command) for _ in range(2)]
    answers = [child.communicate(timeout=250) for child in children]
    assert [child.returncode for child in children] == [1, 1], answers
    said = [json.loads(out)["parts"][0]["findings"] for out, _ in answers]
    dispositions = [f["disposition"] for found in said for f in found if f["rule"] == _RULE]
    assert dispositions == ["contained", "contained"]
    assert box.stopped(pid)
    assert len(box.incidents()) == 1


def _kill_at(box: Box, moment: str, pid: int) -> None:
    """Kill an armed sweep as soon as a moment has come."""
    stat = Path(f"/proc/{box.machine_pid(pid)}/stat")
    known = box.incidents()
    reached: dict[str, Callable[[], bool]] = {
        "looking": lambda: bool(box.running("/bin/sh -c eval")),
        "locked": lambda: box.path("/run/picket.lock").exists(),
        "writing": lambda: any(box.path("/root").glob(".incident-*")),
        "kept": lambda: box.incidents() != known,
        "stopped": lambda: ") T " in stat.read_text(encoding="ascii"),
    }
    child = box.start(*picket("run", "--armed", "--store", STORE))
    controller = box.inner(child)
    box.wait(reached[moment])
    os.kill(controller, signal.SIGKILL)
    box.wait(lambda: not box.running("/bin/sh -c eval"))


@pytest.mark.parametrize("moment", ["looking", "locked", "writing", "kept", "stopped"])
def test_killed(box: Box, moment: str) -> None:
    """A killed controller leaves a sound store, no script, and nothing frozen off the record."""
    for turn in range(2):
        time.sleep(1)  # an incident is named after its second
        pid = decoys.asleep(box, f"/tmp/.{turn}/w", argv0=decoys.KERNEL_NAME)
        _kill_at(box, moment, pid)
        with box.store() as store:
            assert store.audit.rows() or moment == "looking"
        lists = [path / "frozen" for path in box.incidents()]
        recorded = "".join(path.read_text(encoding="ascii") for path in lists)
        assert not box.stopped(pid) or f"{pid} " in recorded
    assert not list(box.path("/root").glob(".incident-*"))
    _, report = box.sweep("--armed")
    assert {f.disposition for f in findings(report, _RULE)} == {Disposition.CONTAINED}

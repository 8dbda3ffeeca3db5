"""A process that comes back is frozen with whatever brings it back; others are left alone."""

import os
import signal
import sys
import time
from collections.abc import Iterator

import decoys
import pytest
from range_box import STORE, Box, findings, picket, program

from picketline.core.decide import Disposition
from picketline.hosts.facts import Deed

_LOOP = 'while :; do "$1" 100000 & echo $! >>/run/workers; wait $!; done'
_FORK = """
import os, sys
if not os.fork():
    os.setsid()
    if os.fork():
        os._exit(0)
    with open("/run/worker", "w") as note:
        print(os.getpid(), file=note)
os.execv(sys.argv[1], [sys.argv[1], "100000"])
"""


@pytest.fixture
def box() -> Iterator[Box]:
    """A box of the test's own."""
    with Box() as made:
        yield made


def _worker(box: Box, path: str) -> int:
    """What a loop started, once it runs."""
    return box.child("/run/workers", path)


def _order(box: Box, pid: int, *protect: str) -> Deed:
    (deed,) = box.order(box.target(pid), protect=protect)
    return deed


def _members(deed: Deed) -> list[int]:
    return [each.pid for each in deed.members]


@pytest.mark.parametrize(("shell", "awk"), [("busybox", "busybox"), ("yash", "original-awk")])
def test_other_shells(box: Box, shell: str, awk: str) -> None:
    """A tree is found whatever /bin/sh and awk are."""
    path = box.copy("sleep", "/tmp/.x/m")
    loop = box.plant(program("dash"), "-c", _LOOP, "sh", path)
    beside = decoys.asleep(box, "/tmp/.x/watch")
    worker = _worker(box, path)
    mount = 'mount --bind "$1" "$3"; mount --bind "$2" "$4"'
    box.shell(mount, program(shell), program(awk), program("sh"), program("awk"))
    assert _members(_order(box, worker)) == [loop, beside]


@pytest.mark.parametrize("place", ["scratch", "system", "interpreter"])
def test_a_loop_that_restarts_it(box: Box, place: str) -> None:
    """The loop is frozen before its worker, so that even the worker's end brings nothing back."""
    path = box.copy("sleep", "/tmp/.x/m")
    shell = box.copy("dash", "/var/tmp/run") if place == "scratch" else program("dash")
    box.write("/dev/shm/run.sh", _LOOP)
    words = ("/dev/shm/run.sh",) if place == "interpreter" else ("-c", _LOOP, "sh")
    loop = box.plant(shell, *words, path)
    worker = _worker(box, path)
    deed = _order(box, worker)
    assert (deed.outcome, _members(deed)) == ("frozen", [loop])
    assert box.stopped(loop)
    os.kill(box.machine_pid(worker), signal.SIGKILL)
    time.sleep(0.5)
    assert len(box.path("/run/workers").read_text().split()) == 1


def test_the_list_is_in_order(box: Box) -> None:
    """The incident names who was frozen with whom: what restarts first, what was started last."""
    path = box.copy("dash", "/tmp/.x/m")
    script = f"{program('sleep')} 100000 & echo $! >/run/child; wait"
    outer = '"$1" -c "$2" & echo $! >>/run/workers; wait'
    loop = box.plant(program("dash"), "-c", outer, "sh", path, script)
    worker = _worker(box, path)
    child = box.child("/run/child", program("sleep"))
    deed = _order(box, worker)
    (folder,) = box.incidents()
    lines = [line.split() for line in (folder / "frozen").read_text().splitlines()]
    assert [int(line[0]) for line in lines] == [loop, worker, child]
    assert [line[3:] for line in lines] == [[str(worker)], [], [str(worker)]]
    assert _members(deed) == [loop, child]
    kept = (folder / str(worker) / "tree").read_text()
    assert all(f"pid {pid} start " in kept for pid in (loop, worker, child))


def test_what_forked_away(box: Box) -> None:
    """A copy of itself that left its parent, session and group is frozen with it."""
    path = box.copy("sleep", "/tmp/.x/m")
    pid = box.plant(sys.executable, "-c", _FORK, path, becomes=path)
    away = box.child("/run/worker", path)
    box.path(path).unlink()
    deed = _order(box, pid)
    assert _members(deed) == [away]
    assert box.stopped(away)


def test_a_watchdog_beside_it(box: Box) -> None:
    """What was left running in the same folder of scratch is of its kind; one in /tmp is not."""
    pid = decoys.asleep(box, "/tmp/.x/m")
    beside = decoys.asleep(box, "/tmp/.x/watch")
    other = decoys.asleep(box, "/tmp/other")
    assert _members(_order(box, pid)) == [beside]
    assert not box.stopped(other)


def test_what_is_at_work_in_the_same_folder(box: Box) -> None:
    """A build that somebody runs beside it, and what another user left there, run on."""
    pid = decoys.asleep(box, "/tmp/build/m")
    tool = box.copy("sleep", "/tmp/build/tool")
    wait = '"$1" 100000 & echo $! >>/run/workers; wait $!; :'
    box.plant(program("dash"), "-c", wait, "sh", tool)
    work = _worker(box, tool)
    lent = box.plant(program("setpriv"), "--reuid=1000", "--clear-groups", tool, "9", becomes=tool)
    assert not _members(_order(box, pid))
    assert not box.stopped(work)
    assert not box.stopped(lent)


def test_a_folder_of_that_name_elsewhere(box: Box) -> None:
    """What sees other files under the same name is another's."""
    pid = decoys.asleep(box, "/tmp/.x/m")
    box.copy("sleep", "/opt/inner/.x/good")
    script = 'mount --bind /opt/inner /tmp; exec "$@"'
    words = ("-m", "sh", "-c", script, "sh", "/tmp/.x/good", decoys.FOREVER)
    other = box.plant(program("unshare"), *words, becomes="/tmp/.x/good")
    assert not _order(box, pid).members
    assert not box.stopped(other)


def test_a_parent_whose_file_was_replaced(box: Box) -> None:
    """A server off scratch that was deployed anew while it ran is no such parent."""
    path = box.copy("sleep", "/tmp/.x/m")
    server = box.copy("dash", "/opt/server")
    parent = box.plant(server, "-c", f"{path} 100000 & echo $! >>/run/workers; wait")
    box.path(server).unlink()
    deed = _order(box, _worker(box, path))
    assert (deed.outcome, deed.members) == ("frozen", ())
    assert not box.stopped(parent)


def test_no_kind_in_a_shared_folder(box: Box) -> None:
    """What lies directly in /tmp has nothing to do with its neighbours."""
    pid = decoys.asleep(box, "/tmp/m")
    other = decoys.asleep(box, "/tmp/other")
    assert not _members(_order(box, pid))
    assert not box.stopped(other)


def test_who_merely_started_it(box: Box) -> None:
    """A shell whose words do not name scratch, and others of the system's shells, run on."""
    path = box.copy("sleep", "/tmp/.x/m")
    box.write("/opt/start", f"{path} 100000 & echo $! >>/run/workers; wait")
    parent = box.plant(program("dash"), "/opt/start")
    os.mkfifo(box.path("/run/never"))
    other = box.plant(program("dash"), "-c", "read _ <>/run/never; :")
    deed = _order(box, _worker(box, path))
    assert (deed.outcome, deed.members) == ("frozen", ())
    assert not box.stopped(parent)
    assert not box.stopped(other)


def test_the_protected_are_left_alone(box: Box) -> None:
    """Neither a protected child nor what it started is frozen."""
    path = box.copy("dash", "/tmp/.x/m")
    server = box.copy("dash", "/opt/server")
    inner = f"{program('sleep')} 100000 & echo $! >/run/session; wait"
    pid = box.plant(path, "-c", f"{server} -c '{inner}' & echo $! >>/run/workers; wait")
    served = _worker(box, server)
    session = box.child("/run/session", program("sleep"))
    deed = _order(box, pid, server)
    assert (deed.outcome, deed.members) == ("frozen", ())
    assert not box.stopped(served)
    assert not box.stopped(session)


def test_at_most_sixty_four(box: Box) -> None:
    """Of a larger tree the rest is left, and that is said."""
    path = box.copy("dash", "/tmp/.x/m")
    names = " ".join("x" * 70)
    many = f"for n in {names}; do {program('sleep')} 100000 & done; echo >/run/workers; wait"
    pid = box.plant(path, "-c", many)
    box.wait(lambda: box.path("/run/workers").exists())
    deed = _order(box, pid)
    assert len(deed.members) == 64
    assert deed.notes == ("more-members",)


def test_a_bomb(box: Box) -> None:
    """What starts new processes all the time stands still at the end."""
    path = box.copy("dash", "/tmp/.x/m")
    grow = f"while :; do {program('sleep')} 0.2 & wait $!; done"
    pid = box.plant(path, "-c", f"{path} -c '{grow}' & {path} -c '{grow}' & wait")
    box.wait(lambda: len(box.running("/tmp/.x/m")) >= 3)
    deed = _order(box, pid)
    assert deed.outcome == "frozen"
    time.sleep(0.5)
    assert all(box.stopped(int(line)) for line in box.shell("pgrep -f '^/tmp/.x/m'").split())


def test_thaw(box: Box) -> None:
    """All of the tree run again, whoever was frozen with whom, and the list is empty."""
    path = box.copy("sleep", "/tmp/.k/w")
    script = '(exec -a "$2" "$1" 100000) & wait'
    bash = box.copy("bash", "/tmp/.k/loop")
    loop = box.plant(bash, "-c", script, "sh", path, decoys.KERNEL_NAME)
    box.wait(lambda: bool(box.run("pgrep", "-P", str(loop)).stdout))
    worker = int(box.shell(f"pgrep -P {loop}"))
    box.wait(lambda: box.exe(worker) == path)
    _, report = box.sweep("--armed")
    (finding,) = findings(report, "HOST-PROC-001", worker)
    assert finding.disposition is Disposition.CONTAINED
    assert "1 more of its tree frozen" in (finding.reason or "")
    assert box.stopped(loop)
    assert box.stopped(worker)
    (folder,) = box.incidents()
    stamp = folder.name.removeprefix("incident-")
    listed = box.run(*picket("incidents", "--store", STORE)).stdout
    assert f"  with them: {loop}:" in listed
    done = box.run(*picket("thaw", "localhost", stamp, "--reason", "ours", "--store", STORE))
    assert done.stdout == f"pid {worker}: thawed: {stamp}\npid {loop}: thawed: {stamp}\n"
    assert not box.stopped(loop)
    assert not box.stopped(worker)
    assert not (folder / "frozen").read_text()

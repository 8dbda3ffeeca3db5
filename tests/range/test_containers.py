"""Containment in real containers, of podman with runc and of docker's own daemon."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from range_box import STORE, Box, findings, picket, program
from range_engine import DECOY, NAMES, POLITE, STUBBORN, WAIT, Engine

from picketline.core.decide import Decided, Disposition
from picketline.hosts.facts import Deed

_RULE = "HOST-PROC-001"
_INVENTORY = "/srv/inventory.toml"
_STUCK = "trap '' TERM; while :; do sleep 1; done"


@pytest.fixture(params=NAMES)
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """Each engine, in a box of the test's own."""
    with Engine(request.param) as made:
        yield made


@pytest.fixture
def podman() -> Iterator[Engine]:
    """Podman alone, which cannot switch a restart policy off."""
    with Engine("podman") as made:
        yield made


@pytest.fixture
def docker() -> Iterator[Engine]:
    """Docker alone, which can."""
    with Engine("docker") as made:
        yield made


def _settings(box: Box, settings: str = "", host: str = "") -> tuple[str, str]:
    text = f'[settings]\n{settings}\n[[host]]\nssh = "localhost"\n{host}\n'
    box.write(_INVENTORY, text)
    return ("--inventory", _INVENTORY)


def _contained(engine: Engine, *flags: str) -> tuple[Decided, Path]:
    """Sweep armed; the finding about the decoy, which must be contained, and its evidence."""
    pid = engine.decoy()
    _, report = engine.box.sweep("--armed", *flags)
    (finding,) = findings(report, _RULE, pid)
    assert finding.disposition is Disposition.CONTAINED, finding.reason
    (folder,) = engine.box.incidents()
    return finding, folder


def _thaw(engine: Engine) -> tuple[int, str]:
    stamp = engine.box.incidents()[0].name.removeprefix("incident-")
    words = ("thaw", "localhost", stamp, "--reason", "ours", "--store", STORE)
    done = engine.box.run(*picket(*words))
    return done.returncode, done.stdout + done.stderr


def _listed(engine: Engine) -> str:
    return engine.box.run(*picket("incidents", "--store", STORE)).stdout


def _order(engine: Engine, *targets: int) -> list[Deed]:
    return engine.box.order(*map(engine.target, targets))


def test_paused_and_thawed(engine: Engine) -> None:
    """The whole container is paused, its policy off where that can be; a thaw undoes both."""
    made = engine.start(POLITE, "--restart=always")
    pid = engine.decoy()
    finding, _ = _contained(engine)
    off = "switched off" if engine.name == "docker" else "stays, as this engine cannot"
    assert f"{engine.name} container {made[:12]} (web) paused" in (finding.reason or "")
    assert f"its restart policy always {off}" in (finding.reason or "")
    assert (engine.look("State.Status"), engine.stat(pid)[0]) == ("paused", "D")
    assert engine.policy() == ("no" if engine.name == "docker" else "always")
    assert f"{engine.name} container {made[:12]} (web) paused" in _listed(engine)
    code, said = _thaw(engine)
    assert (code, "running" in said) == (0, True), said
    assert (engine.look("State.Status"), engine.policy()) == ("running", "always")
    assert engine.stat(pid)[0] == "S"


def test_evidence(engine: Engine) -> None:
    """What the engine knows of the container is kept, listed in the manifest, and private."""
    made = engine.start(POLITE, "--env=SECRET=hunter2")
    finding, folder = _contained(engine)
    kept = folder / str(finding.location.pid)
    assert (kept / "container").read_text() == f"engine {engine.name} {made}\n"
    assert made in (kept / "inspect").read_text()
    assert "SECRET=hunter2" in (kept / "inspect").read_text()
    assert "kworker/0:9" in (kept / "top").read_text()
    manifest = (folder / "manifest.sha256").read_text()
    assert all(f"{finding.location.pid}/{name}\n" in manifest for name in ("inspect", "top"))
    assert not (kept / "inspect").stat().st_mode & 0o077


def test_second_sweep_is_idempotent(engine: Engine) -> None:
    """A paused container stays as it is: no second incident, and one thaw still undoes it."""
    engine.start(POLITE, "--restart=always")
    for _ in range(2):
        _contained(engine)
    assert engine.look("State.Status") == "paused"
    assert _thaw(engine)[0] == 0
    assert (engine.look("State.Status"), engine.policy()) == ("running", "always")


def test_unpaused_by_somebody(docker: Engine) -> None:
    """The process stands still all the same; let go too, both are held again, and undone once."""
    docker.start(POLITE, "--restart=always")
    finding, _ = _contained(docker)
    pid = str(finding.location.pid)
    docker.ask("unpause", "web")
    assert docker.stat(int(pid))[0] == "T"
    docker.box.shell('kill -CONT "$1"', pid)
    finding, _ = _contained(docker)
    assert "(web) paused" in (finding.reason or "")
    assert docker.look("State.Status") == "paused"
    assert _thaw(docker)[0] == 0
    assert (docker.look("State.Status"), docker.policy()) == ("running", "always")
    assert docker.stat(int(pid))[0] == "S"


def test_stop(docker: Engine) -> None:
    """`container = "stop"` ends it by SIGTERM, for good; a thaw starts it again."""
    docker.start(POLITE, "--restart=always")
    finding, _ = _contained(docker, *_settings(docker.box, host='container = "stop"'))
    assert "(web) stopped, its restart policy always switched off" in (finding.reason or "")
    assert (docker.look("State.Status"), docker.look("State.ExitCode")) == ("exited", "0")
    code, said = _thaw(docker)
    assert (code, "started, its restart policy always restored" in said) == (0, True), said
    assert (docker.look("State.Status"), docker.policy()) == ("running", "always")


def test_stop_without_a_policy(podman: Engine) -> None:
    """So does podman where nothing would restart the container."""
    podman.start(POLITE)
    _contained(podman, *_settings(podman.box, host='container = "stop"'))
    assert podman.look("State.Status") == "exited"
    assert _thaw(podman)[0] == 0
    assert podman.look("State.Status") == "running"


def test_stop_is_never_a_kill(docker: Engine) -> None:
    """What does not heed SIGTERM is paused, and still there."""
    docker.start(STUBBORN)
    pid = docker.decoy()
    finding, _ = _contained(docker, *_settings(docker.box, host='container = "stop"'))
    assert "SIGTERM did not end the container" in (finding.reason or "")
    assert (docker.look("State.Status"), docker.stat(pid)[0]) == ("paused", "D")


@pytest.mark.parametrize(
    ("flag", "why"), [("--restart=always", "have restarted"), ("--rm", "have removed")]
)
def test_stop_that_would_not_last(podman: Engine, flag: str, why: str) -> None:
    """What SIGTERM would restart or remove is paused."""
    podman.start(POLITE, flag)
    finding, _ = _contained(podman, *_settings(podman.box, host='container = "stop"'))
    assert f"SIGTERM would {why} the container" in (finding.reason or "")
    assert podman.look("State.Status") == "paused"


def test_started_where_all_see_it(podman: Engine) -> None:
    """A thaw looks under mounts in a namespace of its own, but starts no container in there."""
    podman.start(POLITE)
    _contained(podman, *_settings(podman.box, host='container = "stop"'))
    podman.replace('readlink /proc/self/ns/mnt >>/run/seen\nexec "$real" "$@"')
    assert _thaw(podman)[0] == 0
    assert podman.look("State.Status") == "running"
    seen = podman.box.path("/run/seen").read_text().split()
    assert set(seen) == {podman.box.shell("readlink /proc/self/ns/mnt")}


@pytest.mark.parametrize(("shell", "awk"), [("busybox", "busybox"), ("mksh", "original-awk")])
def test_other_shells(podman: Engine, shell: str, awk: str) -> None:
    """A container is held and let go whatever /bin/sh and awk are."""
    podman.start(POLITE)
    pid = podman.decoy()
    mount = 'mount --bind "$1" "$3"; mount --bind "$2" "$4"'
    podman.box.shell(mount, program(shell), program(awk), program("sh"), program("awk"))
    _contained(podman)
    assert (podman.look("State.Status"), podman.stat(pid)[0]) == ("paused", "D")
    assert _thaw(podman)[0] == 0
    assert (podman.look("State.Status"), podman.stat(pid)[0]) == ("running", "S")


def test_stuck_engine(podman: Engine) -> None:
    """An engine that never answers costs seconds; the process is frozen all the same."""
    podman.start(POLITE)
    podman.replace(_STUCK)
    (deed,) = _order(podman, podman.decoy())
    assert (deed.outcome, deed.notes) == ("frozen", ("engine-stuck",))
    assert deed.missing == ("inspect", "top")
    assert podman.stat(deed.target.pid)[0] == "T"


def test_no_engine(podman: Engine) -> None:
    """Without the engine's program the processes are frozen, and that is said."""
    podman.start(POLITE)
    podman.box.path("/usr/bin/podman").chmod(0o644)
    (deed,) = _order(podman, podman.decoy())
    podman.box.path("/usr/bin/podman").chmod(0o755)
    assert (deed.outcome, deed.notes) == ("frozen", ("no-engine",))
    assert podman.look("State.Status") == "running"


def test_pause_that_fails(docker: Engine) -> None:
    """The restart policy is put back, and the processes are frozen."""
    docker.start(POLITE, "--restart=on-failure:3")
    docker.replace('[ "$1" != pause ] || exit 1\nexec "$real" "$@"')
    (deed,) = _order(docker, docker.decoy())
    assert (deed.outcome, deed.notes) == ("frozen", ("pause-failed",))
    assert docker.look("HostConfig.RestartPolicy") == "{on-failure 3}"
    assert (docker.look("State.Status"), docker.stat(deed.target.pid)[0]) == ("running", "T")


def test_pause_that_lies(podman: Engine) -> None:
    """An engine that only claims to have paused is not believed."""
    podman.start(POLITE)
    podman.replace('[ "$1" != pause ] || exit 0\nexec "$real" "$@"')
    (deed,) = _order(podman, podman.decoy())
    assert (deed.held, deed.notes) == (None, ("pause-failed",))
    assert podman.stat(deed.target.pid)[0] == "T"


def test_thaw_is_tried_again(podman: Engine) -> None:
    """While the engine does not answer the incident stays open, and nothing is lost."""
    podman.start(POLITE)
    _contained(podman)
    podman.replace(_STUCK)
    code, said = _thaw(podman)
    assert (code, "engine-stuck" in said) == (1, True), said
    podman.restore()
    assert _thaw(podman)[0] == 0
    assert podman.look("State.Status") == "running"


def test_container_is_gone(engine: Engine) -> None:
    """A thaw says so and closes the incident."""
    engine.start(POLITE)
    _contained(engine)
    engine.ask("rm", "--force", "web")
    code, said = _thaw(engine)
    assert (code, "gone" in said, "container" in said) == (0, True, True), said
    assert "  gone       " in _listed(engine)


def test_group_of_another_name(podman: Engine) -> None:
    """A process that put itself into a group named after a container gets nobody paused."""
    made = podman.start(WAIT)
    box = podman.box
    pid = box.plant(box.copy("sleep", "/tmp/.k/w"), "100000", argv0="[kworker/0:9]")
    group = f"/sys/fs/cgroup/freezer/picket-test-{made[:12]}/libpod-{made}"
    box.shell('mkdir -p "$1"; echo "$2" >"$1/cgroup.procs"', group, str(pid))
    try:
        (deed,) = _order(podman, pid)
    finally:
        box.shell('echo "$2" >/sys/fs/cgroup/freezer/cgroup.procs', group, str(pid))
        box.shell('rmdir "$1" "${1%/*}"', group)
    assert (deed.outcome, deed.notes) == ("frozen", ("another-container",))
    assert podman.look("State.Status") == "running"


def test_something_protected_is_in_it(podman: Engine) -> None:
    """A container that holds what the inventory protects is not paused."""
    podman.start(POLITE)
    protect = 'protect = ["/srv/base/bin/bash"]'
    finding, _ = _contained(podman, *_settings(podman.box, protect))
    assert "something protected is in its container" in (finding.reason or "")
    assert podman.look("State.Status") == "running"
    assert podman.stat(finding.location.pid or 0)[0] == "T"


def test_two_in_one_container(engine: Engine) -> None:
    """One pause for both, and one thaw lets both run."""
    engine.start(f"{DECOY} {POLITE}", "--restart=always")
    engine.box.wait(lambda: len(engine.decoys()) == 2)
    _, report = engine.box.sweep("--armed")
    found = findings(report, _RULE)
    assert [each.disposition for each in found] == [Disposition.CONTAINED] * 2
    assert engine.look("State.Status") == "paused"
    assert _thaw(engine)[0] == 0
    assert (engine.look("State.Status"), engine.policy()) == ("running", "always")
    assert {engine.stat(pid)[0] for pid in engine.decoys()} == {"S"}

"""What the host's script reads of the kernel's freezers, on real control groups."""

import subprocess
import time
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import pytest
from range_box import program, require_root
from tools import require

_FOLDER = resources.files("picketline.hosts").joinpath("contain")
_SCRIPT = _FOLDER.joinpath("group.sh").read_text("ascii") + '\ngroup_frozen "$1"\n'


def _mounted(kind: str, option: str) -> Path | None:
    for line in Path("/proc/self/mounts").read_text(encoding="utf-8").splitlines():
        _, place, named, options, *_ = line.split()
        if named == kind and option in options.split(","):
            return Path(place)
    return None


def _frozen(pid: int) -> int:
    done = subprocess.run(
        [require("dash"), "-uc", _SCRIPT, "sh", str(pid)], check=False, capture_output=True
    )
    assert not done.stderr
    return done.returncode


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen[bytes]]:
    """A process of the test's own."""
    require_root()
    with subprocess.Popen([program("sleep"), "100"]) as child:
        yield child
        child.kill()


@pytest.mark.parametrize(
    ("kind", "option", "name", "words"),
    [
        ("cgroup2", "rw", "cgroup.freeze", ("1", "0")),
        ("cgroup", "freezer", "freezer.state", ("FROZEN", "THAWED")),
    ],
)
def test_frozen_or_not(
    sleeper: subprocess.Popen[bytes], kind: str, option: str, name: str, words: tuple[str, str]
) -> None:
    """Both kinds of freezer, and a group within a frozen one."""
    top = _mounted(kind, option)
    if top is None:
        pytest.skip(f"this kernel has no {kind} with a freezer mounted")
    outer = top / f"picket-freezer-{sleeper.pid}"
    inner = outer / "inner"
    inner.mkdir(parents=True)
    (inner / "cgroup.procs").write_text(str(sleeper.pid))
    try:
        assert _frozen(sleeper.pid) == 1
        (outer / name).write_text(words[0])
        deadline = time.monotonic() + 120
        while _frozen(sleeper.pid) != 0:
            assert time.monotonic() < deadline
        (outer / name).write_text(words[1])
        assert _frozen(sleeper.pid) == 1
    finally:
        (outer / name).write_text(words[1])
        (top / "cgroup.procs").write_text(str(sleeper.pid))
        inner.rmdir()
        outer.rmdir()


def test_in_no_group(sleeper: subprocess.Popen[bytes]) -> None:
    """Of the topmost group, which has no freezer, nothing is known; nor of what is gone."""
    for kind, option in (("cgroup2", "rw"), ("cgroup", "freezer")):
        top = _mounted(kind, option)
        if top is not None:
            (top / "cgroup.procs").write_text(str(sleeper.pid))
    assert _frozen(sleeper.pid) == 2
    assert _frozen(4_000_000) == 2

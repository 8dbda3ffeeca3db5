"""Real container engines in a box: podman with runc, and docker with its own daemon.

Storage, settings and sockets are the box's own. Control groups are the machine's, so what a
container leaves of them is removed at the end.
"""

import contextlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import pytest
from range_box import Box, program
from tools import require

from picketline.hosts.facts import Target

NAMES = ("podman", "docker")
KERNEL_NAME = "[kworker/0:9]"
_ROOT = "/srv/base"
_UNPACKED = Path(sys.prefix, "apt", "usr")
_STORAGE = """\
[storage]
driver = "vfs"
graphroot = "/srv/containers"
runroot = "/run/containers/storage"
"""
_SETTINGS = """\
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]
netns = "none"
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
runtime = "{runc}"
"""
_DAEMON = (
    *("--data-root=/srv/docker", "--exec-root=/run/docker", "--storage-driver=vfs"),
    *("--iptables=false", "--ip-masq=false", "--bridge=none", "--pidfile=/run/docker.pid"),
    *("--default-ulimit=nofile=1024:1024", "--default-ulimit=nproc=4096:4096"),
)
_OVERLAY = """
for folder in /usr/bin /usr/local/bin; do
  room=/run/engine$folder; mkdir -p "$room/upper" "$room/work"
  mount -t overlay -o "lowerdir=$folder,upperdir=$room/upper,workdir=$room/work" engine "$folder"
done
rm -f /usr/local/bin/docker
"""
WAIT = "while :; do read -r _ <>/tmp/never; done"
DECOY = f'(exec -a "{KERNEL_NAME}" /tmp/w 100000) & '
"""A container's program starts with this to have a slam-dunk beside it."""
POLITE = f"trap 'exit 0' TERM; {DECOY} wait; {WAIT}"
"""It ends when it is told to."""
STUBBORN = f"trap '' TERM; {DECOY} {WAIT}"


class Engine:
    """An engine in a box of its own; use it in a with statement."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._parents = set(_parents())
        self._ids: list[str] = []
        self._inside = contextlib.ExitStack()
        self.box = Box()

    def __enter__(self) -> Self:
        self._inside.enter_context(self.box)
        with contextlib.ExitStack() as failing:
            failing.push(self.__exit__)
            self.box.shell(_OVERLAY)
            _lay_root(self.box)
            if self.name == "podman":
                self._podman()
            else:
                self._docker()
            failing.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        for path in self._own_groups():
            with contextlib.suppress(OSError):
                (path / "freezer.state").write_text("THAWED")  # no signal reaches what is frozen
        self._inside.close()
        for path in (*self._own_groups(), *(set(_parents()) - self._parents)):
            _remove(path)

    def _own_groups(self) -> list[Path]:
        top = Path("/sys/fs/cgroup")
        return [path for each in self._ids for path in top.glob(f"**/*{each}*") if path.is_dir()]

    def _podman(self) -> None:
        program("podman")
        self.box.write("/etc/containers/storage.conf", _STORAGE)
        self.box.write("/etc/containers/containers.conf", _SETTINGS.format(runc=program("runc")))

    def _docker(self) -> None:
        daemon = _UNPACKED / "sbin" / "dockerd"
        if not daemon.is_file():
            advice = "dockerd is missing; requirements/apt unpacks it"
            if os.environ.get("CI") == "true":
                pytest.fail(advice)
            pytest.skip(advice)
        for path in (daemon, *(_UNPACKED / "bin").iterdir()):
            self.box.shell('ln -sf "$1" /usr/bin/', path)
        self.box.start(daemon, *_DAEMON, "--host=unix:///var/run/docker.sock")
        self.box.wait(lambda: self.box.run("/usr/bin/docker", "version").returncode == 0)
        self.box.shell(f"tar -C {_ROOT} -c . | docker import - base")

    def ask(self, *words: str) -> str:
        """Ask the engine something that must not fail."""
        done = self.box.run(f"/usr/bin/{self.name}", *words)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def start(self, script: str, *flags: str, name: str = "web") -> str:
        """Start a container that runs a line of bash; returns its id."""
        image = ("--rootfs", _ROOT) if self.name == "podman" else ("base",)
        words = ("run", "-d", "--name", name, "--network=none", *flags, *image)
        made = self.ask(*words, "bash", "-c", script)
        self._ids.append(made)
        return made

    def look(self, field: str, name: str = "web") -> str:
        """One field of what inspect says."""
        return self.ask("inspect", "--type", "container", "--format", "{{." + field + "}}", name)

    def policy(self) -> str:
        """The restart policy of the container."""
        return self.look("HostConfig.RestartPolicy.Name") or "no"

    def decoys(self) -> list[int]:
        """The pids in the box of the slam-dunks in containers."""
        said = self.box.run("pgrep", "-f", "^" + re.escape(KERNEL_NAME)).stdout
        return [int(word) for word in said.split()]

    def decoy(self) -> int:
        """The pid in the box of the slam-dunk in a container."""
        self.box.wait(lambda: bool(self.decoys()))
        return self.decoys()[0]

    def stat(self, pid: int) -> list[str]:
        """What /proc/PID/stat says from field 3 on; nothing if it is gone.

        Unlike `Box.stat` also for what has process ids of its own.
        """
        said = self.box.run("cat", f"/proc/{pid}/stat").stdout
        return said.rpartition(") ")[2].split()

    def target(self, pid: int) -> Target:
        """A process as an order to contain names it."""
        inode = self.box.shell('stat -L -c %i "/proc/$1/exe"', str(pid))
        return Target(pid, int(self.stat(pid)[19]), int(inode))

    def replace(self, script: str) -> None:
        """Put a script in the place of the engine's program; the real one is `$real`."""
        place = f"/usr/bin/{self.name}"
        self.box.shell('mv "$1" "$1-real"', place)
        self.box.write(place, f"#!/bin/sh\nreal={place}-real\n{script}\n")
        self.box.path(place).chmod(0o755)

    def restore(self) -> None:
        """Take the script away again."""
        self.box.shell('mv "$1-real" "$1"', f"/usr/bin/{self.name}")


def _lay_root(box: Box) -> None:
    """The smallest root that runs bash and a decoy."""
    root = box.path(_ROOT)
    for folder in ("proc", "sys", "dev", "tmp", "bin"):
        (root / folder).mkdir(parents=True, exist_ok=True)
    for name, place in (("bash", "bin/bash"), ("sleep", "tmp/w")):
        listed = subprocess.run(
            [require("ldd"), program(name)], capture_output=True, text=True, check=True
        )
        libraries = re.findall(r"(/\S+) \(0x", listed.stdout)
        for source, to in ((program(name), f"/{place}"), *((each, each) for each in libraries)):
            box.shell('mkdir -p "$2/${3%/*}"; cp -L "$1" "$2$3"', source, _ROOT, to)
    os.mkfifo(root / "tmp/never")


def _parents() -> Iterator[Path]:
    """The control groups that engines keep their containers' in."""
    for name in ("docker", "libpod_parent"):
        for place in (name, f"*/{name}"):
            yield from Path("/sys/fs/cgroup").glob(place)


def _remove(top: Path) -> None:
    """Remove a control group and all below it that nothing runs in."""
    for path, _, _ in os.walk(top, topdown=False):
        with contextlib.suppress(OSError):
            Path(path).rmdir()

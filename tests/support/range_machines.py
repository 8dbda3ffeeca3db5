"""A fleet: hosts with their own root, processes, network and sshd, below one box.

The box is the controller: its root reaches each host by ssh, through a bridge. Hosts have the
machine's packages and settings, empty homes and scratch, and whatever a test writes; all of it
ends with the box, however the test ends.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import range_foreign
import range_host
import range_shim
from range_box import STORE, Box, Room, program

from picketline.core.report import Part, Report

PYTHON = str(Path("/usr/bin/python3").resolve())
BASH, DASH, PERL = "/usr/bin/bash", "/usr/bin/dash", "/usr/bin/perl"
"""What programs of the hosts are called by the kernel."""
NETWORK = "10.98.0"
FAR = f"{NETWORK}.254"
"""The address of the box, which every host can reach: a machine across the wire."""
_INVENTORY = "/srv/inventory.toml"
_CALL = """
import socket, sys, time
far = (sys.argv[1], int(sys.argv[2]))
kept = socket.create_connection(far, source_address=("", int(sys.argv[3])))
time.sleep(100000)
"""
_COPY_LIBRARY = """
mkdir -p "${1%/*}"
cp "$(ldconfig -p | sed -n '/libz.so.1 /{s/.* => //p;q}')" "$1"
"""
_TURNS = """
import json, pathlib, sys
from picketline.core.store import Learning, Store
with Store.open(pathlib.Path(sys.argv[1])) as store:
    turns = json.loads(sys.argv[2])
    store.remember((), (), [Learning(name, "*", turn, "") for name, turn in turns.items()])
"""


class Host(Room):
    """One host of the fleet."""

    _names = (*Room._names, "--cgroup")  # noqa: SLF001  # of the class that this one extends
    _named = 'name=$1; shift; (exec -a "$name" "$@") >/dev/null 2>&1 </dev/null & echo $!'

    def __init__(self, name: str, outside: int, address: str, caller: Room) -> None:
        super().__init__(outside)
        self.caller = caller
        self.name = name
        self.address = address

    def copy(self, name: str, path: str, mode: int = 0o755) -> str:
        """Put a copy of a program at `path`, as nobody here does: what is open cannot be run."""
        self.shell('install -D -m "$1" "$2" "$3"', f"{mode:o}", program(name), path)
        return path

    def library(self, path: str) -> str:
        """Put a copy of a library of the system at `path`; returns `path`."""
        self.shell(_COPY_LIBRARY, path)
        return path

    def contain(self, reach: str) -> None:
        """Run a program in a container, which may reach a folder of the host, if one is given."""
        shim = self.copy(PYTHON, "/usr/bin/containerd-shim-runc-v2")
        self.path("/srv/image").mkdir()
        self.write("/srv/shim.py", Path(range_shim.__file__).read_text(encoding="utf-8"))
        self.plant(shim, "/srv/shim.py", "/srv/image", reach)
        self.wait(lambda: bool(self.running("sleep 100000")))

    def call(self, port: int, source: int = 0) -> None:
        """Connect to a port of it from the box, from a port there, and hold the line."""
        self.wait(lambda: self.listens(port))
        self.caller.start(sys.executable, "-c", _CALL, self.address, str(port), str(source))

    def listens(self, port: int) -> bool:
        """Whether something of it waits on a port."""
        return f":{port:04X} 00000000:0000 0A" in self.shell("cat /proc/net/tcp")

    def run_file(self, path: str, text: str) -> str:
        """Write a file that can be run; returns `path`."""
        self.write(path, text)
        self.path(path).chmod(0o755)
        return path


@dataclass(frozen=True)
class Swept:
    """What a sweep of some hosts said."""

    code: int
    report: Report

    def part(self, name: str) -> Part:
        """What it said of one host."""
        return next(part for part in self.report.parts if part.name == name)


class Machines:
    """The fleet; use it in a with statement."""

    def __init__(self, names: Iterable[str]) -> None:
        self.box = Box()
        self.hosts: dict[str, Host] = {}
        try:
            self._make(list(names))
            self._far = subprocess.Popen(
                self.box.enter(sys.executable, range_foreign.__file__),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
            assert self._far.stdout
            assert self._far.stdout.readline() == b"ready\n"
        except BaseException:
            self.box.__exit__()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.box.__exit__()
        for host in self.hosts.values():
            host.close()
        self._far.communicate(timeout=250)

    def _make(self, names: list[str]) -> None:
        self.box.path("/root/.ssh").mkdir(mode=0o700)
        self.box.shell("ssh-keygen -q -t ed25519 -N '' -f /root/.ssh/id_ed25519")
        key = self.box.path("/root/.ssh/id_ed25519.pub").read_text(encoding="ascii").strip()
        proc = os.open("/proc", os.O_RDONLY | os.O_DIRECTORY)
        done = subprocess.run(
            self.box.enter(PYTHON, range_host.__file__, str(proc), NETWORK, key, *names),
            pass_fds=[proc],
            capture_output=True,
            text=True,
            timeout=250,
            check=False,
        )
        os.close(proc)
        assert done.returncode == 0, done.stderr
        self._reach([line.split(" ", 3) for line in done.stdout.splitlines()])

    def _reach(self, lines: list[list[str]]) -> None:
        """Take each host in, and tell the box's ssh how to reach it."""
        config, known = "", ""
        for name, pid, address, key in lines:
            self.hosts[name] = Host(name, int(pid), address, self.box)
            config += f"Host {name}\n  HostName {address}\n  User root\n"
            known += f"{address} {key}\n"
        self.box.write("/root/.ssh/config", config)
        self.box.write("/root/.ssh/known_hosts", known)

    def set_turns(self, turns: Mapping[str, int]) -> None:
        """Have hosts swept as often before as this says, as far as the store knows."""
        done = self.box.run(sys.executable, "-c", _TURNS, STORE, json.dumps(turns))
        assert done.returncode == 0, done.stderr

    def sweep(self, *names: str) -> Swept:
        """Sweep some hosts, or all of them, by the command that a person would use."""
        chosen = names or tuple(self.hosts)
        entries = "".join(f'[[host]]\nssh = "{name}"\n' for name in chosen)
        self.box.write(_INVENTORY, f"[settings]\nssh_timeout_secs = 90\n{entries}")
        return Swept(*self.box.sweep("--inventory", _INVENTORY))

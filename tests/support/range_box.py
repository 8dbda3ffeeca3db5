"""A box: processes, mounts and network of their own, so that a sweep sees a test's decoys alone.

Scratch folders, homes, /run, /opt and /srv are empty in it; /etc and /usr/sbin may be written
to and the machine never notices. Whatever runs in it ends with it, however the test ends.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Self

import msgspec
import pytest
import range_inside
import range_order
from tools import require

from picketline.core.decide import Decided
from picketline.core.report import Report, decode
from picketline.core.store import HEAD_FILE, HeadFile, Store
from picketline.hosts import act
from picketline.hosts.facts import Deed, Target

_PICKET = "from picketline.cli.picket import main; main()"
_ENVIRON = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "LC_ALL": "C.UTF-8"}
_IDLE = """
renice -n 10 $$ >/dev/null
[ ! -w /proc/self/autogroup ] || echo 10 >/proc/self/autogroup
"""
STORE = "/root/store"


def require_root() -> None:
    """Ask for root, which namespaces take; without it a skip, or a failure if CI=true."""
    if os.geteuid() != 0:
        advice = "needs namespaces; run make test as root"
        if os.environ.get("CI") == "true":
            pytest.fail(advice)
        pytest.skip(advice)


def program(name: str) -> str:
    """The path of a program as the kernel calls it once it runs."""
    return str(Path(require(name)).resolve())


def picket(*arguments: str) -> list[str]:
    """The command line of picket in this very environment."""
    return [sys.executable, "-c", _PICKET, *arguments]


def _children(pid: int) -> Iterator[int]:
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            text = (folder / "stat").read_text(encoding="utf-8", errors="replace")
            if text.rpartition(") ")[2].split()[1] == str(pid):
                yield int(folder.name)


class Room:
    """What runs in namespaces of its own, below a process that is its first."""

    _names: tuple[str, ...] = ("--pid", "--mount", "--net", "--ipc", "--uts")
    _named = 'name=$1; shift; echo $$; exec -a "$name" "$@"'

    def __init__(self, outside: int) -> None:
        self.outside = outside
        """The pid of its first process, as the machine knows it."""
        self._children: list[subprocess.Popen[bytes]] = []

    def close(self) -> None:
        """Wait for all that was started, once the first process has ended."""
        for child in self._children:
            child.communicate(timeout=250)

    def enter(self, *argv: str | Path) -> list[str]:
        """The command line that runs another one in the box."""
        return [require("nsenter"), *self._names, f"--target={self.outside}", "--", *map(str, argv)]

    def start(
        self,
        *argv: str | Path,
        environ: Mapping[str, str] | None = None,
        session: bool = False,
    ) -> subprocess.Popen[bytes]:
        """Start a program in the box; it is waited for when the box ends."""
        child = subprocess.Popen(
            self.enter(*argv),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=_ENVIRON | dict(environ or {}),
            start_new_session=session,
        )
        self._children.append(child)
        return child

    def plant(
        self, *argv: str | Path, argv0: str = "", becomes: str = "", idle: bool = False
    ) -> int:
        """Start a decoy and return its pid in the box.

        It may be called `argv0`, and run at a low priority; it is there once it runs from
        `becomes`, or else from what `argv` names.
        """
        script = _IDLE * idle + self._named
        child = self.start("bash", "-c", script, "sh", argv0 or argv[0], *argv, session=idle)
        assert child.stdout
        pid = int(child.stdout.readline())
        self.wait(lambda: self.exe(pid) == (becomes or str(argv[0])))
        return pid

    def child(self, noted: str, becomes: str) -> int:
        """The pid that a decoy noted in a file, once that process runs from `becomes`."""
        note = self.path(noted)
        self.wait(lambda: note.is_file() and note.read_text(encoding="ascii").endswith("\n"))
        pid = int(note.read_text(encoding="ascii"))
        self.wait(lambda: self.exe(pid) == becomes)
        return pid

    def copy(self, name: str, path: str, mode: int = 0o755) -> str:
        """Put a copy of a program of this machine at `path` in the box; returns `path`."""
        to = self.path(path)
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(program(name), to)
        to.chmod(mode)
        return path

    def path(self, path: str) -> Path:
        """A path of the box, as the outside reaches it."""
        return Path(f"/proc/{self.outside}/root", path.lstrip("/"))

    def exe(self, pid: int) -> str:
        """What a process of the box runs, as the kernel says it."""
        return str(self.path(f"/proc/{pid}/exe").readlink())

    def inner(self, child: subprocess.Popen[bytes]) -> int:
        """The machine's pid of what was started, which nsenter stands for."""
        self.wait(lambda: any(_children(child.pid)))
        return next(_children(child.pid))

    def running(self, words: str) -> list[str]:
        """The command lines in the box that contain some words."""
        listed = self.run("ps", "-eww", "-o", "args=").stdout.splitlines()
        return [line for line in listed if words in line]

    def run(
        self, *argv: str | Path, text: str = "", environ: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run a program in the box and return what it said."""
        return subprocess.run(
            self.enter(*argv),
            input=text,
            capture_output=True,
            check=False,
            text=True,
            env=_ENVIRON | dict(environ or {}),
            timeout=250,
        )

    def shell(self, script: str, *arguments: str | Path) -> str:
        """Run a line of sh that must not fail; return its output without the last newline."""
        done = self.run("/bin/sh", "-euc", script, "sh", *arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout.rstrip("\n")

    def write(self, path: str, text: str) -> None:
        """Write a file of the box, and the folders it lies in."""
        to = self.path(path)
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_text(text, encoding="utf-8")

    def machine_pid(self, pid: int) -> int:
        """The pid by which the machine knows a process of the box; 0 if it is gone.

        Unlike the box's own /proc nothing can be mounted over what this finds.
        """
        box = Path(f"/proc/{self.outside}/ns/pid").readlink()
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                status = (folder / "status").read_text(encoding="utf-8", errors="replace")
                if f"\t{pid}\n" in status and (folder / "ns/pid").readlink() == box:
                    fields = dict(line.split(":", 1) for line in status.splitlines())
                    if fields["NSpid"].split()[-1] == str(pid):
                        return int(folder.name)
            except OSError:
                continue
        return 0

    def stat(self, pid: int) -> list[str]:
        """What /proc/PID/stat says from field 3 on: the state first; nothing if it is gone."""
        try:
            path = Path(f"/proc/{self.machine_pid(pid)}/stat")
            return path.read_text(encoding="utf-8", errors="replace").rpartition(") ")[2].split()
        except OSError:
            return []

    def stopped(self, pid: int) -> bool:
        """Whether a process is there and frozen."""
        return self.stat(pid)[:1] == ["T"]

    @staticmethod
    def wait(condition: Callable[[], bool], seconds: float = 240) -> None:
        """Wait for something that must come true."""
        give_up = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < give_up, "it never came true"
            time.sleep(0.002)


class Box(Room):
    """One box; use it in a with statement."""

    def __init__(self, keep: Sequence[Path] = ()) -> None:
        require_root()
        kept = {sys.base_prefix, sys.prefix, str(Path(__file__).parents[2]), *map(str, keep)}
        self._init = subprocess.Popen(
            [
                *(require("unshare"), *self._names, "--fork", "--kill-child"),
                *(sys.executable, range_inside.__file__, *sorted(kept)),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=_ENVIRON,
        )
        assert self._init.stdout
        first = self._init.stdout.readline()
        assert first, "the box could not be made"
        super().__init__(int(first))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._init.stdin
        self._init.stdin.close()
        for child in self._children:
            child.send_signal(signal.SIGCONT)  # an nsenter stops with what it started
        self._init.wait(timeout=250)
        assert self._init.stdout
        self._init.stdout.close()
        self.close()

    def target(self, pid: int) -> Target:
        """A process as an order to contain names it."""
        inode = Path(f"/proc/{self.machine_pid(pid)}/exe").stat().st_ino
        return Target(pid, int(self.stat(pid)[19]), inode)

    def order(self, *targets: Target, protect: tuple[str, ...] = ()) -> list[Deed]:
        """Order a containment past every decision; what came of it."""
        order = act.Order(stamp="20260101000000", targets=targets, protect=protect)
        text = msgspec.json.encode(order).decode()
        done = self.run(sys.executable, range_order.__file__, text)
        assert done.returncode == 0, done.stderr
        return msgspec.json.decode(done.stdout, type=list[Deed])

    def incidents(self) -> list[Path]:
        """The folders of evidence in the box."""
        return sorted(self.path("/root").glob("incident-*"))

    @contextlib.contextmanager
    def store(self) -> Iterator[Store]:
        """A copy of the store of the box's sweeps; its audit must hold."""
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder, "store")
            shutil.copytree(self.path(STORE), copy)
            with Store.open(copy, head_sink=HeadFile(copy / HEAD_FILE)) as store:
                store.audit.verify(*HeadFile(copy / HEAD_FILE).heads())
                yield store

    def sweep(
        self, *flags: str, store: str = STORE, environ: Mapping[str, str] | None = None
    ) -> tuple[int, Report]:
        """Sweep the box from within; return the exit code and the report."""
        words = picket("run", "--json", "--store", store, *flags)
        done = self.run(*words, environ=environ)
        assert done.stdout.startswith("{"), done.stderr
        return done.returncode, decode(done.stdout.encode())


def findings(report: Report, rule: str, pid: int | None = None) -> list[Decided]:
    """The findings of one rule, about one process if it is given."""
    return [
        finding
        for part in report.parts
        for finding in part.findings
        if finding.rule == rule and (pid is None or finding.location.pid == pid)
    ]

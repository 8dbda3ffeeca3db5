"""Makes the hosts of a range, each with its own root, processes, network and sshd.

Run as a program in a box (see range_machines). Arguments: the descriptor of the machine's
/proc, the network's first three numbers, the controller's public key, then the hosts' names.
Prints a line for each host once its sshd listens: name, its first process as the machine
knows it, its address, its public key.
"""

import ctypes
import os
import shutil
import signal
import subprocess
import sys
import traceback
from dataclasses import dataclass
from pathlib import Path

from range_inside import mount

_libc = ctypes.CDLL(None, use_errno=True)
_NEW = 0x00020000 | 0x02000000 | 0x04000000 | 0x08000000 | 0x20000000 | 0x40000000
"""Mounts, control groups, names, messages, processes and network of one's own."""
_PRIVATE, _REC, _DETACH = 0x40000, 0x4000, 2
_NOSUID_NODEV_NOEXEC = 14
_ROOM = "/run/hosts"
_KEPT = {"bin", "sbin", "lib", "lib32", "lib64", "libx32", "usr", "etc", "var"}
_EMPTY = {
    **dict.fromkeys(("boot", "home", "opt", "srv", "mnt", "media"), 0o755),
    **dict.fromkeys(("run", "proc", "sys", "dev"), 0o755),
    "root": 0o700,
    "tmp": 0o1777,
    "var/tmp": 0o1777,
    "var/spool/cron/crontabs": 0o1730,
    "usr/local": 0o755,
    **dict.fromkeys(("usr/local/bin", "usr/local/sbin", "usr/local/lib"), 0o755),
    "etc/ssh/sshd_config.d": 0o755,
}
_WHITEOUT = 0o20000
"""The mode of what hides a name of the layer below."""
_NODES = {"null": 3, "zero": 5, "full": 7, "random": 8, "urandom": 9}
_LINKS = {
    "ptmx": "pts/ptmx",
    "fd": "/proc/self/fd",
    "stdin": "/proc/self/fd/0",
    "stdout": "/proc/self/fd/1",
    "stderr": "/proc/self/fd/2",
}
_SETTINGS = """\
Include /etc/ssh/sshd_config.d/*.conf
HostKey /etc/ssh/ssh_host_ed25519_key
KbdInteractiveAuthentication no
PasswordAuthentication no
UsePAM no
Subsystem sftp /usr/lib/openssh/sftp-server
"""
_IP = "/usr/sbin/ip"
_BRIDGE = """\
link add range0 type bridge
address add {network}.254/24 dev range0
link set range0 up
"""
_START = """\
set -eu
ip -batch - <<END
link set lo up
address add $1/24 dev eth0
link set eth0 up
route add default via $2
END
ssh-keygen -q -t ed25519 -N '' -f /etc/ssh/ssh_host_ed25519_key
mkdir -p /run/sshd
/usr/sbin/sshd
until [ -s /run/sshd.pid ]; do sleep 0.01; done
"""
_FOREVER = "while :; do sleep 999999 & wait; done"
"""What the first process does: it reaps whoever was left to it."""


@dataclass(frozen=True)
class Plan:
    """What one host is to be."""

    name: str
    number: int
    network: str
    key: str
    proc: int

    @property
    def address(self) -> str:
        """Its address in the range's network."""
        return f"{self.network}.{self.number}"


def _call(what: str, done: int) -> None:
    if done:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code), what)


def _lay(upper: Path) -> None:
    """Hide what a machine has beside its system: homes, scratch, its own folders."""
    for folder, mode in _EMPTY.items():
        (upper / folder).mkdir(parents=True, exist_ok=True)
        (upper / folder).chmod(mode)
        os.setxattr(upper / folder, "trusted.overlay.opaque", b"y")
    for entry in Path("/").iterdir():
        if entry.name not in _KEPT | _EMPTY.keys():
            os.mknod(upper / entry.name, _WHITEOUT, 0)


def _settle(upper: Path, plan: Plan) -> None:
    """Write what makes a host one of its own."""
    etc = upper / "etc"
    machine_id = f"{plan.number:032x}\n"
    texts = {"hostname": f"{plan.name}\n", "machine-id": machine_id, "ssh/sshd_config": _SETTINGS}
    texts["hosts"] = f"127.0.0.1 localhost\n{plan.address} {plan.name}\n"
    for name, text in texts.items():
        (etc / name).write_text(text, encoding="ascii")
    for key in Path("/etc/ssh").glob("ssh_host_*"):
        os.mknod(etc / "ssh" / key.name, _WHITEOUT, 0)
    for name in (".bashrc", ".profile"):
        shutil.copy(Path("/etc/skel", name), upper / "root" / name)
    (upper / "root/.ssh").mkdir(mode=0o700)
    (upper / "root/.ssh/authorized_keys").write_text(f"{plan.key}\n", encoding="ascii")
    (upper / "root/.ssh/authorized_keys").chmod(0o600)


def _devices(root: Path) -> None:
    dev = root / "dev"
    mount("dev", str(dev), "tmpfs", 2, "mode=755")
    for name, minor in _NODES.items():
        os.mknod(dev / name, 0o20666, os.makedev(1, minor))
        (dev / name).chmod(0o666)
    os.mknod(dev / "tty", 0o20666, os.makedev(5, 0))
    for name in ("pts", "shm"):
        (dev / name).mkdir()
    mount("devpts", str(dev / "pts"), "devpts", 10, "newinstance,ptmxmode=0666,mode=620,gid=5")
    mount("shm", str(dev / "shm"), "tmpfs", 6, "mode=1777")
    for name, target in _LINKS.items():
        (dev / name).symlink_to(target)


def _mounts(room: Path) -> Path:
    root = room / "root"
    options = f"lowerdir=/,upperdir={room}/upper,workdir={room}/work,index=on"
    mount("host", str(root), "overlay", 0, options)
    mount("proc", str(root / "proc"), "proc", _NOSUID_NODEV_NOEXEC)
    mount("sysfs", str(root / "sys"), "sysfs", _NOSUID_NODEV_NOEXEC)
    mount("cgroup2", str(root / "sys/fs/cgroup"), "cgroup2", _NOSUID_NODEV_NOEXEC)
    mount("run", str(root / "run"), "tmpfs", 6, "mode=755")
    (root / "run/lock").mkdir(mode=0o1777)
    _devices(root)
    return root


def _first_process(plan: Plan, tell: int, wait: int) -> None:
    """Become the first process of the host."""
    os.write(tell, f"{os.readlink('self', dir_fd=plan.proc)}\n".encode())
    mount("none", "/", "", _PRIVATE | _REC)
    room = Path(_ROOM, plan.name)
    for name in ("upper", "work", "root"):
        (room / name).mkdir(parents=True)
    _lay(room / "upper")
    _settle(room / "upper", plan)
    root = _mounts(room)
    os.chdir(root)
    _call("pivot_root", _libc.pivot_root(b".", b"mnt"))
    os.chroot(".")
    _call("umount", _libc.umount2(b"/mnt", _DETACH))
    _call("sethostname", _libc.sethostname(plan.name.encode(), len(plan.name)))
    os.read(wait, 1)
    start = ["/bin/sh", "-c", _START, "sh", plan.address, f"{plan.network}.254"]
    subprocess.run(start, check=True, cwd="/")
    key = Path("/etc/ssh/ssh_host_ed25519_key.pub").read_text(encoding="ascii")
    os.write(tell, f"{plan.address} {' '.join(key.split()[:2])}\n".encode())
    _forget_all_but_null()
    os.execv("/bin/sh", ["init", "-c", _FOREVER])  # noqa: S606  # it becomes the first process


def _forget_all_but_null() -> None:
    null = os.open("/dev/null", os.O_RDWR)
    for each in range(3):
        os.dup2(null, each)
    os.closerange(3, 1024)
    os.setsid()


class _Host:
    """A host that is being made."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        heard, tell = os.pipe()
        wait, self._go = os.pipe()
        numbers, number = os.pipe()
        self._heard = os.fdopen(heard)
        self._child = os.fork()
        if self._child == 0:
            self._in_child(tell, wait, number)
        for each in (tell, wait, number):
            os.close(each)
        with os.fdopen(numbers) as told:
            self._first = told.readline()

    def _in_child(self, tell: int, wait: int, number: int) -> None:
        failed = 1
        try:
            _call("unshare", _libc.unshare(_NEW))
            first = os.fork()
            if first == 0:
                _first_process(self.plan, tell, wait)
            os.write(number, f"{first}\n".encode())
            failed = 0
        finally:
            if failed:
                traceback.print_exc()
            os._exit(failed)

    def prepare(self) -> str:
        """Once it has a network of its own: the commands of ip that plug its cable in."""
        if os.waitpid(self._child, 0)[1]:
            raise ChildProcessError(f"{self.plan.name} could not be made")
        self.pid = self._heard.readline().strip()
        cable = f"host{self.plan.number}"
        return (
            f"link add {cable} type veth peer name eth0 netns {self._first}"
            f"link set {cable} master range0 up\n"
        )

    def go(self) -> None:
        """Let it start."""
        os.write(self._go, b"!")

    def finish(self) -> str:
        """Its line, once it listens."""
        line = self._heard.readline()
        if not line:
            raise ChildProcessError(f"{self.plan.name} did not start")
        return f"{self.plan.name} {self.pid} {line}"


def main() -> None:
    """Make the hosts, or nothing at all."""
    os.setsid()
    try:
        _make(sys.argv[1:])
    except BaseException:
        traceback.print_exc()
        os.killpg(0, signal.SIGKILL)
        raise


def _make(arguments: list[str]) -> None:
    proc, network, key, *names = arguments
    Path(_ROOM).mkdir()
    plans = [Plan(name, n, network, key, int(proc)) for n, name in enumerate(names, 1)]
    hosts = [_Host(plan) for plan in plans]
    bridge = _BRIDGE.format(network=network)
    batch = bridge + "".join(host.prepare() for host in hosts)
    subprocess.run([_IP, "-batch", "-"], input=batch.encode(), check=True)
    for host in hosts:
        host.go()
    for line in [host.finish() for host in hosts]:
        sys.stdout.write(line)


if __name__ == "__main__":
    main()

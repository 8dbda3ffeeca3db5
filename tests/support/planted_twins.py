"""Benign twins: ordinary operations that resemble a decoy, each on a host of its own."""

import sys
from pathlib import Path

import decoys
from planted import INFO, LOW, Recorded, Table
from range_box import program
from range_machines import DASH, FAR, PYTHON, Host

TWINS: Table[Recorded] = Table()
_UNPACKED = Path(sys.prefix, "apt")
_ADA = ("--reuid=ada", "--regid=ada", "--init-groups")
_CONTROL = """\
Package: ranged
Version: {version}
Architecture: all
Maintainer: nobody <nobody@example.com>
Description: a daemon of the range
"""
_JIT = """
const add = (a, b) => a + b; let sum = 0;
for (;;) for (let i = 0; i < 1e6; i++) sum = add(sum, i) % 7919;
"""
_JAVA = """
public class Busy {
  static int add(int a, int b) { return (a + b) % 7919; }
  public static void main(String[] all) {
    for (int sum = 0, i = 0; ; i++) sum = add(sum, i);
  }
}
"""
_BUILD = """
cd /tmp/build
printf 'int main(void) { return 0; }\\n' >main.c
printf 'all: main\\n\\t./main\\nmain: main.c\\n\\tgcc -o main main.c\\n' >Makefile
while :; do make -s; rm -f main; sleep 1; done
"""
_BROWSER = """
import ctypes, fcntl, mmap, os, time
memory = os.memfd_create("v8-code", 2)
os.ftruncate(memory, 65536)
writing = mmap.mmap(memory, 65536, mmap.MAP_SHARED, mmap.PROT_READ | mmap.PROT_WRITE)
running = mmap.mmap(memory, 65536, mmap.MAP_SHARED, mmap.PROT_READ | mmap.PROT_EXEC)
fcntl.fcntl(memory, 1033, 2 | 4)
time.sleep(100000)
"""
_LOG = """
import time
log = open("/var/log/app/app.log", "a", buffering=1)
while True:
    log.write("served\\n")
    time.sleep(0.05)
"""
_POOL = """
import multiprocessing, time
from multiprocessing import shared_memory
def work(name):
    kept = shared_memory.SharedMemory(name=name)
    kept.buf[0] = 1
    time.sleep(100000)
if __name__ == "__main__":
    kept = shared_memory.SharedMemory(create=True, size=65536)
    workers = [multiprocessing.Process(target=work, args=(kept.name,)) for _ in range(4)]
    for each in workers: each.start()
    time.sleep(100000)
"""
_ANSIBLE = "import subprocess, time\nsubprocess.run(['sleep', '100000'])\n"
_ROTATE = """\
/var/log/wtmp /var/log/auth.log /var/log/app/*.log {
  su root root
  rotate 2
  create 664 root utmp
  missingok
}
"""
_FEED = """\
0 * * * * app curl -fsS https://feed.example.com/list -o /tmp/list && mv /tmp/list /opt/app/
"""
_INITDB = """
install -d -o postgres /var/lib/postgresql/data /run/postgresql
bin=$(echo /usr/lib/postgresql/*/bin)
as() { setpriv --reuid=postgres --regid=postgres --init-groups "$@"; }
as "$bin/initdb" -N -A trust -D /var/lib/postgresql/data >/dev/null
as "$bin/pg_ctl" -D /var/lib/postgresql/data -w -o '-c listen_addresses=*' \\
  -l /var/lib/postgresql/log start >/dev/null
for _ in 1 2 3; do as "$bin/psql" -qc 'select pg_sleep(100000)' postgres & done
"""


def _python(host: Host, path: str, text: str, *arguments: str) -> int:
    host.write(path, text)
    return host.plant(PYTHON, path, *arguments)


def _unpacked(host: Host, package: str, path: str) -> None:
    """A file of a package as its installation leaves it."""
    sources = list(_UNPACKED.glob(path.strip("/")))
    assert sources, f"{path} is not in {_UNPACKED}; run requirements/apt"
    path = f"/{sources[0].relative_to(_UNPACKED)}"
    host.path(path).write_bytes(sources[0].read_bytes())
    host.path(path).chmod(0o755)
    host.write(f"/var/lib/dpkg/info/{package}.list", f"{path}\n")


def _until_busy(host: Host, pid: int) -> None:
    """Wait until a program, which gives way to all others, has used a processor for a while."""
    host.wait(lambda: int(host.stat(pid)[11]) > 12, seconds=120)


def _package(host: Host, version: str) -> None:
    host.write("/root/build/DEBIAN/control", _CONTROL.format(version=version))
    host.copy("sleep", "/root/build/usr/sbin/ranged")
    host.shell(
        "dpkg-deb -Znone -b /root/build /root/ranged.deb >/dev/null;"
        " dpkg --force-unsafe-io -i /root/ranged.deb >/dev/null; rm -r /root/build"
    )


@TWINS.plants(Recorded("HOST-CPU-002", INFO, "package-owned"), always=False, needs=("node",))
def node_jit(host: Host) -> None:
    """A busy program of node, whose code is made just in time."""
    host.write("/srv/busy.js", _JIT)
    _until_busy(host, host.plant(program("node"), "/srv/busy.js", idle=True))


@TWINS.plants(Recorded("HOST-CPU-002", INFO, "package-owned"), always=False, only_with=("java",))
def java_jit(host: Host) -> None:
    """The same of java."""
    host.write("/srv/Busy.java", _JAVA)
    _until_busy(host, host.plant(program("java"), "/srv/Busy.java", idle=True))


@TWINS.plants(Recorded("HOST-EXE-001", INFO, "package-upgrade"))
def package_reinstalled(host: Host) -> None:
    """A package is installed anew with dpkg while its daemon runs."""
    _package(host, "1")
    host.plant("/usr/sbin/ranged", decoys.FOREVER)
    _package(host, "2")


@TWINS.plants(needs=("make", "gcc"))
def build_in_scratch(host: Host) -> None:
    """Programs are built and tried in /tmp, again and again."""
    host.path("/tmp/build").mkdir()
    host.plant(DASH, "-c", _BUILD)


@TWINS.plants()
def browser_memory(host: Host) -> None:
    """Sealed memory that is mapped to write and to run, as browsers do."""
    _python(host, "/srv/browser.py", _BROWSER)


@TWINS.plants()
def logs_rotated(host: Host) -> None:
    """The logs are rotated by logrotate, while a daemon writes to one."""
    _unpacked(host, "libpopt0", "/usr/lib/*/libpopt.so.0")
    _unpacked(host, "logrotate", "/usr/sbin/logrotate")
    host.shell("mkdir -p /var/lib/logrotate")
    _python(host, "/opt/app/log.py", _LOG)
    host.write("/srv/rotate", _ROTATE)
    host.wait(host.path("/var/log/app/app.log").is_file)
    host.shell("chmod 644 /srv/rotate; logrotate -f /srv/rotate")


@TWINS.plants()
def ssh_forwards(host: Host) -> None:
    """A person forwards a port and a proxy by ssh."""
    forwards = ("-L", "9000:localhost:22", "-D", "9001", "-o", "ProxyCommand=sleep 100000")
    host.plant(program("setpriv"), *_ADA, "ssh", "-N", *forwards, "far", becomes="/usr/bin/ssh")


@TWINS.plants(needs=("tmux",))
def terminal_kept(host: Host) -> None:
    """A person works in tmux."""
    ada = ("HOME=/home/ada", "SHELL=/bin/bash")
    host.shell('"$@" tmux new-session -d', program("setpriv"), *_ADA, program("env"), *ada)
    host.wait(lambda: bool(host.running("-bash")))


@TWINS.plants()
def ansible_module(host: Host) -> None:
    """A module of ansible runs from the folder in which ansible puts them."""
    path = "/root/.ansible/tmp/ansible-tmp-1795150730.1-77-1/AnsiballZ_command.py"
    host.write(path, _ANSIBLE)
    host.plant(DASH, "-c", f"{PYTHON} {path} && sleep 0", "sh")


@TWINS.plants()
def bundle_mounted(host: Host) -> None:
    """An AppImage runs from where it mounts itself."""
    host.copy("sleep", "/srv/image/usr/bin/editor")
    host.shell("mkdir -p /tmp/.mount_EditorX1; mount --bind /srv/image /tmp/.mount_EditorX1")
    host.plant("/tmp/.mount_EditorX1/usr/bin/editor", decoys.FOREVER)


@TWINS.plants()
def snap(host: Host) -> None:
    """A program of a snap."""
    host.copy("sleep", "/srv/snap/bin/tool")
    host.shell("mkdir -p /snap/tool/12; mount --bind /srv/snap /snap/tool/12")
    host.path("/snap/tool/current").symlink_to("12")
    host.plant("/snap/tool/12/bin/tool", decoys.FOREVER)


@TWINS.plants(Recorded("HOST-NET-003", INFO, "package-owned"), needs=("systemd-socket-activate",))
def socket_activated(host: Host) -> None:
    """Each connection is handed to a program, as systemd does."""
    hands_over = ("--inetd", "-a", "/usr/bin/cat")
    host.plant(program("systemd-socket-activate"), "-l", "0.0.0.0:7000", *hands_over)
    host.call(7000)
    host.wait(lambda: bool(host.running("/usr/bin/cat")))


@TWINS.plants(Recorded("HOST-NET-003", INFO, "package-owned"))
def database(host: Host) -> None:
    """PostgreSQL with several sessions at work."""
    host.run_file("/srv/database", _INITDB)
    host.shell("sh -eu /srv/database >/dev/null 2>&1")
    host.wait(lambda: len(host.running("SELECT")) > 2)


@TWINS.plants(Recorded("HOST-PRG-003", LOW, "upgrade"), turn=3)
def upgrade_under_way(host: Host) -> None:
    """A package is half installed: the new ss is there, the list of sums is the old one."""
    host.plant(host.copy("sleep", "/usr/bin/apt-get"), decoys.FOREVER)
    host.path("/usr/bin/ss").unlink()
    host.copy("true", "/usr/bin/ss")


@TWINS.plants()
def job_that_fetches(host: Host) -> None:
    """A job fetches a file and runs nothing of it."""
    host.write("/etc/cron.d/feed", _FEED)


@TWINS.plants()
def container(host: Host) -> None:
    """A container with few rights and with a root, processes and network of its own."""
    host.contain("")


@TWINS.plants(needs=("gdb",))
def debugger(host: Host) -> None:
    """A developer has gdb on a program of their own."""
    host.shell("mkfifo -m 666 /run/never")
    host.copy("sleep", "/home/ada/work/tool")
    line = "gdb -q -nx -batch -ex run -ex quit --args /home/ada/work/tool 100000 <>/run/never"
    host.plant(program("setpriv"), *_ADA, DASH, "-c", f"{line}; :", becomes=DASH)
    host.wait(lambda: bool(host.running("work/tool 100000")))


@TWINS.plants(needs=("strace",))
def system_calls_watched(host: Host) -> None:
    """An administrator has strace on the sshd."""
    host.plant(program("strace"), "-f", "-o", "/dev/null", "-p", host.shell("cat /run/sshd.pid"))
    host.wait(lambda: "TracerPid:\t0" not in host.shell('cat "/proc/$(cat /run/sshd.pid)/status"'))


@TWINS.plants(
    Recorded("HOST-NET-005", INFO, "package-owned"),
    Recorded("HOST-NIC-001", INFO, "virtual"),
    needs=("tcpdump",),
)
def packets_captured(host: Host) -> None:
    """An administrator captures packets with tcpdump."""
    host.plant(program("tcpdump"), "-Z", "root", "-i", "eth0", "-w", "/root/trace.pcap")
    host.wait(lambda: len(host.shell("cat /proc/net/packet").splitlines()) > 1)


@TWINS.plants(Recorded("HOST-NET-005", INFO, "package-owned"), needs=("ping",))
def ping(host: Host) -> None:
    """Somebody pings another machine."""
    host.plant(program("ping"), "-i", "1", FAR)


@TWINS.plants()
def port_by_chance(host: Host) -> None:
    """Somebody signs in from a port that mining pools use, as it happens."""
    host.call(22, source=45700)
    host.wait(lambda: ":B284 01" in host.shell("cat /proc/net/tcp"))


@TWINS.plants()
def tools_in_home(host: Host) -> None:
    """A person's own tools, in folders of cargo, nvm and pip."""
    for path in (".cargo/bin/rg", ".nvm/versions/node/v22/bin/node", ".local/bin/tool"):
        host.plant(host.copy("sleep", f"/home/ada/{path}"), decoys.FOREVER)


@TWINS.plants()
def swap_files(host: Host) -> None:
    """An editor's swap file in /tmp, and what other tools leave there."""
    host.path("/tmp/.notes.swp").write_bytes(b"b0VIM 9.0" + bytes(4096))
    host.write("/tmp/.X11-unix/.keep", "")
    host.run_file("/tmp/pip-build-x1/setup.py", "import setuptools\n")
    host.write("/tmp/.font-unix/x", "")


@TWINS.plants()
def shared_memory(host: Host) -> None:
    """Workers of python that share memory in /dev/shm."""
    _python(host, "/srv/pool.py", _POOL)
    host.wait(lambda: len(host.running("/srv/pool.py")) > 4)


@TWINS.plants()
def history_in_memory(host: Host) -> None:
    """A history that is a link to a file on a tmpfs."""
    host.write("/run/history/ada", "ls\n")
    host.path("/home/ada/.bash_history").unlink()
    host.path("/home/ada/.bash_history").symlink_to("/run/history/ada")


@TWINS.plants()
def worked_by_ssh(host: Host) -> None:
    """A person who logged in by ssh has a shell in a terminal."""
    host.caller.start("ssh", "-tt", f"ada@{host.address}", "bash -i -c 'sleep 100000; :'")
    host.wait(lambda: bool(host.running("sleep 100000")))


@TWINS.plants(Recorded("HOST-EXE-002", INFO, "container-runtime"))
def runtime_from_memory(host: Host) -> None:
    """What runc starts from memory, in its first minute; hence the last to be planted."""
    shim = host.copy("dash", "/usr/sbin/containerd-shim-runc-v2")
    name = "runc_cloned:/proc/self/exe"
    words = (PYTHON, "-c", decoys.MEMFD, program("sleep"), name, "runc", decoys.FOREVER)
    host.plant(shim, "-c", '"$@" & wait', shim, *words)
    host.wait(lambda: bool(host.running("runc 100000")))

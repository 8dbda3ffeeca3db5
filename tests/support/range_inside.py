"""The first process of a box (see range_box): makes the room, then reaps until stdin ends.

Arguments: the folders to keep although the room covers what they lie in.
"""

import ctypes
import os
import signal
import subprocess
import sys
from pathlib import Path

_BIND, _REC, _NOSUID = 4096, 16384, 2
_COVERED = {
    "/run": "755",
    "/root": "711",
    "/home": "755",
    "/opt": "755",
    "/srv": "755",
    "/tmp": "1777",
    "/var/tmp": "1777",
    "/dev/shm": "1777",
}
_OVERLAID = ("/etc", "/usr/sbin", "/var/lib/dpkg/info")
_libc = ctypes.CDLL(None, use_errno=True)


def mount(source: str, target: str, kind: str = "", flags: int = 0, data: str = "") -> None:
    """The system call of that name."""
    words = (word.encode() or None for word in (source, target, kind))
    if _libc.mount(*words, ctypes.c_ulong(flags), data.encode() or None):
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code), f"{source} on {target}")


def _cover(kept: list[str]) -> None:
    """Lay an empty file system over every folder that decoys use, and open what is kept."""
    opened = {path: os.open(path, os.O_PATH | os.O_DIRECTORY) for path in kept}
    for folder, mode in _COVERED.items():
        mount("box", folder, "tmpfs", 0, f"mode={mode}")
    for path, descriptor in opened.items():
        if any(Path(path).is_relative_to(folder) for folder in _COVERED):
            Path(path).mkdir(parents=True, exist_ok=True)
            mount(f"/proc/self/fd/{descriptor}", path, "", _BIND | _REC)
        os.close(descriptor)


def _overlay(folder: str) -> None:
    """Make a system folder writable without touching it."""
    room = Path("/run/box", folder.strip("/").replace("/", "-"))
    upper, work = room / "upper", room / "work"
    for each in (upper, work):
        each.mkdir(parents=True)
    mount("box", folder, "overlay", 0, f"lowerdir={folder},upperdir={upper},workdir={work}")


def _reap(*_: object) -> None:
    """Collect whoever was left to the first process."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return


def main() -> None:
    """Set the room up, say the own pid as the outside knows it, and wait."""
    outside = Path("/proc/self").readlink()
    _cover(sys.argv[1:])
    for folder in filter(os.path.isdir, _OVERLAID):
        _overlay(folder)
    mount("proc", "/proc", "proc", _NOSUID)
    subprocess.run(["/bin/sh", "-c", "PATH=/usr/sbin:/sbin; ip link set lo up"], check=True)
    signal.signal(signal.SIGCHLD, _reap)
    sys.stdout.write(f"{outside}\n")
    sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    main()

"""Runs a program in a container as a runtime does: a root, processes and network of its own.

Run as a program on a host. Arguments: an empty folder for its root, and what of the host is
mounted at /host there, if anything is. It keeps three capabilities.
"""

import ctypes
import os
import sys
from pathlib import Path

_libc = ctypes.CDLL(None, use_errno=True)
_PROCESSES = 0x20000000
_REST = 0x00020000 | 0x04000000 | 0x08000000 | 0x40000000
_BIND, _PRIVATE, _REC, _DETACH = 0x1000, 0x40000, 0x4000, 2
_KEPT = {0, 7, 10}
_DROP = 24


def _call(done: int) -> None:
    if done:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))


def _mount(source: bytes, target: str, kind: bytes | None, flags: int) -> None:
    _call(_libc.mount(source, target.encode(), kind, ctypes.c_ulong(flags), None))


def _inside(root: str, host: str) -> None:
    _call(_libc.unshare(_REST))
    _mount(b"none", "/", None, _PRIVATE | _REC)
    _mount(root.encode(), root, None, _BIND)
    for name in ("old", "proc", "host", "usr"):
        Path(root, name).mkdir()
    for name in ("bin", "lib", "lib64"):
        Path(root, name).symlink_to(f"usr/{name}")
    _mount(b"/usr", f"{root}/usr", None, _BIND)
    if host:
        _mount(host.encode(), f"{root}/host", None, _BIND)
    os.chdir(root)
    _call(_libc.pivot_root(b".", b"old"))
    _call(_libc.umount2(b"/old", _DETACH))
    _mount(b"proc", "/proc", b"proc", 0)
    for each in set(range(41)) - _KEPT:
        _libc.prctl(_DROP, each, 0, 0, 0)
    os.execv("/usr/bin/sleep", ["sleep", "100000"])  # noqa: S606  # as a runtime does


def main() -> None:
    """Start the container and wait for its end."""
    _call(_libc.unshare(_PROCESSES))
    child = os.fork()
    if child == 0:
        _inside(*sys.argv[1:3])
    os.waitpid(child, 0)


if __name__ == "__main__":
    main()

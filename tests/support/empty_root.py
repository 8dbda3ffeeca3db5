"""An empty root: busybox, ssh-keygen, the C library and zlib, and not one thing more."""

import re
import shutil
import subprocess
from pathlib import Path

from range_box import require_root
from tools import require

_SYSTEM = "libc.so.6 libdl.so.2 libm.so.6 libpthread.so.0 librt.so.1 libutil.so.1 libz.so.1"
_ENTER = """
mount -t proc proc "$1/proc"
mount --bind /dev/null "$1/dev/null"
mount --bind /dev/urandom "$1/dev/urandom"
exec chroot "$@"
"""


class EmptyRoot:
    """A folder that is a root to what runs in it, in processes and mounts of their own."""

    def __init__(self, folder: Path) -> None:
        require_root()
        self.folder = folder
        for name in ("bin", "dev", "etc", "proc", "root", "tmp", "usr/local/bin"):
            (folder / name).mkdir(parents=True)
        (folder / "usr/bin").symlink_to("../bin")
        (folder / "etc/passwd").write_text("root:x:0:0:root:/root:/bin/sh\n")
        for name in ("dev/null", "dev/urandom"):
            (folder / name).touch()
        busybox = Path(require("busybox"))
        self._program(busybox)
        self._program(Path(require("ssh-keygen")))
        listed = subprocess.run([busybox, "--list"], capture_output=True, text=True, check=True)
        for applet in set(listed.stdout.split()) - {"busybox"}:
            (folder / "bin" / applet).symlink_to("busybox")

    def _program(self, path: Path) -> None:
        """Put a program of this machine in, with the libraries that it needs."""
        shutil.copy(path, self.folder / "bin")
        listed = subprocess.run([require("ldd"), path], capture_output=True, text=True, check=True)
        for library in re.findall(r"(/\S+) \(0x", listed.stdout):
            self._library(Path(library))
            if library.endswith("/libc.so.6"):
                for name in _SYSTEM.split():
                    self._library(Path(library).with_name(name))

    def _library(self, path: Path) -> None:
        to = self.folder / path.relative_to("/")
        to.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and not to.exists():
            shutil.copy(path, to)

    def run(self, *argv: str, **environ: str) -> subprocess.CompletedProcess[str]:
        """Run a program in the root and wait for it."""
        unshare = (require("unshare"), "--mount", "--pid", "--fork", "--kill-child")
        return subprocess.run(
            [*unshare, "sh", "-euc", _ENTER, "sh", self.folder, *argv],
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", **environ},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=250,
            check=False,
        )

    def tree(self) -> set[str]:
        """The path of everything in the root."""
        return {str(path.relative_to(self.folder)) for path in self.folder.rglob("*")}

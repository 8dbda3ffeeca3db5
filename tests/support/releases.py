"""Releases to install from, made of stand-ins, and a person who installs them."""

import functools
import hashlib
import http.server
import os
import platform
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

from tools import require

ROOT = Path(__file__).resolve().parents[2]
PLATFORM = f"{platform.system().lower()}-{platform.machine()}"
VERSION = "9.8.7"
NOBODY = 65534
_NEEDED = (
    "awk cat chmod cp cut env ln mkdir mktemp mv readlink rm rmdir sh sha256sum sleep tail timeout"
    " tr uname"
)
Done = subprocess.CompletedProcess[str]


def stand_in(version: str = VERSION, size: int = 0) -> bytes:
    """An executable that says its version, and is at least `size` bytes long."""
    text = f"#!/bin/sh\nprintf 'picketline, version %s\\n' {version}\nexit\n"
    return text.encode().ljust(size, b"#")


def new_key(folder: Path, name: str) -> Path:
    """Make a key to sign with; returns its private half."""
    path = folder / name
    argv = (require("ssh-keygen"), "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(path))
    subprocess.run(argv, check=True)
    return path


class Release:
    """The files of a release, its key, and the install.sh that trusts that key."""

    def __init__(self, folder: Path, key: Path) -> None:
        self.folder = folder
        self.key = key
        self.executable = f"picket-{VERSION}-{PLATFORM}"
        folder.mkdir()
        self.install = folder / "install.sh"
        shutil.copy(ROOT / "install.sh", self.install)
        pin(self.install, key)
        self.add(self.executable, stand_in())
        self.sign()

    def add(self, name: str, data: bytes) -> None:
        """Put a file in, not yet in the sums."""
        (self.folder / name).write_bytes(data)

    def sign(self) -> None:
        """Write the sums and their signature, as a release does."""
        environ = {**os.environ, "PICKETLINE_SIGNING_KEY": str(self.key)}
        subprocess.run([ROOT / "release/sign", self.folder], env=environ, check=True)

    def sums(self, text: str) -> None:
        """Write and sign sums of one's own."""
        (self.folder / "SHA256SUMS").write_text(text)
        self.seal(self.key)

    def seal(
        self, key: Path, namespace: str = "picketline-release", of: str = "SHA256SUMS"
    ) -> None:
        """Sign a file and give the signature out as that of the sums."""
        (self.folder / "SHA256SUMS.sig").unlink(missing_ok=True)
        argv = ("ssh-keygen", "-q", "-Y", "sign", "-f", str(key), "-n", namespace, of)
        subprocess.run(argv, cwd=self.folder, check=True)
        if of != "SHA256SUMS":
            (self.folder / f"{of}.sig").rename(self.folder / "SHA256SUMS.sig")

    def line(self, name: str, data: bytes | None = None) -> str:
        """The line of the sums for a file."""
        if data is None:
            data = (self.folder / name).read_bytes()
        return f"{hashlib.sha256(data).hexdigest()}  {name}\n"


def pin(install: Path, *keys: Path) -> None:
    """Have a copy of install.sh trust keys, given by their private halves."""
    environ = {**os.environ, "INSTALL": str(install)}
    argv = [str(ROOT / "release/pin"), *(f"{key}.pub" for key in keys)]
    subprocess.run(argv, env=environ, check=True, capture_output=True)


class Person:
    """Somebody who may write to a home and a scratch folder alone, and not to /usr/local/bin."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = folder / "home"
        self.scratch = folder / "scratch"
        self.bin = self.home / ".local/bin"
        self.target = self.bin / "picket"
        for each in (self.home, self.scratch):
            each.mkdir()
            self.own(each)
        self.environ = {
            "PATH": f"{self.bin}:/usr/bin:/bin",
            "HOME": str(self.home),
            "TMPDIR": str(self.scratch),
        }

    @staticmethod
    def own(path: Path) -> None:
        """Give a file to the person."""
        if os.geteuid() == 0:
            os.chown(path, NOBODY, NOBODY)

    def has(self, data: bytes, mode: int = 0o755) -> None:
        """Let a program stand where picket goes."""
        self.bin.mkdir(parents=True)
        self.target.write_bytes(data)
        self.target.chmod(mode)
        for each in (self.bin.parent, self.bin, self.target):
            self.own(each)

    def start(self, script: Path, *flags: str, shell: str = "sh", **environ: str) -> Any:
        """Start install.sh in a session of its own."""
        who = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
        return subprocess.Popen(
            [*shell.split(), str(script), *flags],
            cwd=self.scratch,
            env=self.environ | environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            **who,  # type: ignore[call-overload]  # either all or none
        )

    def install(self, script: Path, *flags: str, shell: str = "sh", **environ: str) -> Done:
        """Run install.sh and wait for it."""
        with self.start(script, *flags, shell=shell, **environ) as child:
            output, complaint = child.communicate(timeout=250)
        return Done(child.args, child.returncode, output, complaint)

    def tools(self, *more: str, busybox: bool = False) -> str:
        """A PATH with what install.sh needs and `more`, from the system or from busybox."""
        folder = self.folder / "tools"
        folder.mkdir()
        for name in {*_NEEDED.split(), *more}:
            (folder / name).symlink_to(require("busybox") if busybox else require(name))
        (folder / "ssh-keygen").symlink_to(require("ssh-keygen"))
        return str(folder)

    def tree(self) -> dict[str, str]:
        """Everything that the person has: path, and what it is or holds."""
        return {
            str(path.relative_to(self.folder)): _what(path)
            for top in (self.home, self.scratch)
            for path in sorted(top.rglob("*"))
        }


def _what(path: Path) -> str:
    if path.is_symlink():
        return f"-> {path.readlink()}"
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "folder"


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves a folder; for the files named it misbehaves."""

    protocol_version = "HTTP/1.1"
    ill: ClassVar[dict[str, str]] = {}

    def do_GET(self) -> None:
        """Answer, or break off, never end, send elsewhere."""
        ill = self.ill.get(self.path.rpartition("/")[2], "")
        if not ill:
            super().do_GET()
            return
        self.close_connection = True
        self.send_response(302 if ill.startswith("http") else 200)
        if ill.startswith("http"):
            self.send_header("Location", ill)
        if ill in {"short", "stalls"}:
            self.send_header("Content-Length", "100000")
        self.end_headers()
        if ill == "short":
            self.wfile.write(b"#!/bin/sh\n")
        if ill == "endless":
            self._never_end()
        if ill == "stalls":
            self.wfile.flush()
            self.rfile.read()

    def _never_end(self) -> None:
        try:
            while True:
                self.wfile.write(b"0" * 65536)
        except OSError:
            return

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path, **ill: str) -> Iterator[str]:
    """Serve a folder over HTTP on loopback; yields its address. `ill`: file stem to illness."""
    names = {"sums": "SHA256SUMS", "program": f"picket-{VERSION}-{PLATFORM}"}
    kind = type("_Handler", (Handler,), {"ill": {names[key]: how for key, how in ill.items()}})
    handler = functools.partial(kind, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        server.block_on_close = False
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()

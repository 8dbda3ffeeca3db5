"""A real PostgreSQL server of the tests' own: a new cluster on a socket, no network."""

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import tools

_SETTINGS = ("-F", "-c", "listen_addresses=", "-c", "max_connections=60")
_USER = "postgres"


def _programs() -> Path:
    """The folder of initdb, wherever Debian puts it."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else Path(tools.require("initdb")).parent


def _run(*argv: object, user: str | None) -> None:
    words = [str(word) for word in argv]
    subprocess.run(words, user=user, capture_output=True, text=True, check=True, timeout=250)


@contextlib.contextmanager
def server() -> Iterator[str]:
    """A running server; gives the URL of its database `postgres`.

    PostgreSQL refuses to run as root: it then runs as the user of its package.
    """
    programs = _programs()
    user = _USER if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    try:
        if user:
            account = pwd.getpwnam(user)
            os.chown(folder, account.pw_uid, account.pw_gid)
        data = folder / "data"
        _run(programs / "initdb", "-D", data, "-U", _USER, "-A", "trust", "-N", user=user)
        options = " ".join((*_SETTINGS, "-k", str(folder)))
        control = (programs / "pg_ctl", "-D", data, "-l", folder / "log", "-w")
        _run(*control, "-o", options, "start", user=user)
        try:
            yield f"postgresql://{_USER}@/postgres?host={folder}"
        finally:
            _run(*control, "-m", "immediate", "stop", user=user)
    finally:
        shutil.rmtree(folder)

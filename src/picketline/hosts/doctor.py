"""Check what picket needs, without connecting to any host."""

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import msgspec

from picketline.core.errors import PicketlineError
from picketline.core.store import HEAD_FILE, HeadFile, Store
from picketline.hosts import inventory as inventories

OpenStore = Callable[[str], Store]
_PATIENCE = 10


class Check(msgspec.Struct, frozen=True):
    """One thing looked at: what was found, and what is wrong with it, if anything."""

    what: str
    found: str
    wrong: str = ""


def checks(
    path: Path | None, environ: Mapping[str, str], folder: Path, open_store: OpenStore
) -> Iterator[Check]:
    """Yield each check as it is made."""
    yield Check("python", sys.version.split()[0])
    yield Check("sqlite", sqlite3.sqlite_version)
    ssh = shutil.which("ssh")
    yield _ssh(ssh)
    try:
        inventory = inventories.load(path, environ, {}, folder)
    except PicketlineError as problem:
        yield Check("inventory", "", wrong=str(problem))
        yield from _store("", open_store)
        return
    where = str(inventory.path) if inventory.path else "none: this machine alone"
    yield Check("inventory", f"{where}; hosts: {len(inventory.hosts)}")
    if ssh:
        yield from (_alias(ssh, host) for host in inventory.hosts if not host.local)
    yield from _store(inventory.settings.audit_head, open_store)


def _ssh(ssh: str | None) -> Check:
    if ssh is None:
        return Check("ssh", "", wrong="not found; apt install openssh-client")
    code, text = _run(ssh, "-V")
    return Check("ssh", text, wrong="" if code == 0 else f"ssh -V failed: {text}")


def _alias(ssh: str, host: inventories.Host) -> Check:
    """Whether ssh understands the alias; `ssh -G` reads the configuration only."""
    code, text = _run(ssh, "-G", "--", host.ssh)
    if code != 0:
        return Check(f"host {host.ssh}", "", wrong=text[-200:])
    lines = dict(line.split(" ", 1) for line in text.splitlines() if " " in line)
    user, name, port = (lines.get(key, "?") for key in ("user", "hostname", "port"))
    return Check(f"host {host.ssh}", f"{user}@{name}:{port}")


def _run(*argv: str) -> tuple[int, str]:
    try:
        run = subprocess.run(argv, capture_output=True, text=True, timeout=_PATIENCE, check=False)
    except (OSError, subprocess.TimeoutExpired) as problem:
        return 1, str(problem)
    return run.returncode, (run.stdout or run.stderr).strip()


def _store(audit_head: str, open_store: OpenStore) -> Iterator[Check]:
    """Whether the store opens and its audit holds to every head that is known."""
    try:
        with open_store(audit_head) as store:
            yield Check("store", str(store.folder))
            beside = store.folder / HEAD_FILE
            second = Path(audit_head) if audit_head not in {"", "syslog"} else beside
            heads = (*HeadFile(beside).heads(), *HeadFile(second).heads())
            head = store.audit.verify_all(heads)
    except PicketlineError as problem:
        yield Check("store", "", wrong=str(problem))
        return
    unknown = "" if heads or not head.seq else "no head is known that the rows could be held to"
    yield Check("audit", f"{head.seq} rows, head {head.hash[:12]}", wrong=unknown)

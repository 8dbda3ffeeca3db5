"""Check what picket needs, without connecting to any host."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from picketline.core.errors import PicketlineError
from picketline.core.store import HEAD_FILE, HeadFile
from picketline.hosts import inventory as inventories

OpenStore = Callable[[str], Any]


class Check(msgspec.Struct, frozen=True):
    """One thing looked at: whether it is well, and what was found."""

    what: str
    well: bool
    found: str


def checks(
    path: Path | None, environ: Mapping[str, str], folder: Path, open_store: OpenStore
) -> Iterator[Check]:
    """Yield each check as it is made."""
    yield Check("python", True, sys.version.split()[0])  # noqa: FBT003  # well
    yield _ssh()
    try:
        inventory = inventories.load(path, environ, {}, folder)
    except PicketlineError as problem:
        yield Check("inventory", False, str(problem))  # noqa: FBT003  # not well
        return
    where = str(inventory.path) if inventory.path else "none: this machine alone"
    yield Check("inventory", True, f"{where}; {len(inventory.hosts)} hosts")  # noqa: FBT003  # well
    yield from _aliases(inventory)
    yield from _store(inventory.settings.audit_head, open_store)


def _ssh() -> Check:
    try:
        run = subprocess.run(("ssh", "-V"), capture_output=True, text=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired) as problem:
        return Check("ssh", False, f"cannot be run: {problem}; apt install openssh-client")  # noqa: FBT003
    return Check("ssh", run.returncode == 0, (run.stderr or run.stdout).strip())


def _aliases(inventory: inventories.Inventory) -> Iterator[Check]:
    """Whether ssh understands each alias; `ssh -G` reads the configuration only."""
    for host in inventory.hosts:
        if host.local:
            continue
        run = subprocess.run(
            ("ssh", "-G", "--", host.ssh), capture_output=True, text=True, timeout=10, check=False
        )
        lines = dict(line.split(" ", 1) for line in run.stdout.splitlines() if " " in line)
        found = f"{lines.get('user', '?')}@{lines.get('hostname', '?')}:{lines.get('port', '?')}"
        complaint = run.stderr.strip()[-200:]
        yield Check(f"host {host.ssh}", run.returncode == 0, complaint or found)


def _store(audit_head: str, open_store: OpenStore) -> Iterator[Check]:
    yield Check("sqlite", True, sqlite3.sqlite_version)  # noqa: FBT003  # well
    try:
        with open_store(audit_head) as store:
            heads = HeadFile(store.folder / HEAD_FILE).heads()
            head = store.audit.verify_all(heads)
            if head.seq and not heads:
                yield Check(
                    "audit", False, f"{head.seq} rows, but no head is known to hold them to"
                )  # noqa: FBT003
            yield Check("store", True, str(store.folder))  # noqa: FBT003  # well
            yield Check("audit", True, f"{head.seq} rows, head {head.hash[:12]}")  # noqa: FBT003
    except PicketlineError as problem:
        yield Check("store", False, str(problem))  # noqa: FBT003  # not well

"""Check what picket needs, without connecting to any host."""

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import msgspec

from picketline.core.errors import PicketlineError
from picketline.core.sinks import Sink
from picketline.core.sinks.command import Command
from picketline.core.store import Delivery, Store, head_files
from picketline.hosts import channels
from picketline.hosts import inventory as inventories

OpenStore = Callable[[str], Store]
_PATIENCE = 10
_SHARED = (
    "{} of {} hosts connect anew each time; ControlMaster auto, ControlPath ~/.ssh/%C and"
    " ControlPersist 20m in your ssh configuration make a sweep many times quicker"
)


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
        yield from _aliases(ssh, tuple(host for host in inventory.hosts if not host.local))
    yield from _sinks(inventory, environ, open_store)
    yield from _store(inventory.settings.audit_head, open_store)


def _ssh(ssh: str | None) -> Check:
    if ssh is None:
        return Check("ssh", "", wrong="not found; apt install openssh-client")
    code, text = _run(ssh, "-V")
    return Check("ssh", text, wrong="" if code == 0 else f"ssh -V failed: {text}")


def _aliases(ssh: str, hosts: tuple[inventories.Host, ...]) -> Iterator[Check]:
    """Whether ssh understands each alias, and how many share a connection between sweeps."""
    alone = 0
    for host in hosts:
        code, text = _run(ssh, "-G", "--", host.ssh)
        if code != 0:
            yield Check(f"host {host.ssh}", "", wrong=text[-200:])
            continue
        lines = dict(line.split(" ", 1) for line in text.splitlines() if " " in line)
        user, name, port = (lines.get(key, "?") for key in ("user", "hostname", "port"))
        yield Check(f"host {host.ssh}", f"{user}@{name}:{port}")
        alone += lines.get("controlmaster", "false") in {"false", "no"}
    if hosts:
        yield Check("connections", _SHARED.format(alone, len(hosts)) if alone else "all shared")


def _run(*argv: str) -> tuple[int, str]:
    try:
        run = subprocess.run(argv, capture_output=True, text=True, timeout=_PATIENCE, check=False)
    except (OSError, subprocess.TimeoutExpired) as problem:
        return 1, str(problem)
    return run.returncode, (run.stdout or run.stderr).strip()


def _sinks(
    inventory: inventories.Inventory, environ: Mapping[str, str], open_store: OpenStore
) -> Iterator[Check]:
    """Where alerts go, and what waits to go there; sends nothing."""
    try:
        sinks = channels.sinks(inventory, environ)
    except PicketlineError as problem:
        yield Check("alerts", "", wrong=str(problem))
        return
    if not sinks:
        yield Check("alerts", "no sink: the report alone tells")
        return
    try:
        with open_store(inventory.settings.audit_head) as store:
            waiting = store.outbox.waiting()
    except PicketlineError:
        waiting = ()
    for sink in sinks:
        yield Check(f"alert {sink.name}", sink.place, wrong=_undelivered(sink, waiting))


def _undelivered(sink: Sink, waiting: tuple[Delivery, ...]) -> str:
    """What is wrong with a sink: its program is missing, or something waits for it."""
    if isinstance(sink, Command) and not shutil.which(sink.place):
        return f"{sink.place}: no such program"
    failed = [each for each in waiting if each.sink == sink.name and each.tries]
    if not failed:
        return ""
    return f"{sink.place}: {len(failed)} not delivered; {failed[0].detail}"


def _store(audit_head: str, open_store: OpenStore) -> Iterator[Check]:
    """Whether the store opens and its audit holds to every head that is known."""
    try:
        with open_store(audit_head) as store:
            yield Check("store", store.where)
            files = head_files(store.folder, audit_head)
            heads = [head for file in files for head in file.heads()]
            head = store.audit.verify(*heads)
    except PicketlineError as problem:
        yield Check("store", "", wrong=str(problem))
        return
    unknown = "" if heads or not head.seq else "no head is known that the rows could be held to"
    yield Check("audit", f"{head.seq} rows, head {head.hash[:12]}", wrong=unknown)

"""Evidence off the host: each incident's folder is copied to the controller, once.

It lies in the folder `evidence/HOST/STAMP` of the store, made whole or not at all.
"""

import asyncio
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import quote

import msgspec

from picketline.core.decide import Decided, Disposition
from picketline.core.errors import ContainmentError
from picketline.core.text import safe_text
from picketline.hosts import collect, parcel
from picketline.hosts.facts import Answer
from picketline.hosts.inventory import Host
from picketline.hosts.journal import Journal
from picketline.hosts.parcel import Parcel, Receipt

SECONDS = 120.0
"""How long a host may take for one incident."""
MOST_COPIES = 32
"""Of one host: a hostile one makes up as many incidents as it likes."""
_AT_ONCE = 4
_FRAMING = 1 << 20
_DRAFT = ".draft-"


async def copy(
    fleet: Iterable[tuple[Host, list[Decided]]], journal: Journal, environ: Mapping[str, str]
) -> None:
    """Copy what was contained and lies nowhere yet; say in the findings what came of it."""
    gate = asyncio.Semaphore(_AT_ONCE)

    async def visit(host: Host, findings: list[Decided]) -> None:
        for stamp in journal.uncopied(host.ssh):
            async with gate:
                place = _place(journal.folder, host, stamp)
                receipt, problem = await _fetched(host, stamp, place, environ)
            journal.copied(host.ssh, stamp, place, receipt or problem)
            said = f"evidence not copied: {problem}" if problem else "evidence copied"
            findings[:] = [_with(each, stamp, said) for each in findings]
            if problem:
                return  # the others wait for another sweep: one host holds nobody up for long

    contained = (
        visit(host, findings)
        for host, findings in fleet
        if any(each.disposition is Disposition.CONTAINED for each in findings)
    )
    await asyncio.gather(*contained)


def _with(finding: Decided, stamp: str, said: str) -> Decided:
    reason = finding.reason or ""
    if not reason.startswith(f"incident {stamp}"):
        return finding
    return msgspec.structs.replace(finding, reason=f"{reason}; {said}")


def _place(folder: Path, host: Host, stamp: str) -> Path:
    """Where the copy is to lie; no host name leads out of the folder."""
    name = quote(host.ssh, safe="@:+")
    return folder / "evidence" / (f"%2E{name[1:]}" if name.startswith(".") else name) / stamp


async def _fetched(
    host: Host, stamp: str, place: Path, environ: Mapping[str, str]
) -> tuple[Receipt | None, str]:
    """What was copied, or why nothing was."""
    try:
        return await fetch(host, stamp, place, environ), ""
    except ContainmentError as problem:
        return None, str(problem)
    except OSError as problem:
        return None, f"cannot be kept: {problem.strerror}"


async def fetch(host: Host, stamp: str, place: Path, environ: Mapping[str, str]) -> Receipt:
    """Copy an incident to the folder `place`, which appears whole; what it holds.

    Raises ContainmentError if the host does not send it as it should, OSError if it cannot
    be kept.
    """
    if receipt := parcel.standing(place):
        return receipt
    draft = _draft(place.parent)
    try:
        receipt = await _unpacked(host, stamp, draft, environ)
        _put(draft, place)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return receipt


def _draft(folder: Path) -> Path:
    """An empty folder in `folder`. Raises ContainmentError where too many lie already."""
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    _sweep_up(folder)
    if sum(1 for _ in folder.iterdir()) >= MOST_COPIES:
        raise ContainmentError(f"{MOST_COPIES} copies of this host lie there already")
    return Path(tempfile.mkdtemp(prefix=f"{_DRAFT}{os.getpid()}-", dir=folder))


def _put(draft: Path, place: Path) -> None:
    """Give what is whole its name, for good."""
    _lasting(draft)
    draft.rename(place)
    _lasting(place.parent)


async def _unpacked(host: Host, stamp: str, draft: Path, environ: Mapping[str, str]) -> Receipt:
    nonce = secrets.token_hex(16)
    arriving = Parcel(draft, nonce)
    limits = collect.Limits(output=parcel.MOST + _FRAMING, seconds=SECONDS, take=arriving.take)
    try:
        answer = await collect.run(host, parcel.order(stamp, nonce), limits, environ)
        return _read(arriving, answer)
    finally:
        arriving.close()


def _read(arriving: Parcel, answer: Answer) -> Receipt:
    if answer.cut:
        raise ContainmentError(answer.cut)
    try:
        return arriving.receipt()
    except ContainmentError:
        said = answer.complaint.decode("utf-8", "backslashreplace").strip()
        if not said:
            raise
        raise ContainmentError(safe_text(said[-200:])) from None


def _lasting(folder: Path) -> None:
    """Have the disk keep what the folders below and this one hold."""
    for each in (*(path for path in folder.iterdir() if path.is_dir()), folder):
        descriptor = os.open(each, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _sweep_up(folder: Path) -> None:
    """Remove what a controller that was killed left half made."""
    for draft in folder.glob(f"{_DRAFT}*"):
        owner = draft.name.removeprefix(_DRAFT).partition("-")[0]
        try:
            os.kill(int(owner), 0)
        except (ValueError, ProcessLookupError):
            shutil.rmtree(draft, ignore_errors=True)
        except OSError:
            continue

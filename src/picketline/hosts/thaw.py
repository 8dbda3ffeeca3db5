"""Undo a containment: let an incident's processes run again, and accept what they are."""

import asyncio
import datetime as dt
import os

import msgspec

from picketline.core.baseline import Acceptance
from picketline.core.errors import ContainmentError
from picketline.core.store import Incident, Store
from picketline.hosts import act
from picketline.hosts.facts import Deed, Target
from picketline.hosts.inventory import Inventory
from picketline.hosts.journal import Journal, members, targets


class Request(msgspec.Struct, frozen=True):
    """Which incident of which host to undo, why, and until when what it was is accepted."""

    host: str
    incident: str
    reason: str
    until: dt.date | None
    today: dt.date


def thaw(store: Store, inventory: Inventory, request: Request) -> tuple[Deed, ...]:
    """Thaw every process of the incident and accept what runs again.

    Raises ContainmentError if there is no such incident or it is not open.
    """
    opened = _open_incidents(store, request)
    host = inventory.only(request.host).hosts[0]
    order = act.Order(stamp=request.incident, targets=_wanted(opened))
    line = act.Line(host, inventory.settings.ssh_timeout_secs, os.environ)
    deeds = asyncio.run(act.thaw(line, order))
    done = {deed.target.pid: deed for deed in deeds}
    for incident in opened:
        _settle(store, incident, [done[target.pid] for target in _everyone(incident)], request)
    return deeds


def _everyone(incident: Incident) -> tuple[Target, ...]:
    """All that an incident froze: its processes, then those of their trees, the last one first."""
    return (*targets(incident), *reversed(members(incident)))


def _wanted(opened: tuple[Incident, ...]) -> tuple[Target, ...]:
    """Each process once, those that findings are about first: the host thaws the rest with them."""
    named = sorted((t for each in opened for t in targets(each)), key=lambda target: target.pid)
    others = (target for each in opened for target in reversed(members(each)))
    wanted: dict[int, Target] = {}
    for target in (*named, *others):
        wanted.setdefault(target.pid, target)
    return tuple(wanted.values())


def _open_incidents(store: Store, request: Request) -> tuple[Incident, ...]:
    found = tuple(each for each in store.incidents(request.host) if each.id == request.incident)
    if not found:
        known = ", ".join(sorted({each.id for each in store.incidents(request.host)})) or "none"
        raise ContainmentError(
            f"no incident {request.incident} of {request.host}; known: {known} (picket incidents)"
        )
    opened = tuple(each for each in found if each.state == "contained")
    if not opened:
        raise ContainmentError(
            f"incident {request.incident} of {request.host} is {found[0].state} already"
        )
    return opened


def _settle(store: Store, incident: Incident, deeds: list[Deed], request: Request) -> None:
    journal = Journal(store)
    for deed in deeds:
        journal.thawed(request.host, incident, deed)
    if any(not _over(deed) for deed in deeds):
        return
    thawed = any(deed.outcome == "thawed" for deed in deeds)
    store.close_incident(incident, "thawed" if thawed else "gone")
    if not thawed:
        return
    journal.accept(
        Acceptance(
            fingerprint=incident.fingerprint,
            reason=request.reason,
            accepted=request.today,
            until=request.until,
        )
    )


def _over(deed: Deed) -> bool:
    """Whether nothing of the process is left held: it runs again or is gone."""
    return deed.outcome == "thawed" or (deed.outcome, deed.detail) == ("refused", "gone")


def still_frozen(deeds: tuple[Deed, ...]) -> tuple[Target, ...]:
    """The processes that could not be thawed."""
    return tuple(deed.target for deed in deeds if not _over(deed))

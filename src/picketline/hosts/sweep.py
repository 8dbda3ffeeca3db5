"""Sweep a fleet: look at every host, decide, act if armed, report."""

import asyncio
import datetime as dt
import os
import secrets
import time
from collections.abc import Callable, Mapping

import msgspec

from picketline import __version__
from picketline.core import baseline, report
from picketline.core.baseline import Baseline
from picketline.core.decide import Decided, Disposition, decided, narrow
from picketline.core.errors import PicketlineError
from picketline.core.model import Finding
from picketline.core.report import Gap, Part, Report
from picketline.core.rule import catalogue
from picketline.hosts import account, act, collect, evidence, probe, records, ssh
from picketline.hosts.drift import Memory
from picketline.hosts.facts import CONTAINED, Answer, Deed, Reading, Status, Target
from picketline.hosts.inventory import Host, Inventory, Settings
from picketline.hosts.journal import Journal, incident_of
from picketline.hosts.wanted import Wanted

SCHEMA = "picketline.fleet/1"
_TURNS = 5040
"""Divisible by every number of slices that the probe cuts a long list into, up to ten."""

Progress = Callable[[str, str], None]
"""Called with a host's name and what is being done there."""


class _Seen(msgspec.Struct):
    """One host on its way through the sweep."""

    host: Host
    reading: Reading
    findings: list[Decided]


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What to sweep and how.

    `memory` is what is known of each host, and how often it was swept; without one no drift
    is judged, and what is read by turn is read as in the first sweep. `wanted` are indicators
    that every host is searched for. `root` is a fake root for tests, for this machine only.
    """

    inventory: Inventory
    baseline: Baseline = {}
    journal: Journal | None = None
    memory: Memory | None = None
    environ: Mapping[str, str] = os.environ
    wanted: Wanted = Wanted()
    root: str = ""


def sweep(plan: Plan, progress: Progress = lambda _name, _what: None) -> Report:
    """Sweep every host of the plan at once, within its limits; keep and return the report."""
    return asyncio.run(_sweep(plan, progress))


async def _sweep(plan: Plan, progress: Progress) -> Report:
    started = time.time()
    settings = plan.inventory.settings
    gate = asyncio.Semaphore(settings.sessions or min(32, 8 * (os.cpu_count() or 1)))

    async def visit(host: Host) -> _Seen:
        await asyncio.sleep(settings.start_jitter_secs * secrets.randbelow(1000) / 1000)
        async with gate:
            progress(host.ssh, "looking")
            seen = await _visit(plan, host, started)
            progress(host.ssh, seen.reading.status)
            return seen

    seen = list(await asyncio.gather(*(visit(host) for host in plan.inventory.hosts)))
    if settings.armed:
        await _contain(seen, plan, started, progress)
    made = report.make(
        (_part(each) for each in seen),
        catalogue(probe.RULES),
        schema=SCHEMA,
        version=__version__,
    )
    timed = msgspec.structs.replace(
        made,
        armed=settings.armed,
        started=round(started, 3),
        seconds=round(time.time() - started, 3),
    )
    sealed = report.sealed(timed)
    if plan.journal is not None:
        plan.journal.finish(sealed)
    return sealed


async def _visit(plan: Plan, host: Host, now: float) -> _Seen:
    settings = plan.inventory.settings
    nonce = secrets.token_hex(16)
    if plan.root and not host.local:
        raise PicketlineError("a fake root is for this machine only, never over ssh")
    script = probe.assemble(
        probe.ProbeSettings(
            nonce=nonce,
            cpu_hot=settings.cpu_hot,
            bad_ports=settings.bad_ports,
            turn=0 if plan.memory is None else plan.memory.turn(host.ssh) % _TURNS,
            root=plan.root,
            known=None if plan.memory is None else plan.memory.lines(host.ssh),
            wanted=plan.wanted.lines,
        )
    )
    limits = collect.Limits(seconds=settings.ssh_timeout_secs)
    answer = await collect.run(host, script, limits, plan.environ)
    reading = _reading(answer, nonce, plan.wanted)
    reading = records.without_root(reading, accepted=host.partial == "accepted")
    today = dt.datetime.fromtimestamp(now, dt.UTC).date()
    findings = [
        baseline.apply(_decided(finding, host, settings), plan.baseline, today)
        for finding in reading.findings
    ]
    if plan.memory is None:
        return _Seen(host, reading, findings)
    told, gaps, note = plan.memory.settle(host.ssh, reading, findings)
    coverage = (*reading.coverage, *gaps)
    said = msgspec.structs.replace(reading, coverage=coverage, note=note or reading.note)
    return _Seen(host, said, told)


def _reading(answer: Answer, nonce: str, wanted: Wanted) -> Reading:
    """What a host said, with what it was searched for."""
    reading = records.read(answer, nonce, catalogue(probe.RULES))
    if reading is None:
        return _unread(answer)
    return msgspec.structs.replace(reading, coverage=(*reading.coverage, *wanted.coverage))


def _unread(answer: Answer) -> Reading:
    """What it means that the probe never answered."""
    if answer.cut.startswith("no end"):
        status, note = Status.TIMED_OUT, answer.cut
    elif answer.cut:
        status, note = Status.UNFINISHED, answer.cut
    else:
        status, note = ssh.failure(answer.complaint, answer.code)
    return Reading(status=status, note=note, skipped=(Gap("host", f"{status}: {note}"),))


def _decided(finding: Finding, host: Host, settings: Settings) -> Decided:
    """Decide on a finding, its subject named after its host; what is frozen is contained.

    Of a hidden process the probe knows the pid alone, so an armed sweep asks the host anew.
    """
    subject = msgspec.structs.replace(
        finding.subject, identity=f"{host.ssh}: {finding.subject.identity}"
    )
    result = decided(msgspec.structs.replace(finding, subject=subject), armed=settings.armed)
    incident = incident_of(finding)
    hidden = finding.location.start is None
    if incident is None or result.disposition < Disposition.WOULD_CONTAIN:
        return result
    if hidden and settings.armed:
        return result
    return msgspec.structs.replace(
        result, disposition=Disposition.CONTAINED, reason=f"incident {incident}"
    )


def _part(seen: _Seen) -> Part:
    reading = seen.reading
    return Part(
        kind="host",
        name=seen.host.ssh,
        status=reading.status,
        note="; ".join(filter(None, (reading.note, seen.host.note))),
        measures={} if reading.load is None else {"load": reading.load},
        checks=reading.ran,
        findings=tuple(seen.findings),
        skipped=reading.skipped,
        errors=reading.errors,
        coverage=reading.coverage,
    )


async def _contain(seen: list[_Seen], plan: Plan, now: float, progress: Progress) -> None:
    """Act on what is to be contained, at most `max_contain` processes in the whole sweep."""
    settings = plan.inventory.settings
    _limit(seen, plan)
    stamp = dt.datetime.fromtimestamp(now, dt.UTC).strftime("%Y%m%d%H%M%S")
    for each in seen:
        wanted = {_target(f) for f in each.findings if f.disposition is Disposition.CONTAIN}
        if not wanted:
            continue
        progress(each.host.ssh, "containing")
        targets = tuple(sorted(wanted, key=lambda target: target.pid))
        order = act.Order(stamp=stamp, targets=targets, protect=settings.protect)
        if plan.journal is not None:
            plan.journal.intend(each.host.ssh, targets, stamp)
        line = act.Line(each.host, settings.ssh_timeout_secs, plan.environ)
        deeds = await act.contain(line, order)
        _settle(each, {deed.target.pid: deed for deed in deeds}, plan)
    if settings.evidence == "copy" and plan.journal is not None:
        fleet = ((each.host, each.findings) for each in seen)
        await evidence.copy(fleet, plan.journal, plan.environ)


def _target(finding: Decided) -> Target:
    place = finding.location
    return Target(place.pid or 0, place.start or 0, place.inode or 0)


def _limit(seen: list[_Seen], plan: Plan) -> None:
    """Narrow to an alert what cannot or must not be acted on, and what goes beyond the limit.

    Hosts take turns, in the order of the inventory, so that none can use the limit up alone.
    """
    most = plan.inventory.settings.max_contain
    suspect = f"more than {most} slam-dunks in one sweep: the rule itself is suspect"
    chosen: set[tuple[str, Target]] = set()
    for each, index in _by_turns(seen):
        finding = each.findings[index]
        key = (each.host.ssh, _target(finding))
        if not _placed(finding):
            _refuse(each, index, "the probe did not place the process", plan)
        elif _protected(finding, plan.inventory.settings.protect):
            _refuse(each, index, "protected by the inventory", plan)
        elif key in chosen or len(chosen) < most:
            chosen.add(key)
        else:
            _refuse(each, index, suspect, plan)


def _by_turns(seen: list[_Seen]) -> list[tuple[_Seen, int]]:
    """What is to be contained: every host's first, then every host's second, and so on."""
    wanted = [
        [i for i, finding in enumerate(each.findings) if finding.disposition is Disposition.CONTAIN]
        for each in seen
    ]
    deepest = max((len(indices) for indices in wanted), default=0)
    return [
        (each, indices[turn])
        for turn in range(deepest)
        for each, indices in zip(seen, wanted, strict=True)
        if turn < len(indices)
    ]


def _protected(finding: Decided, paths: tuple[str, ...]) -> bool:
    """Whether the inventory protects the path that a deleted executable had.

    Of others the host itself compares files; it cannot where the file is gone.
    """
    facts = {each.name: each.value for each in finding.evidence}
    gone = facts.get("links") == 0 or facts.get("deleted") == 1
    return gone and facts.get("exe") in paths


def _placed(finding: Decided) -> bool:
    """A process with pid, start and inode, or one hidden under a mount with its pid alone."""
    place = finding.location
    known = place.start is not None and place.inode is not None
    hidden = place.start is None and place.inode is None
    return place.pid is not None and place.pid > 1 and (known or hidden)


def _refuse(seen: _Seen, index: int, reason: str, plan: Plan) -> None:
    seen.findings[index] = narrow(seen.findings[index], Disposition.ALERT, reason)
    if plan.journal is not None:
        plan.journal.refuse(seen.host.ssh, seen.findings[index], reason)


def _settle(seen: _Seen, deeds: dict[int, Deed], plan: Plan) -> None:
    """Write what was done into the findings; what was not done stays an alert."""
    for index, finding in enumerate(seen.findings):
        if finding.disposition is not Disposition.CONTAIN:
            continue
        deed = deeds[_target(finding).pid]
        if deed.outcome in CONTAINED:
            settled = msgspec.structs.replace(
                finding, disposition=Disposition.CONTAINED, reason=account.reason(deed)
            )
        else:
            reason = f"not contained: {deed.outcome}: {deed.detail}"
            settled = narrow(finding, Disposition.ALERT, reason)
        seen.findings[index] = settled
        if plan.journal is not None:
            plan.journal.done(seen.host.ssh, settled, deed)

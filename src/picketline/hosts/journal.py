"""What a sweep leaves behind: its report, its incidents, and a line in the audit for each deed."""

import getpass
import os
import re
import socket
import time
from collections.abc import Mapping
from pathlib import Path

import msgspec

from picketline.core.baseline import Acceptance
from picketline.core.decide import Decided, Disposition
from picketline.core.model import Finding
from picketline.core.report import Report
from picketline.core.store import Delivery, Expected, Incident, Known, Store
from picketline.hosts import account
from picketline.hosts.facts import CONTAINED, Deed, Target
from picketline.hosts.parcel import MANIFEST, Receipt

_MOST_TRIES = 3
"""How often a copy is tried, and how many of one host in a sweep."""

Detail = dict[str, str | int | float | bool]
_CONTAINED = Disposition.CONTAINED
_MOST_ADOPTED = 32
"""Incidents that one host can claim in one sweep; the others are adopted in later ones."""


def actor() -> str:
    """Who acts: user@machine, as the machine knows them."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):
        user = f"uid {os.getuid()}"
    return f"{user}@{socket.gethostname()}"


class Journal:
    """Writes to the store as things happen, so that a sweep cut short leaves no gap."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._actor = actor()
        self.folder = store.folder

    def intend(self, host: str, targets: tuple[Target, ...], stamp: str) -> None:
        """Say, before anything is done, what is about to be."""
        for target in targets:
            self._append("contain", host, "ordered", {"pid": target.pid, "incident": stamp})

    def refuse(self, host: str, finding: Decided, reason: str) -> None:
        """Say that a slam-dunk is not acted on, and why."""
        self._append("contain", host, f"refused: {reason}", _about(finding))

    def done(self, host: str, finding: Decided, deed: Deed) -> None:
        """Say what came of acting, and open an incident for what is frozen."""
        detail = _about(finding) | {"pid": deed.target.pid, "start": deed.target.start}
        if deed.missing:
            detail["not_kept"] = " ".join(deed.missing)
        more = _more(deed)
        self._append("contain", host, f"{deed.outcome}: {deed.detail}", detail | more)
        if deed.outcome in CONTAINED:
            self._open(host, finding, deed.target, deed.detail, more)

    def adopt(self, report: Report) -> None:
        """Open incidents for what another controller, or a run cut short, has frozen."""
        for part in report.parts:
            frozen = [each for each in part.findings if each.disposition is _CONTAINED]
            known = {
                (each.id, each.fingerprint, target)
                for each in (self._store.incidents(part.name) if frozen else ())
                for target in targets(each)
            }
            fresh = [
                (finding, stamp, target)
                for finding in frozen
                if (stamp := incident_of(finding)) and (target := _placed(finding))
                if (stamp, finding.fingerprint, target) not in known
            ]
            for finding, stamp, target in fresh[:_MOST_ADOPTED]:
                self._open(part.name, finding, target, stamp, {})

    def _open(self, host: str, finding: Decided, target: Target, stamp: str, more: Detail) -> None:
        """Open an incident, or add the process to the one that is open already."""
        known = tuple(
            each
            for each in self._store.incidents(host)
            if each.id == stamp and each.fingerprint == finding.fingerprint
        )
        earlier = targets(known[0]) if known else ()
        if target in earlier:
            return
        record: dict[str, int | str] = {
            "targets": _words((*earlier, target)),
            "subject": finding.subject.identity,
            **_together(known[0].record if known else {}, more),
            **_copied(known[0].record if known else {}),
        }
        self._store.add_incident(
            Incident(
                id=stamp,
                part=host,
                fingerprint=finding.fingerprint,
                rule=finding.rule,
                opened=time.time(),
                state="contained",
                record=record,
            )
        )

    def uncopied(self, host: str) -> tuple[str, ...]:
        """The host's open incidents whose evidence is to be copied, newest first."""
        opened = (each for each in self._store.incidents(host) if each.state == "contained")
        wanted = (
            each.id
            for each in opened
            if not each.record.get("copy")
            and int(each.record.get("copy_tries", 0)) < _MOST_TRIES
            and re.fullmatch(r"\d{14}", each.id)
        )
        return tuple(dict.fromkeys(wanted))[:_MOST_TRIES]

    def copied(self, host: str, stamp: str, place: Path, came: Receipt | str) -> None:
        """Record where an incident's evidence was copied to, or why it was not."""
        detail: Detail = {"incident": stamp}
        kept: dict[str, int | str] = {}
        if isinstance(came, str):
            outcome = f"failed: {came}"
        else:
            outcome = f"copied: {came.files} files, {came.size} bytes"
            detail |= {"place": str(place)} | {f"sha256 {n}": s for n, s in came.sums.items()}
            kept = {"copy": str(place), "copy_by": self._actor, "copy_sha256": came.sums[MANIFEST]}
        self._append("copy", host, outcome, detail)
        for incident in self._store.incidents(host):
            if incident.id == stamp:
                tries = int(incident.record.get("copy_tries", 0)) + 1
                record = incident.record | kept | {"copy_tries": tries}
                self._store.add_incident(msgspec.structs.replace(incident, record=record))

    def accept(self, acceptance: Acceptance) -> None:
        """Record that a person took a finding on."""
        self._store.accept(acceptance)
        until = acceptance.until.isoformat() if acceptance.until else "no end"
        detail: Detail = {"reason": acceptance.reason, "until": until}
        self._append("accept", acceptance.fingerprint, "accepted", detail)

    def withdraw(self, fingerprint: str, reason: str) -> None:
        """Forget an acceptance, and record who did so and why."""
        if self._store.withdraw(fingerprint):
            self._append("withdraw", fingerprint, "withdrawn", {"reason": reason})

    def take_on(self, item: Known) -> None:
        """Record that a person took a change on: it is normal from now on."""
        self._store.remember((item,))
        until = item.until.isoformat() if item.until else "no end"
        self._append("drift", item.part, "accepted", _change(item) | {"until": until})

    def expect(self, plan: Expected) -> None:
        """Record that a person announced a change."""
        self._store.expect(plan)
        detail: Detail = {"kind": plan.kind, "identity": plan.identity, "reason": plan.reason}
        self._append("drift", plan.part, "expected", detail | {"until": plan.until.isoformat()})

    def forget(self, host: str, kind: str | None, reason: str) -> int:
        """Forget what is known of a host, and record who did so; how many things it was."""
        count = self._store.forget(host, kind)
        detail: Detail = {"kind": kind or "all", "things": count, "reason": reason}
        self._append("drift", host, "forgotten", detail)
        return count

    def thawed(self, host: str, incident: Incident, deed: Deed) -> None:
        """Record what came of a thaw."""
        detail: Detail = {
            "incident": incident.id,
            "pid": deed.target.pid,
            "fingerprint": incident.fingerprint,
        }
        self._append("thaw", host, f"{deed.outcome}: {deed.detail}", detail | _more(deed))

    def told(self, delivery: Delivery) -> None:
        """Record that an alert was delivered, dropped, or failed for the first time."""
        if delivery.state == "queued" and delivery.tries != 1:
            return
        outcome = "failed" if delivery.state == "queued" else delivery.state
        said = f"{outcome}: {delivery.detail}" if delivery.detail else outcome
        detail: Detail = {"message": delivery.message, "tries": delivery.tries}
        self._append("alert", delivery.sink, said, detail)

    def finish(self, report: Report) -> None:
        """Keep the report."""
        self.adopt(report)
        self._store.add_report(report)

    def _append(self, action: str, subject: str, outcome: str, detail: Detail) -> None:
        self._store.audit.append(action, subject, outcome, detail, self._actor, time.time())


def _placed(finding: Decided) -> Target | None:
    """The process that a finding places, if it does."""
    place = finding.location
    if place.pid and place.start and place.inode:
        return Target(place.pid, place.start, place.inode)
    return None


def incident_of(finding: Finding) -> str | None:
    """The incident that the host says froze the process: 14 digits, or none."""
    said = next((str(e.value) for e in finding.evidence if e.name == "contained"), "")
    return said if re.fullmatch(r"\d{14}", said) else None


def _about(finding: Decided) -> Detail:
    return {
        "rule": finding.rule,
        "fingerprint": finding.fingerprint,
        "subject": finding.subject.identity,
        "pid": finding.location.pid or 0,
    }


def _change(item: Known) -> Detail:
    return {"kind": item.kind, "identity": item.identity, "reason": item.reason or ""}


def _words(processes: tuple[Target, ...]) -> str:
    return " ".join(f"{each.pid}:{each.start}:{each.inode}" for each in processes)


def _more(deed: Deed) -> Detail:
    """What was held with a process, as the audit and an incident's record keep it."""
    more: Detail = {"with": _words(deed.members), "notes": " ".join(deed.notes)}
    if deed.held:
        more["container"] = f"{deed.held.id} {account.held_text(deed.held)}"
    return {name: text for name, text in more.items() if text}


def _together(record: Mapping[str, int | str], more: Detail) -> dict[str, str]:
    """What was held with an incident's earlier processes and with one more."""
    kept: dict[str, str] = {}
    for name in ("with", "notes", "container"):
        texts = [str(each[name]) for each in (record, more) if name in each]
        if texts:
            kept[name] = texts[-1] if name == "container" else " ".join(texts)
    return kept


def _copied(record: Mapping[str, int | str]) -> dict[str, int | str]:
    """What an incident's record says of the copy of its evidence."""
    return {name: value for name, value in record.items() if name.startswith("copy")}


def targets(incident: Incident) -> tuple[Target, ...]:
    """The processes that an incident's record names."""
    return _processes(incident, "targets")


def members(incident: Incident) -> tuple[Target, ...]:
    """The processes that were frozen with those of an incident, in that order."""
    return _processes(incident, "with")


def _processes(incident: Incident, name: str) -> tuple[Target, ...]:
    words = [word.split(":") for word in str(incident.record.get(name, "")).split()]
    return tuple(Target(int(pid), int(start), int(inode)) for pid, start, inode in words)

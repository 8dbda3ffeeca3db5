"""What a sweep leaves behind: its report, its incidents, and a line in the audit for each deed."""

import getpass
import os
import re
import socket
import time

from picketline.core.baseline import Acceptance
from picketline.core.decide import Decided, Disposition
from picketline.core.model import Finding
from picketline.core.report import Report
from picketline.core.store import Incident, Store
from picketline.hosts.facts import Deed, Target


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
        self._append("contain", host, f"{deed.outcome}: {deed.detail}", detail)
        if deed.outcome in {"frozen", "already"}:
            self._open(host, finding, deed.target, deed.detail)

    def adopt(self, report: Report) -> None:
        """Open incidents for what another controller, or a run cut short, has frozen."""
        for part in report.parts:
            for finding in part.findings:
                stamp = incident_of(finding)
                place = finding.location
                if finding.disposition is not Disposition.CONTAINED or stamp is None:
                    continue
                if place.pid and place.start and place.inode:
                    target = Target(place.pid, place.start, place.inode)
                    self._open(part.name, finding, target, stamp)

    def _open(self, host: str, finding: Decided, target: Target, stamp: str) -> None:
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
            "targets": " ".join(f"{t.pid}:{t.start}:{t.inode}" for t in (*earlier, target)),
            "subject": finding.subject.identity,
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

    def accept(self, acceptance: Acceptance) -> None:
        """Record that a person took a finding on."""
        self._store.accept(acceptance)
        until = acceptance.until.isoformat() if acceptance.until else "no end"
        detail: dict[str, str | int | float | bool] = {"reason": acceptance.reason, "until": until}
        self._append("accept", acceptance.fingerprint, "accepted", detail)

    def thawed(self, host: str, incident: Incident, deed: Deed) -> None:
        """Record what came of a thaw."""
        detail: dict[str, str | int | float | bool] = {
            "incident": incident.id,
            "pid": deed.target.pid,
            "fingerprint": incident.fingerprint,
        }
        self._append("thaw", host, f"{deed.outcome}: {deed.detail}", detail)

    def finish(self, report: Report) -> None:
        """Keep the report."""
        self.adopt(report)
        self._store.add_report(report)

    def _append(
        self, action: str, subject: str, outcome: str, detail: dict[str, str | int | float | bool]
    ) -> None:
        self._store.audit.append(action, subject, outcome, detail, self._actor, time.time())


def incident_of(finding: Finding) -> str | None:
    """The incident that the host says froze the process: 14 digits, or none."""
    said = next((str(e.value) for e in finding.evidence if e.name == "contained"), "")
    return said if re.fullmatch(r"\d{14}", said) else None


def _about(finding: Decided) -> dict[str, str | int | float | bool]:
    return {
        "rule": finding.rule,
        "fingerprint": finding.fingerprint,
        "subject": finding.subject.identity,
        "pid": finding.location.pid or 0,
    }


def targets(incident: Incident) -> tuple[Target, ...]:
    """The processes that an incident's record names."""
    words = [word.split(":") for word in str(incident.record.get("targets", "")).split()]
    return tuple(Target(int(pid), int(start), int(inode)) for pid, start, inode in words)

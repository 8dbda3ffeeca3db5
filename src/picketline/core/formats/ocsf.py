"""OCSF 1.8.0, Detection Finding (class 2004): one JSON line a finding, for a SIEM."""

from typing import Any

import msgspec

from picketline import __version__
from picketline.core import canonical
from picketline.core.decide import Decided
from picketline.core.formats.summary import note, spoken
from picketline.core.model import Severity
from picketline.core.report import Part, Report
from picketline.core.text import safe_text

VERSION = "1.8.0"
_CATEGORY, _CLASS, _CREATE, _NEW = 2, 2004, 1, 1
_LATEST = 1e12
_RULE = 1
_SEVERITIES = {
    Severity.INFO: (1, "Informational"),
    Severity.LOW: (2, "Low"),
    Severity.MEDIUM: (3, "Medium"),
    Severity.HIGH: (4, "High"),
    Severity.CRITICAL: (5, "Critical"),
}

_Object = dict[str, Any]


class Notice(msgspec.Struct, frozen=True):
    """Something told that no finding stands behind. `at` is seconds since the epoch."""

    id: str
    at: float
    severity: Severity
    headline: str


def render(report: Report) -> bytes:
    """Return a line for each finding that a person is told of: no bytes if there is none.

    What was not seen has no class in OCSF and is left out. Titles and messages are made
    safe; names, identities and evidence are raw.
    """
    events = (
        _finding(report, part, finding) for part in report.parts for finding in part.alertable
    )
    return b"".join(canonical.encode(event) + b"\n" for event in events)


def notice(told: Notice) -> bytes:
    """Return one line for a message without findings."""
    info = {"uid": told.id, "title": safe_text(told.headline)}
    event = _event(told.at, told.severity, info, __version__)
    return canonical.encode(event | {"message": info["title"]}) + b"\n"


def _event(at: float, severity: Severity, info: _Object, version: str) -> _Object:
    """What every event of the class must have, and which one it is."""
    severity_id, caption = _SEVERITIES[severity]
    return {
        "activity_id": _CREATE,
        "activity_name": "Create",
        "category_uid": _CATEGORY,
        "category_name": "Findings",
        "class_uid": _CLASS,
        "class_name": "Detection Finding",
        "type_uid": _CLASS * 100 + _CREATE,
        "type_name": "Detection Finding: Create",
        "severity_id": severity_id,
        "severity": caption,
        "status_id": _NEW,
        "status": "New",
        "is_alert": True,
        "time": _milliseconds(at),
        "finding_info": info,
        "metadata": {
            "version": VERSION,
            "product": {"name": "picket", "vendor_name": "picketline", "version": version},
        },
    }


def _milliseconds(at: float) -> int:
    """A time in milliseconds; a clock that is broken beyond telling says 0."""
    return round(at * 1000) if 0 <= at <= _LATEST else 0


def _finding(report: Report, part: Part, finding: Decided) -> _Object:
    about = note(report, finding.rule)
    subject = finding.subject
    title = safe_text(about.title)
    info = {
        "uid": finding.fingerprint,
        "title": title,
        "types": [finding.rule],
        "analytic": {"type_id": _RULE, "type": "Rule", "uid": finding.rule, "name": about.name},
    }
    event = _event(report.started, finding.severity, info, report.version)
    said = f"{title}: {subject.kind} {subject.identity} ({spoken(finding.disposition)})"
    optional = {"remediation": {"desc": safe_text(about.next)}} if about.next else {}
    return (
        event
        | optional
        | {
            "message": safe_text(said),
            "evidences": [{"data": _data(finding)}],
            "resources": [{"name": part.name, "hostname": part.name, "type": part.kind}],
            "unmapped": {
                "disposition": finding.disposition,
                "slam_dunk": finding.slam_dunk,
                "report_digest": report.digest,
            },
        }
    )


def _data(finding: Decided) -> _Object:
    """The evidence, by name; of values with one name the last."""
    facts = {evidence.name: evidence.value for evidence in finding.evidence}
    return {"kind": finding.subject.kind, "identity": finding.subject.identity} | {
        "facts": facts,
        "location": finding.location,
    }

"""SARIF 2.1.0: for code scanning dashboards and editors."""

from typing import Any
from urllib.parse import quote

from picketline.core import canonical
from picketline.core.decide import Decided
from picketline.core.formats.summary import acceptance, note, spoken, utc
from picketline.core.model import Location, Severity
from picketline.core.report import Gap, Part, Report
from picketline.core.text import safe_text

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "note",
    Severity.INFO: "note",
}
_GAPS = {"skipped": "error", "errors": "error", "coverage": "note"}

_Object = dict[str, Any]


def render(report: Report) -> bytes:
    """Return `report` as one SARIF run; messages are made safe, properties are raw."""
    fired = {finding.rule for part in report.parts for finding in part.findings}
    rules = sorted(fired | set(report.rules))
    index = {rule: position for position, rule in enumerate(rules)}
    run: _Object = {
        "tool": {"driver": _driver(report, rules)},
        "invocations": [_invocation(report)],
        "results": [
            _result(report, part, finding, index[finding.rule])
            for part in report.parts
            for finding in part.findings
        ],
        "properties": {"digest": report.digest, "schema": report.schema, "armed": report.armed},
    }
    return canonical.encode({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}) + b"\n"


def _driver(report: Report, rules: list[str]) -> _Object:
    return {
        "name": "picketline",
        "version": report.version,
        "rules": [_rule(report, rule) for rule in rules],
        "notifications": [{"id": gap} for gap in _GAPS],
    }


def _rule(report: Report, rule: str) -> _Object:
    about = note(report, rule)
    described: _Object = {
        "id": rule,
        "name": safe_text(about.name),
        "shortDescription": _message(about.title),
    }
    return described | {"help": _message(about.next)} if about.next else described


def _result(report: Report, part: Part, finding: Decided, index: int) -> _Object:
    subject = finding.subject
    title = note(report, finding.rule).title
    return {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": _LEVELS[finding.severity],
        "message": _message(
            f"{title}: {subject.kind} {subject.identity} ({spoken(finding.disposition)})"
        ),
        "partialFingerprints": {"picketline/v1": finding.fingerprint},
        "locations": [_location(part, finding)],
        "suppressions": _suppressions(finding),
        "properties": {
            "severity": finding.severity,
            "slam_dunk": finding.slam_dunk,
            "disposition": finding.disposition,
            "evidence": finding.evidence,
            "benign": finding.benign,
            "reason": finding.reason,
        },
    }


def _suppressions(finding: Decided) -> list[_Object]:
    """A list always: SARIF wants it on every result or on none."""
    reason = acceptance(finding)
    if reason is None:
        return []
    return [{"kind": "external", "status": "accepted", "justification": safe_text(reason)}]


def _location(part: Part, finding: Decided) -> _Object:
    subject, unit = finding.subject, _unit(part)
    inside = {
        "name": safe_text(subject.identity),
        "kind": safe_text(subject.kind),
        "fullyQualifiedName": f"{unit['name']}/{safe_text(subject.identity)}",
    }
    location: _Object = {"logicalLocations": [unit, inside]}
    if finding.location.path:
        location["physicalLocation"] = _physical(finding.location, finding.location.path)
    return location


def _unit(part: Part) -> _Object:
    name = safe_text(part.name)
    return {"name": name, "kind": safe_text(part.kind), "fullyQualifiedName": name}


def _physical(location: Location, path: str) -> _Object:
    """The `uri` keeps the case and any `..`, and drops empty and `.` segments."""
    segments = "/".join(step for step in path.split("/") if step not in {"", "."})
    root = "file:///" if path.startswith("/") else ""
    physical: _Object = {"artifactLocation": {"uri": root + quote(segments) or "."}}
    if location.line is not None and location.line > 0:
        physical["region"] = {"startLine": location.line}
    return physical


def _invocation(report: Report) -> _Object:
    invocation: _Object = {
        "executionSuccessful": all(part.finished for part in report.parts),
        "toolExecutionNotifications": [
            _notification(part, gap, kind)
            for part in report.parts
            for kind in _GAPS
            for gap in getattr(part, kind)
        ],
    }
    times = {
        "startTimeUtc": utc(report.started),
        "endTimeUtc": utc(report.started + report.seconds),
    }
    return invocation | {name: time for name, time in times.items() if report.started and time}


def _notification(part: Part, gap: Gap, kind: str) -> _Object:
    return {
        "descriptor": {"id": kind, "index": list(_GAPS).index(kind)},
        "level": _GAPS[kind],
        "message": _message(f"{part.name}: {gap.what}: {gap.why}"),
        "locations": [{"logicalLocations": [_unit(part)]}],
    }


def _message(text: str) -> _Object:
    """A message in which nothing is a placeholder or a link of the reported side's making."""
    plain = safe_text(text).replace("{", "{{").replace("}", "}}")
    return {"text": plain.replace("](", "] (")}

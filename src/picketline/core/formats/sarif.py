"""SARIF 2.1.0: for code scanning dashboards and editors."""

from typing import Any
from urllib.parse import quote

from picketline.core import canonical
from picketline.core.decide import Decided
from picketline.core.formats import places
from picketline.core.formats.summary import acceptance, note, spoken, utc
from picketline.core.model import Severity
from picketline.core.report import Gap, Part, Report, RuleNote
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
_SCORES = {
    Severity.CRITICAL: "9.5",
    Severity.HIGH: "8.0",
    Severity.MEDIUM: "5.5",
    Severity.LOW: "2.0",
    Severity.INFO: "0.0",
}
"""One figure within each band that GitHub's code scanning has for `security-severity`."""
_ROOT = "SRCROOT"
_SCANNED = "The folder that was scanned."
_BELOW = "The workspace of the workflow, or the folder in which the scan was started."
_SNIPPET = "snippet"
_GAPS = {"skipped": "error", "errors": "error", "coverage": "note"}

_Object = dict[str, Any]


def render(report: Report, below: bytes = b"") -> bytes:
    """Return `report` as one SARIF run; messages are made safe, properties are raw.

    `below` is the folder that was scanned, from the root that the URIs count from.
    """
    fired = {finding.rule for part in report.parts for finding in part.findings}
    rules = sorted(fired | set(report.rules))
    index = {rule: position for position, rule in enumerate(rules)}
    run: _Object = {
        "tool": {"driver": _driver(report, rules)},
        "invocations": [_invocation(report)],
        "results": [
            _result(report, part, finding, index[finding.rule], below)
            for part in report.parts
            for finding in part.findings
        ],
        "properties": {
            "digest": report.digest,
            "schema": report.schema,
            "armed": report.armed,
            **({"basis": report.basis} if report.basis else {}),
        },
        "originalUriBaseIds": {_ROOT: {"description": {"text": _BELOW if below else _SCANNED}}},
    }
    return canonical.encode({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}) + b"\n"


def _driver(report: Report, rules: list[str]) -> _Object:
    worst = _worst(report)
    return {
        "name": "picketline",
        "version": report.version,
        "rules": [_rule(report, rule, worst.get(rule, Severity.INFO)) for rule in rules],
        "notifications": [{"id": gap} for gap in _GAPS],
    }


def _rule(report: Report, rule: str, worst: Severity) -> _Object:
    about = note(report, rule)
    described: _Object = {
        "id": rule,
        "name": safe_text(about.name),
        "shortDescription": _message(about.title),
    }
    if about.next:
        described["help"] = _message(about.next)
    if about.category:
        described["properties"] = {
            "tags": _tags(about),
            "security-severity": _SCORES[worst],
        }
    return described


def _tags(about: RuleNote) -> list[str]:
    """A rule's category and references, the latter as GitHub's code scanning spells them."""
    external = (
        f"external/cwe/{each.lower()}" if each.startswith("CWE-") else f"external/attack/{each}"
        for each in about.references
    )
    words = ("security", about.category, *(("malware",) if about.malware else ()), *external)
    return [safe_text(word) for word in dict.fromkeys(words)]


def _worst(report: Report) -> dict[str, Severity]:
    """The worst that each rule found here."""
    found = [finding for part in report.parts for finding in part.findings]
    return {each.rule: each.severity for each in sorted(found, key=lambda each: each.severity)}


def _result(report: Report, part: Part, finding: Decided, index: int, below: bytes) -> _Object:
    return {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": _LEVELS[finding.severity],
        "message": _message(_said(report, finding)),
        "partialFingerprints": {"picketline/v1": finding.fingerprint},
        "locations": [_location(part, finding, below)],
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


def _said(report: Report, finding: Decided) -> str:
    """How bad, what, on which subject (with its version where that is known), and why.

    An advisory's id and the version that mends it too.
    """
    told = {each.name: str(each.value) for each in reversed(finding.evidence)}
    title = note(report, finding.rule).title
    subject = f"{finding.subject.kind} {told.get('purl') or finding.subject.identity}"
    fixed = f"fixed in {told['fixed in']}" if "fixed in" in told else ""
    known = ", ".join(filter(None, (told.get("advisory", ""), fixed)))
    words = (f"{finding.severity.value}: {title}", subject, known, told.get("why", ""))
    return f"{': '.join(filter(None, words))} ({spoken(finding.disposition)})"


def _suppressions(finding: Decided) -> list[_Object]:
    """A list always: SARIF wants it on every result or on none."""
    reason = acceptance(finding)
    if reason is None:
        return []
    return [{"kind": "external", "status": "accepted", "justification": safe_text(reason)}]


def _location(part: Part, finding: Decided, below: bytes) -> _Object:
    subject, unit = finding.subject, _unit(part)
    inside = {
        "name": safe_text(subject.identity),
        "kind": safe_text(subject.kind),
        "fullyQualifiedName": f"{unit['name']}/{safe_text(subject.identity)}",
    }
    location: _Object = {"logicalLocations": [unit, inside]}
    if path := places.file(part, finding.location, below):
        location["physicalLocation"] = _physical(finding, path)
    return location


def _unit(part: Part) -> _Object:
    name = safe_text(part.name)
    return {"name": name, "kind": safe_text(part.kind), "fullyQualifiedName": name}


def _physical(finding: Decided, path: bytes) -> _Object:
    """An absolute path is a file's URI, any other one below the folder that was scanned."""
    artifact = {"uri": quote(path), "uriBaseId": _ROOT}
    if path.startswith(b"/"):
        artifact = {"uri": "file://" + quote(path)}
    physical: _Object = {"artifactLocation": artifact}
    if line := places.line(finding.location):
        snippet = (str(each.value) for each in finding.evidence if each.name == _SNIPPET)
        said = [{"snippet": {"text": safe_text(text)}} for text in snippet]
        physical["region"] = {"startLine": line, **(said[0] if said else {})}
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

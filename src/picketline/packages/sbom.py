"""A bill of materials as CycloneDX 1.6 JSON.

Properties are named as CycloneDX's own taxonomy of npm has them.
"""

import uuid
from collections.abc import Iterator
from typing import Any

from picketline.core import canonical
from picketline.core.decide import Decided
from picketline.core.formats.summary import utc
from picketline.core.model import Severity
from picketline.core.report import Report
from picketline.packages import locks, redaction, spdx
from picketline.packages.bill import ROOT, Bill, Component
from picketline.packages.facts import Project

_SPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "sbom.picketline.invalid")
_IDS = frozenset(
    {
        "0BSD",
        "Apache-2.0",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "BlueOak-1.0.0",
        "CC-BY-4.0",
        "CC0-1.0",
        "ISC",
        "MIT",
        "MPL-2.0",
        "Python-2.0",
        "Unlicense",
    }
)
"""Ids that every list of SPDX has; of others a validator may have an older list."""
_MOST_PATHS = 16
_LONGEST = 512
_LONGEST_CWE = 12
_KNOWN = {"L2-ADV-001": "advisory", "L2-IOC-001": "indicator"}
"""The rules that tell of something published, and the evidence that names it."""

_Object = dict[str, Any]


def cyclonedx(project: Project, report: Report) -> bytes:
    """Return the bill of materials of `project` as CycloneDX 1.6 JSON and a newline.

    Of the findings of `report` only those stand in it that tell of something published: an
    advisory or an indicator, by its id, and the components it holds for. Without times in the
    report there is no timestamp; the serial number is made of the content.
    """
    bom = Bill(project)
    refs = sorted(bom.components)
    content: _Object = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": _metadata(bom, report),
        "components": [_component(ref, bom.components[ref]) for ref in refs],
        "dependencies": [
            {"ref": ref, "dependsOn": sorted(bom.edges.get(ref, set()) - {ref})}
            for ref in (ROOT, *refs)
        ],
        "compositions": [{"aggregate": _aggregate(bom, report), "assemblies": [ROOT]}],
        "vulnerabilities": _vulnerabilities(bom, report),
    }
    content = _clean(content)
    serial = uuid.uuid5(_SPACE, canonical.digest(content))
    if time := utc(report.started):
        content["metadata"]["timestamp"] = time
    return canonical.encode(content | {"serialNumber": f"urn:uuid:{serial}"}) + b"\n"


def _clean(value: Any) -> Any:
    """The bill without secrets; a name that holds one is its stamp."""
    if isinstance(value, dict):
        return {name: _clean(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_clean(one) for one in value]
    return redaction.stamped(value) if isinstance(value, str) else value


def _metadata(bom: Bill, report: Report) -> _Object:
    package = locks.root(bom.project)
    root: _Object = {
        "type": "application",
        "bom-ref": ROOT,
        "name": package.name.removeprefix("./") or ".",
        **({"version": package.version[:_LONGEST]} if package.version else {}),
        **_licences(package.manifest.licence),
    }
    tool = {"type": "application", "name": "picketline", "version": report.version[:_LONGEST]}
    said = {
        "picketline:corpus": report.basis.get("corpus", ""),
        **{
            f"picketline:corpus:{name.removeprefix('pack ')}": said
            for name, said in sorted(report.basis.items())
            if name.startswith("pack ")
        },
        "picketline:report": report.digest,
        "picketline:dependencies:unresolved": str(bom.unresolved) if bom.unresolved else "",
    }
    properties = [{"name": name, "value": value} for name, value in said.items() if value]
    return {"component": root, "tools": {"components": [tool]}, "properties": properties}


def _aggregate(bom: Bill, report: Report) -> str:
    """Whether the components are all there are."""
    problems = any(lock.problems for lock in bom.locks)
    finished = all(part.finished for part in report.parts)
    return "complete" if finished and not problems and not bom.unresolved else "incomplete"


def _component(ref: str, found: Component) -> _Object:
    optional = {
        "version": found.version[:_LONGEST],
        "hashes": [{"alg": alg, "content": value} for alg, value in sorted(found.hashes)],
        "properties": list(_properties(found)),
    }
    return {
        "type": "library",
        "bom-ref": ref,
        "name": found.name or "unnamed",
        "purl": ref,
        "scope": "required" if found.required or found.own else "optional",
        **{name: value for name, value in optional.items() if value},
        **_licences(found.licence),
    }


def _properties(found: Component) -> Iterator[_Object]:
    if found.bundled:
        yield {"name": "cdx:npm:package:bundled", "value": "true"}
    if found.development and not found.own:
        yield {"name": "cdx:npm:package:development", "value": "true"}
    for path in sorted(set(found.paths))[:_MOST_PATHS]:
        yield {"name": "cdx:npm:package:path", "value": path}


def _licences(text: str) -> _Object:
    """An id, an expression, or the words of whoever wrote it."""
    if not text.strip():
        return {}
    known = text if text in _IDS else spdx.expression(text)
    if known in _IDS:
        return {"licenses": [{"license": {"id": known}}]}
    if known:
        return {"licenses": [{"expression": known}]}
    return {"licenses": [{"license": {"name": text[:_LONGEST]}}]}


def _vulnerabilities(bom: Bill, report: Report) -> list[_Object]:
    told: dict[str, list[Decided]] = {}
    for part in report.parts:
        for finding in part.findings:
            name = _evidence(finding, _KNOWN.get(finding.rule, ""))
            if name:
                told.setdefault(name, []).append(finding)
    return [_vulnerability(bom, name, told[name]) for name in sorted(told)]


def _vulnerability(bom: Bill, name: str, findings: list[Decided]) -> _Object:
    purl = (_evidence(finding, "purl") for finding in findings)
    refs = {each if each in bom.components else ROOT for each in purl}
    worst: Severity = max(finding.severity for finding in findings)
    weaknesses = {
        int(word[4:])
        for finding in findings
        for word in _evidence(finding, "weakness").split(", ")
        if word.startswith("CWE-")
        and word[4:].isdecimal()
        and len(word) < _LONGEST_CWE
        and int(word[4:])
    }
    return {
        "id": name,
        "ratings": [{"severity": worst.value}],
        "affects": [{"ref": ref} for ref in sorted(refs)],
        **({"cwes": sorted(weaknesses)} if weaknesses else {}),
    }


def _evidence(finding: Decided, name: str) -> str:
    return next((str(each.value) for each in finding.evidence if each.name == name), "")

"""One piece of evidence is told once: where two rules say the same of one file, one refers."""

from collections.abc import Iterable, Iterator

import msgspec

from picketline.core.model import Evidence, Finding, Severity

_ORDER = (
    *("L2-CRED-001", "L2-OBFS-003", "L2-OBFS-002", "L2-OBFS-004", "L2-OBFS-001", "L2-EXEC-001"),
    *("L2-POST-001", "L2-OPEN-001", "L2-BUND-001"),
)
"""The rules that share marks: of two that say the same, the one named first keeps its severity."""

_COMMON = frozenset({"evaluates", "executes", "connects"})
"""Words that say nothing by themselves: they need not be said twice."""


def once(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings, in their order; one whose words another of its file has is low, and refers.

    It refers to one that is at least as bad. Words are those of the evidence `why`.
    """
    found = list(findings)
    groups: dict[str, list[Finding]] = {}
    for each in found:
        if each.rule in _ORDER and _words(each):
            groups.setdefault(_value(each, "purl"), []).append(each)
    for each in found:
        others = groups.get(_value(each, "purl"), ()) if each.rule in _ORDER else ()
        better = [one for one in others if _says(one, each)]
        yield _referring(each, max(better, key=_weight)) if better else each


def _says(one: Finding, other: Finding) -> bool:
    """Whether one finding says all that another does, of the same file, and at least as badly."""
    words = _words(other)
    return (
        other.severity > Severity.LOW
        and one.rule != other.rule
        and bool(words)
        and (words - _COMMON or words) <= _words(one)
        and other.severity <= one.severity
        and _weight(one) > _weight(other)
        and not _files(one).isdisjoint(_files(other))
    )


def _weight(finding: Finding) -> tuple[int, int, int, str]:
    words = len(_words(finding))
    return finding.severity.rank, words, -_ORDER.index(finding.rule), finding.matched


def _words(finding: Finding) -> frozenset[str]:
    return frozenset(filter(None, _value(finding, "why").split(", ")))


def _files(finding: Finding) -> frozenset[str]:
    """The file where a finding stands, and the one at the end of its chain."""
    _, arrow, last = _value(finding, "chain").rpartition(" -> ")
    return frozenset({finding.location.path or "", last if arrow else ""}) - {""}


def _value(finding: Finding, name: str) -> str:
    return next((str(each.value) for each in finding.evidence if each.name == name), "")


def _referring(finding: Finding, to: Finding) -> Finding:
    evidence = (*finding.evidence, Evidence("see", f"{to.rule} {to.severity.value}"))
    return msgspec.structs.replace(finding, severity=Severity.LOW, evidence=evidence)

"""What GitHub Actions reads: annotations as workflow commands, and a summary in Markdown.

The escapes are those of the runner's own toolkit (`actions/toolkit`, `core/src/command.ts`). A
step shows ten annotations of a kind; what is beyond them is counted.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

import msgspec

from picketline.core.decide import Decided
from picketline.core.formats import places
from picketline.core.formats.summary import acceptance, note
from picketline.core.model import Severity
from picketline.core.report import Gap, Part, Report
from picketline.core.text import safe_text

MOST = 10
"""Annotations of one kind that a step shows."""
ROWS = 50
_LONGEST = 300
_CELL = 160
_FEW = 5
_DIGITS = 12
_TOOL = "picketline"
_COMMANDS = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
}
_TOLD = ("purl", "advisory", "fixed in", "chain", "why")
_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = _DATA | str.maketrans({":": "%3A", ",": "%2C"})
_CODE = str.maketrans({"`": r"\x60", "|": r"\x7c"})
_LIVE = str.maketrans({"@": r"\x40", "#": r"\x23"})
_MARKUP = re.compile(r"[^A-Za-z0-9 ,;()'-]")


class _Open(msgspec.Struct, frozen=True):
    """A finding that nobody accepted, and its part."""

    part: Part
    finding: Decided


def render(report: Report, below: bytes = b"") -> bytes:
    """Return a workflow command for each of the worst findings, then a notice of all.

    High and critical are errors, medium are warnings; what is less is counted alone.
    `below` is the folder that was scanned, from the root of the repository on.
    """
    found = _open(report)
    lost = _lost(report)
    lines = [_command("warning", {"title": "Unfinished"}, _unfinished(lost))] if lost else []
    left = Counter[str]()
    room = {"error": MOST, "warning": MOST - len(lines)}
    for each in found:
        if kind := _COMMANDS.get(each.finding.severity):
            left[kind] += 1
            if left[kind] <= room[kind]:
                lines.append(_annotation(report, each, kind, below))
    left -= Counter(room)
    lines.append(_command("notice", {"title": _TOOL}, _counted(report, found, left)))
    return "".join(f"{line}\n" for line in lines).encode()


def _open(report: Report) -> list[_Open]:
    """The findings that a person should hear of, worst first, malice before mistakes."""
    found = [
        _Open(part, finding)
        for part in report.parts
        for finding in part.findings
        if acceptance(finding) is None
    ]
    return sorted(
        found,
        key=lambda each: (-each.finding.severity.rank, not note(report, each.finding.rule).malware),
    )


def _lost(report: Report) -> list[Gap]:
    return [gap for part in report.parts for gap in (*part.errors, *part.skipped)]


def _annotation(report: Report, each: _Open, kind: str, below: bytes) -> str:
    finding = each.finding
    about = note(report, finding.rule)
    path = places.file(each.part, finding.location, below)
    place = {} if path.startswith(b"/") else {"file": path.decode("utf-8", "replace")}
    if line := places.line(finding.location):
        place["line"] = str(line)
    said = [f"{_cut(finding.subject.identity)} ({finding.severity.value})"]
    said += [
        f"{evidence.name}: {_cut(str(evidence.value))}"
        for evidence in finding.evidence
        if evidence.name in _TOLD
    ]
    said += [f"next: {_cut(about.next)}"] if about.next else []
    return _command(kind, place | {"title": f"{about.title} ({finding.rule})"}, *said)


def _command(kind: str, properties: dict[str, str], *lines: str) -> str:
    """One command; every line of its message, and every property, made safe.

    `##[` begins a command of the runner's first syntax, anywhere in a line.
    """
    given = ",".join(
        f"{name}={safe_text(_cut(value, _LONGEST * 4)).translate(_PROPERTY)}"
        for name, value in properties.items()
        if value
    )
    message = "\n".join(safe_text(line) for line in lines).translate(_DATA)
    return f"::{kind} {given}::{message}".replace("##[", "## [")


def _cut(text: str, most: int = _LONGEST) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _unfinished(lost: list[Gap]) -> str:
    named = "; ".join(f"{_cut(gap.what)}: {_cut(gap.why)}" for gap in lost[:_FEW])
    more = f"; and {len(lost) - _FEW} more" if len(lost) > _FEW else ""
    return f"{len(lost)} could not be looked at: {named}{more}"


def _counted(report: Report, found: list[_Open], left: Counter[str]) -> str:
    counts = _by_severity(each.finding for each in found) or "nothing found"
    more = [f"{left[kind]} more of {kind} are not annotated" for kind in sorted(left)]
    state = [] if not _lost(report) else ["the scan is unfinished"]
    return "; ".join([counts, *state, *more, *_basis(report)])


def _by_severity(findings: Iterable[Decided]) -> str:
    counts = Counter(finding.severity for finding in findings)
    return ", ".join(f"{each.value} {counts[each]}" for each in sorted(counts, reverse=True))


def _basis(report: Report) -> Iterator[str]:
    """What the findings rest on, and the digest of it all."""
    for name, value in sorted(report.basis.items()):
        yield _cut(f"{name} {value[:_DIGITS] if name == 'corpus' else value}", _CELL)
    if report.digest:
        yield f"digest {report.digest[:_DIGITS]}"


def summary(report: Report, below: bytes = b"") -> bytes:
    """Return the summary as Markdown, to be appended to the file that GITHUB_STEP_SUMMARY names.

    At most ROWS findings, each a row. What was reported stands in code, where Markdown knows no
    markup, link, mention or reference; what could end the code or a cell is escaped.
    `below` is as of `render`.
    """
    found, lost = _open(report), _lost(report)
    sign = "❌" if found else "⚠️" if lost else "✅"
    counts = _by_severity(each.finding for each in found) or "nothing found"
    lines = [f"## {sign} {_TOOL}: {counts}{', unfinished' if lost else ''}", ""]
    if lost:
        lines += [f"**{len(lost)} could not be looked at:**", ""]
        lines += [f"- {_code(gap.what)}: {_code(gap.why)}" for gap in lost[:_FEW]]
        lines += [f"- and {len(lost) - _FEW} more"] if len(lost) > _FEW else []
        lines += [""]
    loud = [each for each in found if each.finding.severity >= Severity.MEDIUM]
    if loud:
        lines += ["| severity | what | subject | where | why |", "|---|---|---|---|---|"]
        lines += [_row(report, each, below) for each in loud[:ROWS]]
        lines += [""]
    if len(found) > len(loud[:ROWS]):
        rest = [each.finding for each in (*loud[ROWS:], *found[len(loud) :])]
        lines += [f"Not in the table: {_by_severity(rest)}.", ""]
    lines += [*(f"- {_code(said)}" for said in _basis(report)), ""]
    return "".join(f"{line}\n" for line in lines).encode()


def _row(report: Report, each: _Open, below: bytes) -> str:
    finding = each.finding
    about = note(report, finding.rule)
    values = {evidence.name: str(evidence.value) for evidence in finding.evidence}
    path = places.file(each.part, finding.location, below).decode("utf-8", "replace")
    line = places.line(finding.location)
    cells = (
        finding.severity.value,
        f"{_plain(about.title)} {_code(finding.rule)}",
        _code(values.get("purl") or finding.subject.identity),
        _code(f"{path}:{line}" if path and line else path),
        _code(values.get("chain") or values.get("why") or finding.matched),
    )
    return f"| {' | '.join(cells)} |"


def _code(value: str) -> str:
    """A value as a code span that nothing in it can end."""
    text = safe_text(_cut(value, _CELL)).translate(_CODE).strip()
    return f"`{text}`" if text else ""


def _plain(value: str) -> str:
    """A rule's own words, with no markup in them."""
    text = safe_text(_cut(value, _CELL)).translate(_LIVE)
    return _MARKUP.sub(lambda found: f"&#{ord(found[0])};", text)

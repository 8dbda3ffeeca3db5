"""What holds of every report of a scan: one that breaks it is a defect of ours, not given out.

| law | is broken by |
|---|---|
| one order | parts, findings, rules or gaps that stand elsewhere than their sorting says |
| each once | two findings of one fingerprint, place and evidence; a gap or rule named twice |
| identity | a fingerprint that is not that of its finding |
| counts | findings of a rule that did not run or has no note; measures that count nothing |
| as written | bytes that read back as another report, or a digest that is not theirs |
| no clock | a process, a fraction, or a moment of this very run in what was found |
"""

import datetime as dt
import itertools
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from picketline.core import canonical, report
from picketline.core.decide import Decided
from picketline.core.errors import PicketlineError
from picketline.core.model import fingerprint
from picketline.core.report import Exit, Part, Report

_SHOWN = 3
_SECONDS = re.compile(r"(?<![0-9])([0-9]{10})([0-9]{3})?(?![0-9])", re.ASCII)
_WRITTEN = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}", re.ASCII)


class GuardError(PicketlineError):
    """A report breaks a law that every report keeps."""

    exit_code = int(Exit.NOT_DETERMINISTIC)


def guarded(made: Report) -> Report:
    """The report itself. Raises GuardError, naming the first laws that it breaks."""
    broken = sorted(set(violations(made)))
    if broken:
        named = "\n".join(broken[:_SHOWN])
        raise GuardError(f"this report cannot be relied on, please report it:\n{named}")
    return made


def violations(made: Report) -> Iterator[str]:
    """What the report breaks, in words; nothing of one that is right. Pure."""
    yield from _as_written(made)
    if list(made.parts) != sorted(made.parts, key=lambda part: (part.name, canonical.encode(part))):
        yield "the parts are not in order"
    fired = {finding.rule for part in made.parts for finding in part.findings}
    if fired != made.rules.keys():
        yield f"notes on rules: {_listed(fired ^ made.rules.keys())} are missing or too many"
    for part in made.parts:
        yield from (f"part {part.name}: {each}" for each in _of_part(part))
        for finding in part.findings:
            yield from (
                f"part {part.name}: {finding.rule} {finding.fingerprint[:12]}: {each}"
                for each in (*_of_finding(finding), *_moments(finding, made))
            )


def _as_written(made: Report) -> Iterator[str]:
    """Whether its bytes tell the same: the report, its digest and how much of what it holds."""
    data = canonical.encode(made)
    if not _reads_back(data, made):
        yield "its bytes read back as another report"
    if report.sealed(made).digest != made.digest:
        yield "its digest is another's"
    counted = Counter(
        finding["disposition"]
        for part in msgspec.json.decode(data)["parts"]
        for finding in part["findings"]
    )
    told = {each.value: count for each, count in report.tally(made).items() if count}
    if told != counted:
        yield f"counted {told}, written {dict(counted)}"


def _reads_back(data: bytes, made: Report) -> bool:
    try:
        return report.decode(data) == made
    except msgspec.ValidationError:
        return False


def _of_part(part: Part) -> Iterator[str]:
    if report.ordered(part.findings) != part.findings:
        yield "the findings are not in order"
    twice = Counter((f.fingerprint, f.location, f.evidence) for f in part.findings)
    yield from (f"{key[0][:12]} is told {count} times" for key, count in twice.items() if count > 1)
    for name in ("checks", "skipped", "errors", "coverage"):
        if not _ascends(getattr(part, name)):
            yield f"{name} are not in order, or one is there twice"
    if strange := {finding.rule for finding in part.findings} - set(part.checks):
        yield f"findings of {_listed(strange)}, which did not run"
    for name, value in part.measures.items():
        if not math.isfinite(value) or value < 0 or value != int(value):
            yield f"{name} is {value}, which counts nothing"


def _of_finding(finding: Decided) -> Iterator[str]:
    if fingerprint(finding) != finding.fingerprint:
        yield "the fingerprint is another's"
    place = finding.location
    if (place.pid, place.start, place.inode) != (None, None, None):
        yield "a process is no place in a project"
    if any(isinstance(each.value, float) for each in finding.evidence):
        yield "a fraction is no evidence: only what is measured has one"


def _moments(finding: Decided, made: Report) -> Iterator[str]:
    """Whether it tells a time at which this run was under way: nothing that it read is so new."""
    if not made.started:
        return
    values: list[Any] = [finding.subject.identity, finding.matched, finding.location.path]
    values += [each.value for each in finding.evidence]
    for moment in (moment for value in values for moment in _times(str(value))):
        if made.started < moment <= made.started + made.seconds:
            yield "it tells when the scan ran"


def _times(text: str) -> Iterator[float]:
    """The moments that a text has, in seconds since the epoch."""
    for match in _SECONDS.finditer(text):
        yield int(match[1]) + int(match[2] or 0) / 1000
    for match in _WRITTEN.finditer(text):
        try:
            yield dt.datetime.fromisoformat(match[0]).replace(tzinfo=dt.UTC).timestamp()
        except ValueError:
            continue


def _ascends(values: Sequence[Any]) -> bool:
    return all(one < other for one, other in itertools.pairwise(values))


def _listed(names: set[str]) -> str:
    return ", ".join(sorted(names))

"""A report: parts (a host, a workspace member, ...) of findings and of what was not seen.

An unfinished run is never clean. `skipped` is what was meant to be looked at and could
not be, `errors` is what broke while looking: both leave a part unfinished. `coverage` is
what by plan was not looked at or cannot be known here: said, not unfinished.
"""

import enum
from collections.abc import Iterable

import msgspec

from picketline.core import canonical
from picketline.core.decide import Decided, Disposition
from picketline.core.model import Severity
from picketline.core.rule import Rule


class Exit(enum.IntEnum):
    """What every command's exit code means."""

    CLEAN = 0
    FOUND = 1
    USAGE = 2
    UNFINISHED = 3
    NOT_DETERMINISTIC = 4


EXIT_WORDS = {
    Exit.CLEAN: "clean: everything was looked at and nothing needs a person",
    Exit.FOUND: "found: at least one finding needs a person",
    Exit.USAGE: "bad usage, configuration, input or output",
    Exit.UNFINISHED: "unfinished: nothing found, but not everything could be looked at",
    Exit.NOT_DETERMINISTIC: "not deterministic: two runs over the same input differed",
}


class Gap(msgspec.Struct, frozen=True, order=True):
    """Something not seen: `what`, and the reason `why`."""

    what: str
    why: str


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One host, project or other unit that a report is made of.

    `status` is one word of the subject's own vocabulary. `checks` are the ids of the
    rules that ran. `measures` are plain figures about the unit, such as its load.
    """

    kind: str
    name: str
    status: str
    note: str = ""
    measures: dict[str, float] = {}
    checks: tuple[str, ...] = ()
    findings: tuple[Decided, ...] = ()
    skipped: tuple[Gap, ...] = ()
    errors: tuple[Gap, ...] = ()
    coverage: tuple[Gap, ...] = ()

    @property
    def finished(self) -> bool:
        """Whether everything that was meant to be looked at was."""
        return not self.skipped and not self.errors

    @property
    def alertable(self) -> tuple[Decided, ...]:
        """The findings that a person is told of, worst first."""
        return tuple(finding for finding in self.findings if finding.disposition.alertable)


class RuleNote(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a reader of a finding needs of its rule. `references` are ATT&CK and CWE ids."""

    name: str
    title: str
    next: str
    category: str = ""
    references: tuple[str, ...] = ()
    malware: bool = False


class Triage(msgspec.Struct, frozen=True):
    """A model's opinion, or why there is none. Outside the digest."""

    assessment: str = ""
    failure: str = ""


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """Everything one run has to say. Times are seconds since the epoch.

    `basis` is what the findings rest on besides what was looked at, such as a corpus's digest.
    """

    schema: str
    version: str
    parts: tuple[Part, ...]
    rules: dict[str, RuleNote]
    armed: bool = False
    basis: dict[str, str] = {}
    started: float = 0.0
    seconds: float = 0.0
    digest: str = ""
    triage: Triage | None = None


_UNDIGESTED = {"started": 0.0, "seconds": 0.0, "digest": "", "triage": None}


def ordered(findings: Iterable[Decided]) -> tuple[Decided, ...]:
    """The findings in the one order that a report has: worst first, then by content."""
    return tuple(sorted(findings, key=lambda f: (-f.severity.rank, f.rule, canonical.encode(f))))


def make(parts: Iterable[Part], catalogue: dict[str, Rule], *, schema: str, version: str) -> Report:
    """Return the report of `parts` in one order, with its digest."""
    settled = tuple(
        sorted((_settled(part) for part in parts), key=lambda p: (p.name, canonical.encode(p)))
    )
    fired = {finding.rule for part in settled for finding in part.findings}
    notes = {rule.id: _note(rule) for rule in catalogue.values() if rule.id in fired}
    report = Report(schema=schema, version=version, parts=settled, rules=notes)
    return sealed(report)


def _note(rule: Rule) -> RuleNote:
    references = (*rule.attack, *rule.cwe) if rule.category else ()
    return RuleNote(rule.name, rule.title, rule.next, rule.category, references, rule.malware)


def _settled(part: Part) -> Part:
    return msgspec.structs.replace(
        part,
        findings=ordered(part.findings),
        checks=tuple(sorted(part.checks)),
        skipped=tuple(sorted(set(part.skipped))),
        errors=tuple(sorted(set(part.errors))),
        coverage=tuple(sorted(set(part.coverage))),
    )


def sealed(report: Report) -> Report:
    """Return `report` with its digest: the sha256 of it without times and triage."""
    bare = msgspec.structs.replace(report, **_UNDIGESTED)
    return msgspec.structs.replace(report, digest=canonical.digest(bare))


def exit_code(report: Report) -> Exit:
    """Found wins over unfinished; only a finished report without alerts is clean."""
    if any(part.alertable for part in report.parts):
        return Exit.FOUND
    if all(part.finished for part in report.parts):
        return Exit.CLEAN
    return Exit.UNFINISHED


def tally(report: Report) -> dict[Disposition, int]:
    """How many findings have each disposition."""
    counts = dict.fromkeys(Disposition, 0)
    for part in report.parts:
        for finding in part.findings:
            counts[finding.disposition] += 1
    return counts


class Change(msgspec.Struct, frozen=True):
    """What became of one statement about one subject; None where a part does not make it."""

    before: Decided | None
    after: Decided | None


def diff(before: Part, after: Part) -> tuple[Change, ...]:
    """What appeared, went, or has another severity or disposition, worst first.

    What has one fingerprint counts once, as the worst of it.
    """
    old, new = _worst(before), _worst(after)
    changes = (Change(old.get(name), new.get(name)) for name in old.keys() | new.keys())
    return tuple(sorted(filter(_differs, changes), key=_place))


def _worst(part: Part) -> dict[str, Decided]:
    return {each.fingerprint: each for each in sorted(part.findings, key=_badness)}


def _badness(finding: Decided) -> tuple[Severity, Disposition, bytes]:
    return (finding.severity, finding.disposition, canonical.encode(finding))


def _differs(change: Change) -> bool:
    before, after = change.before, change.after
    if before is None or after is None:
        return True
    return (before.severity, before.disposition) != (after.severity, after.disposition)


def _place(change: Change) -> tuple[int, str]:
    sides = [side for side in (change.before, change.after) if side is not None]
    return (-max(side.severity.rank for side in sides), sides[0].fingerprint)


def decode(data: bytes) -> Report:
    """Read a report back from its JSON. Raises msgspec.ValidationError naming the field."""
    return msgspec.json.decode(data, type=Report)


def with_triage(report: Report, opinion: Triage) -> Report:
    """Return `report` with a model's opinion on it; the digest stays."""
    return msgspec.structs.replace(report, triage=opinion)

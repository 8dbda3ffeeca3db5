"""What two reports on projects say differently."""

from collections.abc import Iterator
from typing import Literal

import msgspec

from picketline.core import report
from picketline.core.decide import Decided
from picketline.core.model import Severity
from picketline.core.report import Change, Gap, Part, Report
from picketline.core.text import safe_text

SCHEMA = "picosentry.diff/1"
_LONGEST = 200
_SIGNS: dict[str, str] = {"new": "+", "gone": "-", "changed": "~"}

Word = Literal["new", "gone", "changed"]


class Moved(msgspec.Struct, frozen=True):
    """One finding that is new, gone or of another severity or disposition, and in which part."""

    word: Word
    part: str
    before: Decided | None
    after: Decided | None

    @property
    def shown(self) -> Decided:
        """The finding as it is now, or as it was last."""
        found = self.after or self.before
        assert found is not None  # noqa: S101  # a change has a side
        return found

    @property
    def worse(self) -> Severity | None:
        """How bad it is now, if it is new or worse than it was and nobody took it on."""
        if self.after is None or self.after.reason is not None:
            return None
        was = self.before
        if was is None or was.severity < self.after.severity:
            return self.after.severity
        return self.after.severity if was.reason is not None else None


class Side(msgspec.Struct, frozen=True):
    """One of two reports: its digest, version and corpus, and what was not seen."""

    digest: str
    version: str
    corpus: str
    unseen: tuple[Gap, ...]


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """What two reports say differently, worst first. `same`: no finding, part or gap differs."""

    schema: str = SCHEMA
    same: bool
    before: Side
    after: Side
    parts_new: tuple[str, ...]
    parts_gone: tuple[str, ...]
    moved: tuple[Moved, ...]


def between(before: Report, after: Report) -> Difference:
    """What two reports say differently."""
    old, new = _parts(before), _parts(after)
    moved = [each for name in old.keys() | new.keys() for each in _moved(name, old, new)]
    one, other = _side(before), _side(after)
    return Difference(
        same=not moved and old.keys() == new.keys() and one.unseen == other.unseen,
        before=one,
        after=other,
        parts_new=tuple(sorted(new.keys() - old.keys())),
        parts_gone=tuple(sorted(old.keys() - new.keys())),
        moved=tuple(sorted(moved, key=_place)),
    )


def lines(found: Difference) -> Iterator[str]:
    """The difference for people: the verdict first, then each finding on a line."""
    counts = {word: sum(each.word == word for each in found.moved) for word in _SIGNS}
    said = ", ".join(f"{count} {word}" for word, count in counts.items())
    yield f"{'the same' if found.same else 'different'}: {said}"
    for each in found.moved:
        yield from _told(each)
    for sign, names in (("+", found.parts_new), ("-", found.parts_gone)):
        yield from (_short(f"{sign} part {name}") for name in names)
    yield from _notes(found)


def worse(found: Difference, after: Report) -> Report:
    """The later report with nothing in it but what is new or worse."""
    kept = {(each.part, each.shown.fingerprint) for each in found.moved if each.worse}
    parts = (
        msgspec.structs.replace(
            part,
            findings=tuple(f for f in part.findings if (part.name, f.fingerprint) in kept),
        )
        for part in after.parts
    )
    return report.sealed(msgspec.structs.replace(after, parts=tuple(parts), triage=None))


def _parts(made: Report) -> dict[str, Part]:
    """The parts by name; those of one name as one."""
    found: dict[str, Part] = {}
    for part in made.parts:
        held = found.get(part.name, msgspec.structs.replace(part, findings=()))
        findings = (*held.findings, *part.findings)
        found[part.name] = msgspec.structs.replace(held, findings=findings)
    return found


def _moved(name: str, old: dict[str, Part], new: dict[str, Part]) -> Iterator[Moved]:
    nothing = Part(kind="", name=name, status="")
    for each in report.diff(old.get(name, nothing), new.get(name, nothing)):
        yield Moved(_word(each), name, each.before, each.after)


def _word(change: Change) -> Word:
    if change.before is None:
        return "new"
    return "gone" if change.after is None else "changed"


def _place(each: Moved) -> tuple[int, int, str, str, str]:
    sides = [side for side in (each.before, each.after) if side is not None]
    worst = max(side.severity.rank for side in sides)
    kind = list(_SIGNS).index(each.word)
    return (-worst, kind, each.shown.rule, each.part, each.shown.fingerprint)


def _side(made: Report) -> Side:
    unseen = {
        Gap(f"{part.name}: {gap.what}", gap.why)
        for part in made.parts
        for gap in (*part.skipped, *part.errors)
    }
    return Side(made.digest, made.version, made.basis.get("corpus", ""), tuple(sorted(unseen)))


def _told(each: Moved) -> Iterator[str]:
    shown = each.shown
    purl = next((str(e.value) for e in shown.evidence if e.name == "purl"), shown.subject.identity)
    part = "" if each.part in {"", "."} else f"{each.part}: "
    sign = _SIGNS[each.word]
    about = f"{part}{purl}{_published(shown)}{_at(shown)}"
    yield _short(f"{sign} {shown.severity.value:<8} {shown.rule:<15} {about}")
    if each.word == "changed" and each.before is not None:
        state = f"{each.before.severity.value}, {each.before.disposition.value}"
        yield f"    was {state}; is {shown.severity.value}, {shown.disposition.value}"


def _published(finding: Decided) -> str:
    """The advisory that a finding tells of, and what mends it."""
    said = {each.name: str(each.value) for each in finding.evidence}
    fixed = f", fixed in {said['fixed in']}" if "fixed in" in said else ""
    return f"  {said['advisory']}{fixed}" if "advisory" in said else ""


def _at(finding: Decided) -> str:
    where = finding.location
    line = f":{where.line}" if where.line else ""
    return f"  {where.path}{line}" if where.path else ""


def _notes(found: Difference) -> Iterator[str]:
    """What the two rest on, where that differs, and what was not seen."""
    before, after = found.before, found.after
    if before.corpus != after.corpus:
        shown = [side.corpus[:12] or "none" for side in (before, after)]
        yield _short(f"the corpus differs: {shown[0]}, then {shown[1]}")
    if before.version != after.version:
        yield _short(f"the version differs: {before.version}, then {after.version}")
    for word, side in (("before", before), ("after", after)):
        if side.unseen:
            yield f"unfinished {word}: {len(side.unseen)} not seen; what is missing may be there"


def _short(text: str) -> str:
    shown = safe_text(text)
    return shown if len(shown) <= _LONGEST else f"{shown[: _LONGEST - 3]}..."

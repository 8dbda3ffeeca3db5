import packaged
import pytest

from picketline.core.decide import Disposition
from picketline.core.formats.summary import (
    Verdict,
    age,
    note,
    place,
    summarise,
    utc,
    verdict,
    words,
    worst_first,
)
from picketline.core.report import Gap, Part, Report

GAP = (Gap("a", "b"),)


def test_figures_of_a_report(example: Report) -> None:
    """Checks are counted once however many parts they ran in."""
    figures = summarise(example)
    assert (figures.parts, figures.checks, figures.skipped, figures.errors) == (4, 3, 2, 1)
    assert figures.accepted == 1
    assert figures.dispositions == {
        Disposition.RECORD: 2,
        Disposition.ALERT: 1,
        Disposition.WOULD_CONTAIN: 1,
    }


@pytest.mark.parametrize(
    ("part", "expected", "said"),
    [
        (Part(kind="k", name="n", status="ok"), Verdict.CLEAN, "clean"),
        (Part(kind="k", name="n", status="idle"), Verdict.CLEAN, "clean (idle)"),
        (Part(kind="k", name="n", status="ok", coverage=GAP), Verdict.CLEAN, "clean"),
        (Part(kind="k", name="n", status="ok", skipped=GAP), Verdict.UNFINISHED, "unfinished"),
        (
            Part(kind="k", name="n", status="cut", checks=("R",), errors=GAP),
            Verdict.UNFINISHED,
            "unfinished (cut)",
        ),
        (Part(kind="k", name="n", status="gone", skipped=GAP), Verdict.UNSEEN, "gone"),
    ],
)
def test_verdict_on_a_part_without_findings(part: Part, expected: Verdict, said: str) -> None:
    """An unfinished part is never clean."""
    assert (verdict(part), words(part)) == (expected, said)


def test_findings_outweigh_everything(example: Report) -> None:
    """A part with findings says how many."""
    assert (verdict(example.parts[1]), words(example.parts[1])) == (Verdict.FOUND, "2 findings")


def test_worst_first_keeps_the_order_of_equals(example: Report) -> None:
    """Severity sorts; what is equally bad stays as it came."""
    findings = example.parts[1].findings
    assert worst_first(findings[::-1]) == [findings[0], findings[2], findings[1], findings[3]]


def test_place_says_only_what_evidence_does_not(example: Report) -> None:
    """The path is the subject's identity here, so it is not said again."""
    assert place(example.parts[1].findings[0]) == {"pid": 4242, "start": 991, "inode": 77}


def test_a_rule_without_a_note_is_named_by_its_id(example: Report) -> None:
    """A report that lacks a rule's note can still be shown."""
    assert note(example, "X-1").title == "X-1"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0.0, ""),
        (1763000000.9, "2025-11-13T02:13:20Z"),
        (-62135596800.0, "0001-01-01T00:00:00Z"),
        (1e300, ""),
        (float("inf"), ""),
        (float("nan"), ""),
    ],
)
def test_utc_of_any_number(seconds: float, said: str) -> None:
    """What is no date is an empty string."""
    assert utc(seconds) == said


@pytest.mark.parametrize(
    ("started", "basis", "told"),
    [
        (0.0, packaged.BASIS, "2025-11-12 to 2026-08-01"),
        (packaged.STARTED, packaged.BASIS, "2025-11-12 to 2026-08-01, 24 to 286 days old"),
        (packaged.STARTED, {"pack x": "1, collected 2026-08-24, me"}, "2026-08-24, 1 day old"),
        (packaged.STARTED, {"pack x": "1, collected 2026-13-24, me", "corpus": "x"}, ""),
        (1e300, {"pack x": "1, collected 2026-08-24, me"}, "2026-08-24"),
    ],
)
def test_the_age_of_a_corpus(started: float, basis: dict[str, str], told: str) -> None:
    """From when its packs are, the oldest first, and how old that is if the day is known."""
    assert age(packaged.report(started=started, basis=basis)) == told

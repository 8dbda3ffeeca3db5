from typing import Any

import build
import msgspec
import pytest

from picketline.core import canonical, report
from picketline.core.decide import Decided, Disposition
from picketline.core.model import Evidence, Location, Severity
from picketline.core.report import EXIT_WORDS, Change, Exit, Gap, Part, Report, Triage

ALERT = build.decision(slam_dunk=False)


def _made(*parts: Part) -> Report:
    return report.make(parts, build.RULES, schema="s/1", version="1")


@pytest.mark.parametrize(
    "other",
    [
        _made(),
        _made(build.part(ALERT), build.part(name="web-2")),
        _made(build.part()),
        _made(build.part(ALERT, ALERT)),
        _made(build.part(ALERT, name="web-2")),
        _made(build.part(ALERT, status="partial")),
        _made(build.part(ALERT, note="a note")),
        _made(build.part(ALERT, measures={"load": 0.5})),
        _made(build.part(ALERT, checks=("HOST-EXE-001",))),
        _made(build.part(ALERT, skipped=(Gap("a", "b"),))),
        _made(build.part(ALERT, errors=(Gap("a", "b"),))),
        _made(build.part(ALERT, coverage=(Gap("a", "b"),))),
        _made(build.part(build.decision(Disposition.RECORD, slam_dunk=False))),
        _made(build.part(build.decision(slam_dunk=False, severity=Severity.CRITICAL))),
        _made(build.part(build.decision(slam_dunk=False, evidence=(Evidence("age", 91),)))),
        _made(build.part(build.decision(slam_dunk=False, location=Location(pid=1)))),
        report.sealed(msgspec.structs.replace(_made(build.part(ALERT)), armed=True)),
        report.make([build.part(ALERT)], build.RULES, schema="s/1", version="2"),
        report.make([build.part(ALERT)], build.RULES, schema="s/2", version="1"),
        report.make([build.part(ALERT)], {}, schema="s/1", version="1"),
    ],
)
def test_whatever_differs_changes_the_digest(other: Report) -> None:
    """Two reports with one digest say the same, to the last piece of evidence."""
    assert other.digest != _made(build.part(ALERT)).digest


def test_a_digest_covers_itself_out() -> None:
    """Sealing a sealed report changes nothing, and an edit afterwards shows."""
    made = _made(build.part(ALERT))
    assert report.sealed(made) == made
    assert len(made.digest) == 64
    edited = msgspec.structs.replace(made, parts=())
    assert report.sealed(edited).digest != edited.digest


def test_the_worst_comes_first() -> None:
    """Whatever order the findings were made in, a reader meets the most severe one first."""
    found = [
        build.decision(severity=severity, rule=rule)
        for severity in (Severity.LOW, Severity.CRITICAL, Severity.HIGH)
        for rule in ("HOST-NET-001", "HOST-EXE-001")
    ]
    (part,) = _made(build.part(*found)).parts
    assert [(each.severity.value, each.rule) for each in part.findings] == [
        ("critical", "HOST-EXE-001"),
        ("critical", "HOST-NET-001"),
        ("high", "HOST-EXE-001"),
        ("high", "HOST-NET-001"),
        ("low", "HOST-EXE-001"),
        ("low", "HOST-NET-001"),
    ]


def test_parts_are_in_order_of_their_names() -> None:
    """A reader finds a host where it was yesterday, whatever was found on it since."""
    quiet, busy = build.part(name="a", checks=("Z",)), build.part(ALERT, name="b", checks=("A",))
    assert [part.name for part in _made(busy, quiet).parts] == ["a", "b"]


def test_the_rules_that_fired_explain_themselves() -> None:
    """A finding can be read without the catalogue; rules that did not fire are left out."""
    made = _made(build.part(ALERT))
    rule = build.RULES["HOST-EXE-001"]
    assert made.rules == {rule.id: report.RuleNote(rule.name, rule.title, rule.next)}


def test_a_gap_is_said_once() -> None:
    """The same gap met twice is one line."""
    (part,) = _made(build.part(skipped=(Gap("b", "x"), Gap("a", "x"), Gap("b", "x")))).parts
    assert part.skipped == (Gap("a", "x"), Gap("b", "x"))


@pytest.mark.parametrize(
    ("changes", "finished"),
    [
        ({}, True),
        ({"coverage": (Gap("a", "b"),)}, True),
        ({"skipped": (Gap("a", "b"),)}, False),
        ({"errors": (Gap("a", "b"),)}, False),
    ],
)
def test_only_what_was_meant_to_be_seen_is_missed(
    changes: dict[str, Any], finished: object
) -> None:
    """Coverage is said and nothing more; a gap or an error leaves the part unfinished."""
    assert build.part(**changes).finished is finished


def test_a_person_is_told_of_all_but_the_recorded() -> None:
    """The alertable findings of a part are those with any other disposition."""
    every: list[Decided] = [build.decision(disposition) for disposition in Disposition]
    told = build.part(*every).alertable
    assert {each.disposition for each in told} == set(Disposition) - {Disposition.RECORD}


def test_the_tally_counts_each_disposition() -> None:
    """Also those that nothing has, as 0."""
    made = _made(build.part(ALERT, ALERT), build.part(build.decision(), name="web-2"))
    assert report.tally(made) == {
        Disposition.RECORD: 0,
        Disposition.ALERT: 2,
        Disposition.WOULD_CONTAIN: 1,
        Disposition.CONTAINED: 0,
        Disposition.CONTAIN: 0,
    }


def test_an_opinion_rides_along() -> None:
    """A model's words are in the report and change nothing else of it."""
    made = _made(build.part(ALERT))
    judged = report.with_triage(made, Triage(assessment="benign"))
    assert judged.triage == Triage(assessment="benign")
    assert msgspec.structs.replace(judged, triage=None) == made
    assert report.exit_code(judged) is Exit.FOUND


@pytest.mark.parametrize(
    ("edit", "field"),
    [
        ((b'"severity":"high"', b'"severity":"huge"'), r"\$\.parts\[0\]\.findings\[0\]\.severity"),
        ((b'"parts":[', b'"parts":[3,'), r"\$\.parts\[0\]"),
        ((b'"schema":"s/1"', b'"schema":null'), r"\$\.schema"),
    ],
)
def test_a_report_that_is_none_is_refused(edit: tuple[bytes, bytes], field: str) -> None:
    """Reading back names the field that is wrong."""
    data = canonical.encode(_made(build.part(ALERT)))
    assert edit[0] in data
    with pytest.raises(msgspec.ValidationError, match=field):
        report.decode(data.replace(*edit))


def test_every_exit_code_has_words() -> None:
    """No code ends a command without one line that says what it means."""
    assert set(EXIT_WORDS) == set(Exit)
    assert len(set(EXIT_WORDS.values())) == len(Exit)


MINER = build.decision(Disposition.WOULD_CONTAIN)
OTHER = build.decision(Disposition.WOULD_CONTAIN, matched="other")


def test_what_differs() -> None:
    """Appeared, gone, another disposition, another severity; nothing else counts."""
    calm = build.decision(Disposition.RECORD)
    worse = build.decision(Disposition.WOULD_CONTAIN, severity=Severity.CRITICAL)
    moved = build.decision(Disposition.WOULD_CONTAIN, location=Location(pid=1), evidence=())
    assert report.diff(build.part(), build.part(MINER)) == (Change(None, MINER),)
    assert report.diff(build.part(MINER), build.part()) == (Change(MINER, None),)
    for other in (calm, worse):
        assert report.diff(build.part(MINER), build.part(other)) == (Change(MINER, other),)
    assert report.diff(build.part(MINER), build.part(moved)) == ()
    assert report.diff(build.part(MINER), build.part(MINER, OTHER)) == (Change(None, OTHER),)


def test_what_is_there_twice_counts_once() -> None:
    """As the worst of it: another process of the same is no news."""
    second = build.decision(Disposition.RECORD, location=Location(pid=1))
    assert report.diff(build.part(MINER), build.part(MINER, second)) == ()
    assert report.diff(build.part(MINER, second), build.part(second)) == (Change(MINER, second),)

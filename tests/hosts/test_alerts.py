import json

import build
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from picketline.core import report
from picketline.core.decide import Disposition
from picketline.core.model import Evidence, Severity, Subject
from picketline.core.report import Part, Report
from picketline.core.sinks.message import document, read
from picketline.core.store import Swept
from picketline.core.text import safe_text
from picketline.hosts import alerts

KEY = build.decision(
    Disposition.ALERT, rule="HOST-SSH-004", slam_dunk=False, subject=Subject("key", "web-1: k")
)
MASQUERADE = build.decision(
    rule="HOST-PROC-001", severity=Severity.CRITICAL, subject=Subject("process", "db-1: /tmp/kw")
)


def _report(*parts: Part) -> Report:
    made = report.make(parts, build.RULES, schema="s", version="0")
    return msgspec.structs.replace(made, started=1763000000.0)


def test_findings_are_grouped_and_the_worst_is_first() -> None:
    """A host with its findings; the headline counts; what is only recorded is not told."""
    made = _report(
        build.part(build.decision(), KEY, build.decision(Disposition.RECORD, matched="x")),
        build.part(MASQUERADE, name="db-1"),
        build.part(name="mail-1"),
    )
    told = alerts.of_findings(made, alerts.marks(made), "id")
    assert told.headline == "picket: 3 findings on 2 hosts (critical)"
    assert [group.part for group in told.groups] == ["db-1", "web-1"]
    assert " ".join(told.groups[0].lines) == (
        "CRITICAL would contain: Program passes itself off as a kernel thread: process /tmp/kw"
        f" [HOST-PROC-001 {MASQUERADE.fingerprint[:12]}]"
    )
    assert len(told.groups[1].lines) == 2
    assert (told.severity, told.at, told.kind) == (Severity.CRITICAL, 1763000000.0, "findings")


def test_only_what_is_news_is_told() -> None:
    """Of one host the headline says which."""
    made = _report(build.part(build.decision(), KEY))
    told = alerts.of_findings(made, {alerts.mark(KEY)}, "id")
    assert told.headline == "picket: 1 finding on web-1 (high)"
    assert told.report is not None
    ((found,),) = (part.findings for part in told.report.parts)
    assert found == KEY
    assert set(told.report.rules) == {"HOST-SSH-004"}
    assert told.report.digest == made.digest


def test_the_same_of_several_processes_is_one_line() -> None:
    """With how many they are."""
    many = [
        build.decision(location=msgspec.structs.replace(build.finding().location, pid=pid))
        for pid in (2, 3, 4)
    ]
    made = _report(build.part(*many))
    told = alerts.of_findings(made, alerts.marks(made), "id")
    ((line,),) = (group.lines for group in told.groups)
    assert " /tmp/m (x3) [" in line


@pytest.mark.parametrize(
    "change",
    [{"severity": Severity.CRITICAL}, {"disposition": Disposition.CONTAINED}],
)
def test_a_change_for_the_worse_is_news(change: dict[str, object]) -> None:
    """As is what was done about it; another pid is not."""
    first = build.decision()
    assert alerts.mark(msgspec.structs.replace(first, **change)) != alerts.mark(first)
    moved = msgspec.structs.replace(first, location=MASQUERADE.location, evidence=())
    assert alerts.mark(moved) == alerts.mark(first)


def test_however_much_there_is_a_message_stays_small() -> None:
    """The worst is kept, and what is left out is counted."""
    huge = tuple(Evidence(f"e{number}", "x" * 4000) for number in range(8))
    findings = [
        build.decision(subject=Subject("process", f"web-1: /tmp/{number}"), evidence=huge)
        for number in range(700)
    ]
    made = _report(build.part(*findings), build.part(MASQUERADE, name="db-1"))
    told = alerts.of_findings(made, alerts.marks(made), "id")
    assert told.headline.startswith("picket: 701 findings on 2 hosts")
    assert sum(len(group.lines) for group in told.groups) + told.more == 701
    assert len(document(told)) < 600_000
    assert told.report is not None
    assert told.report.parts[0].findings == (MASQUERADE,)


@build.law
@given(st.lists(build.parts, max_size=3))
def test_lines_are_safe_whatever_a_host_says(parts: list[Part]) -> None:
    """One line each, nothing in it steers; and the message reads back."""
    made = _report(*parts)
    news = alerts.marks(made)
    if not news:
        return
    told = alerts.of_findings(made, news, "id")
    for group in told.groups:
        for line in group.lines:
            assert line == safe_text(line)
            assert len(line) <= 600
    assert read(document(told)) == told


def test_hosts_that_are_overdue() -> None:
    """The longest first, since when, and how far the last sweep came."""
    late = [Swept("b", 1763003600.0, "unreachable"), Swept("a", 1763000000.0)]
    told = alerts.of_overdue(late, 20, 60, "id", 1763010000.0)
    assert told.headline == "picket: 2 of 20 hosts not swept whole for over 60 min"
    assert [(group.part, group.lines) for group in told.groups] == [
        ("a", ("not swept whole since 2025-11-13T02:13:20Z",)),
        ("b", ("not swept whole since 2025-11-13T03:13:20Z; last: unreachable",)),
    ]
    assert (told.kind, told.report) == ("overdue", None)


def test_a_test_says_so() -> None:
    """To whoever reads only the headline."""
    told = alerts.of_test("id", 1.0)
    assert "TEST" in told.headline
    assert json.loads(document(told))["kind"] == "test"

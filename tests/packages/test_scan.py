import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
import trees

from picketline.core.check import Check
from picketline.core.errors import RuleError
from picketline.core.model import Finding, Severity, Subject
from picketline.packages import collect, scan
from picketline.packages.corpus import Corpus
from picketline.packages.facts import Project
from picketline.packages.scan import Request, Scanned

_CORPUS = Corpus.of(today=dt.date(2026, 11, 20))
_RULES = scan.chosen(())
_ONE = "L2-POST-001"


def _scan(root: Path, *rules: str) -> Scanned:
    request = Request(rules=rules, options=collect.Options(jobs=1))
    return scan.scan(root, _CORPUS, request)


def _raising(kind: type[BaseException]) -> Check[Project]:
    """A rule that says one thing and breaks."""
    rule = _RULES[_ONE].rule

    def function(_: Project) -> Iterator[Finding]:
        subject = Subject("package", "pkg:npm/a")
        yield Finding(rule=_ONE, severity=Severity.HIGH, subject=subject, matched="before")
        raise kind("\x1b[31m" + "x" * 1000)

    return Check(rule, function)


@pytest.mark.parametrize("kind", [ValueError, RecursionError, MemoryError, KeyError])
def test_a_rule_that_raises(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: type[Exception]
) -> None:
    """It costs the rest of its findings alone, is told, and leaves the scan unfinished."""
    monkeypatch.setattr(scan, "chosen", lambda _: _RULES | {_ONE: _raising(kind)})
    part = _scan(trees.lay(tmp_path, trees.EVIL)).part
    assert (part.status, part.finished) == ("unfinished", False)
    assert [gap.what for gap in part.errors] == [_ONE]
    assert part.errors[0].why.isprintable()
    assert len(part.errors[0].why) <= 300
    assert {finding.rule for finding in part.findings} > {_ONE}


def test_unfinished_without_findings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule that breaks before it says anything is no clean scan."""

    def broken(_: Project) -> Iterator[Finding]:
        raise ValueError

    check = Check(_RULES[_ONE].rule, broken)
    monkeypatch.setattr(scan, "chosen", lambda _: {_ONE: check})
    part = _scan(trees.lay(tmp_path, trees.HONEST)).part
    assert part.status == "unfinished"
    report = scan.report([part], _CORPUS)
    assert not all(each.finished for each in report.parts)


@pytest.mark.parametrize("kind", [KeyboardInterrupt, SystemExit, GeneratorExit])
def test_what_ends_a_scan_ends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: type[BaseException]
) -> None:
    """What is no defect is not taken for one: an interrupt, a timeout."""
    monkeypatch.setattr(scan, "chosen", lambda _: {_ONE: _raising(kind)})
    with pytest.raises(kind):
        _scan(trees.lay(tmp_path, trees.HONEST))


def test_an_unknown_rule_costs_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is refused before anything is read."""
    monkeypatch.setattr(collect, "target", lambda *_: pytest.fail("read"))
    with pytest.raises(RuleError, match="no rule X"):
        _scan(tmp_path, "X")


def test_what_was_not_seen_is_told(tmp_path: Path) -> None:
    """What is skipped, what by plan is not looked at, and what cannot be known offline."""
    root = trees.lay(
        tmp_path,
        {**trees.HONEST, ".git/objects/" + "a" * 2 + "/" + "b" * 38: "x\x01", "yarn.lock": "["},
    )
    part = _scan(root).part
    assert [gap.what for gap in part.skipped] == ["yarn.lock"]
    assert ".git/objects" in {gap.what for gap in part.coverage}
    assert part.status == "unfinished"
    assert part.measures["files"] == 3


def test_the_report_is_the_same(tmp_path: Path) -> None:
    """Two scans of the same have one digest; its times are none where none are wanted."""
    root = trees.lay(tmp_path, trees.EVIL)
    first, second = (scan.report([_scan(root).part], _CORPUS) for _ in range(2))
    assert first == second
    assert (first.started, first.seconds) == (0, 0)

import datetime as dt
import random
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
import trees
from hypothesis import given, settings
from hypothesis import strategies as st

from picketline.core import report
from picketline.core.decide import Decided
from picketline.core.model import Evidence, Location, Subject
from picketline.core.report import Exit, Gap, Part, Report
from picketline.packages import collect, guards, scan
from picketline.packages.corpus import Corpus

_CORPUS = Corpus.of(today=dt.date(2026, 11, 20))
_BEGAN = 1_795_180_000.5
_change = msgspec.structs.replace


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """The report of two small projects, scanned for ten seconds, as it were."""
    root = trees.lay(tmp_path_factory.mktemp("guards"), trees.EVIL)
    request = scan.Request(options=collect.Options(jobs=1))
    parts = [scan.scan(root, _CORPUS, request, name).part for name in (".", "other")]
    plain = scan.report(parts, _CORPUS)
    return report.sealed(_change(plain, started=_BEGAN, seconds=10.0))


def _with_part(made: Report, **changes: object) -> Report:
    part = _change(made.parts[0], **changes)
    return report.sealed(_change(made, parts=(part, *made.parts[1:])))


def _with_finding(made: Report, **changes: object) -> Report:
    """The report with its first finding changed, and everything else made right again."""
    first, *rest = made.parts[0].findings
    finding = _change(first, **changes)
    return _with_part(made, findings=report.ordered((finding, *rest)))


def _with_value(made: Report, value: str | float) -> Report:
    first = made.parts[0].findings[0]
    return _with_finding(made, evidence=(*first.evidence, Evidence("odd", value)))


def _first(made: Report) -> Part:
    return made.parts[0]


def _told_twice(made: Report) -> Report:
    first = _first(made).findings[0]
    return _with_part(made, findings=report.ordered((first, *_first(made).findings)))


def _moved(finding: Decided) -> Location:
    return _change(finding.location, pid=4242)


_BREAKS: dict[str, Callable[[Report], Report]] = {
    "the parts are not in order": lambda made: report.sealed(_change(made, parts=made.parts[::-1])),
    "the findings are not in order": lambda made: _with_part(
        made, findings=_first(made).findings[::-1]
    ),
    "is told 2 times": _told_twice,
    "coverage are not in order, or one is there twice": lambda made: _with_part(
        made, coverage=(Gap("b", "why"), Gap("a", "why"))
    ),
    "skipped are not in order, or one is there twice": lambda made: _with_part(
        made, skipped=(Gap("a", "why"),) * 2
    ),
    "which did not run": lambda made: _with_part(made, checks=_first(made).checks[:1]),
    "notes on rules": lambda made: report.sealed(_change(made, rules={})),
    "the fingerprint is another's": lambda made: _with_finding(
        made, subject=Subject("package", "pkg:npm/other")
    ),
    "a process is no place in a project": lambda made: _with_finding(
        made, location=_moved(_first(made).findings[0])
    ),
    "a fraction is no evidence": lambda made: _with_value(made, 0.25),
    "files is -1.0, which counts nothing": lambda made: _with_part(made, measures={"files": -1.0}),
    "files is 0.5, which counts nothing": lambda made: _with_part(made, measures={"files": 0.5}),
    "its bytes read back as another report": lambda made: _with_part(
        made, measures={"files": float("nan")}
    ),
    "its digest is another's": lambda made: _change(made, digest="0" * 64),
}


def test_a_real_report_holds(made: Report) -> None:
    """A report of a scan is given out as it is."""
    assert made.parts[0].findings
    assert guards.guarded(made) is made


@pytest.mark.parametrize("law", _BREAKS)
def test_each_law(made: Report, law: str) -> None:
    """Whatever breaks a law is refused by the words of that law, with code 4."""
    with pytest.raises(guards.GuardError, match=law) as refused:
        guards.guarded(_BREAKS[law](made))
    assert refused.value.exit_code == Exit.NOT_DETERMINISTIC


@pytest.mark.parametrize(
    ("value", "refused"),
    [
        ("built 1795180005", True),
        ("1795180005250", True),
        (1795180005, True),
        ("at 2026-11-20T13:06:45Z", True),
        ("1795180000", False),
        ("1795180011", False),
        ("2026-11-20T13:06:40Z", False),
        ("2026-13-45T99:06:45Z", False),
        ("917951800055", False),
    ],
)
def test_moments(made: Report, value: str | int, refused: bool) -> None:  # noqa: FBT001  # pytest's way
    """A time within the run is of the clock; one before it or after can be of what was read."""
    said = [each for each in guards.violations(_with_value(made, value)) if "when" in each]
    assert bool(said) is refused


def test_without_times_there_are_no_moments(made: Report) -> None:
    """A report that tells no times of its own tells none."""
    timeless = report.sealed(_change(_with_value(made, "1795180005"), started=0.0, seconds=0.0))
    assert not list(guards.violations(timeless))


@settings(deadline=None)
@given(draw=st.randoms(use_true_random=False))
def test_any_order_but_one_is_refused(made: Report, draw: random.Random) -> None:
    """Shuffled findings are told unless the shuffle changed nothing."""
    findings = list(made.parts[0].findings)
    draw.shuffle(findings)
    shuffled = _with_part(made, findings=tuple(findings))
    assert (not list(guards.violations(shuffled))) == (shuffled == made)


def test_a_scan_is_guarded(made: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    """What puts a report together gives none out that breaks a law."""
    monkeypatch.setattr(report, "_settled", lambda part: part)
    part = _change(made.parts[0], findings=made.parts[0].findings[::-1])
    with pytest.raises(guards.GuardError):
        scan.report([part], _CORPUS)


def test_few_are_named(made: Report) -> None:
    """Of many broken laws the first are named."""
    broken = _with_part(made, measures={f"m{number}": -1.0 for number in range(9)})
    with pytest.raises(guards.GuardError) as refused:
        guards.guarded(broken)
    assert len(str(refused.value).splitlines()) == 4


def test_a_part_of_nothing(tmp_path: Path) -> None:
    """A project without a finding holds too."""
    request = scan.Request(options=collect.Options(jobs=1))
    part = scan.scan(trees.lay(tmp_path, trees.HONEST), _CORPUS, request).part
    assert not list(guards.violations(scan.report([part], _CORPUS)))

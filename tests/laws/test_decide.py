"""Nothing that is decided, accepted or refused ever makes more of a finding than it claims."""

import datetime as dt
from itertools import product

import build
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from picketline.core import baseline
from picketline.core.baseline import Acceptance
from picketline.core.decide import Decided, Disposition, decide, decided, narrow
from picketline.core.model import Finding, Severity

ALL = list(product(Severity, (False, True), (False, True)))
days = st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1))
dispositions = st.sampled_from(Disposition)


def _claims(row: tuple[Severity, bool, bool]) -> Disposition:
    severity, slam_dunk, armed = row
    return decide(build.finding(severity=severity, slam_dunk=slam_dunk), armed=armed)


@pytest.mark.parametrize("row", ALL)
def test_only_an_armed_slam_dunk_is_contained(row: tuple[Severity, bool, bool]) -> None:
    """Whatever the severity, without the flag or unarmed no process is touched."""
    severity, slam_dunk, armed = row
    contained = _claims(row) is Disposition.CONTAIN
    assert contained is (slam_dunk and armed and severity >= Severity.HIGH)


@pytest.mark.parametrize("row", ALL)
def test_a_person_is_told_of_high_and_critical_alone(row: tuple[Severity, bool, bool]) -> None:
    """Neither a flag nor arming surfaces a finding that its severity does not."""
    assert _claims(row).alertable is (row[0] >= Severity.HIGH)


def test_less_is_never_more() -> None:
    """A lower severity, no flag or no arms never give a higher disposition."""
    for one, other in product(ALL, repeat=2):
        if one[0] <= other[0] and one[1] <= other[1] and one[2] <= other[2]:
            assert _claims(one) <= _claims(other)


@build.law
@given(finding=build.findings)
def test_deciding_keeps_what_was_found(finding: Finding) -> None:
    """Evidence, severity and subject go through a decision untouched."""
    fields = finding.__struct_fields__
    for armed in (False, True):
        result = decided(finding, armed=armed)
        assert all(getattr(result, name) == getattr(finding, name) for name in fields)


@build.law
@given(finding=build.decisions, start=dispositions, to=dispositions, reason=st.text())
def test_narrowing_never_raises(
    finding: Decided, start: Disposition, to: Disposition, reason: str
) -> None:
    """The result is the lower of the two, with a reason only where it fell; the rest stays."""
    before = msgspec.structs.replace(finding, disposition=start)
    after = narrow(before, to, reason)
    assert after.disposition is min(start, to)
    assert after.reason == (reason if to < start else finding.reason)
    assert msgspec.structs.replace(after, disposition=start, reason=before.reason) == before


@build.law
@given(finding=build.decisions, start=dispositions, until=st.none() | days, today=days)
def test_an_acceptance_only_narrows(
    finding: Decided, start: Disposition, until: dt.date | None, today: dt.date
) -> None:
    """Until its last day it records what it is for; the day after it changes nothing."""
    before = msgspec.structs.replace(finding, disposition=start)
    taken = Acceptance(finding.fingerprint, "known", today, until)
    after = baseline.apply(before, {taken.fingerprint: taken}, today)
    assert after.disposition <= before.disposition
    if until is not None and today > until:
        assert after == before
    else:
        assert after.disposition is Disposition.RECORD


@build.law
@given(finding=build.decisions, other=build.decisions, today=days)
def test_an_acceptance_is_for_one_fingerprint(
    finding: Decided, other: Decided, today: dt.date
) -> None:
    """A finding that nobody took on is decided as if nothing had been accepted."""
    taken = Acceptance(other.fingerprint, "known", today)
    if other.fingerprint != finding.fingerprint:
        assert baseline.apply(finding, {taken.fingerprint: taken}, today) == finding

import datetime as dt

import build
import pytest

from picketline.core import baseline
from picketline.core.baseline import Acceptance
from picketline.core.decide import Disposition

TODAY = dt.date(2026, 3, 14)
ALERT = build.decision(slam_dunk=False)


def _accepted(until: dt.date | None) -> baseline.Baseline:
    taken = Acceptance(ALERT.fingerprint, "the backup agent, ticket 311", TODAY, until)
    return {taken.fingerprint: taken}


@pytest.mark.parametrize("until", [None, TODAY, TODAY + dt.timedelta(days=1)])
def test_an_acceptance_holds_through_its_last_day(until: dt.date | None) -> None:
    """What a person took on is recorded, with their reason, and nobody is told."""
    after = baseline.apply(ALERT, _accepted(until), TODAY)
    assert after.disposition is Disposition.RECORD
    assert after.reason == "accepted: the backup agent, ticket 311"


def test_an_expired_acceptance_changes_nothing() -> None:
    """The day after, the finding alerts again as if it had never been accepted."""
    expired = _accepted(TODAY - dt.timedelta(days=1))
    assert baseline.apply(ALERT, expired, TODAY) == ALERT


def test_what_is_recorded_anyway_stays_as_it_is() -> None:
    """A finding that was never surfaced gains no reason from being accepted."""
    recorded = build.decision(Disposition.RECORD, slam_dunk=False)
    assert baseline.apply(recorded, _accepted(None), TODAY) == recorded


def test_an_empty_baseline_changes_nothing() -> None:
    """Without acceptances every finding is as it was decided."""
    assert baseline.apply(ALERT, {}, TODAY) == ALERT

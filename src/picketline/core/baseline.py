"""Accepted findings: fingerprints that a person took on, each with a reason and an end."""

import datetime as dt

import msgspec

from picketline.core.decide import Decided, Disposition, narrow


class Acceptance(msgspec.Struct, frozen=True):
    """One accepted fingerprint. `until` is the last day it holds; None means no end."""

    fingerprint: str
    reason: str
    accepted: dt.date
    until: dt.date | None = None

    def holds(self, today: dt.date) -> bool:
        """Whether the acceptance is in force on `today`."""
        return self.until is None or today <= self.until


Baseline = dict[str, Acceptance]


def apply(finding: Decided, baseline: Baseline, today: dt.date) -> Decided:
    """Narrow an accepted finding to `record`; an expired acceptance changes nothing."""
    acceptance = baseline.get(finding.fingerprint)
    if acceptance is None or not acceptance.holds(today):
        return finding
    return narrow(finding, Disposition.RECORD, f"accepted: {acceptance.reason}")

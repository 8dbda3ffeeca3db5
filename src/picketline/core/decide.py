"""What becomes of a finding. Pure; it only ever narrows what the finding claims.

| finding                          | armed | disposition   |
|----------------------------------|-------|---------------|
| slam-dunk, high or critical      | yes   | contain       |
| slam-dunk, high or critical      | no    | would-contain |
| high or critical, not slam-dunk  | any   | alert         |
| info, low, medium                | any   | record        |
"""

import enum
import functools

import msgspec

from picketline.core.model import Finding, Severity, fingerprint


@functools.total_ordering
class Disposition(enum.Enum):
    """What is done about a finding, from least to most.

    `contained` is the state that an earlier containment left; nothing is decided to be it.
    """

    RECORD = "record"
    ALERT = "alert"
    WOULD_CONTAIN = "would-contain"
    CONTAINED = "contained"
    CONTAIN = "contain"

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, Disposition):
            return NotImplemented
        order = list(type(self))
        return order.index(self) < order.index(other)

    @property
    def alertable(self) -> bool:
        """Whether a person is told."""
        return self is not Disposition.RECORD


class Decided(Finding, frozen=True, kw_only=True):
    """A finding with what became of it, and why where that was less than it claimed."""

    fingerprint: str
    disposition: Disposition
    reason: str | None = None


def decide(finding: Finding, *, armed: bool) -> Disposition:
    """Return the disposition of `finding`; only a slam-dunk of an armed run is contained."""
    if finding.severity < Severity.HIGH:
        return Disposition.RECORD
    if not finding.slam_dunk:
        return Disposition.ALERT
    return Disposition.CONTAIN if armed else Disposition.WOULD_CONTAIN


def decided(finding: Finding, *, armed: bool) -> Decided:
    """Return `finding` together with its fingerprint and disposition."""
    fields = {name: getattr(finding, name) for name in Finding.__struct_fields__}
    return Decided(
        **fields, fingerprint=fingerprint(finding), disposition=decide(finding, armed=armed)
    )


def narrow(finding: Decided, to: Disposition, reason: str) -> Decided:
    """Lower a disposition to `to`, giving the reason; never raises it."""
    if to >= finding.disposition:
        return finding
    return msgspec.structs.replace(finding, disposition=to, reason=reason)

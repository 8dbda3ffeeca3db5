"""What a person took on, with what the audit and the kept reports know of it."""

import msgspec

from picketline.core.baseline import Acceptance
from picketline.core.store import Store


class Accepted(Acceptance, frozen=True, kw_only=True):
    """One acceptance, and who took it on.

    `by` is empty if the audit does not say, `rule` and `part` if no kept report has the
    finding any more.
    """

    by: str
    rule: str
    part: str


def accepted(store: Store) -> tuple[Accepted, ...]:
    """Every acceptance, newest first, also those that have ended."""
    by = {row.subject: row.actor for row in store.audit.rows() if row.action == "accept"}
    found = (_accepted(store, each, by) for each in store.baseline().values())
    return tuple(sorted(found, key=lambda each: each.accepted, reverse=True))


def _accepted(store: Store, acceptance: Acceptance, by: dict[str, str]) -> Accepted:
    rule, part = store.found(acceptance.fingerprint) or ("", "")
    return Accepted(
        **msgspec.structs.asdict(acceptance),
        by=by.get(acceptance.fingerprint, ""),
        rule=rule,
        part=part,
    )

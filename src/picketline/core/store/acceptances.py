"""Accepted fingerprints as rows."""

from sqlalchemy import Connection, select

from picketline.core.baseline import Acceptance, Baseline
from picketline.core.store import codec
from picketline.core.store.tables import acceptances


def put(connection: Connection, acceptance: Acceptance) -> None:
    """Store `acceptance` in place of an earlier one of its fingerprint."""
    codec.encode(acceptance, Acceptance, "the acceptance")
    drop(connection, acceptance.fingerprint)
    until = acceptance.until
    values = {
        "fingerprint": acceptance.fingerprint,
        "reason": acceptance.reason,
        "accepted": acceptance.accepted.isoformat(),
        "until": None if until is None else until.isoformat(),
    }
    connection.execute(acceptances.insert(), values)


def drop(connection: Connection, fingerprint: str) -> bool:
    """Remove the acceptance of `fingerprint`; False if there is none."""
    query = acceptances.delete().where(acceptances.c.fingerprint == fingerprint)
    return connection.execute(query).rowcount > 0


def every(connection: Connection, where: str) -> Baseline:
    """All acceptances by fingerprint, in its order; `where` names the database in errors."""
    rows = connection.execute(select(acceptances).order_by(acceptances.c.fingerprint)).mappings()
    return {
        row["fingerprint"]: codec.convert(
            row, Acceptance, f"{where}: acceptance {row['fingerprint']}"
        )
        for row in rows
    }

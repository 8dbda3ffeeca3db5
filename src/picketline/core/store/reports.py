"""Reports as rows: the canonical bytes, and an index of their findings."""

from sqlalchemy import Connection, func, select

from picketline.core.report import Report
from picketline.core.store import codec
from picketline.core.store.tables import findings, reports


def add(connection: Connection, report: Report, keep: int) -> None:
    """Add `report` and leave only the `keep` newest."""
    body = codec.encode(report, Report, "the report")
    values = {
        "digest": report.digest,
        "schema": report.schema,
        "started": report.started,
        "body": body,
    }
    (key,) = connection.execute(reports.insert().returning(reports.c.id), values).one()
    if rows := _findings(report, key):
        connection.execute(findings.insert(), rows)
    newest = select(reports.c.id).order_by(reports.c.id.desc()).limit(keep)
    connection.execute(reports.delete().where(reports.c.id.not_in(newest)))


def _findings(report: Report, key: int) -> list[dict[str, str | int]]:
    every = ((part.name, finding) for part in report.parts for finding in part.findings)
    return [
        {
            "report_id": key,
            "position": position,
            "part": part,
            "fingerprint": finding.fingerprint,
            "rule": finding.rule,
            "disposition": finding.disposition.value,
        }
        for position, (part, finding) in enumerate(every)
    ]


def keys(connection: Connection) -> tuple[int, ...]:
    """The reports that are kept, oldest first."""
    return tuple(connection.scalars(select(reports.c.id).order_by(reports.c.id)))


def find(connection: Connection, key: int, where: str) -> Report | None:
    """One report; None if it was forgotten meanwhile."""
    body = connection.scalar(select(reports.c.body).where(reports.c.id == key))
    return None if body is None else codec.decode(body, Report, f"{where}: report {key}")


def fingerprints(connection: Connection, prefix: str) -> tuple[str, ...]:
    """The distinct fingerprints that start with `prefix`, in order."""
    column = findings.c.fingerprint
    starts = func.substr(column, 1, len(prefix)) == prefix
    return tuple(connection.scalars(select(column).distinct().where(starts).order_by(column)))


def found(connection: Connection, fingerprint: str) -> tuple[str, str] | None:
    """The rule and the part of the findings with that fingerprint; None if there is none."""
    query = select(findings.c.rule, findings.c.part).where(findings.c.fingerprint == fingerprint)
    row = connection.execute(query.limit(1)).first()
    return None if row is None else (row.rule, row.part)

import sqlite3
from pathlib import Path

import pytest

from picketline.core.decide import Decided, decided
from picketline.core.errors import StoreError
from picketline.core.model import Evidence, Finding, Severity, Subject
from picketline.core.report import Part, Report, decode, make, sealed
from picketline.core.store import Store
from picketline.core.store.database import FILE


def _finding(matched: str, rule: str = "HOST-EXE-001") -> Decided:
    subject = Subject(kind="process", identity="/usr/bin/x")
    evidence = (Evidence("uid", 0), Evidence("load", 1.5), Evidence("name", "ü\x00"))
    finding = Finding(
        rule=rule, severity=Severity.HIGH, subject=subject, matched=matched, evidence=evidence
    )
    return decided(finding, armed=False)


def _report(
    *findings: Decided, part: str = "web-1", measures: dict[str, float] | None = None
) -> Report:
    parts = [Part(kind="host", name=part, status="ok", findings=findings, measures=measures or {})]
    return make(parts, {}, schema="sweep-1", version="0.1.0")


def _rows(folder: Path, query: str, *values: object) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(folder / FILE)
    rows = connection.execute(query, values).fetchall()
    connection.commit()
    connection.close()
    return rows


def test_no_report(store: Store) -> None:
    """A fresh store has no report and knows no fingerprint."""
    assert list(store.reports()) == []
    assert store.find_fingerprints("") == ()


def test_a_report_in_columns(store: Store, folder: Path) -> None:
    """A row carries digest, schema, start and all of it; a row a finding what became of it."""
    finding = _finding("a")
    report = _report(finding)
    store.add_report(report)
    ((body,),) = _rows(folder, "SELECT body FROM reports")
    assert isinstance(body, bytes)
    assert decode(body) == report
    assert sealed(decode(body)).digest == report.digest
    assert _rows(folder, "SELECT digest, schema, started FROM reports") == [
        (report.digest, "sweep-1", 0.0)
    ]
    assert _rows(folder, "SELECT part, fingerprint, rule, disposition FROM findings") == [
        ("web-1", finding.fingerprint, "HOST-EXE-001", "alert")
    ]


def test_old_reports_are_forgotten(store: Store, folder: Path) -> None:
    """Only the newest are kept, and with a report go its findings."""
    for name in "abcd":
        store.add_report(_report(_finding(name), _finding(name, "HOST-EXE-002")), keep=2)
    kept = {
        _finding(name, rule).fingerprint
        for name in "cd"
        for rule in ("HOST-EXE-001", "HOST-EXE-002")
    }
    assert set(store.find_fingerprints("")) == kept
    assert _rows(folder, "SELECT count(*) FROM reports") == [(2,)]
    assert _rows(folder, "SELECT count(*) FROM findings") == [(4,)]


def test_find_fingerprints(store: Store) -> None:
    """Distinct, in order, and exact: a pattern's characters mean themselves."""
    findings = tuple(_finding(str(number)) for number in range(40))
    store.add_report(_report(*findings))
    store.add_report(_report(*findings))
    every = sorted(finding.fingerprint for finding in findings)
    assert store.find_fingerprints("") == tuple(every)
    assert store.find_fingerprints(every[3]) == (every[3],)
    first = tuple(name for name in every if name.startswith(every[0][0]))
    assert store.find_fingerprints(every[0][0]) == first
    assert store.find_fingerprints("%") == store.find_fingerprints("_") == ()


def test_found(store: Store) -> None:
    """What a fingerprint is about, as long as a report that has it is kept."""
    finding = _finding("a", "HOST-EXE-002")
    assert store.found(finding.fingerprint) is None
    for _ in range(2):
        store.add_report(_report(finding), keep=1)
    assert store.found(finding.fingerprint) == ("HOST-EXE-002", "web-1")
    store.add_report(_report(), keep=1)
    assert store.found(finding.fingerprint) is None


def test_a_report_that_would_not_read_back(store: Store) -> None:
    """A figure that JSON cannot carry is refused before anything is written."""
    with pytest.raises(StoreError, match="report cannot be stored"):
        store.add_report(_report(measures={"load": float("nan")}))
    assert list(store.reports()) == []


def test_reports_are_read_back(store: Store) -> None:
    """Oldest first, as they were; those forgotten meanwhile are left out."""
    made = [_report(_finding(name)) for name in "abc"]
    assert not list(store.reports())
    for each in made:
        store.add_report(each)
    assert list(store.reports()) == made
    reading = store.reports()
    assert next(reading) == made[0]
    store.add_report(_report(), keep=2)
    assert list(reading) == [made[2]]


def test_a_damaged_report(store: Store, folder: Path) -> None:
    """Names the store, the report and the field."""
    store.add_report(_report())
    _rows(folder, "UPDATE reports SET body = ?", b'{"schema": 1}')
    with pytest.raises(StoreError, match=r"report 1: damaged: .*schema"):
        list(store.reports())

from itertools import pairwise

import build
import msgspec
import pytest

from picketline.core import canonical
from picketline.core.model import Evidence, Finding, Location, Severity, Subject, fingerprint


def test_severities_are_ordered() -> None:
    """From info to critical, in every comparison, by rank and in max()."""
    words = ["info", "low", "medium", "high", "critical"]
    assert [severity.value for severity in Severity] == words
    assert [severity.rank for severity in Severity] == [0, 1, 2, 3, 4]
    for lower, higher in pairwise(Severity):
        assert lower < higher
        assert higher > lower
        assert lower <= higher
        assert lower != higher
    assert max(Severity) is Severity.CRITICAL


def test_a_severity_is_no_number() -> None:
    """Comparing one with something else is a mistake that shows."""
    with pytest.raises(TypeError):
        assert Severity.HIGH < 3


def test_a_fingerprint_is_an_interface() -> None:
    """The same in every release: accepted findings live by it for years."""
    finding = Finding(
        rule="HOST-EXE-001",
        severity=Severity.HIGH,
        subject=Subject("process", "web-1: /tmp/m"),
        matched="deleted",
    )
    assert fingerprint(finding) == canonical.digest(
        ["HOST-EXE-001", "process", "web-1: /tmp/m", "deleted"]
    )
    assert fingerprint(finding) == (
        "ddaec47b309abb241252ebf4f1e95f4824e422dbd7ba68bcce3f89cbbfa5d45e"
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"severity": Severity.INFO},
        {"slam_dunk": False},
        {"benign": "package-upgrade"},
        {"evidence": (Evidence("age", 9000),)},
        {"location": Location(pid=1, start=2, inode=3, path="/x", line=4)},
    ],
)
def test_a_later_look_has_the_same_fingerprint(changes: dict[str, object]) -> None:
    """Another pid, age or severity is still the finding that a person accepted."""
    assert fingerprint(build.finding(**changes)) == fingerprint(build.finding())


@pytest.mark.parametrize(
    "changes",
    [
        {"rule": "HOST-EXE-002"},
        {"subject": Subject("file", "web-1: /tmp/m")},
        {"subject": Subject("process", "web-2: /tmp/m")},
        {"subject": Subject("process", "web-1: /tmp/n")},
        {"matched": "busy"},
        {"subject": Subject("process", "web-1: /tmp/mdeleted"), "matched": ""},
    ],
)
def test_another_finding_has_another_fingerprint(changes: dict[str, object]) -> None:
    """An acceptance never covers another rule, host, subject or match."""
    assert fingerprint(build.finding(**changes)) != fingerprint(build.finding())


def test_findings_cannot_be_changed() -> None:
    """What was seen stays as it was seen."""
    with pytest.raises(AttributeError):
        setattr(build.finding(), "rule", "X")  # noqa: B010  # mypy forbids the plain assignment


def test_an_empty_location_is_not_written() -> None:
    """JSON holds no nulls for what is not known of a place."""
    assert msgspec.json.encode(Location()) == b"{}"
    assert msgspec.json.encode(Location(pid=7)) == b'{"pid":7}'

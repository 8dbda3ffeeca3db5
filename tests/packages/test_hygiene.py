from projects import project

from picketline.core.model import Evidence, Severity, fingerprint
from picketline.packages.hygiene import Group, counted, distinct, exact
from picketline.packages.rules.lockfile_drift import lockfile_drift


def test_one_finding_for_many_places() -> None:
    """A count and the first few; in whatever order, and each once."""
    places = [f"p{number}" for number in range(8)]
    found = counted(
        lockfile_drift, project(), Severity.LOW, Group("no integrity", [*places, "p0"], "l", 3)
    )
    again = counted(lockfile_drift, project(), Severity.LOW, Group("no integrity", places[::-1]))
    values = [(each.name, each.value) for each in found.evidence]
    assert ("count", 8) in values
    assert ("more", "and 3 more") in values
    assert ("why", "no integrity: p0 and 7 more") in values
    assert [value for name, value in values if name == "place"] == places[:5]
    assert fingerprint(found) == fingerprint(again)


def test_another_place_is_another_finding() -> None:
    """So that a baseline hides nothing new."""
    one, other = (
        counted(lockfile_drift, project(), Severity.LOW, Group("no integrity", places))
        for places in (["a"], ["a", "b"])
    )
    assert fingerprint(one) != fingerprint(other)


def test_copies_are_told_once() -> None:
    """The first of them, with the number of the others."""
    one = counted(lockfile_drift, project(), Severity.LOW, Group("no integrity", ["a"], "x"))
    same = counted(lockfile_drift, project(), Severity.LOW, Group("no integrity", ["a"], "y"))
    other = counted(lockfile_drift, project(), Severity.LOW, Group("no integrity", ["b"], "x"))
    first, second = distinct([one, same, other])
    assert (first.location.path, first.evidence[-1]) == ("x", Evidence("copies", 1))
    assert second == other
    assert list(distinct([first, other])) == [first, other]


def test_long_texts() -> None:
    """They stay apart, in short."""
    assert exact("a" * 300) == "a" * 300
    assert len(exact("a" * 1000)) < 350
    assert exact("a" * 1000) != exact("a" * 1001)

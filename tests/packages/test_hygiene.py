from projects import project

from picketline.core.model import Severity, fingerprint
from picketline.packages.hygiene import Group, counted
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
    assert [value for name, value in values if name == "place"] == places[:5]
    assert fingerprint(found) == fingerprint(again)


def test_another_place_is_another_finding() -> None:
    """So that a baseline hides nothing new."""
    one, other = (
        counted(lockfile_drift, project(), Severity.LOW, Group("no integrity", places))
        for places in (["a"], ["a", "b"])
    )
    assert fingerprint(one) != fingerprint(other)

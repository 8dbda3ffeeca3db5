from picketline.core.model import Severity
from picketline.packages.marks import LIMITS, MARKS
from picketline.packages.news import words
from picketline.packages.news.facts import KINDS


def test_each_mark_is_of_a_kind() -> None:
    """All but those that only limit a look; and the tables name none that there is not."""
    kinds = {mark: words.kind_of(mark) for mark in MARKS}
    assert {mark for mark, kind in kinds.items() if kind is None} == LIMITS.keys()
    assert {kind for kind in kinds.values() if kind} <= KINDS.keys()
    assert MARKS.keys() >= words.STRONG | words.SPECIFIC


def test_never_worse_for_a_package_that_is_new_or_for_code_that_is_imported() -> None:
    """Whatever else is new."""
    for mark in MARKS.keys() - LIMITS.keys():
        kind = words.kind_of(mark)
        for kinds in (frozenset({kind}), frozenset({kind, "network", "credential"})):
            found = {
                (install, fresh): words.severity(mark, install=install, fresh=fresh, kinds=kinds)  # type: ignore[arg-type]  # kinds of news
                for install in (True, False)
                for fresh in (True, False)
            }
            assert found[True, True] <= found[True, False]
            assert found[False, True] <= found[False, False] <= found[True, False]
            assert found[True, False] >= Severity.MEDIUM

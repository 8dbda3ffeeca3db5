import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from picketline.core.errors import CorpusError
from picketline.packages.corpus.versions import (
    Span,
    before,
    checked,
    ends,
    in_span,
    is_version,
    joined,
    named,
    plain,
    within,
)

_law = settings(deadline=None, derandomize=True, database=None)
_numbers = st.integers(0, 12)
_versions = st.builds(
    "{}.{}.{}{}".format, _numbers, _numbers, _numbers, st.sampled_from(["", "-a.1", "-rc", "-2"])
)


@pytest.mark.parametrize(
    ("version", "versions", "expected"),
    [
        ("1.2.3", "*", True),
        ("", "*", True),
        ("", "1.2.3", False),
        ("latest", "*", True),
        ("latest", ">=0", False),
        ("v1.2.3", "1.2.3", True),
        ("1.2.3+build.7", "1.2.2 || 1.2.3", True),
        ("1.2.3-beta", "1.2.3", False),
        ("1.2.4", "1.2.2 || 1.2.3", False),
        ("1.5.0", "0.1.0 || >=1.0.0 <2.0.0", True),
        ("1.5.0-beta", "<2.0.0", True),
        ("2.0.0-beta", "<2.0.0", False),
        ("2.0.0", "<2.0.0", False),
        ("1.4.2", "^1.2.0", True),
        ("1.4.2", "not a range", False),
        ("9" * 300, ">=1.0.0", False),
    ],
)
def test_within(version: str, versions: str, expected: bool) -> None:  # noqa: FBT001  # a table
    """Exact versions by their text without `v` and build, ranges as npm reads them."""
    assert within(version, versions) is expected


def test_a_range_is_checked() -> None:
    """Nothing and `*` are all versions; what npm cannot read is refused."""
    assert (checked(""), checked(" * "), checked("1.0.0||2.0.0 ")) == ("*", "*", "1.0.0||2.0.0")
    for wrong in ("nope", "1.0.0 || nope", ">" * 300):
        with pytest.raises(CorpusError, match="is no range of versions"):
            checked(wrong)


@pytest.mark.parametrize(
    ("version", "span", "expected"),
    [
        ("1.0.0", Span(), True),
        ("1.0.0", Span("1.0.0"), True),
        ("0.9.9", Span("1.0.0"), False),
        ("2.0.0", Span("1.0.0", "2.0.0"), False),
        ("2.0.0-rc.1", Span("1.0.0", "2.0.0"), True),
        ("2.0.0", Span("1.0.0", "", "2.0.0"), True),
        ("2.0.1", Span("1.0.0", "", "2.0.0"), False),
    ],
)
def test_in_span(version: str, span: Span, expected: bool) -> None:  # noqa: FBT001  # a table
    """With its beginning and its last, without what fixed it; by order alone."""
    assert in_span(version, span) is expected


def test_what_is_no_version_cannot_be_ordered() -> None:
    """It is said, never guessed."""
    assert not is_version("latest")
    assert not is_version("1.2.3" * 100)
    with pytest.raises(CorpusError, match="'latest' is no version"):
        before("1.0.0", "latest")


@_law
@given(st.lists(_versions, min_size=1, max_size=6), _versions)
def test_joined_holds_exactly_its_versions(listed: list[str], asked: str) -> None:
    """A range made of versions contains those, in any order, and no other."""
    assert within(asked, joined(listed)) is (asked in listed)
    assert joined(listed) == joined(reversed(listed))


@_law
@given(_versions, _versions, _versions)
def test_order_is_strict(one: str, two: str, three: str) -> None:
    """No version is before itself, none before one that is before it."""
    assert not before(one, one)
    assert not (before(one, two) and before(two, one))
    if before(one, two) and before(two, three):
        assert before(one, three)


@_law
@given(st.text(max_size=40), st.text(max_size=40))
def test_any_text_can_be_asked(version: str, versions: str) -> None:
    """Whatever a lockfile says, asking raises nothing."""
    assert within(version, versions) in {True, False}
    assert is_version(version) in {True, False}
    assert plain(plain(version)) == plain(version)


@pytest.mark.parametrize(
    ("versions", "expected"),
    [
        ("1.2.3 || 1.2.4", ("1.2.3", "1.2.4")),
        (">=1.2.3 <2.0.0", ("1.2.3",)),
        ("2.13.3 - 2.13.5", ("2.13.3", "2.13.5")),
        ("<=1.2.3 || 4.0.0-rc.1", ("1.2.3", "4.0.0-rc.1")),
        (">1.2.3", ()),
        ("*", ()),
        ("not a range", ()),
    ],
)
def test_the_versions_that_a_range_spells_out(versions: str, expected: tuple[str, ...]) -> None:
    """Exact ones, and those of its bounds that it holds itself."""
    assert named(versions) == expected


@pytest.mark.parametrize(
    ("versions", "expected"),
    [
        ("^1.2.3", {"1.2.3"}),
        ("~1.2.3", {"1.2.3"}),
        ("1.2.3", {"1.2.3"}),
        (">=1.0.0 <=1.2.3", {"1.0.0", "1.2.3"}),
        (">1.0.0 <1.2.3", set()),
        ("1.x", {"1.0.0"}),
        ("*", set()),
        ("not a range", set()),
        ("^1.2.3 " * 100, set()),
    ],
)
def test_where_a_range_begins_and_ends(versions: str, expected: set[str]) -> None:
    """Its bounds, as far as they belong to it."""
    assert ends(versions) == expected


@_law
@given(st.text(max_size=40), _versions)
def test_ends_and_named_versions_are_held(text: str, version: str) -> None:
    """Any text can be asked; what is told of a range lies in it."""
    assert ends(text) is not None
    assert all(within(each, text) for each in named(text))
    for spec in (f"^{version}", f">={version}", f"<={version}", version):
        assert version in ends(spec)
        assert all(within(each, spec) for each in named(spec))

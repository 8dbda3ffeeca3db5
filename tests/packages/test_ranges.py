import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from picketline.packages import ranges

law = settings(max_examples=150, deadline=None, derandomize=True, database=None)
VERSIONS = st.builds(
    lambda *parts: ".".join(map(str, parts)),
    st.integers(0, 4),
    st.integers(0, 3),
    st.integers(0, 3),
)
SIMPLE = st.builds(
    lambda sign, version: sign + version,
    st.sampled_from(["", "^", "~", ">=", ">", "<", "<="]),
    VERSIONS,
)
RANGES = st.builds(
    " || ".join,
    st.lists(st.builds(" ".join, st.lists(SIMPLE, min_size=1, max_size=2)), min_size=1, max_size=3),
)


@pytest.mark.parametrize("text", ["*", "", ">=0", ">1.2.3", "x", "^1 || >2", "latest", "next"])
def test_ranges_without_an_end(text: str) -> None:
    """Each takes whatever is published later."""
    assert ranges.unbounded(text)


@pytest.mark.parametrize("text", ["^1.0.0", "1.x", ">=1 <2", "1 - 2", "<3", "beta", "o/r", "1.2.3"])
def test_ranges_with_an_end(text: str) -> None:
    """Each has one, or is no range."""
    assert not ranges.unbounded(text)


def test_what_holds() -> None:
    """Versions before a release count by their order; what is no version cannot be told."""
    assert ranges.holds("^1.0.0", "1.9.9") is True
    assert ranges.holds("^1.0.0", "2.0.0") is False
    assert ranges.holds("^1.0.0", "1.1.0-beta.1") is True
    assert ranges.holds("^1.0.0", "o/r") is None
    assert ranges.holds("latest", "1.0.0") is None


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        (">=14", "^18 || >=20", True),
        (">=14 <18", "^18.12 || >=20", False),
        (">20", "<=20", False),
        (">20.0.0", "<20.0.2", True),
        ("<1", ">0.9 <0.9.5", False),
        ("any", "1", None),
        (" || ".join(f"{n}.0.0" for n in range(60)), "1", None),
    ],
)
def test_ranges_that_meet(one: str, other: str, meet: bool | None) -> None:  # noqa: FBT001
    """Whether some version lies in both; None where it cannot be told."""
    assert ranges.meet(one, other) is meet
    assert ranges.meet(other, one) is meet


@law
@given(RANGES, RANGES, VERSIONS)
def test_a_version_in_both_is_a_meeting(one: str, other: str, version: str) -> None:
    """What one version shows is never denied."""
    if ranges.holds(one, version) and ranges.holds(other, version):
        assert ranges.meet(one, other) is not False


@law
@given(st.text(max_size=300), st.text(max_size=60))
def test_any_texts(one: str, other: str) -> None:
    """Nothing is raised."""
    ranges.unbounded(one)
    ranges.holds(one, other)
    ranges.meet(one, other)


@law
@given(st.text(alphabet="0123456789.xX*^~<>=|- v+a", max_size=40))
def test_texts_like_ranges(text: str) -> None:
    """Nothing is raised by what looks like one."""
    ranges.unbounded(text)
    ranges.meet(text, ">=1")
    ranges.holds(text, text)


@pytest.mark.parametrize(
    "text", ["1.2.3", "^1.2.3", "~0.0.0", "~1.2.3", "^01.2.3", "1.2", "^1.2.3.4", "^1.2.9999999999"]
)
def test_what_is_plain_is_not_asked(text: str) -> None:
    """The short way for plain ranges says what the library says."""
    assert ranges.is_range(text) is (ranges.holds(text, "1.2.3") is not None)

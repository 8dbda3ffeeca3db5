import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from steps import steps

from picketline.packages.corpus.near import Neighbours, close

NAMES = (
    "lodash",
    "express",
    "react",
    "ms",
    "cross-env",
    "lodash-es",
    "@babel/core",
    "@types/react",
    "mocha",
    "es6-shim",
    "left-pad",
    "vue3",
)
NEAR = Neighbours({name: rank for rank, name in enumerate(NAMES, 1)})


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("lodahs", ("lodash", "swap")),
        ("lodsh", ("lodash", "drop")),
        ("lodassh", ("lodash", "add")),
        ("lodask", ("lodash", "change")),
        ("l0dash", ("lodash", "homoglyph")),
        ("1odash", ("lodash", "homoglyph")),
        ("rnocha", ("mocha", "homoglyph")),
        ("m\u043echa", ("mocha", "homoglyph")),
        ("crossenv", ("cross-env", "separator")),
        ("cross_env", ("cross-env", "separator")),
        ("babel-core", ("@babel/core", "scope")),
        ("@bable/core", ("@babel/core", "scope")),
        ("types-react", ("@types/react", "scope")),
        ("lodash-utils", ("lodash", "combo")),
        ("expressjs", ("express", "combo")),
        ("node-express", ("express", "combo")),
    ],
)
def test_close(name: str, expected: tuple[str, str]) -> None:
    """Each way of being close is told by its word."""
    assert expected in [(near.name, near.how) for near in NEAR.of(name)]


@pytest.mark.parametrize(
    "name",
    [
        "lodash",
        "ws",
        "mss",
        "loadsh2",
        "@acme/react",
        "@babel/cor",
        "@babel/types",
        "es5-shim",
        "vue2",
        "",
        "@",
        "/",
        "a" * 300,
    ],
)
def test_not_close(name: str) -> None:
    """Short names, two steps, other digits, other people's scopes and a scope's own names."""
    assert NEAR.of(name) == ()


def test_the_most_popular_comes_first() -> None:
    """A name may be close to many; each is told once."""
    found = NEAR.of("lodashes")
    assert [(near.rank, near.name, near.how) for near in found] == [
        (6, "lodash-es", "separator"),
    ]
    near = Neighbours({"aabb": 1, "aabc": 2, "aabd": 3}).of("aabc")
    assert [each.name for each in near] == ["aabb", "aabd"]


_names = st.text(alphabet="ab1lio0-_.@/rnvw", min_size=1, max_size=8)


@settings(deadline=None, derandomize=True, database=None)
@given(st.lists(_names, unique=True, max_size=12), _names | st.text(max_size=20))
def test_whatever_is_asked(popular: list[str], name: str) -> None:
    """It is never near itself, each name once and in order, whatever stands in the list."""
    ranks = {each: rank for rank, each in enumerate(popular, 1)}
    found = Neighbours(ranks).of(name)
    assert list(found) == sorted(found)
    assert name not in [near.name for near in found]
    assert len({near.name for near in found}) == len(found)
    assert all(ranks[near.name] == near.rank for near in found)


def test_one_edit_is_found_both_ways() -> None:
    """What is one step from a name has that name one step away."""
    for name in ("lodash", "express", "react"):
        for at in range(len(name)):
            dropped = name[:at] + name[at + 1 :]
            assert name in [near.name for near in NEAR.of(dropped)]
            added = f"{name[:at]}x{name[at:]}"
            assert name in [near.name for near in NEAR.of(added)]


def _asked(count: int) -> int:
    """The steps of 99 questions where so many names are popular and filed."""
    near = Neighbours({f"package-{number:04d}-name": number for number in range(1, count + 1)})
    near.of("package-0000-name")
    return steps(lambda: [near.of(f"packag-{number:04d}-name") for number in range(99)])


def test_a_longer_list_costs_no_more() -> None:
    """Popular names are looked up, not gone through: ten times as many are the same work."""
    assert _asked(5000) < 2 * _asked(500)


@pytest.mark.parametrize(
    ("name", "other", "expected"),
    [
        ("npmjs", "npmjs", ""),
        ("npnjs", "npmjs", "change"),
        ("nprnjs", "npmjs", "homoglyph"),
        ("npmj", "npmjs", "drop"),
        ("npmmjs", "npmjs", "add"),
        ("nmpjs", "npmjs", "swap"),
        ("nodejs", "npmjs", ""),
        ("", "npmjs", ""),
    ],
)
def test_one_word_for_another(name: str, other: str, expected: str) -> None:
    """By one step or by letters that look alike; a word is not close to itself."""
    assert close(name, other) == expected

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from picketline.packages.facts import Policy
from picketline.packages.rules.licence import refused, unknowable

law = settings(max_examples=150, deadline=None, derandomize=True, database=None)
IDS = ("MIT", "ISC", "Apache-2.0", "GPL-3.0-only")
expressions = st.recursive(
    st.sampled_from(IDS),
    lambda inner: st.tuples(inner, st.sampled_from(["AND", "OR"]), inner),
    max_leaves=5,
)
Tree = str | tuple["Tree", str, "Tree"]


def written(tree: Tree) -> str:
    """As SPDX writes it."""
    if isinstance(tree, str):
        return tree
    return f"({written(tree[0])} {tree[1]} {written(tree[2])})"


def fits(tree: Tree, denied: frozenset[str]) -> bool:
    """Whether some choice avoids what is denied."""
    if isinstance(tree, str):
        return tree not in denied
    both = (fits(tree[0], denied), fits(tree[2], denied))
    return any(both) if tree[1] == "OR" else all(both)


@law
@given(expressions, st.frozensets(st.sampled_from(IDS), min_size=1))
def test_expressions(tree: Tree, denied: frozenset[str]) -> None:
    """Of OR any part is enough, of AND all are needed; denied and allowed mirror each other."""
    text, allowed = written(tree), tuple(sorted(set(IDS) - denied))
    assert refused(text, Policy(licences_denied=tuple(denied))) is not fits(tree, denied)
    if allowed:
        assert refused(text, Policy(licences_allowed=allowed)) is not fits(tree, denied)


@pytest.mark.parametrize(
    ("text", "denied", "answer"),
    [
        ("GPL-2.0 WITH Classpath-exception-2.0", ("GPL-2.0-only",), True),
        ("GPL-3.0+", ("GPL-3.0-or-later",), True),
        ("GPL-3.0", ("gpl-3.0-only",), True),
        ("GPL-3.0-only", ("GPL-2.0-only",), False),
        ("MIT", (), False),
    ],
)
def test_names(text: str, denied: tuple[str, ...], answer: bool) -> None:  # noqa: FBT001
    """Old names are those of today; an exception does not undo what is denied."""
    assert refused(text, Policy(licences_denied=denied)) is answer


def test_an_exception_that_is_allowed() -> None:
    """Named with its licence, it is taken though the licence is denied."""
    whole = "GPL-2.0-only WITH Classpath-exception-2.0"
    policy = Policy(licences_allowed=(whole,), licences_denied=("GPL-2.0-only",))
    assert not refused(whole, policy)
    assert refused("GPL-2.0-only", policy)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no licence"),
        ("UNLICENSED", "unlicensed"),
        ("SEE LICENCE IN x", "in a file of its own"),
        ("Custom", "no SPDX expression: Custom"),
        ("MIT OR", "no SPDX expression: MIT OR"),
        ("(" * 30 + "MIT" + ")" * 30, "no SPDX expression: " + "(" * 30 + "MIT" + ")" * 30),
        ("(MIT AND CC-BY-3.0)", ""),
        ("BlueOak-1.0.0", ""),
    ],
)
def test_what_nobody_can_tell(text: str, why: str) -> None:
    """And why."""
    assert unknowable(text) == why


@law
@given(st.text(max_size=250), st.text(max_size=30))
def test_any_text(text: str, name: str) -> None:
    """Nothing is raised."""
    unknowable(text)
    refused(text, Policy(licences_denied=(name,), licences_allowed=(name,)))


@law
@given(st.text(alphabet="MIT()ANDORWH +-", max_size=120))
def test_texts_like_expressions(text: str) -> None:
    """Nothing is raised by what looks like one."""
    unknowable(text)
    refused(text, Policy(licences_denied=("MIT",)))

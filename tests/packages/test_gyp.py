import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from picketline.packages import gyp

law = settings(max_examples=150, deadline=None, derandomize=True, database=None)
_PIECES = st.sampled_from(
    [*"[]{}(),:+#\\\"'\n", "<!(", ")", "'''", '"""', "'action'", "'variables'", "<(a)", "<!@(x y)"]
)


def _scripts(text: str) -> list[str]:
    return [each.script for each in gyp.read(text).commands]


def test_what_a_build_names() -> None:
    """Commands, the files that are read with it, and its sources, as gyp would see them."""
    found = gyp.read(
        "# c\n{'includes': ['../a.gypi',], 'targets': [{'sources': ['x.cc', 'y.txt'],"
        " 'dependencies': ['b.gyp:b', '<(z)'], 'cflags': ['<!(echo \"(a)\")']}]}"
    )
    assert found.commands == (gyp.Started('echo "(a)"', 124, "<!"),)
    assert found.files == ("../a.gypi", "b.gyp")
    assert found.sources == ("x.cc",)
    assert found.whole


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("{'a': '<!(x)'}", "x"),
        ("{'a': '<!' '(x' ' y)'}", "x y"),
        ("{'a': '\\x3c\\x21(x)'}", "x"),
        ("{'a': '''<!(x\ny)'''}", "x\ny"),
        ("{'a': '<!([\"x\", \"y z\"])'}", "x 'y z'"),
        ("{'a': '<!(x (y) (z))'}", "x (y) (z)"),
        ("{'a': '<!(x'}", "x"),
        ("{'variables': {'b': 'x'}, 'a': '<!(<(b) y)'}", "x y"),
        ("{'variables': {'b%': ['x', 'y']}, 'a': '<!(<(b))'}", "x y"),
        ("{'variables': {'b': '<(c)', 'c': 'x'}, 'a': '<!(<(b))'}", "x"),
        ("{'actions': [{'action': ['x', 'y z']}]}", "x 'y z'"),
        ("{'rules': [{'action': ['<(python)', 'x']}]}", "python x"),
        ("{'make_global_settings': [['CC', './x']]}", "./x"),
        ("{'a': 'b'}", None),
        ("{'a': '<(b)'}", None),
        ("# '<!(x)'", None),
    ],
)
def test_commands(text: str, script: str | None) -> None:
    """Texts are put together, variables put in, brackets counted; comments say nothing."""
    assert _scripts(text) == ([script] if script else [])


@pytest.mark.parametrize(
    "text",
    [
        "[" * 5000,
        "['a" * 3,
        "{'a': 'b",
        '"\\"' * 50_000,
        "'''" + "a" * 5000,
        "{'variables': {'a': '<(a)<(a)'}, 'b': ['" + "<(a)" * 5000 + "']}",
        "['a'," * 60_000,
    ],
)
def test_what_is_no_build_is_told(text: str) -> None:
    """A literal that is cut off or too deep is read as far as it goes, and said not to be whole."""
    assert gyp.read(text).whole is ("variables" in text)


@law
@given(st.lists(_PIECES | st.text(max_size=4), max_size=40).map("".join))
def test_any_text(text: str) -> None:
    """Nothing is raised, and the same text says the same."""
    assert gyp.read(text) == gyp.read(text)

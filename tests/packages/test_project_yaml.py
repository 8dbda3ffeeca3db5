import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from packaged import law

from picketline.core.errors import SettingsError
from picketline.packages import project_yaml
from picketline.packages.documents import Place


def read(text: str) -> project_yaml.Mapping:
    """The mapping of a file of this text."""
    return project_yaml.read(text.encode(), Place("f", SettingsError))


def test_lines() -> None:
    """Of keys, and of what stands below them, a value twice in its order."""
    found = read('# a\nversion: 1\n\nignore:\n  - "x"\n  - "y"\n  - "x"\n"rules": [a]\r\n')
    assert found.values == {"version": 1, "ignore": ["x", "y", "x"], "rules": ["a"]}
    assert [found.line(key) for key in ("version", "rules", "other")] == [2, 8, 0]
    assert found.lines("ignore", ["x", "y", "x"]) == [5, 6, 7]
    assert found.lines("ignore", ["x", "gone", ""]) == [5, 4, 4]
    assert (found.line("rules", "a"), found.line("rules", "gone")) == (8, 8)
    assert read("a:\n  b: 1\n  c: b").line("a", "c") == 3


@pytest.mark.parametrize("text", ["", "# nothing\n", "---\n", "~", "{}", "\ufeff# x"])
def test_nothing(text: str) -> None:
    """An empty file says nothing."""
    assert read(text).values == {}


@pytest.mark.parametrize(
    "text",
    [
        'a: ["*.js", \'*\', "x/*"]',
        "a: src/*",
        "a: R&D & more",
        'a: "L2-X-001:*:dist/*  # x"',
        "# see *this*\na: 1",
        "a: x*y",
        "a:\n  - b:\n      - c",
    ],
)
def test_what_is_no_alias(text: str) -> None:
    """Patterns within quotes, and asterisks inside a word."""
    assert read(text).values == yaml.safe_load(text)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: 1\nb: *x", "f, line 2: an alias"),
        ("a: &x [1]\nb: [*x,*x]", "f, line 1: an anchor"),
        ('x: {"a":&a [1],\n "b": [{"c":*a}]}', "f, line 1: what may be an anchor, alias or tag"),
        ("a:\n- *.js", "f, line 2: an alias"),
        ("a: 1\n\nb: 2\na: 3", "f, line 4: a stands there twice; write it once"),
        ("a:\n  b: 1\n  b: 2", "f, line 3: a.b stands there twice; write it once"),
        ("a: 'x", "f, line 1: "),
        ("- a", "f: no mapping of words to values"),
        ("1: a", "f: no mapping of words to values"),
        ("a", "f: no mapping of words to values"),
        ("a: 1\n---\nb: 1", "f: more than one YAML document"),
        ("!t {a: 1}", "f, line 1: a tag"),
        ("a: \x1b", "f, line 1: the control character"),
        ("a: 1\rb: 2", "f, line 1: the control character"),
        ("- " * 30_000, "f, line 1: "),
        ("? " * 30_000, "f, line 1: "),
        (": " * 30_000, "f, line 1: "),
        ("a: " + "[" * 60_000, "f, line 1: nested deeper"),
        ("a: " + "{" * 60_000, "f, line 1: nested deeper"),
        ("a" * 65_537, "f: larger than 64 KiB"),
        ("<<<<<<< HEAD\na: 1", "f, line 1: an unresolved merge conflict"),
    ],
)
def test_what_is_refused(text: str, problem: str) -> None:
    """With the line, before it costs anything."""
    with pytest.raises(SettingsError) as caught:
        read(text)
    assert str(caught.value).startswith(problem)


def test_broken_text() -> None:
    """Not UTF-8: with the line."""
    with pytest.raises(SettingsError, match="f, line 2: byte 5 is no UTF-8"):
        project_yaml.read(b"a: 1\n\xff", Place("f", SettingsError))


_PIECES = st.sampled_from(
    [*"ab#%\t\n \"'[]{},\ufeff\u2028", "b:", "- ", "? ", ": ", "&x ", "*x", "!t ", "|\n", "---"]
)


@law
@given(st.lists(_PIECES, max_size=25).map("".join))
def test_no_alias_gets_through(text: str) -> None:
    """What is taken holds none, as another reader of YAML sees it."""
    try:
        read(text)
    except SettingsError:
        return
    try:
        tokens = list(yaml.scan(text))
    except yaml.YAMLError:
        return
    assert not any(isinstance(token, yaml.AliasToken) for token in tokens)

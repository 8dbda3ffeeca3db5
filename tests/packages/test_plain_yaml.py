"""The plain part of YAML."""

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from picketline.core.errors import SettingsError
from picketline.packages import plain_yaml
from picketline.packages.documents import Place
from picketline.packages.plain_yaml import Parsed

_law = settings(max_examples=150, deadline=None, derandomize=True, database=None)
_KEY = st.text(
    st.characters(codec="utf-8", exclude_categories=["C", "Nd", "Zl", "Zp"]), min_size=1, max_size=6
)
_LEAF = st.none() | st.booleans() | st.integers(-99, 99) | _KEY
_VALUE = st.dictionaries(
    _KEY,
    st.recursive(
        _LEAF,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEY, inner, max_size=3),
        max_leaves=8,
    ),
    max_size=4,
)


def _parse(text: str) -> Parsed:
    return plain_yaml.parse(text, Place("a.yaml", SettingsError), 9)


@_law
@given(_VALUE, st.sampled_from(["block", "flow"]))
def test_what_pyyaml_writes_is_read_back(value: dict[str, object], style: str) -> None:
    """Block and flow, with quotes where they are needed; the lines of keys agree."""
    text = yaml.safe_dump(value, allow_unicode=True, default_flow_style=style == "flow", width=60)
    parsed = _parse(text)
    assert [document.value for document in parsed.documents] == [value]
    assert parsed.duplicates == []
    if style == "block":
        assert {path[0] for path in parsed.documents[0].lines} == set(value)


@_law
@given(
    _VALUE, st.floats(0, 1), st.sampled_from(["&a ", "*a", "!t ", "<<: ", "? ", "\n- ", "'", '"'])
)
def test_what_is_taken_has_no_anchor_alias_or_tag(
    value: dict[str, object], where: float, piece: str
) -> None:
    """Whatever stands where: if it is taken, PyYAML sees none of them either."""
    text = yaml.safe_dump(value, allow_unicode=True)
    at = int(where * len(text))
    text = text[:at] + piece + text[at:]
    try:
        _parse(text)
        events = list(yaml.parse(text))
    except (SettingsError, yaml.YAMLError):
        return
    assert not any(isinstance(event, yaml.AliasEvent) for event in events)
    assert not any(
        getattr(event, "anchor", None) or getattr(event, "tag", None) for event in events
    )


def test_lines_and_duplicates_are_told_for_each_document() -> None:
    """A key of one document is none of another."""
    parsed = _parse("--- # one\na:\n  b: 1\n  'b': 2\n---\na: {c: 1, d: {c: 2}, c: 3}\n---\n")
    assert [document.lines for document in parsed.documents] == [
        {("a",): 2, ("a", "b"): 4},
        {("a",): 6},
    ]
    assert parsed.duplicates == [("a.b", 4), ("a.c", 6)]
    assert [document.value["a"] for document in parsed.documents] == [
        {"b": 2},
        {"c": 3, "d": {"c": 2}},
    ]


def test_texts_over_many_lines_are_passed_over() -> None:
    """Nothing in them is a key; the lines behind them are right."""
    text = (
        "a: |-\n  b: 1\n\n  b: 2\nc: >2\n   d\ne: 'x\n  e: y'\nf: \"x\\\n  f: y\"\n"
        "g: [1,\n  2] # g: 3\nh:\n  plain\n  text\ni: 1\n"
    )
    (document,) = _parse(text).documents
    assert document.lines == {
        ("a",): 1, ("c",): 5, ("e",): 7, ("f",): 9, ("g",): 11, ("h",): 13, ("i",): 16,
    }  # fmt: skip
    assert document.value["g"] == [1, 2]


def test_lists_of_mappings_have_keys_of_their_own() -> None:
    """Each item begins anew."""
    parsed = _parse("a:\n  - b: 1\n  - b: 3\n")
    assert parsed.duplicates == []
    assert parsed.documents[0].value == {"a": [{"b": 1}, {"b": 3}]}


def test_a_long_key_may_stand_apart() -> None:
    """As js-yaml writes it."""
    (document,) = _parse("a:\n  ? 'b c'\n  : d\n").documents
    assert document.value == {"a": {"b c": "d"}}
    assert document.lines == {("a",): 1, ("a", "b c"): 2}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: 1\nb: &x 1\n", "line 2: an anchor"),
        ("a: [*x]\n", "line 1: an alias"),
        ("a:\n  - !x 1\n", "line 2: a tag"),
        ("%YAML 1.2\n---\na: 1\n", "line 1: a directive"),
        ("<<: {a: 1}\n", "line 1: a merge key"),
        ("a: {<<: {a: 1}}\n", "line 1: a merge key"),
        ("a: 1\n...\n", "line 2: a mark of documents"),
        ("a: 1\n--- b\n", "line 2: a mark of documents"),
        ("a: 'x\n", "line 1: a quote that is not closed"),
        ("a: 'x' y\n", "line 1: y after the end of a value"),
        ("a: [x\n", "line 1: a collection that is not closed"),
        ("a: " + "[" * 20, "line 1: nested deeper than 16"),
        ("a: |x\n", "line 1: a block text with an odd head"),
        ("? - a\n: b\n", "line 1: a key that is no text"),
        ("? a: b\n: c\n", "line 1: a key that is no text"),
        ("{? a : b}\n", "line 1: an explicit key in a collection"),
        ("a: ? b\n", "line 1: a collection in the line of its key"),
        ("? 'a\n  b'\n: b\n", "line 1: a key over several lines"),
        ("a: - b\n", "line 1: a collection in the line of its key"),
        ("a:\n  -\t- b\n", "line 2: a tab"),
        ("a: 1\r b: 2\n", "line 1: the control character '\\\\r'"),
        ("a: \x00\n", "line 1: the control character"),
        (" " * 101 + "a: 1\n", "line 1: indented deeper than 100 columns"),
        ("- " * 60 + "a\n", "line 1: indented deeper than 100 columns"),
        ("a: |\n  x\n" + "- " * 50_000, "line 3: nested without end"),
        ("a: 1\n---\nb: 1\n  c: 2\n", "line 4: no YAML"),
    ],
)
def test_what_is_not_plain_is_an_error_that_tells_where(text: str, told: str) -> None:
    """Path, line and cause stand in the message."""
    with pytest.raises(SettingsError, match=told):
        _parse(text)


@pytest.mark.parametrize("text", ['{"a":&x [1]}', '{"a":*x}', '{"a":!!str 1}', "{'a'::&x 1}"])
def test_right_behind_a_colon(text: str) -> None:
    """What makes a bomb is refused behind a quoted key's colon, too."""
    with pytest.raises(SettingsError, match="in a collection"):
        plain_yaml.parse(text, Place("x.yaml", SettingsError))

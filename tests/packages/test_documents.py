"""Bytes to text, and text to JSON."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from picketline.core.errors import ManifestError, PackagesError
from picketline.packages import documents
from picketline.packages.documents import Key, Place

_law = settings(max_examples=100, deadline=None, derandomize=True, database=None)
_PLACE = Place("a.json", ManifestError)
_VALUE = st.recursive(
    st.none() | st.booleans() | st.integers(-99, 99) | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=12,
)


def _paths(value: object, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    if isinstance(value, dict):
        pairs = [(str(key), one) for key, one in value.items()]
        return [found for key, one in pairs for found in [(*path, key), *_paths(one, (*path, key))]]
    if isinstance(value, list):
        return [found for at, one in enumerate(value) for found in _paths(one, (*path, str(at)))]
    return []


@_law
@given(_VALUE, st.sampled_from([None, 0, 2]))
def test_keys_are_those_that_json_reads(value: object, indent: int | None) -> None:
    """Paths and lines agree with the value and the text."""
    text = json.dumps(value, indent=indent)
    found = list(documents.keys(text))
    assert [key.path for key in found] == _paths(value)
    lines = text.split("\n")
    assert all(json.dumps(key.path[-1]) in lines[key.line - 1] for key in found)
    assert not any(key.again for key in found)


@_law
@given(_VALUE)
def test_json_is_read_as_json_reads_it(value: object) -> None:
    """The strict reader and the standard library agree, but for lone surrogates."""
    text = json.dumps(value)
    assert documents.from_json(text, _PLACE) == (json.loads(text), False)
    assert documents.from_json(documents.relaxed(text), _PLACE)[0] == json.loads(text)


def test_a_key_that_stands_twice_is_found_where_it_stands() -> None:
    """In its own object alone."""
    text = '{"a": 1,\n"b": {"a": 2, "\\u0061": [{"a": 3},\n{"a": 4, "a": 5}]}}'
    assert documents.from_json(text, _PLACE)[1]
    assert documents.duplicates(text) == [
        Key(("b", "a"), 2, again=True),
        Key(("b", "a", "1", "a"), 3, again=True),
    ]


def test_keys_stop_at_a_depth() -> None:
    """What is deeper is passed over."""
    assert [key.path for key in documents.keys('{"a": {"b": 1}, "c": 2}', 1)] == [("a",), ("c",)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("NaN", "a.json: NaN is no JSON"),
        ('{"a": -Infinity}', "a.json: -Infinity is no JSON"),
        ("{\n'a': 1}", "a.json, line 2: no JSON"),
        ('{"a": 1,}', "a.json, line 1: no JSON"),
        ('"a\tb"', "a.json, line 1: no JSON"),
        ("[" * 100_000, "nested deeper than 100"),
        ("[" * 101 + "]" * 101, "nested deeper than 100"),
    ],
)
def test_what_is_no_json_is_an_error_that_tells_where(text: str, told: str) -> None:
    """Python would take some of it."""
    with pytest.raises(ManifestError, match=told):
        documents.from_json(text, _PLACE)


def test_a_hundred_levels_are_read() -> None:
    """The bound itself is within it."""
    assert documents.from_json("[" * 100 + "]" * 100, _PLACE)


def test_what_utf_8_cannot_write_is_replaced() -> None:
    """An escape can write half of a pair; nothing else is lost."""
    assert documents.from_json('["\\ud800x", "\\ud83d\\ude00"]', _PLACE)[0] == ["\ufffdx", "😀"]


def test_large_numbers_are_floats() -> None:
    """As in JavaScript; a million digits cost no more than a line."""
    assert documents.from_json("[9007199254740993, 12]", _PLACE)[0] == [9007199254740992.0, 12]
    assert documents.from_json("1" * 5000, _PLACE)[0] == float("inf")


def test_bytes_must_be_utf_8() -> None:
    """The message has the offset in the file and its line, the mark counted."""
    assert documents.decoded(b"\xef\xbb\xbfa", _PLACE) == "a"
    with pytest.raises(PackagesError, match="line 2: byte 5 is no UTF-8"):
        documents.decoded(b"\xef\xbb\xbfa\n\xff", _PLACE)


def test_a_conflict_is_told_as_such() -> None:
    """Only at the begin of a line; what stands in a text is none."""
    assert documents.decoded(b'"x <<<<<<< HEAD"', _PLACE)
    with pytest.raises(PackagesError, match="line 2: an unresolved merge conflict"):
        documents.decoded(b"x\n<<<<<<< HEAD\n", _PLACE)


def test_too_many_bytes_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bound is told."""
    monkeypatch.setattr(documents, "MAX_BYTES", 3)
    with pytest.raises(PackagesError, match="has 4 bytes; at most 3 are read"):
        documents.decoded(b"abcd", _PLACE)


def test_messages_show_hostile_text_safely() -> None:
    """Short, and nothing that steers a terminal."""
    assert documents.shown("a\x1b[2J" + "b" * 200) == "a\\x1b[2J" + "b" * 75 + "..."
    assert str(Place("a\nb", ManifestError).wrong("odd", 3)) == "a\\x0ab, line 3: odd"

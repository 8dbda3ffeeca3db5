import hashlib
import json

import build
from hypothesis import given
from hypothesis import strategies as st

from picketline.core import canonical
from picketline.core.model import Severity, Subject

_LEAVES = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=5)
_VALUES = st.recursive(
    _LEAVES | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=8,
)


def test_one_form() -> None:
    """Keys sorted, no white space, UTF-8, enums by value, sets in order."""
    value = {"b": [1, 1.5, None], "a": {"ü", "b", "a"}, "s": Severity.LOW, "t": Subject("k", "i")}
    assert canonical.encode(value).decode() == (
        '{"a":["a","b","ü"],"b":[1,1.5,null],"s":"low","t":{"identity":"i","kind":"k"}}'
    )


@build.law
@given(_VALUES)
def test_any_json_reader_gets_the_value_back(value: object) -> None:
    """Nothing is lost or rounded on the way."""
    assert json.loads(canonical.encode(value)) == value


@build.law
@given(st.dictionaries(st.text(max_size=4), _LEAVES))
def test_the_order_of_keys_leaves_no_trace(value: dict[str, object]) -> None:
    """The same mapping, filled in another order, is the same bytes."""
    assert canonical.encode(dict(reversed(value.items()))) == canonical.encode(value)


def test_the_order_of_a_list_counts() -> None:
    """Evidence in another order is other evidence."""
    assert canonical.digest(["a", "b"]) != canonical.digest(["b", "a"])


def test_a_digest_is_the_sha256_of_the_bytes() -> None:
    """Any other program can check it."""
    assert canonical.digest({"a": 1}) == hashlib.sha256(b'{"a":1}').hexdigest()

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from picketline.core import indicators
from picketline.core.errors import ConfigError
from picketline.core.indicators import SCHEMA, Indicator, Indicators, sendable
from picketline.core.model import Severity

_NAMES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="/"), min_size=1)
_VALUES = {
    "filename": _NAMES.filter(lambda name: name not in {".", ".."} and len(name) < 256),
    "process": st.from_regex(r"[a-z_.-]{3,20}", fullmatch=True).filter(lambda name: name != ".."),
    "host": st.one_of(
        st.from_regex(r"[a-z]{1,9}(\.[a-z]{2,9}){1,3}", fullmatch=True),
        st.ip_addresses(v=4).map(str),
    ),
    "sha256": st.from_regex(r"[0-9a-f]{64}", fullmatch=True),
}


def _made(kind: str) -> st.SearchStrategy[Indicator]:
    return st.builds(
        Indicator,
        id=st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,20}", fullmatch=True),
        kind=st.just(kind),
        value=_VALUES[kind],
        severity=st.sampled_from(Severity),
        why=st.text(st.characters(exclude_categories=["Cs"]), max_size=100),
    )


_ANY = st.lists(
    st.one_of(*map(_made, _VALUES)), unique_by=lambda each: (each.kind, each.value), max_size=20
)


@given(_ANY, st.from_regex(r"[0-9a-f]{64}|", fullmatch=True))
def test_what_is_written_is_read(found: list[Indicator], corpus: str) -> None:
    """The same indicators come back, whatever their order was."""
    data = indicators.write(corpus, tuple(found))
    back = indicators.read(data, "x")
    assert set(back.indicators) == set(found)
    assert back.corpus == corpus
    assert indicators.write(corpus, tuple(reversed(found))) == data


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    """Whatever a file holds, it is refused with its name."""
    with pytest.raises(ConfigError, match=r"^the file: "):
        indicators.read(data, "the file")


def _file(*found: Any, **fields: Any) -> bytes:
    return json.dumps({"schema": SCHEMA, "indicators": list(found)} | fields).encode()


def _one(**fields: Any) -> dict[str, Any]:
    return {"id": "a", "kind": "filename", "value": "x.js", "severity": "high"} | fields


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "no indicators as `picosentry ioc export --for picket` writes"),
        (b"[" * 5000, "no indicators as"),
        (b'{"schema": "\xff"}', "no indicators as"),
        (_file(schema="picketline.indicators/2"), "$.schema"),
        (_file(_one(), _one(kind="package")), "$.indicators[1].kind"),
        (_file(_one(severity="bad")), "$.indicators[0].severity"),
        (_file(_one(more=1)), "$.indicators[0]"),
        (_file(_one(value=7)), "$.indicators[0].value"),
        (_file(more=1), "unknown field"),
        (_file(corpus="x"), "corpus: not 64 hex digits"),
        (_file(_one(), _one(id="b")), "indicators[1]: filename 'x.js' is given twice"),
        (_file(_one(id="../x")), "indicators[0]: filename 'x.js' has an id that is none"),
        (_file(_one(id="")), "has an id that is none"),
        (_file(_one(why="x" * 201)), "has a why of more than 200 characters"),
        (_file(_one(value="a/b")), "is no base name"),
        (_file(_one(value="")), "is no base name"),
        (_file(_one(value="x" * 256)), "is no base name"),
        (_file(_one(kind="process", value="..")), "is no base name"),
        (_file(_one(kind="sha256", value="A" * 64)), "is no sha256"),
        (_file(_one(kind="sha256", value="")), "is no sha256"),
        (_file(_one(kind="host", value="evil")), "is no host"),
        (_file(_one(kind="host", value="1.2.3")), "is no host"),
        (_file(_one(kind="host", value="a.example.")), "is no host"),
        (_file(_one(kind="host", value="A.example")), "is not in small letters"),
        (_file(_one(kind="host", value="2001:DB8::1")), "is not written as 2001:db8::1"),
        (_file(_one(kind="host", value="::ffff:1.2.3.4")), "is not written as 1.2.3.4"),
        (_file(*(_one(value=f"{n}") for n in range(2001))), "2001 indicators, a host is sent 2000"),
        (b" " * ((1 << 20) + 1), "larger than 1024 KiB"),
    ],
)
def test_what_is_wrong_is_said(data: bytes, problem: str) -> None:
    """With the name of the file and the place in it."""
    with pytest.raises(ConfigError) as raised:
        indicators.read(data, "the file")
    assert str(raised.value).startswith("the file: ")
    assert problem in str(raised.value)


def test_a_full_file_is_taken() -> None:
    """As many as a host is sent."""
    data = _file(*(_one(value=f"f{number}") for number in range(indicators.MOST)))
    assert len(indicators.read(data, "x").indicators) == indicators.MOST


@pytest.mark.parametrize("value", ["a'b", 'a"b', "a`b", "a|b", "a\\b", "a\nb", " a", "a ", "\xe9"])
def test_what_cannot_travel(value: str) -> None:
    """Quotes, bars, backslashes, blanks at an end, and all that is not printable ASCII."""
    assert not sendable("filename", value)
    assert indicators.read(_file(_one(value=value)), "x").indicators


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("filename", "a b$(id).js", True),
        ("filename", "x", True),
        ("process", "a_b-1.js", True),
        ("process", "a b", False),
        ("process", "a$b", False),
    ],
)
def test_what_can_travel(kind: indicators.Kind, value: str, *, expected: bool) -> None:
    """A name may have blanks and signs, a word may not."""
    assert sendable(kind, value) is expected


def test_the_bytes() -> None:
    """As other programs read them: the interface."""
    one = Indicator(id="a", kind="filename", value="x.js", severity=Severity.HIGH)
    assert indicators.write("", (one,)) == (
        b'{"corpus":"","indicators":[{"id":"a","kind":"filename","severity":"high",'
        b'"value":"x.js","why":""}],"schema":"picketline.indicators/1"}\n'
    )
    assert indicators.read(indicators.write("", (one,)), "x") == Indicators(
        schema=SCHEMA, indicators=(one,)
    )

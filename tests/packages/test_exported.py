import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from picketline.core import indicators
from picketline.core.model import Severity
from picketline.packages.corpus import Corpus
from picketline.packages.corpus.facts import Indicator, IndicatorKind
from picketline.packages.corpus.registered import indicator
from picketline.packages.exported import Export, export

_HASH = "ab" * 32


def _one(kind: IndicatorKind, value: str, identity: str = "a", **fields: object) -> Indicator:
    return Indicator(id=identity, kind=kind, value=value, **fields)  # type: ignore[arg-type]


def _export(*found: Indicator, most: int = 2000) -> Export:
    return export(Corpus.of(found), {}, most)


def _told(made: Export) -> list[tuple[str, str, str]]:
    return [(each.kind, each.value, each.severity.value) for each in made.indicators]


def test_what_becomes_of_each_kind() -> None:
    """A name of what runs is a word of command lines, too; a package is nothing."""
    made = _export(
        _one("sha256", _HASH),
        _one("host", "evil.example"),
        _one("host", "203.0.113.9"),
        _one("filename", "setup_x.js"),
        _one("filename", "worm.service", exact=True),
        _one("filename", "a worm.sh"),
        _one("package", "evil"),
    )
    assert _told(made) == [
        ("host", "203.0.113.9", "critical"),
        ("host", "evil.example", "critical"),
        ("process", "setup_x.js", "critical"),
        ("filename", "worm.service", "critical"),
        ("sha256", _HASH, "critical"),
        ("filename", "a worm.sh", "high"),
        ("filename", "setup_x.js", "high"),
    ]
    assert made.left == {}


@pytest.mark.parametrize(
    ("kind", "value", "why"),
    [
        ("filename", "index.js", "names that good files have, too"),
        ("filename", "Setup.mjs", "names that good files have, too"),
        ("filename", "setup.mjs", "names that good files have, too"),
        ("filename", "package.json", "names that good files have, too"),
        ("filename", "Makefile", "names that good files have, too"),
        ("filename", "node", "names that good files have, too"),
        ("filename", ".env", "names that good files have, too"),
        ("filename", "x.y", "names that good files have, too"),
        ("filename", "it's.js", "with characters that are not sent to a host"),
        ("filename", "\u0456ndex_x.js", "with characters that are not sent to a host"),
        ("host", "evil", "that are malformed"),
        ("host", "127.0.0.1", "addresses of no machine"),
        ("host", "::", "addresses of no machine"),
    ],
)
def test_what_is_left_out(kind: IndicatorKind, value: str, why: str) -> None:
    """And counted."""
    made = _export(_one(kind, value))
    assert (made.indicators, made.left) == ((), {why: 1})


def test_the_worst_comes_first_and_stays() -> None:
    """What is beyond the limit is counted."""
    found = [_one("host", f"h{n}.example", severity=Severity.LOW) for n in range(5)]
    made = _export(*found, _one("sha256", _HASH, severity=Severity.HIGH), most=2)
    assert _told(made) == [("sha256", _HASH, "high"), ("host", "h0.example", "low")]
    assert made.left == {"beyond the limit": 4}


def test_two_that_know_the_same() -> None:
    """Once, by the worse of them."""
    made = _export(
        _one("host", "a.example", "x", severity=Severity.HIGH), _one("host", "a.example", "y")
    )
    assert [(each.id, each.severity) for each in made.indicators] == [("y", Severity.CRITICAL)]


def test_why() -> None:
    """What the corpus calls it, or why a person registered it; ids and texts fit the file."""
    found = (
        _one("host", "a.example", "x", source="Campaign"),
        _one("host", "b.example", "-y/\xe9", source="z" * 300),
    )
    made = export(Corpus.of(found), {"x": "ticket 7"})
    assert [(each.id, len(each.why)) for each in made.indicators] == [("x", 8), ("y--", 200)]
    assert made.indicators[0].why == "ticket 7"


def test_a_host_is_written_small() -> None:
    """As the reader wants it."""
    assert _told(_export(_one("host", "A.Example"))) == [("host", "a.example", "critical")]


def test_an_address_is_written_as_the_reader_wants_it() -> None:
    """One of IPv4 within one of IPv6 is the one of IPv4."""
    made = _export(_one("host", "::ffff:cb00:7109"))
    assert _told(made) == [("host", "203.0.113.9", "critical")]


_FOUND = st.one_of(
    st.builds(_one, st.just("sha256"), st.from_regex(r"[0-9a-f]{64}", fullmatch=True), st.text()),
    st.builds(_one, st.just("filename"), st.from_regex(r"[^/]{4,99}", fullmatch=True), st.text()),
    st.builds(_one, st.just("host"), st.ip_addresses().map(str), st.text()),
    st.builds(_one, st.just("host"), st.from_regex(r"[\w-]{1,9}\.[a-z]{2}", fullmatch=True)),
)


@given(st.lists(_FOUND, max_size=30), st.text(max_size=300))
def test_what_is_exported_is_read(found: list[Indicator], why: str) -> None:
    """Whatever a corpus holds, picket takes the file, and the same corpus gives the same bytes."""
    made = export(Corpus.of(found), dict.fromkeys((each.id for each in found), why))
    data = indicators.write("", made.indicators)
    assert set(indicators.read(data, "x").indicators) == set(made.indicators)
    again = export(Corpus.of(reversed(found)), dict.fromkeys((each.id for each in found), why))
    assert indicators.write("", again.indicators) == data


def test_the_corpus_that_is_built_in() -> None:
    """Something of each kind, all of it told by its campaign, and within the limit."""
    corpus = Corpus.load(None, dt.date(2026, 11, 20))
    made = export(corpus, {})
    assert {each.kind for each in made.indicators} == {"sha256", "filename", "host", "process"}
    assert all(each.why for each in made.indicators)
    assert "beyond the limit" not in made.left
    assert indicators.read(indicators.write(corpus.digest, made.indicators), "x")


def test_a_registered_one() -> None:
    """By the id that it was given or got."""
    (each,) = _export(indicator("host", "Evil.Example.")).indicators
    assert re.fullmatch(r"ioc-[0-9a-f]{12}", each.id)
    assert each.value == "evil.example"

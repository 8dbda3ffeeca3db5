import datetime as dt
import gzip
import json

import pytest
from corpora import pack as made
from hypothesis import given, settings
from hypothesis import strategies as st

from picketline.core import canonical
from picketline.core.errors import CorpusError
from picketline.core.model import Severity
from picketline.packages.corpus import pack
from picketline.packages.corpus.facts import Indicator
from picketline.packages.corpus.pack import Pack, Record, Sealed, unsealed
from picketline.packages.corpus.versions import Span

_law = settings(deadline=None, derandomize=True, database=None)
_words = st.text(max_size=12)
_indicators = st.builds(
    Indicator,
    id=_words,
    kind=st.sampled_from(["package", "sha256", "filename", "host"]),
    value=_words,
    versions=_words,
    severity=st.sampled_from(Severity),
    references=st.lists(_words, max_size=2).map(tuple),
    expires=st.none() | st.dates(),
)
_records = st.builds(
    Record,
    id=_words,
    severity=st.sampled_from(Severity),
    aliases=st.lists(_words, max_size=2).map(tuple),
    spans=st.lists(st.builds(Span, _words, _words, _words), max_size=2).map(tuple),
    versions=st.lists(_words, max_size=2).map(tuple),
)
packs = st.builds(
    Pack,
    name=st.from_regex(pack.NAME, fullmatch=True),
    version=_words,
    collected=st.dates(),
    packages=st.dictionaries(_words, st.dictionaries(_words, _words, max_size=2), max_size=3),
    indicators=st.lists(_indicators, max_size=3).map(tuple),
    advisories=st.dictionaries(_words, st.lists(_records, max_size=2).map(tuple), max_size=2),
    names=st.lists(st.from_regex(r"[a-z]{1,5}", fullmatch=True), max_size=4).map("\n".join),
)


@_law
@given(packs)
def test_a_pack_comes_back_as_it_was(one: Pack) -> None:
    """Written and read it is the same, and its bytes are the same each time."""
    data = Sealed.of(one).to_bytes()
    assert data == Sealed.of(one).to_bytes()
    assert unsealed(data, "x").pack("x") == one
    contents = unsealed(data, "x").contents("x")
    assert (contents.name, contents.indicators) == (one.name, one.indicators)


@_law
@given(packs, st.integers(0, 1 << 20), st.integers(1, 255))
def test_a_changed_pack_is_refused(one: Pack, at: int, change: int) -> None:
    """Any other byte in its contents is told as such."""
    sealed = Sealed.of(one)
    body = bytearray(sealed.body)
    body[at % len(body)] ^= change
    with pytest.raises(CorpusError, match=r"its digest does not hold|not a pack"):
        unsealed(Sealed(sealed.header, bytes(body)).to_bytes(), "x")


@_law
@given(st.binary(max_size=200))
def test_any_bytes_can_be_read(data: bytes) -> None:
    """Whatever is given, packed or not, is refused with the file's name."""
    for each in (data, gzip.compress(data), gzip.compress(data)[:-3]):
        with pytest.raises(CorpusError, match=r"^a\.pack: "):
            unsealed(each, "a.pack")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (b'{"format":2,"digest":"","counts":[0,0,0]}\n{}', "a pack of format 2; this one reads 1"),
        (b'{"format":1,"digest":"x","counts":[0,0,0]}\n{}', "its digest does not hold"),
        (b" " * 5000, "not a pack of this product"),
        (b"[" * 3000, "not a pack of this product"),
    ],
)
def test_what_is_wrong_is_said(text: bytes, problem: str) -> None:
    """With the file and what it is."""
    with pytest.raises(CorpusError, match=problem):
        unsealed(gzip.compress(text), "a.pack")


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    """No more than the bound is ever unpacked."""
    monkeypatch.setattr(pack, "LARGEST", 1 << 20)
    with pytest.raises(CorpusError, match="unpacks to more than 1 MiB"):
        unsealed(gzip.compress(b" " * (8 << 20)), "a.pack")
    with pytest.raises(CorpusError, match="larger than 1 MiB"):
        Sealed.of(made(names="a" * (2 << 20)))


def test_counts_must_agree() -> None:
    """A header that says otherwise than the contents is refused."""
    sealed = Sealed.of(made(names="a\nb"))
    head = json.loads(canonical.encode(sealed.header))
    forged = gzip.compress(json.dumps(head | {"counts": [9, 9, 9]}).encode() + b"\n" + sealed.body)
    with pytest.raises(CorpusError, match="do not agree"):
        unsealed(forged, "x").pack("x")


@pytest.mark.parametrize("name", ["", "../x", "A", "a/b", "a" * 65, ".x", "a\n"])
def test_a_pack_is_named_like_a_file(name: str) -> None:
    """Nothing else: the name becomes that of a file."""
    with pytest.raises(CorpusError, match="cannot be called"):
        Sealed.of(Pack(name=name, version="1", collected=dt.date(2026, 1, 1)))

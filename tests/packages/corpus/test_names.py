import gzip

import pytest
from corpora import TODAY, module, tarball, tarred
from hypothesis import given, settings
from hypothesis import strategies as st

from picketline.core.errors import CorpusError
from picketline.packages.corpus import names
from picketline.packages.corpus.names import pack

MANY = [f"package-{number}" for number in range(1000)]


def test_names_in_order() -> None:
    """By downloads, then those depended on that are not among them; as many as asked for."""
    made = pack(tarball(MANY, ["@acme/x", "package-7"]), "x", TODAY)
    assert made.names.split("\n") == [*MANY, "@acme/x"]
    assert (made.version, made.collected, made.licence) == ("9.8.7", TODAY, "MIT")
    assert pack(tarball(MANY), "x", TODAY, top=3).names.split("\n") == MANY[:3]


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "not a tarball"),
        (b"x" * 600, "not a tarball"),
        (gzip.compress(b"x" * 600, mtime=0), "not a tarball"),
        (tarball(MANY)[:-20], "cut short"),
        (tarred({"package/package.json": b"{}"}), "package/lib/top-dependent.js is missing"),
        (tarball(MANY[:5]), "only 5 names"),
        (tarball(MANY, files={"package.json": b"{"}), "package.json: "),
        (tarball(MANY, files={"package.json": b"[" * 9000}), "package.json: "),
        (
            tarball(MANY, files={"package.json": b'{"name":"x","version":"1","license":"MIT"}'}),
            "holds 'x', not npm-high-impact",
        ),
        (tarball(MANY, files={"lib/top-download.js": b"alert(1)"}), "is not one list"),
        (
            tarball(MANY, files={"lib/top-download.js": module(["a b"])}),
            "top-download.js:2 is not a",
        ),
        (
            tarball(MANY, files={"lib/top-download.js": module(["a', evil(), 'b"])}),
            "top-download.js:2 is not a name",
        ),
    ],
)
def test_what_is_wrong_is_said(data: bytes, problem: str) -> None:
    """Nothing of it is run or guessed."""
    with pytest.raises(CorpusError, match=f"x: .*{problem}"):
        pack(data, "x", TODAY)


def test_bombs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither its size nor its members run away."""
    monkeypatch.setattr(names, "_LARGEST", 1 << 16)
    with pytest.raises(CorpusError, match="unpacks to more than"):
        pack(gzip.compress(b"\0" * (1 << 20)), "x", TODAY)
    monkeypatch.undo()
    monkeypatch.setattr(names, "_MEMBERS", 3)
    with pytest.raises(CorpusError, match="more than 3 members"):
        pack(tarball(MANY, files={"a": b"", "b": b""}), "x", TODAY)


@settings(deadline=None, derandomize=True, database=None)
@given(st.binary(max_size=600), st.integers(0, 2000), st.integers(1, 255))
def test_any_bytes(data: bytes, at: int, change: int) -> None:
    """A tarball of any bytes, or a changed one, is refused or read, and nothing else."""
    whole = bytearray(gzip.decompress(tarball(MANY)))
    whole[at % len(whole)] ^= change
    for each in (data, gzip.compress(data), gzip.compress(bytes(whole), 1)):
        try:
            made = pack(each, "x", TODAY)
        except CorpusError:
            continue
        assert len(made.names.split()) > 999

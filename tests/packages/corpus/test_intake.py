import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from corpora import TODAY, entry, keys, pack, written, zipped

from picketline.core.errors import CorpusError
from picketline.core.model import Severity
from picketline.packages.corpus import Corpus, Record, Span, intake
from picketline.packages.corpus.facts import Indicator
from picketline.packages.corpus.intake import take, vetted
from picketline.packages.corpus.pack import Campaign, Sealed
from picketline.packages.corpus.place import Place
from picketline.packages.corpus.seal import sign


def _feed(folder: Path, *entries: Any) -> Path:
    folder.mkdir()
    for number, each in enumerate(entries):
        data = each if isinstance(each, bytes) else json.dumps(each).encode()
        (folder / f"{number}.json").write_bytes(data)
    return folder


def test_a_feed_becomes_a_pack(tmp_path: Path) -> None:
    """Advisories and malware of npm; the others are counted, the unreadable told."""
    feed = _feed(
        tmp_path / "OSV Feed",
        entry(),
        entry("MAL-1", "evil", events=[{"introduced": "0"}]),
        entry("GHSA-2", withdrawn="2026-01-01T00:00:00Z"),
        entry("PYSEC-1", ecosystem="PyPI"),
        b"{",
        entry("GHSA-3", events=[]),
    )
    where = Place(tmp_path / "corpus")
    taken = take(feed, where, unsigned=True, today=TODAY)
    assert (taken.file.name, taken.counts, taken.signed_by) == (
        "osv-feed.pack",
        (1, 1, 0),
        "unsigned",
    )
    assert (taken.withdrawn, taken.other, taken.unreadable) == (1, 1, 2)
    assert [Path(each.split(":")[0]).name for each in taken.problems] == ["4.json", "5.json"]
    known = Corpus.load(where.folder, TODAY)
    assert [each.id for each in known.known_bad("evil", "7.0.0")] == ["MAL-1"]
    assert [(each.id, each.fixed) for each in known.advisories("left", "1.1.9")] == [
        ("GHSA-1", "1.2.0")
    ]
    (info,) = (each for each in known.packs if each.name == "osv-feed")
    assert (info.collected, info.signed_by) == (dt.date(2026, 3, 2), "unsigned")


def test_a_zip_says_the_same_as_its_folder(tmp_path: Path) -> None:
    """The same facts make the same pack."""
    entries = [entry(f"GHSA-{n}", f"left{n % 3}") for n in range(9)]
    feed = _feed(tmp_path / "feed", *entries)
    members = {f"x/{n}.json": json.dumps(each).encode() for n, each in enumerate(entries)}
    file = zipped(tmp_path / "all.zip", members)
    where = Place(tmp_path / "corpus")
    one = take(feed, where, unsigned=True, name="one", today=TODAY).file.read_bytes()
    assert one == take(file, where, unsigned=True, name="one", today=TODAY).file.read_bytes()


def test_an_id_twice_is_one_record(tmp_path: Path) -> None:
    """Of all its versions, at its worst."""
    feed = _feed(
        tmp_path / "feed",
        entry(events=[{"introduced": "0"}, {"fixed": "1.0.0"}]),
        entry(
            events=[{"introduced": "2.0.0"}, {"fixed": "2.1.0"}],
            database_specific={"severity": "HIGH"},
        ),
        entry("MAL-1", "evil", events=[], versions=["1.0.0"]),
        entry("MAL-1", "evil", events=[], versions=["2.0.0"]),
    )
    where = Place(tmp_path / "corpus")
    assert take(feed, where, unsigned=True, today=TODAY).counts == (1, 1, 0)
    known = Corpus.load(where.folder, TODAY)
    for version in ("0.1.0", "2.0.5"):
        assert [each.severity.value for each in known.advisories("left", version)] == ["high"]
    for version in ("1.0.0", "2.0.0"):
        assert known.known_bad("evil", version)


def test_a_day_that_is_none(tmp_path: Path) -> None:
    """A feed that does not say when, or says a day to come, is of today."""
    for number, modified in enumerate(("soon", "2999-01-01T00:00:00Z", "")):
        feed = _feed(tmp_path / str(number), entry(modified=modified))
        where = Place(tmp_path / "corpus")
        take(feed, where, unsigned=True, name="x", today=TODAY)
        assert [each.collected for each in Corpus.load(where.folder, TODAY).packs][-1] == TODAY


def test_records_are_signed_by_nobody(tmp_path: Path) -> None:
    """So they are taken only where that is said."""
    with pytest.raises(CorpusError, match="take them with --unsigned"):
        take(_feed(tmp_path / "feed", entry()), Place(tmp_path), today=TODAY)


def test_a_feed_of_nothing(tmp_path: Path) -> None:
    """It is refused, with the first reason."""
    feeds: list[list[Any]] = [[], [entry(ecosystem="PyPI")], [b"{"]]
    for number, entries in enumerate(feeds):
        feed = _feed(tmp_path / str(number), *entries)
        with pytest.raises(CorpusError, match="no OSV record of npm in it"):
            take(feed, Place(tmp_path), unsigned=True, today=TODAY)


def test_a_feed_beyond_its_bounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is refused as a whole."""
    monkeypatch.setattr(intake, "_LARGEST_KEPT", 100)
    with pytest.raises(CorpusError, match="import it in parts"):
        take(_feed(tmp_path / "feed", entry()), Place(tmp_path), unsigned=True, today=TODAY)


def test_many_problems_are_counted(tmp_path: Path) -> None:
    """The first twenty are told."""
    broken: list[Any] = [b"{"] * 30
    feed = _feed(tmp_path / "feed", entry(), *broken)
    taken = take(feed, Place(tmp_path / "c"), unsigned=True, today=TODAY)
    assert (taken.unreadable, len(taken.problems)) == (30, 20)


def test_a_signed_pack(tmp_path: Path) -> None:
    """Taken once its key is trusted, as it is."""
    secret, public = keys(tmp_path)
    file = tmp_path / "x.pack"
    file.write_bytes(sign(Sealed.of(pack(names="a\nb")), secret).to_bytes())
    where = Place(tmp_path / "corpus")
    with pytest.raises(CorpusError, match="signed by none of your keys"):
        take(file, where, today=TODAY)
    taken = take(file, where, key=public, today=TODAY)
    assert (taken.signed_by, taken.file.name) == ("acme", "mine.pack")
    assert taken.file.read_bytes() == file.read_bytes()
    assert take(file, Place(tmp_path / "corpus"), today=TODAY).signed_by == "acme"


def test_a_key_that_did_not_sign_is_not_trusted(tmp_path: Path) -> None:
    """Neither that of another nor one for a pack that nobody signed."""
    _, public = keys(tmp_path)
    other, _ = keys(tmp_path, "other")
    where = Place(tmp_path / "corpus")
    file = tmp_path / "x.pack"
    for sealed in (sign(Sealed.of(pack()), other), Sealed.of(pack())):
        file.write_bytes(sealed.to_bytes())
        with pytest.raises(CorpusError, match="signed"):
            take(file, where, key=public, today=TODAY)
    assert where.trusted == {}


def test_an_unsigned_pack(tmp_path: Path) -> None:
    """Only where that is said; a signature of somebody unknown is then dropped."""
    secret, _ = keys(tmp_path)
    where = Place(tmp_path / "corpus")
    file = written(tmp_path, pack())
    with pytest.raises(CorpusError, match="to take it all the same: --unsigned"):
        take(file, where, today=TODAY)
    assert take(file, where, unsigned=True, today=TODAY).signed_by == "unsigned"
    file.write_bytes(sign(Sealed.of(pack()), secret).to_bytes())
    take(file, where, unsigned=True, today=TODAY)
    assert [held.signed_by for held in where.held()] == ["unsigned"]


def test_a_built_in_pack_is_not_replaced(tmp_path: Path) -> None:
    """Nobody takes known bad packages away by a pack of the same name."""
    file = written(tmp_path, pack("ossf-malicious"))
    with pytest.raises(CorpusError, match="is a built-in pack, which cannot be replaced"):
        take(file, Place(tmp_path), unsigned=True, today=TODAY)
    with pytest.raises(CorpusError, match="--name is for OSV records"):
        take(file, Place(tmp_path), unsigned=True, name="x", today=TODAY)


@pytest.mark.parametrize(
    ("contents", "problem"),
    [
        ({"indicators": (Indicator(id="a", kind="host", value="A.b"),)}, "not written as"),
        ({"packages": {"evil": {"M-1": "newest"}}}, "is no range"),
        (
            {
                "advisories": {
                    "left": (
                        Record(
                            id="G-1",
                            severity=Severity.LOW,
                            spans=(Span("x"),),
                        ),
                    )
                }
            },
            "G-1: 'x' is no version",
        ),
        ({"campaigns": {"C": Campaign("\x1b[2J")}}, "no title of a campaign"),
        ({"campaigns": {"C": Campaign("a" * 201)}}, "no title of a campaign"),
        ({"names": "a\n\nb"}, "not a line each"),
        ({"names": "a b"}, "not a line each"),
    ],
)
def test_every_value_is_looked_at(contents: dict[str, Any], problem: str) -> None:
    """What could not be used in a scan is refused before it."""
    with pytest.raises(CorpusError, match=f"x: .*{problem}"):
        vetted(pack(**contents), "x")

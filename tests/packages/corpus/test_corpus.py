import datetime as dt
from pathlib import Path

import msgspec
from corpora import TODAY, pack, written

from picketline.core.model import Severity
from picketline.packages.corpus import Corpus, Record, Span, digest_of
from picketline.packages.corpus.facts import Indicator
from picketline.packages.corpus.pack import Campaign, Sealed
from picketline.packages.corpus.place import Held, Place
from picketline.packages.corpus.registered import Registered, indicator, register

BAD = Indicator(id="A", kind="package", value="evil", versions="1.0.0 || >=2.0.0 <3.0.0")
ALL = Indicator(id="B", kind="package", value="evil")
ADVISORY = Record(
    id="GHSA-1",
    severity=Severity.HIGH,
    aliases=("CVE-1",),
    spans=(Span("1.0.0", "1.4.0"), Span("2.0.0", "2.3.0"), Span("1.3.0", "1.6.0")),
    versions=("0.1.0",),
)


def _ids(found: tuple[Indicator, ...]) -> list[str]:
    return [each.id for each in found]


def test_known_bad() -> None:
    """Exact versions and ranges; for no version those of all alone."""
    known = Corpus.of(indicators=[ALL, BAD])
    assert _ids(known.known_bad("evil", "1.0.0")) == ["A", "B"]
    assert _ids(known.known_bad("evil", "2.5.1")) == ["A", "B"]
    assert _ids(known.known_bad("evil", "3.0.0")) == ["B"]
    assert _ids(known.known_bad("evil", "")) == ["B"]
    assert known.known_bad("good", "1.0.0") == ()


def test_packs_say_the_same_as_indicators() -> None:
    """The bulk of a pack is critical, of the pack's source."""
    made = pack(source="them", packages={"evil": {"M-1": "*", "M-2": "1.0.0"}})
    known = Corpus.of(packs=[Held("x", Sealed.of(made), "unsigned")])
    assert _ids(known.known_bad("evil", "1.0.0")) == ["M-1", "M-2"]
    (found,) = known.known_bad("evil", "9.9.9")
    assert (found.severity, found.source) == (Severity.CRITICAL, "them")


def test_known_bad_in_a_range() -> None:
    """The bad versions that a range takes in, of packs and of indicators, by version."""
    made = pack(packages={"odd": {"MAL-1": "1.2.3 || 1.4.0", "MAL-2": ">=2.0.0 <2.1.0"}})
    held = Held("one", Sealed.of(made), "unsigned")
    own = Indicator(id="ioc-1", kind="package", value="odd", versions="1.2.5")
    known = Corpus.of([own], packs=[held])

    def found(spec: str) -> list[tuple[str, str]]:
        return [(version, each.id) for version, each in known.known_bad_in("odd", spec)]

    assert found("^1.2.0") == [("1.2.3", "MAL-1"), ("1.2.5", "ioc-1"), ("1.4.0", "MAL-1")]
    assert found("~1.2.4") == [("1.2.5", "ioc-1")]
    assert found("") == found("*") == [*found("^1.0.0"), ("2.0.0", "MAL-2")]
    assert found("^3") == []
    assert known.known_bad_in("odder", "*") == ()


def test_a_campaign_says_its_name() -> None:
    """The source is the campaign's title with that of the pack, and its references stand by it."""
    made = pack(
        source="a list",
        packages={"odd": {"C-1": "1.2.3", "MAL-2": "*"}},
        campaigns={"C-1": Campaign("Worm, May 2026", ("https://example.com/worm",))},
    )
    known = Corpus.of(packs=[Held("one", Sealed.of(made), "unsigned")])
    campaign, other = known.known_bad("odd", "1.2.3")
    assert campaign.source == "Worm, May 2026 (a list)"
    assert campaign.references == ("https://example.com/worm",)
    assert (other.source, other.references) == ("a list", ())


def test_matching() -> None:
    """Hashes in either case, names as they are, hosts with all beneath them."""
    known = Corpus.of(
        indicators=[
            indicator("sha256", "ab" * 32, identity="hash"),
            indicator("filename", "bundle.js", identity="name"),
            indicator("host", "evil.example", identity="host"),
            indicator("host", "203.0.113.9", identity="address"),
        ]
    )
    assert _ids(known.matching("sha256", "AB" * 32)) == ["hash"]
    assert _ids(known.matching("filename", "bundle.js")) == ["name"]
    assert known.matching("filename", "Bundle.js") == ()
    for host in ("evil.example", "EVIL.example.", "a.b.evil.example"):
        assert _ids(known.matching("host", host)) == ["host"]
    for host in ("notevil.example", "example", "evil.example.org", "x." * 500 + "evil.example"):
        assert known.matching("host", host) == ()
    assert _ids(known.matching("host", "203.0.113.9")) == ["address"]


def test_advisories() -> None:
    """Those that hold, with the lowest version above that none of its spans holds."""
    known = Corpus.of(advisories=[("left", ADVISORY)])
    fixed = {
        version: [each.fixed for each in known.advisories("left", version)]
        for version in ("0.1.0", "0.9.0", "1.0.0", "1.5.0", "1.6.0", "2.2.9", "2.3.0", "x", "")
    }
    assert fixed == {
        "0.1.0": ["1.6.0"],
        "0.9.0": [],
        "1.0.0": ["1.6.0"],
        "1.5.0": ["1.6.0"],
        "1.6.0": [],
        "2.2.9": ["2.3.0"],
        "2.3.0": [],
        "x": [],
        "": [],
    }
    (found,) = known.advisories("left", "1.0.0")
    assert (found.id, found.name, found.severity) == ("GHSA-1", "left", Severity.HIGH)
    assert known.advisories("right", "1.0.0") == ()


def test_the_same_advisory_of_two_packs_is_told_once() -> None:
    """By its id."""
    made = Held("x", Sealed.of(pack(advisories={"left": (ADVISORY,)})), "unsigned")
    known = Corpus.of(advisories=[("left", ADVISORY)], packs=[made])
    assert len(known.advisories("left", "1.0.0")) == 1


def test_other_names_of_an_advisory_are_not_told_again() -> None:
    """GitHub's id stands for all; what shares no name with it is told too."""
    cve, ghsa, other = (
        Record(id=name, severity=Severity.LOW, aliases=aliases, spans=(Span(),))
        for name, aliases in (
            ("CVE-1", ("GHSA-1",)),
            ("GHSA-1", ("CVE-1",)),
            ("CVE-2", ()),
        )
    )
    known = Corpus.of(advisories=[("left", each) for each in (cve, ghsa, other)])
    assert [each.id for each in known.advisories("left", "1.0.0")] == ["CVE-2", "GHSA-1"]


def test_the_newest_names_count() -> None:
    """Names of an older list do not mix with them."""
    new = pack("new", names="vue\nlodash")
    old = msgspec.structs.replace(
        new, name="old", names="react\nvue", collected=TODAY - dt.timedelta(days=9)
    )
    held = [Held("x", Sealed.of(each), "unsigned") for each in (new, old)]
    known = Corpus.of(packs=held)
    assert [known.rank(name) for name in ("vue", "lodash", "react")] == [1, 2, None]
    assert [each.name for each in known.near("lodahs")] == ["lodash"]
    assert Corpus.of().near("lodahs") == ()


def test_scopes_of_popular_names_are_known() -> None:
    """Those of no name on the list are not."""
    known = Corpus.of(popular=["@types/node", "react"])
    assert known.knows("@types")
    assert not known.knows("@evil")
    assert not known.knows("react")


def test_what_is_past_does_not_match(tmp_path: Path) -> None:
    """Neither registered nor in a pack; the digest says which are in force."""
    where = Place(tmp_path)
    last = indicator("host", "evil.example", identity="own", expires=TODAY)
    register(where, Registered(indicator=last))
    other = indicator("host", "evil.example", identity="packed", expires=TODAY)
    written(where.packs, pack(indicators=(other,)))
    now = Corpus.load(tmp_path, TODAY)
    later = Corpus.load(tmp_path, TODAY + dt.timedelta(days=1))
    assert _ids(now.matching("host", "evil.example")) == ["own", "packed"]
    assert later.matching("host", "evil.example") == ()
    assert now.digest != later.digest
    assert now.digest == Corpus.load(tmp_path, TODAY).digest == digest_of(tmp_path, TODAY)


def test_the_digest_is_of_facts_alone(tmp_path: Path) -> None:
    """The same in any order, whoever signed; other for any other fact."""
    one, two = (Sealed.of(pack(name, names=name)) for name in ("one", "two"))
    held = [Held("a", one, "unsigned"), Held("b", two, "acme")]
    first = Corpus(held, [ALL, BAD], TODAY)
    second = Corpus([Held("c", two, "x"), Held("d", one, "y")], [BAD, ALL], TODAY)
    assert first.digest == second.digest
    assert Corpus(held, [ALL], TODAY).digest != first.digest
    assert Corpus(held[:1], [ALL, BAD], TODAY).digest != first.digest
    assert Corpus.load(tmp_path / "none", TODAY).digest == Corpus.load(None, TODAY).digest


def test_packs_are_told(tmp_path: Path) -> None:
    """Built-in ones and the folder's, by name, each with who signed it."""
    written(Place(tmp_path).packs, pack("aaa", names="a\nb", licence="MIT"))
    packs = Corpus.load(tmp_path, TODAY).packs
    assert [info.name for info in packs] == sorted(info.name for info in packs)
    first = packs[0]
    assert (first.name, first.signed_by, first.names, first.licence) == (
        "aaa",
        "unsigned",
        2,
        "MIT",
    )
    assert {info.signed_by for info in packs[1:]} == {"built-in"}

import datetime as dt
from pathlib import Path

import msgspec
import pytest
from corpora import TODAY
from hypothesis import given, settings
from hypothesis import strategies as st

from picketline.core.errors import CorpusError
from picketline.packages.corpus.facts import IndicatorKind
from picketline.packages.corpus.place import Place
from picketline.packages.corpus.registered import (
    Registered,
    indicator,
    lapsed,
    register,
    registered,
    remove,
)


def test_registered_listed_removed(tmp_path: Path) -> None:
    """Each by its id, which follows from its value; the same id replaces."""
    where = Place(tmp_path)
    one = Registered(indicator=indicator("package", "evil", ranges="<2.0.0"), reason="seen")
    two = Registered(indicator=indicator("host", "Evil.Example.", identity="A-1"))
    register(where, one)
    register(where, two)
    register(where, msgspec.structs.replace(one, reason="seen again"))
    assert two.indicator.value == "evil.example"
    assert [(each.indicator.id, each.reason) for each in registered(where)] == [
        ("A-1", ""),
        (one.indicator.id, "seen again"),
    ]
    remove(where, "A-1")
    assert [each.indicator.id for each in registered(where)] == [one.indicator.id]
    with pytest.raises(CorpusError, match="no registered indicator A-1; see ioc list"):
        remove(where, "A-1")


@pytest.mark.parametrize(
    ("kind", "value", "problem"),
    [
        ("package", "a b", "is no name of a package"),
        ("package", "a/b/c", "is no name of a package"),
        ("package", "", "is no name of a package"),
        ("sha256", "abc", "is no sha256"),
        ("sha256", "g" * 64, "is no sha256"),
        ("filename", "a/b", "is no base name"),
        ("filename", "..", "is no base name"),
        ("host", "com", "is no host"),
        ("host", "a..b", "is no host"),
        ("host", "1.2.3", "is no host"),
        ("host", "https://x.example", "is no host"),
    ],
)
def test_wrong_values(kind: IndicatorKind, value: str, problem: str) -> None:
    """Each is refused, and told as what it is not."""
    with pytest.raises(CorpusError, match=problem):
        indicator(kind, value)


@pytest.mark.parametrize(
    ("kind", "value", "kept"),
    [
        ("package", "@acme/x", "@acme/x"),
        ("sha256", "AB" * 32, "ab" * 32),
        ("host", "203.0.113.9", "203.0.113.9"),
        ("host", "[2001:DB8::1]", "2001:db8::1"),
        ("filename", "setup_bun.js", "setup_bun.js"),
    ],
)
def test_one_way_to_write_a_value(kind: IndicatorKind, value: str, kept: str) -> None:
    """So that what is asked finds it."""
    assert indicator(kind, value).value == kept


@pytest.mark.parametrize("identity", ["../x", ".x", "a/b", "a" * 65, "a b", "\n"])
def test_an_id_is_the_name_of_a_file(tmp_path: Path, identity: str) -> None:
    """And of none outside the folder."""
    with pytest.raises(CorpusError, match="cannot be an id"):
        indicator("host", "a.example", identity=identity)
    with pytest.raises(CorpusError, match="cannot be an id"):
        remove(Place(tmp_path), identity)


def test_ranges_are_checked() -> None:
    """A range that npm cannot read would match nothing."""
    with pytest.raises(CorpusError, match="is no range of versions"):
        indicator("package", "evil", ranges="newest")
    with pytest.raises(CorpusError, match="too long"):
        indicator("package", "evil", ranges="1.0.0 || " * 10000)


def test_the_last_day_counts() -> None:
    """It holds on that day, and no more on the next."""
    each = indicator("host", "a.example", expires=TODAY)
    assert not lapsed(each, TODAY)
    assert lapsed(each, TODAY + dt.timedelta(days=1))
    assert not lapsed(indicator("host", "a.example"), dt.date.max)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "not a registered indicator"),
        ("[" * 100_000, "not a registered indicator"),
        ('{"indicator":{"id":"b","kind":"host","value":"a.example"}}', "holds 'b'"),
        ('{"indicator":{"id":"a","kind":"host","value":"A.example"}}', "not written as"),
        ('{"indicator":{"id":"a","kind":"colour","value":"red"}}', "not a registered indicator"),
        ('{"indicator":{"id":"a","kind":"package","value":"x","versions":"?"}}', "is no range"),
    ],
)
def test_a_damaged_file_ends_it(tmp_path: Path, text: str, problem: str) -> None:
    """It is named; nothing is left out in silence."""
    where = Place(tmp_path)
    where.ioc.mkdir()
    (where.ioc / "a.json").write_text(text)
    with pytest.raises(CorpusError, match=rf"a\.json: .*{problem}"):
        registered(where)


@settings(deadline=None, derandomize=True, database=None)
@given(st.sampled_from(["package", "sha256", "filename", "host"]), st.text(max_size=60))
def test_any_value(kind: IndicatorKind, value: str) -> None:
    """It is kept in a form that is kept as it is, or refused."""
    try:
        made = indicator(kind, value)
    except CorpusError:
        return
    assert indicator(kind, made.value) == made

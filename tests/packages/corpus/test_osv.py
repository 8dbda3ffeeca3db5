import contextlib
import json
from typing import Any

import pytest
from corpora import entry
from hypothesis import given, settings
from hypothesis import strategies as st

from picketline.core.errors import CorpusError
from picketline.core.model import Severity
from picketline.packages.corpus import osv
from picketline.packages.corpus.versions import Span

_law = settings(deadline=None, derandomize=True, database=None)


def _read(**fields: Any) -> osv.Read:
    return osv.read(json.dumps(entry(**fields)).encode())


def test_an_advisory() -> None:
    """Its versions, other names, CWE and the word for its severity."""
    found = _read(
        aliases=["CVE-2", "CVE-1"],
        versions=["v0.0.1"],
        database_specific={"severity": "MODERATE", "cwe_ids": ["CWE-79", 5]},
    )
    ((name, record),) = found.advisories
    assert (name, record.id, record.severity) == ("left", "GHSA-1", Severity.MEDIUM)
    assert (record.aliases, record.cwe) == (("CVE-1", "CVE-2"), ("CWE-79",))
    assert (record.spans, record.versions) == ((Span("", "1.2.0"),), ("0.0.1",))
    assert (found.modified, found.bad) == ("2026-03-02", ())


@pytest.mark.parametrize(
    ("events", "spans"),
    [
        ([{"introduced": "0"}], (Span(),)),
        ([{"introduced": "1.0.0"}, {"last_affected": "1.5.0"}], (Span("1.0.0", "", "1.5.0"),)),
        (
            [{"fixed": "2.1.0"}, {"introduced": "2.0.0"}, {"fixed": "1.1.0"}, {"introduced": "0"}],
            (Span("", "1.1.0"), Span("2.0.0", "2.1.0")),
        ),
        ([{"introduced": "1.0.0", "fixed": "1.1.0"}], (Span("1.0.0", "1.1.0"),)),
        ([{"introduced": "10.0.0"}, {"introduced": "9.0.0"}], (Span("9.0.0"),)),
        ([{"introduced": "1.0.0"}, {"limit": "2.0.0"}], (Span("1.0.0"),)),
    ],
)
def test_events(events: list[dict[str, str]], spans: tuple[Span, ...]) -> None:
    """They may stand in any order; what is never ended has no end."""
    assert _read(events=events).advisories[0][1].spans == spans


@pytest.mark.parametrize(
    ("fields", "bad"),
    [
        ({"events": [{"introduced": "0"}]}, "*"),
        ({"events": [{"introduced": "0"}], "versions": ["1.0.0"]}, "*"),
        ({"events": [], "versions": ["2.0.0", "1.0.0"]}, "1.0.0 || 2.0.0"),
        ({"events": [{"introduced": "1.0.0"}, {"fixed": "1.1.0"}]}, ">=1.0.0 <1.1.0"),
        ({"events": [{"introduced": "0"}, {"last_affected": "1.1.0"}]}, "<=1.1.0"),
    ],
)
def test_malware(fields: dict[str, Any], bad: str) -> None:
    """A record of malware is an indicator, not an advisory."""
    found = _read(identity="MAL-2026-1", **fields)
    assert (found.bad, found.advisories) == ((("left", bad),), ())


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, Severity.MEDIUM),
        ({"database_specific": {"severity": "critical"}}, Severity.CRITICAL),
        ({"database_specific": {"severity": 7}}, Severity.MEDIUM),
        ({"database_specific": [1]}, Severity.MEDIUM),
        (
            {
                "severity": [
                    {"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"},
                    {"type": "CVSS_V4", "score": "CVSS:4.0/AV:N"},
                ]
            },
            Severity.CRITICAL,
        ),
    ],
)
def test_severity(fields: dict[str, Any], expected: Severity) -> None:
    """A word, else a score, else medium."""
    assert _read(**fields).advisories[0][1].severity == expected


def test_what_is_left_out() -> None:
    """Withdrawn records, and those of other ecosystems."""
    assert _read(withdrawn="2026-01-01T00:00:00Z") == osv.Read(id="GHSA-1", withdrawn=True)
    other = _read(ecosystem="PyPI")
    assert (other.bad, other.advisories) == ((), ())


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "truncated"),
        (b"[1]", "Expected `object`"),
        (b"[" * 100_000, "Expected"),
        (b'{"id":"x","database_specific":' + b"[" * 100_000, "recursion"),
        (b'{"id":""}', "an id of no"),
        (json.dumps(entry(name="a\nb")).encode(), "is no name of a package"),
        (json.dumps(entry(name="x" * 300)).encode(), "is no name of a package"),
        (json.dumps(entry(events=[{"introduced": "newest"}])).encode(), "'newest' is no version"),
        (json.dumps(entry(events=[])).encode(), "does not say which versions of left"),
        (json.dumps(entry(events=[{"introduced": "0"}] * 1001)).encode(), "more than 1000 events"),
    ],
)
def test_what_cannot_be_used(data: bytes, problem: str) -> None:
    """It is said what is wrong."""
    with pytest.raises(CorpusError, match=problem):
        osv.read(data)


_json = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


@_law
@given(
    st.dictionaries(
        st.sampled_from(["id", "modified", "withdrawn", "aliases", "affected", "severity"]), _json
    )
    | st.builds(
        lambda events, versions, about: (
            entry(events=events, versions=versions, identity="MAL-1") | about
        ),
        st.lists(
            st.dictionaries(
                st.sampled_from(["introduced", "fixed", "last_affected"]),
                st.sampled_from(["0", "1.0.0", "1.0.0-a", "x", "2"]),
            ),
            max_size=4,
        ),
        st.lists(st.sampled_from(["1.0.0", "x", ""]), max_size=2),
        st.dictionaries(st.just("database_specific"), _json),
    )
)
def test_any_record(record: dict[str, Any]) -> None:
    """It is read, or refused by the documented error."""
    with contextlib.suppress(CorpusError):
        osv.read(json.dumps(record).encode())

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft4Validator

from picketline.core.decide import Decided, Disposition
from picketline.core.formats import FORMATS, render
from picketline.core.formats.pen import columns
from picketline.core.model import Evidence, Location, Severity, Subject
from picketline.core.report import Gap, Part, Report, RuleNote, Triage, decode
from picketline.core.text import safe_text

SCHEMA = Path(__file__).parent.parent / "data" / "sarif-schema-2.1.0.json"
URI_REFERENCE = re.compile(r"(?:file:///)?(?:[\w.~/-]|%[0-9A-F]{2})*", re.ASCII)
ELEMENTS = {
    f"<{end}{tag}"
    for end in ("", "/")
    for tag in (
        *("html", "head", "meta", "title", "style", "body", "header", "main", "footer", "section"),
        *("article", "div", "span", "p", "b", "br", "small", "time", "code", "h1", "h2", "h3"),
        *("dl", "dt", "dd", "ul", "ol", "li", "details", "summary", "nav", "a"),
    )
} | {"<!doctype"}
DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")

short = st.one_of(
    st.text(max_size=12),
    st.text(
        st.sampled_from(
            "\x00\x07\t\n\r\x1b\x7f\x9b\u200b\u202e\u2066\u2028\ufeff\U000e0041✓✗·日🙂 "
        ),
        max_size=12,
    ),
    st.sampled_from(
        [
            "accepted: yes",
            "ok",
            "<script>alert(1)</script>",
            "</title><img src=x onerror=a>",
            "{{ 7 * 7 }}{% raw %}",
            "[x](http://e) {0}",
            "\x1b]0;t\x07",
            "=== a ===   ✓ clean",
            "../%2e/a b?c#d",
        ]
    ),
)
text = st.one_of(short, short, short, short.map(lambda value: value * 200))
numbers = st.one_of(st.integers(-(2**63), 2**63 - 1), st.floats())
optional = st.one_of(st.none(), st.integers(-1, 2**40))
gaps = st.lists(st.builds(Gap, text, text), max_size=2).map(tuple)
findings = st.builds(
    Decided,
    rule=text,
    severity=st.sampled_from(Severity),
    subject=st.builds(Subject, text, text),
    slam_dunk=st.booleans(),
    matched=text,
    benign=st.one_of(st.none(), text),
    evidence=st.lists(st.builds(Evidence, text, st.one_of(text, numbers)), max_size=3).map(tuple),
    location=st.builds(
        Location, optional, optional, optional, st.one_of(st.none(), text), optional
    ),
    fingerprint=text,
    disposition=st.sampled_from(Disposition),
    reason=st.one_of(st.none(), text),
)
parts = st.builds(
    Part,
    kind=text,
    name=text,
    status=text,
    note=text,
    measures=st.dictionaries(text, st.floats(), max_size=2),
    checks=st.lists(text, max_size=2).map(tuple),
    findings=st.lists(findings, max_size=3).map(tuple),
    skipped=gaps,
    errors=gaps,
    coverage=gaps,
)
reports = st.builds(
    Report,
    schema=text,
    version=text,
    parts=st.lists(parts, max_size=3).map(tuple),
    rules=st.dictionaries(text, st.builds(RuleNote, text, text, text), max_size=2),
    armed=st.booleans(),
    started=st.floats(),
    seconds=st.floats(),
    digest=text,
    triage=st.one_of(st.none(), st.builds(Triage, text, text)),
)
law = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.fixture(scope="module")
def validator() -> Draft4Validator:
    """The validator of the official schema."""
    return Draft4Validator(json.loads(SCHEMA.read_bytes()))


def _values(log: Any, key: str) -> Iterator[str]:
    """Every value of `key` at any depth outside property bags."""
    if isinstance(log, dict):
        for name, value in log.items():
            if name == key:
                yield value
            elif name != "properties":
                yield from _values(value, key)
    elif isinstance(log, list):
        for value in log:
            yield from _values(value, key)


@law
@given(report=reports)
def test_sarif_always_fits_its_schema(validator: Draft4Validator, report: Report) -> None:
    """Whatever a report holds, the SARIF is valid, its URIs and dates too."""
    log = json.loads(render(report, "sarif"))
    validator.validate(log)
    assert all(URI_REFERENCE.fullmatch(uri) for uri in _values(log, "uri"))
    for key in ("startTimeUtc", "endTimeUtc"):
        assert all(DATE_TIME.fullmatch(time) for time in _values(log, key))


@law
@given(report=reports, width=st.integers(40, 160), plain=st.booleans())
def test_the_table_keeps_its_shape(report: Report, width: int, plain: bool) -> None:  # noqa: FBT001  # hypothesis passes by name
    """Every line is printable and within the width, and colour only adds to it."""
    table = render(report, "table", width=width, ascii=plain)
    lines = table.decode().split("\n")
    assert all(line == safe_text(line) == line.rstrip() for line in lines)
    assert max(map(columns, lines)) <= width
    coloured = render(report, "table", width=width, ascii=plain, colour=True)
    assert click.unstyle(coloured.decode()).encode() == table


@law
@given(report=reports)
def test_the_page_shows_no_markup_of_the_reported_side(report: Report) -> None:
    """No report makes an element, an attribute or an invisible character."""
    page = render(report, "html").decode()
    assert set(re.findall(r"<[^ >]+", page)) <= ELEMENTS
    assert not re.search(r"(?i)<[^>]* on\w+=", page)
    assert all(re.fullmatch(r"#[pr]\d+(f\d+)?", link) for link in re.findall(r'href="(.*?)"', page))
    assert safe_text(page.replace("\n", "")) == page.replace("\n", "")


@law
@given(report=reports)
def test_json_reads_back_as_the_report(report: Report) -> None:
    """JSON is the report, except that what is no number is null."""
    data = render(report, "json")
    if b"null" not in data:
        assert render(decode(data), "json") == data


@law
@given(report=reports)
def test_every_format_is_deterministic(report: Report) -> None:
    """The same report gives the same bytes."""
    for name in FORMATS:
        assert render(report, name) == render(report, name)

from picketline.core import canonical
from picketline.core.formats import render
from picketline.core.report import Report, decode


def test_json_is_the_canonical_report(example: Report) -> None:
    """The bytes are those that the digest is made from, with times and triage."""
    assert render(example, "json") == canonical.encode(example) + b"\n"


def test_json_keeps_raw_values(hostile: Report) -> None:
    """What a view would escape is whole in the JSON."""
    assert decode(render(hostile, "json")) == hostile

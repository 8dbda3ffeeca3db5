import pytest
from hypothesis import given
from hypothesis import strategies as st

from picketline.packages.news import hosts


@pytest.mark.parametrize(
    ("text", "likely"),
    [
        ("evil.com", True),
        ("a.b.evil.XYZ", True),
        ("x.workers.dev", True),
        ("cdn.link.to", True),
        ("8.8.8.8", True),
        ("203.0.113.9", False),
        ("10.0.0.1", False),
        ("1.2.3", False),
        ("expect.to", False),
        ("fs.rm", False),
        ("app.exit", False),
        ("index.js", False),
        ("com", False),
        (".com", False),
        ("", False),
    ],
)
def test_what_is_likely_a_host(text: str, likely: bool) -> None:  # noqa: FBT001  # pytest's way
    """Names with an end that hosts have, and public addresses."""
    assert hosts.likely(text) is likely


@given(st.text())
def test_any_text(text: str) -> None:
    """Raises nothing."""
    assert hosts.likely(text) in {True, False}

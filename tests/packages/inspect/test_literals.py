import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from picketline.packages import matcher
from picketline.packages.inspect import literals

law = settings(max_examples=300, deadline=None, derandomize=True, database=None)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("fetch('https://A.bad.example/x')", {"a.bad.example"}),
        ("'https://u:p@bad.example:443/x'", {"bad.example"}),
        (r"{\"u\": \"https:\/\/bad.example\/x\"}", {"bad.example"}),
        ("{hostname: 'bad.example'}", {"bad.example"}),
        ("connect(443, `bad.example`)", {"bad.example"}),
        ("'bad.example/path' + \"198.51.100.7\"", {"bad.example", "198.51.100.7"}),
        ("require('./a.js'); import 'x.json'", set()),
        ("a.b.c = 'one'; // see bad.example", set()),
    ],
)
def test_hosts(text: str, found: set[str]) -> None:
    """In addresses, and alone between quotes; no names of files."""
    assert {host for host, _ in literals.hosts(text.encode())} == found


def test_lines() -> None:
    """Of a host that stands twice the first."""
    text = b"'a.example'\n'b.example'\n'https://a.example'"
    assert literals.hosts(text) == (("a.example", 1), ("b.example", 2))


def test_many() -> None:
    """The first of them."""
    text = b"\n".join(b"'h%04d.example'" % number for number in range(5000))
    assert [line for _, line in literals.hosts(text)] == list(range(1, literals.MOST + 1))


@pytest.mark.parametrize(
    "text", [b"://" * 200_000, b"'a." * 200_000, b"'" + b"a" * 600_000, b"://" + b"a." * 300_000]
)
def test_hostile(text: bytes) -> None:
    """Nothing of it takes long."""
    assert len(literals.hosts(text)) <= 1


_WORDS = [b"'", b'"', b"`", b"a", b"a-b", b".", b".ab", b"/", b":", b"://", b":\\/\\/", b"@", b"\n"]


@law
@given(st.lists(st.sampled_from([*_WORDS, b"x" * 64, b"'a.bc'", b"1.22"]), max_size=60))
def test_the_engine_changes_nothing(words: list[bytes]) -> None:
    """With the engine's help the same hosts are found as without it, in the same lines."""
    data = b"".join(words)
    found = literals.hosts(data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(matcher, "ends", lambda _: lambda _: None)
        assert literals.hosts(data) == found

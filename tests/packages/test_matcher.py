import re
import sysconfig
from pathlib import Path

import attack_twins as twins
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from picketline.packages import matcher
from picketline.packages.patterns import SIGNALS

law = settings(max_examples=150, deadline=None, derandomize=True, database=None)
_SUFFIXES = {".js", ".json", ".py", ".sh", ".css", ".html", ".md", ".so", ".txt"}
_MOST_FILES = 300
_LONG = [b" " * 150, b"\t" * 60, b" " * 149, "\u200b".encode() * 8, "\u202e".encode(), "ﾟωﾟ".encode()]
_BEYOND_ASCII = {"unseen", "bidi", "aaencode"}
_WORDS = sorted(
    {
        word.encode("latin-1")
        for patterns in SIGNALS.values()
        for pattern in patterns
        for word in re.findall(r"[\w./@:-]{3,}", re.sub(r"\\[a-z]", " ", pattern))
    }
)
_PIECES = st.sampled_from(
    [*_WORDS, *(b"'", b'"', b"`", b"(", b")", b" ", b"\n", b"[", b"]", b"|", b"=", b",", b"+")]
) | st.binary(max_size=6)


@pytest.fixture(scope="module", name="engines")
def _engines() -> tuple[matcher.Scan, matcher.Scan]:
    return matcher.by_hyperscan(), matcher.by_re2()


def _files() -> list[Path]:
    root = Path(sysconfig.get_path("purelib"))
    found = (path for path in sorted(root.rglob("*")) if path.suffix in _SUFFIXES)
    every = [path for path in found if path.is_file() and path.stat().st_size < 1 << 18]
    return every[:: max(1, len(every) // _MOST_FILES)]


def test_both_engines_agree_on_real_files(engines: tuple[matcher.Scan, matcher.Scan]) -> None:
    """The engines see the same signals in the files of installed packages."""
    one, other = engines
    for path in _files():
        data = path.read_bytes()
        assert matcher.named(one(data)) == matcher.named(other(data)), path.name


@pytest.mark.parametrize(
    "code",
    [*(code for code, _ in twins.JAVASCRIPT.values()), *(code for code, _ in twins.SHELL.values())],
)
def test_both_engines_agree_on_attacks(
    engines: tuple[matcher.Scan, matcher.Scan], code: str
) -> None:
    """The engines see the same signals in what is looked for."""
    one, other = engines
    assert matcher.named(one(code.encode())) == matcher.named(other(code.encode()))


@law
@given(st.lists(_PIECES, max_size=40).map(b"".join))
def test_both_engines_agree_on_any_bytes(
    engines: tuple[matcher.Scan, matcher.Scan], data: bytes
) -> None:
    """The engines see the same signals in words of the patterns, put together at random."""
    one, other = engines
    assert one(data) == other(data)


@law
@given(st.lists(_PIECES, max_size=20).map(b"".join), st.binary(max_size=20))
def test_more_bytes_never_lose_what_stands_apart(data: bytes, after: bytes) -> None:
    """What is seen in bytes is seen in them among others, parted by an end of line."""
    alone = set(matcher.signals(data + b"\n"))
    assert alone <= set(matcher.signals(b"\n" + data + b"\n\n" + after))


@law
@given(st.lists(_PIECES | st.sampled_from(_LONG), max_size=30).map(b"".join))
def test_parts_of_the_patterns_see_what_all_see(
    engines: tuple[matcher.Scan, matcher.Scan], data: bytes
) -> None:
    """Patterns left out for bytes that cannot match them change nothing."""
    whole = matcher.named(engines[0](data))
    assert matcher.signals(data) == whole
    assert matcher.wide(data) == tuple(name for name in whole if name in _BEYOND_ASCII)


@law
@given(st.lists(st.sampled_from([b"ab", b"b", b"'", b"xx", b" "]), max_size=40).map(b"".join))
def test_every_place_is_found_once(data: bytes) -> None:
    """Where patterns begin is told in order, those that overlap among them."""
    patterns = (("ab", 2), ("['b]x", 2))
    wanted = [at for at in range(len(data)) if re.match(rb"ab|['b]x", data[at:])]
    assert matcher.starts(patterns)(data) == wanted


def test_too_many_places_are_not_told() -> None:
    """Where a pattern begins too often nothing is told: the text is searched otherwise."""
    assert matcher.starts((("ab", 2),))(b"ab" * (1 << 15)) is None


def test_signals_are_sorted_names() -> None:
    """Signals are told by name in order; nothing is told of what says nothing."""
    found = matcher.signals(b"eval(atob(x)); fetch(y)")
    assert found == ("base64", "decoded-code", "eval", "network")
    assert matcher.signals(b"module.exports = 1") == ()

"""Whatever the bytes are, a lockfile's reader raises LockfileError or nothing."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from picketline.core.errors import LockfileError
from picketline.packages import lockfiles

_law = settings(max_examples=150, deadline=None, derandomize=True, database=None)
_SAMPLES = {
    "npm-1.json": "package-lock.json",
    "npm-2.json": "package-lock.json",
    "npm-3.json": "npm-shrinkwrap.json",
    "pnpm-5.yaml": "pnpm-lock.yaml",
    "pnpm-6.yaml": "pnpm-lock.yaml",
    "pnpm-9.yaml": "pnpm-lock.yaml",
    "yarn-1.lock": "yarn.lock",
    "berry-8.lock": "yarn.lock",
    "bun-1.lock": "bun.lock",
    "bun-git.lock": "bun.lock",
}
_PIECE = st.sampled_from(
    [
        *(b"{", b"}", b"[", b"]", b'"', b"'", b": ", b"\n", b"  ", b"- ", b"? ", b" #", b"&a "),
        *(b"*a", b"!!str ", b"|", b">-", b"---\n", b"...\n", b",", b"\\", b"\\ud800", b"\t", b"\r"),
        *(b"\x00", b"\xff", b"@", b"null", b"1", b"true", b"<<: ", b"(", b"npm:", b"\xe2\x80\xae"),
    ]
)
_CUTS = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 30), _PIECE), min_size=1, max_size=4)


def _survives(data: bytes, path: str) -> None:
    try:
        entries, told = lockfiles.read(data, path).entries, path
    except LockfileError as error:
        entries, told = (), str(error)
    assert told.startswith(path)
    assert told.isprintable()
    assert all(len(entry.name) <= 512 and len(entry.version) <= 512 for entry in entries)


@_law
@given(st.binary(max_size=200), st.sampled_from(sorted(lockfiles.NAMES)))
def test_arbitrary_bytes_raise_nothing_else(data: bytes, path: str) -> None:
    """Any bytes under any name."""
    _survives(data, path)


@_law
@given(st.sampled_from(sorted(_SAMPLES)), _CUTS)
def test_damaged_lockfiles_raise_nothing_else(
    sample: Callable[[str], bytes], name: str, cuts: list[tuple[float, int, bytes]]
) -> None:
    """Real lockfiles with pieces cut out and put in."""
    data = sample(name)
    for where, length, piece in cuts:
        at = int(where * len(data))
        data = data[:at] + piece + data[at + length :]
    _survives(data, _SAMPLES[name])


@pytest.mark.parametrize("path", sorted(lockfiles.NAMES))
@pytest.mark.parametrize(
    "piece", [b"[", b'{"a":', b"- ", b"? ", b"a: {", b'"', b"a,", b"(", b"/*", b" a:\n "]
)
def test_endless_nesting_ends_in_an_error(path: str, piece: bytes) -> None:
    """Depth costs no stack and no time."""
    _survives(piece * 50_000, path)


@pytest.mark.parametrize("name", sorted(_SAMPLES))
def test_line_ends_and_marks_of_other_systems_change_nothing(
    sample: Callable[[str], bytes], name: str
) -> None:
    """A byte order mark and CRLF are how some editors write the same."""
    data = sample(name)
    other = b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n")
    assert lockfiles.read(other, _SAMPLES[name]) == lockfiles.read(data, _SAMPLES[name])


def test_problems_are_counted_where_they_are_many() -> None:
    """The first hundred are told, the others counted."""
    entries = ",".join(f'"node_modules/a{number}": 1' for number in range(150))
    data = f'{{"lockfileVersion": 3, "packages": {{{entries}}}}}'.encode()
    found = lockfiles.read(data, "package-lock.json")
    assert (len(found.problems), found.problems[-1]) == (101, "50 more problems")


def test_a_name_of_no_lockfile_is_refused() -> None:
    """The base name decides what is read."""
    with pytest.raises(LockfileError, match="no name of a lockfile"):
        lockfiles.read(b"{}", "a/lock.json")

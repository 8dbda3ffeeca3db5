"""Locks of yarn classic."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from picketline.core.errors import LockfileError
from picketline.packages import lockfiles
from picketline.packages.facts import Locked, Lockfile
from picketline.packages.registry import YARN_HOST

_law = settings(max_examples=80, deadline=None, derandomize=True, database=None)
_NAME = st.from_regex(r"(@[a-z]{1,3}/)?[a-z]{1,4}", fullmatch=True)
_RANGE = st.from_regex(r"[\^~>=]{0,2}[0-9]\.[0-9]( \|\| [0-9])?", fullmatch=True)
_NEEDS = st.dictionaries(_NAME, _RANGE, max_size=3)


def _read(data: bytes | str) -> Lockfile:
    return lockfiles.read(data.encode() if isinstance(data, str) else data, "yarn.lock")


def test_entries_are_read_as_yarn_wrote_them(sample: Callable[[str], bytes]) -> None:
    """Aliases, git and tarballs come out as what they are."""
    found = _read(sample("yarn-1.lock"))
    entries = {entry.key: entry for entry in found.entries}
    assert (found.kind, found.version, found.problems) == ("yarn", "1", ())
    assert entries["known-as@npm:ms@2.1.2"] == Locked(
        key="known-as@npm:ms@2.1.2",
        name="ms",
        alias="known-as",
        version="2.1.2",
        specs=("known-as@npm:ms@2.1.2",),
        resolved=f"https://{YARN_HOST}/ms/-/ms-2.1.2.tgz#d09d1f357b443f493382a8eb3ccd183872ae6009",
        integrity="sha512-sGkPx+VjMtmA",
        line=33,
    )
    assert entries["debug@^4.3.4"].dependencies == {"ms": "^2.1.3"}
    tarred = entries["tarred@http://files.example/is-even-1.0.0.tgz"]
    assert tarred.resolved.startswith("http://files.example/")


def test_an_empty_lock_has_no_entries() -> None:
    """A new project may have one."""
    assert _read("") == Lockfile(path="yarn.lock", kind="yarn", version="")


def test_names_that_share_an_entry_are_told_apart() -> None:
    """An alias shares its package's entry; another package gets one of its own."""
    text = '"b-cjs@npm:b@^1", b@^1, b@~1.2, c@^1:\n  version "1.2.0"\n  strange 1\n'
    found = _read(text)
    assert [(entry.name, entry.alias, entry.specs) for entry in found.entries] == [
        ("b", "b-cjs", ("b-cjs@npm:b@^1", "b@^1", "b@~1.2")),
        ("c", "", ("c@^1",)),
    ]
    assert found.problems == ("line 1: strange is nothing that is read",)


def test_the_name_that_yarn_notes_counts() -> None:
    """A tarball may hold another package than the one asked for."""
    (entry,) = _read('a@http://x.example/b.tgz:\n  name b\n  version "1.0.0"\n').entries
    assert (entry.name, entry.alias) == ("b", "a")


def test_bad_entries_are_told() -> None:
    """An entry without a version, and one that stands twice."""
    found = _read('a@1:\n  resolved "x"\nb@1:\n  version "1"\nb@1:\n  version "2"\n')
    assert [entry.version for entry in found.entries] == ["1", "2"]
    assert found.problems == ("line 5: b@1 stands twice", "line 1: a@1: no version; not read")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("# yarn lockfile v7\n", "version 7"),
        ("a@1:\n  version: 1 2\n", "line 2: version: 1 2 is nothing that yarn writes"),
        ('a@1:\n  version "\\x"\n', "line 2: "),
        ("a@1:\n      version 1\n", "line 2: version is indented"),
        ("a@1:\n<<<<<<< HEAD\n", "line 2: an unresolved merge conflict"),
    ],
)
def test_what_is_no_lock_is_an_error_that_tells_where(text: str, told: str) -> None:
    """Path, place and cause stand in the message."""
    with pytest.raises(LockfileError, match=told):
        _read(text)


@_law
@given(st.dictionaries(st.tuples(_NAME, _RANGE), _NEEDS, max_size=6))
def test_a_lock_that_was_written_is_read_back(
    entries: dict[tuple[str, str], dict[str, str]],
) -> None:
    """Names, specs and dependencies survive, in the order of the file."""
    text = "# yarn lockfile v1\n\n"
    for (name, wish), needs in entries.items():
        text += f'\n"{name}@{wish}":\n  version "1.0.0"\n'
        if needs:
            text += "  dependencies:\n" + "".join(f'    "{n}" "{w}"\n' for n, w in needs.items())
    found = _read(text.replace("\n", "\r\n"))
    assert found.problems == ()
    assert [(one.name, one.specs, one.dependencies) for one in found.entries] == [
        (name, (f"{name}@{wish}",), needs) for (name, wish), needs in entries.items()
    ]
    assert all(text.split("\n")[one.line - 1] == f'"{one.key}":' for one in found.entries)

"""bun's text lockfile."""

import json
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from picketline.core.errors import LockfileError
from picketline.packages import lockfiles
from picketline.packages.facts import Dependency, Locked, Lockfile

_law = settings(max_examples=80, deadline=None, derandomize=True, database=None)
_NAME = st.from_regex(r"(@[a-z]{1,3}/)?[a-z]{1,4}", fullmatch=True)
_VERSION = st.from_regex(r"[0-9]\.[0-9]\.[0-9]", fullmatch=True)
_NEEDS = st.dictionaries(_NAME, _VERSION, max_size=3)


def _read(data: bytes | str) -> Lockfile:
    return lockfiles.read(data.encode() if isinstance(data, str) else data, "bun.lock")


def _packages(value: object) -> Lockfile:
    return _read(json.dumps({"lockfileVersion": 1, "packages": value}))


def test_entries_are_read_as_bun_wrote_them(sample: Callable[[str], bytes]) -> None:
    """Aliases, tarballs and members come out as what they are."""
    found = _read(sample("bun-1.lock"))
    entries = {entry.key: entry for entry in found.entries}
    assert (found.kind, found.version, found.problems) == ("bun", "1", ())
    assert entries["known-as"] == Locked(
        key="known-as",
        name="ms",
        alias="known-as",
        version="2.1.2",
        integrity="sha512-sGkPx+VjMtmA",
        line=48,
    )
    assert entries["debug/ms"].version == "2.1.3"
    assert entries["react-dom"].peer_dependencies == {"react": "^18.2.0"}
    member = entries["a"]
    assert (member.link, member.version, member.resolved) == (True, "", "workspace:members/a")
    tarred = entries["tarred"]
    assert (tarred.name, tarred.resolved) == ("is-even", "http://files.example/is-even-1.0.0.tgz")
    assert found.settings["trustedDependencies"] == '["ms"]'
    assert found.settings["overrides"] == '{"is-number":"6.0.0"}'
    assert [importer.path for importer in found.importers] == ["", "members/a"]
    assert Dependency("react", "*", "peer") in found.importers[0].dependencies


def test_git_has_an_address_and_no_integrity(sample: Callable[[str], bytes]) -> None:
    """The tag that bun keeps beside it is no hash of what is taken."""
    entries = {entry.key: entry for entry in _read(sample("bun-git.lock")).entries}
    odd = entries["is-odd"]
    assert (odd.version, odd.integrity, odd.resolved[:10]) == ("", "", "git+ssh://")
    assert entries["here"].link


@pytest.mark.parametrize(
    ("key", "value", "resolved", "integrity"),
    [
        ("a", ["a@1.0.0", "https://r.example/", {}, "sha512-x"], "https://r.example/", "sha512-x"),
        ("a", ["a@1.0.0", "", {}], "", ""),
        ("a", ["a@github:o/r#c", {}, "o-r-c"], "github:o/r#c", ""),
        ("a", ["a@./x.tgz", {}, "sha512-x"], "./x.tgz", "sha512-x"),
        (
            "a",
            ["a@http://x.example/a.tgz", "", {}, "sha512-x"],
            "http://x.example/a.tgz",
            "sha512-x",
        ),
    ],
)
def test_each_form_of_a_package_is_told(
    key: str, value: list[object], resolved: str, integrity: str
) -> None:
    """A registry's package has a version; the address decides, not the shape of the list."""
    (entry,) = _packages({key: value}).entries
    assert (entry.resolved, entry.integrity) == (resolved, integrity)
    assert entry.version == ("1.0.0" if value[0] == "a@1.0.0" else "")


def test_scoped_names_end_a_path() -> None:
    """The name known as is the last of the path."""
    found = _packages({"@t/b/@s/a": ["@s/a@1.0.0", ""], "@s/b/c": ["@s/a@1.0.0", ""]})
    assert [entry.alias for entry in found.entries] == ["", "c"]


def test_patched_packages_are_told() -> None:
    """The patch stands apart from the package."""
    value = {
        "lockfileVersion": 1,
        "patchedDependencies": {"a@1.0.0": "patches/a.patch"},
        "packages": {"a": ["a@1.0.0", "", {}, ""]},
    }
    assert _read(json.dumps(value)).entries[0].patched


def test_comments_and_trailing_commas_are_passed_over() -> None:
    """What stands in a text stays, and so do the lines."""
    text = (
        '{ // one,\n"lockfileVersion": 1, /* two\n, */\n'
        '"packages": {"a": ["a@http://x.example/,]/*b*/", {},\n], // three\n},\n}'
    )
    (entry,) = _read(text).entries
    assert (entry.resolved, entry.line) == ("http://x.example/,]/*b*/", 4)


def test_bad_entries_are_told_and_the_rest_is_read() -> None:
    """Shapes that bun does not write cost themselves alone."""
    found = _packages(
        {"a": [], "b": "b@1", "c": ["c"], "d": ["d@1", "", {"dependencies": 1}], "e": ["e@1", ""]}
    )
    assert [entry.name for entry in found.entries] == ["e"]
    assert len(found.problems) == 4


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[]", "no object"),
        ("{}", "lockfileVersion is not"),
        ('{"lockfileVersion": 1, "packages": []}', "is no object"),
        ('{"lockfileVersion": 1,\n/*', "line 2: no JSON"),
    ],
)
def test_what_is_no_lock_is_an_error_that_tells_where(text: str, told: str) -> None:
    """Path, place and cause stand in the message."""
    with pytest.raises(LockfileError, match=told):
        _read(text)


def test_the_binary_lockfile_is_refused_with_what_to_do() -> None:
    """It holds the same, in a form that only bun reads."""
    with pytest.raises(LockfileError, match="bun install --save-text-lockfile"):
        lockfiles.read(b"#!/usr/bin/env bun\n", "bun.lockb")


def _listed(name: str, version: str, needs: dict[str, str]) -> list[object]:
    return [f"{name}@{version}", "", {"dependencies": needs}, "sha512-x"]


@_law
@given(st.dictionaries(_NAME, st.tuples(_VERSION, _NEEDS), max_size=6))
def test_a_lock_that_was_written_is_read_back(
    packages: dict[str, tuple[str, dict[str, str]]],
) -> None:
    """Names, versions and dependencies survive bun's own layout, in the order of the file."""
    lines = [
        f"    {json.dumps(name)}: {json.dumps(_listed(name, *package))},"
        for name, package in packages.items()
    ]
    text = '{\n  "lockfileVersion": 1,\n  "packages": {\n' + "\n\n".join(lines) + "\n  }\n}\n"
    found = _read(text)
    assert {one.name: (one.version, one.dependencies) for one in found.entries} == packages
    assert [one.line for one in found.entries] == [4 + 2 * at for at in range(len(packages))]

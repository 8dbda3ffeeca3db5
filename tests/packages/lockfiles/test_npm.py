"""npm's locks, as npm 11 wrote them in each version."""

import json
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from picketline.core.errors import LockfileError
from picketline.packages import lockfiles
from picketline.packages.facts import Dependency, Importer, Locked, Lockfile

_law = settings(max_examples=80, deadline=None, derandomize=True, database=None)
_NAME = st.from_regex(r"(@[a-z]{1,3}/)?[a-z]{1,4}", fullmatch=True)
_TEXT = st.text(max_size=12).filter(lambda text: text.isprintable())
_SPECS = st.dictionaries(_NAME, _TEXT, max_size=3)
_ENTRY = st.fixed_dictionaries(
    {"version": _TEXT},
    optional={
        "resolved": _TEXT,
        "integrity": _TEXT,
        "dev": st.booleans(),
        "hasInstallScript": st.just(value=True),
        "dependencies": _SPECS,
        "peerDependencies": _SPECS,
    },
)
_PACKAGES = st.dictionaries(
    st.lists(_NAME, min_size=1, max_size=3).map(lambda n: "/".join(f"node_modules/{x}" for x in n)),
    _ENTRY,
    max_size=6,
)


def _read(value: object, path: str = "package-lock.json") -> Lockfile:
    return lockfiles.read(json.dumps(value, indent=1).encode(), path)


def _by_key(found: Lockfile) -> dict[str, Locked]:
    return {entry.key: entry for entry in found.entries}


@pytest.mark.parametrize("version", ["2", "3"])
def test_versions_2_and_3_are_read_from_packages(
    sample: Callable[[str], bytes], version: str
) -> None:
    """Aliases, git, tarballs, links and members come out as what they are."""
    found = lockfiles.read(sample(f"npm-{version}.json"), "package-lock.json")
    entries = _by_key(found)
    assert (found.kind, found.version, found.problems) == ("npm", version, ())
    assert entries["node_modules/known-as"] == Locked(
        key="node_modules/known-as",
        name="ms",
        alias="known-as",
        version="2.1.2",
        integrity="sha512-sGkPx+VjMtmA",
        licence="MIT",
        dev=False,
        optional=False,
        hooks=False,
        line=94,
    )
    assert entries["node_modules/tarred"].name == "is-even"
    assert entries["node_modules/tarred"].resolved == "http://files.example/is-even-1.0.0.tgz"
    assert entries["node_modules/is-odd"].resolved.startswith("git+ssh://")
    link = entries["node_modules/a"]
    assert (link.link, link.name, link.version, link.resolved) == (True, "a", "0.1.0", "members/a")
    assert entries["node_modules/@types/ms"].dev is True
    assert entries["node_modules/fsevents"].optional is True
    assert entries["node_modules/debug"].engines == {"node": ">=6.0"}


@pytest.mark.parametrize(
    ("half", "told"),
    [
        ({"a": {"version": "1.0.0"}}, []),
        ({"a": {"version": "1.0.0", "resolved": "https://x.example/a", "integrity": "i"}}, []),
        ({"k": {"version": "npm:ms@2.0.0"}}, []),
        ({"l": {"version": "file:members/l"}}, []),
        ({"a": {"version": "1.0.1"}}, [("node_modules/a", "1.0.1")]),
        (
            {"a": {"version": "1.0.0", "resolved": "https://y.example/a"}},
            [("node_modules/a", "1.0.0")],
        ),
        ({"a": {"version": "1.0.0", "integrity": "j"}}, [("node_modules/a", "1.0.0")]),
        ({"l": {"version": "1.0.0"}}, [("node_modules/l", "1.0.0")]),
        (
            {"a": {"version": "1.0.0", "dependencies": {"b": {"version": "3.0.0"}}}},
            [("node_modules/a/node_modules/b", "3.0.0")],
        ),
    ],
)
@pytest.mark.parametrize("first", [True, False])
def test_what_the_older_half_says_otherwise_is_read(
    half: dict[str, object], told: list[tuple[str, str]], *, first: bool
) -> None:
    """Another version, address or hash, or nothing like it in the newer half."""
    packages = {
        "": {"name": "app"},
        "members/l": {"version": "1.0.0"},
        "node_modules/a": {
            "version": "1.0.0",
            "resolved": "https://x.example/a",
            "integrity": "i",
            "dependencies": {"ms": "2.0.0"},
        },
        "node_modules/k": {"name": "ms", "version": "2.0.0"},
        "node_modules/l": {"resolved": "members/l", "link": True},
    }
    halves = {"packages": packages, "dependencies": half}
    order = reversed(halves.items()) if first else halves.items()
    found = _read({"lockfileVersion": 2, **dict(order)})
    older = [entry for entry in found.entries if entry.older]
    assert [(entry.key, entry.version) for entry in older] == told
    assert len(found.entries) == len(told) + 3
    text = json.dumps({"lockfileVersion": 2, **halves}, indent=1).split("\n")
    if not first:
        names = [text[entry.line - 1].strip() for entry in older]
        assert names == [f'"{key.rpartition("/")[2]}": {{' for key, _ in told]


def test_importers_are_the_folders_of_the_project(sample: Callable[[str], bytes]) -> None:
    """The root and its member say what they ask for, by group."""
    root, member = lockfiles.read(sample("npm-3.json"), "package-lock.json").importers
    assert root.path == ""
    assert Dependency("@types/ms", "0.7.34", "dev") in root.dependencies
    assert Dependency("fsevents", "2.3.3", "optional") in root.dependencies
    assert Dependency("left-pad", "*", "peer") in root.dependencies
    assert member == Importer("members/a", (Dependency("ms", "2.0.0", "prod"),))


def test_version_1_is_read_depth_first(sample: Callable[[str], bytes]) -> None:
    """Nested dependencies get the keys that later versions give them."""
    found = lockfiles.read(sample("npm-1.json"), "package-lock.json")
    entries = _by_key(found)
    keys = list(entries)
    assert keys.index("node_modules/a") + 1 == keys.index("node_modules/a/node_modules/ms")
    assert entries["node_modules/a"].link
    assert entries["node_modules/a/node_modules/ms"].line == 18
    known = entries["node_modules/known-as"]
    assert (known.name, known.version, known.alias) == ("ms", "2.1.2", "known-as")
    odd = entries["node_modules/is-odd"]
    assert (odd.version, odd.resolved[:10]) == ("", "git+ssh://")
    assert entries["node_modules/debug"].dependencies == {"ms": "^2.1.3"}
    assert entries["node_modules/debug"].hooks is None


def test_a_shrinkwrap_and_the_hidden_lockfile_are_told_by_name(
    sample: Callable[[str], bytes],
) -> None:
    """The kind comes from the base name."""
    assert lockfiles.read(sample("npm-3.json"), "x/npm-shrinkwrap.json").kind == "shrinkwrap"
    assert lockfiles.read(sample("npm-3.json"), "node_modules/.package-lock.json").kind == "npm"


def test_a_lock_before_versions_is_read_as_the_first() -> None:
    """A shrinkwrap of npm 4 has no lockfileVersion."""
    found = _read({"dependencies": {"a": {"version": "1.0.0", "resolved": "https://x.example/a"}}})
    assert (found.version, found.entries[0].name) == ("", "a")


def test_version_3_without_packages_falls_back_to_dependencies() -> None:
    """What npm would install is read, whatever version the file claims."""
    found = _read({"lockfileVersion": 3, "dependencies": {"a": {"version": "1.0.0"}}})
    assert found.entries[0].key == "node_modules/a"


def test_false_stands_for_an_unknown_text() -> None:
    """Old npm wrote false where it knew no address."""
    packages = {"node_modules/a": {"version": "1.0.0", "resolved": False, "integrity": False}}
    (entry,) = _read({"lockfileVersion": 2, "packages": packages}).entries
    assert (entry.resolved, entry.integrity) == ("", "")


def test_old_shapes_of_engines_and_licence_are_taken() -> None:
    """A list of engines and a licence object become what rules read."""
    value = {"version": "1.0.0", "engines": ["node >= 4"], "license": {"type": "MIT"}}
    (entry,) = _read({"lockfileVersion": 3, "packages": {"node_modules/a": value}}).entries
    assert (entry.engines, entry.licence) == ({"node": ">= 4"}, "MIT")


def test_one_bad_entry_is_told_and_the_rest_is_read() -> None:
    """A version that is a number costs its entry alone."""
    packages = {
        "node_modules/a": {"version": 1},
        "node_modules/b": {"version": "1.0.0"},
        "node_modules/c": None,
        "node_modules/" + "d" * 600: {"version": "1.0.0"},
    }
    found = _read({"lockfileVersion": 3, "packages": packages})
    assert [entry.name for entry in found.entries] == ["b"]
    assert found.problems[0] == (
        "line 4: node_modules/a: expected bool | str, got int - at $.version; not read"
    )
    assert len(found.problems) == 3


def test_bad_entries_of_version_1_are_told() -> None:
    """The same for nested entries."""
    found = _read(
        {
            "lockfileVersion": 1,
            "dependencies": {
                "a": {"version": 1},
                "b" * 600: {"version": "1.0.0"},
                "c": {"version": "1", "dependencies": {"d": {"version": "2"}}},
            },
        }
    )
    assert [entry.key for entry in found.entries] == [
        "node_modules/c",
        "node_modules/c/node_modules/d",
    ]
    assert len(found.problems) == 2


def test_a_key_that_stands_twice_is_told_with_its_line() -> None:
    """The last counts, as for npm."""
    text = (
        b'{"lockfileVersion": 3, "packages": {\n'
        b'"node_modules/a": {"version": "1.0.0"},\n"node_modules/a": {"version": "2.0.0"}}}'
    )
    found = lockfiles.read(text, "package-lock.json")
    assert [entry.version for entry in found.entries] == ["2.0.0"]
    assert found.problems == ("line 3: packages.node_modules/a stands twice; the last counts",)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"[]", "no JSON object"),
        (b'{"lockfileVersion": "3"}', "lockfileVersion is not 1, 2 or 3"),
        (b'{"lockfileVersion": true}', "lockfileVersion is not 1, 2 or 3"),
        (b'{"lockfileVersion": 4}', "lockfileVersion is not 1, 2 or 3"),
        (b'{"lockfileVersion": 3, "packages": []}', "packages is no object"),
        (b'{"packages": {}, "dependencies": []}', "dependencies is no object"),
        (b"", "line 1: no JSON"),
        (b"[" * 5000, "nested deeper"),
        (b'{"a": "\xff"}', "line 1: byte 7 is no UTF-8"),
        (b"{\n<<<<<<< HEAD\n}", "line 2: an unresolved merge conflict"),
    ],
)
def test_what_is_no_lock_is_an_error_that_tells_where(data: bytes, told: str) -> None:
    """Path, place and cause stand in the message."""
    with pytest.raises(LockfileError, match=told) as caught:
        lockfiles.read(data, "w/package-lock.json")
    assert str(caught.value).startswith("w/package-lock.json")


@_law
@given(_PACKAGES)
def test_a_lock_that_was_written_is_read_back(packages: dict[str, dict[str, object]]) -> None:
    """What the facts say is what json reads of the same bytes, in the order of the file."""
    data = json.dumps({"lockfileVersion": 3, "packages": packages}, indent=2).encode()
    found = lockfiles.read(data, "package-lock.json")
    raw = json.loads(data)["packages"]
    lines = data.decode().split("\n")
    assert [entry.key for entry in found.entries] == list(raw)
    for entry in found.entries:
        value = raw[entry.key]
        assert entry.version == value["version"]
        assert entry.resolved == value.get("resolved", "")
        assert entry.integrity == value.get("integrity", "")
        assert entry.dependencies == value.get("dependencies", {})
        assert entry.peer_dependencies == value.get("peerDependencies", {})
        assert entry.dev == value.get("dev", False)
        assert json.dumps(entry.key) in lines[entry.line - 1]

"""package.json."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from picketline.core.errors import ManifestError
from picketline.packages import manifests
from picketline.packages.facts import Dependency, Manifest

_law = settings(max_examples=150, deadline=None, derandomize=True, database=None)
_KEYS = st.sampled_from(
    [
        *(
            "name",
            "version",
            "private",
            "scripts",
            "dependencies",
            "devDependencies",
            "bin",
            "main",
        ),
        *(
            "exports",
            "imports",
            "browser",
            "license",
            "licenses",
            "engines",
            "repository",
            "author",
        ),
        *("maintainers", "workspaces", "pnpm", "overrides", "bundleDependencies", "gypfile"),
    ]
)
_ANY = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


def _read(value: Any, path: str = "package.json") -> Manifest:
    return manifests.read(json.dumps(value).encode(), path)


def test_a_manifest_is_read_whole() -> None:
    """What rules ask for, each in its one shape."""
    found = manifests.read(
        b"""{
 "name": "@s/a", "version": "1.0.0", "private": true, "license": "MIT",
 "scripts": {"test": "t",
  "postinstall": "node x.js"},
 "dependencies": {"b": "^1"}, "peerDependencies": {"c": "*"},
 "bundledDependencies": ["b"],
 "main": "./a.js", "bin": "./cli.js",
 "exports": {".": {"import": "./a.mjs", "default": ["./a.js", null]},
             "./x": {"node": {"require": "./x.cjs"}}},
 "browser": {"./a.js": "./b.js", "fs": false},
 "engines": {"node": ">=4"},
 "repository": {"type": "git", "url": "https://x.example/r"}, "homepage": "https://x.example",
 "author": "A <a@x.example> (u)", "maintainers": [{"name": "B"}],
 "workspaces": {"packages": ["m/*"]}, "gypfile": false,
 "pnpm": {"overrides": {"d": "1"}}, "resolutions": {"e": "2"}, "directories": {"bin": "./bin"}
}""",
        "node_modules/@s/a/package.json",
    )
    assert found == Manifest(
        path="node_modules/@s/a/package.json",
        name="@s/a",
        version="1.0.0",
        private=True,
        scripts={"test": "t", "postinstall": "node x.js"},
        dependencies=(Dependency("b", "^1", "prod"), Dependency("c", "*", "peer")),
        bundled=("b",),
        entries=("./a.js", "./b.js", "./a.mjs", "./x.cjs", "./cli.js"),
        bin={"a": "./cli.js"},
        licence="MIT",
        engines={"node": ">=4"},
        repository="https://x.example/r",
        homepage="https://x.example",
        people=("A <a@x.example>", "B"),
        workspaces=("m/*",),
        settings={
            "resolutions": '{"e":"2"}',
            "directories.bin": '"./bin"',
            "pnpm.overrides": '{"d":"1"}',
        },
        gypfile=False,
        lines=found.lines,
    )
    assert found.lines["scripts.postinstall"] == 4
    assert found.lines["dependencies.b"] == 5
    assert found.lines["exports"] == 8


def test_lines_are_told_where_something_runs_or_is_the_project_s_own() -> None:
    """Elsewhere they cost more than they tell; `lines_of` has them."""
    value = {"name": "a", "scripts": {"test": "t"}}
    assert _read(value, "node_modules/a/package.json").lines == {}
    assert _read(value, "packages/a/package.json").lines == {
        "name": 1,
        "scripts": 1,
        "scripts.test": 1,
    }
    assert _read({"scripts": {"install": "x"}}, "node_modules/a/package.json").lines
    assert manifests.lines_of(b'{\n"name": 1}') == {"name": 2}


@pytest.mark.parametrize("key", ["bundleDependencies", "bundledDependencies"])
def test_bundling_everything_names_everything(key: str) -> None:
    """Both spellings, and true for all."""
    assert _read({key: True, "dependencies": {"a": "1", "b": "2"}}).bundled == ("a", "b")
    assert _read({key: False}).bundled == ()
    assert _read({key: {"a": "1"}}).bundled == ("a",)


def test_values_of_no_known_shape_are_passed_over() -> None:
    """As npm does; a manifest of nonsense is still one."""
    nonsense = dict.fromkeys(("name", "version", "scripts", "bin", "main", "engines", "author"), 5)
    assert _read(nonsense, "node_modules/a/package.json") == Manifest(
        path="node_modules/a/package.json"
    )
    assert _read({"scripts": {"a": 5, "b": "x"}}).scripts == {"b": "x"}
    assert _read({"bin": ["./x/a.js"]}).bin == {"a.js": "./x/a.js"}


def test_a_key_that_stands_twice_is_told_with_its_line() -> None:
    """The last counts, as for npm."""
    found = manifests.read(
        b'{"scripts": {"install": "a",\n"install": "b"},\n"name": "x", "name": "y"}', "package.json"
    )
    assert (found.scripts, found.name) == ({"install": "b"}, "y")
    assert found.settings == {"duplicate.scripts.install": "2", "duplicate.name": "3"}


def test_names_are_cut() -> None:
    """At 512 characters, as all facts are."""
    found = _read({"name": "a" * 600, "dependencies": {"b" * 600: "c" * 600}})
    assert len(found.name) == 512
    assert found.dependencies == (Dependency("b" * 512, "c" * 512, "prod"),)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "a/package.json, line 1: no JSON"),
        (b"[]", "a/package.json: no JSON object"),
        (b'{"a": NaN}', "a/package.json: NaN is no JSON"),
        (b'{"a":' * 5000, "a/package.json: nested deeper"),
        (b'{"a":\n"\xff"}', "a/package.json, line 2: byte 7 is no UTF-8"),
    ],
)
def test_what_is_no_manifest_is_an_error_that_tells_where(data: bytes, told: str) -> None:
    """Path, place and cause stand in the message."""
    with pytest.raises(ManifestError, match=told):
        manifests.read(data, "a/package.json")


@_law
@given(st.dictionaries(_KEYS, _ANY, max_size=6))
def test_any_object_is_a_manifest(value: dict[str, object]) -> None:
    """Whatever stands under the known keys."""
    found = _read(value)
    raw = value.get("scripts")
    scripts = raw if isinstance(raw, dict) else {}
    assert found.scripts == {k: v for k, v in scripts.items() if isinstance(v, str)}
    assert set(value) <= set(found.lines)


@_law
@given(st.binary(max_size=60))
def test_arbitrary_bytes_raise_nothing_else(data: bytes) -> None:
    """Any bytes."""
    try:
        told = manifests.read(data, "package.json").path
    except ManifestError as error:
        told = str(error)
    assert told.startswith("package.json")

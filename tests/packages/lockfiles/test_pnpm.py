"""pnpm's locks, as pnpm 7, 8 and 10 wrote them."""

from collections.abc import Callable

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from picketline.core.errors import LockfileError
from picketline.packages import lockfiles
from picketline.packages.facts import Dependency, Locked, Lockfile

_law = settings(max_examples=80, deadline=None, derandomize=True, database=None)
_NAME = st.from_regex(r"(@[a-z]{1,3}/)?[a-z]{1,4}", fullmatch=True)
_VERSION = st.from_regex(r"[0-9]\.[0-9]{1,2}\.[0-9](-[a-z]{2})?", fullmatch=True)
_TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), max_size=12).map(
    "x{}".format
)
_SPECS = st.dictionaries(_NAME, _VERSION, max_size=3)
_PACKAGE = st.fixed_dictionaries(
    {"resolution": st.fixed_dictionaries({"integrity": _TEXT})},
    optional={"engines": st.fixed_dictionaries({"node": _TEXT}), "deprecated": _TEXT},
)
_PACKAGES = st.dictionaries(st.tuples(_NAME, _VERSION), st.tuples(_PACKAGE, _SPECS), max_size=6)


def _read(data: bytes | str) -> Lockfile:
    return lockfiles.read(data.encode() if isinstance(data, str) else data, "pnpm-lock.yaml")


def _by_key(found: Lockfile) -> dict[str, Locked]:
    return {entry.key: entry for entry in found.entries}


def test_version_9_joins_packages_and_snapshots(sample: Callable[[str], bytes]) -> None:
    """An entry a snapshot, with the integrity and the line of its package."""
    found = _read(sample("pnpm-9.yaml"))
    assert (found.kind, found.version, found.problems) == ("pnpm", "9.0", ())
    assert _by_key(found)["react-dom@18.2.0(react@19.3.1)"] == Locked(
        key="react-dom@18.2.0(react@19.3.1)",
        name="react-dom",
        version="18.2.0",
        integrity="sha512-6IMTriUmvsjH",
        dependencies={"loose-envify": "1.4.0", "react": "19.3.1", "scheduler": "0.23.2"},
        peer_dependencies={"react": "^18.2.0"},
        optional=False,
        line=92,
    )
    assert found.settings["overrides"] == '{"is-number":"6.0.0"}'
    assert found.settings["settings.autoInstallPeers"] == "true"
    assert found.settings["catalogs"].startswith('{"default":{"ms":')
    assert [importer.path for importer in found.importers] == ["", "members/a"]
    assert Dependency("known-as", "npm:ms@2.1.2", "prod") in found.importers[0].dependencies
    assert Dependency("ms", "catalog:", "prod") in found.importers[1].dependencies


def test_version_6_tells_what_is_for_development(sample: Callable[[str], bytes]) -> None:
    """Flags, tarballs and git come from the entry itself."""
    entries = _by_key(_read(sample("pnpm-6.yaml")))
    assert entries["/@types/ms@0.7.34"].dev is True
    assert entries["/fsevents@2.3.3"].hooks is True
    assert entries["/fsevents@2.3.3"].optional is True
    tarred = entries["@files.example/is-even-1.0.0.tgz"]
    assert (tarred.name, tarred.version) == ("is-even", "1.0.0")
    assert tarred.resolved == "http://files.example/is-even-1.0.0.tgz"
    odd = next(entry for entry in entries.values() if entry.name == "is-odd")
    assert odd.resolved.startswith("git@github.com:jonschlinkert/is-odd.git#")


def test_version_5_takes_specs_from_specifiers(sample: Callable[[str], bytes]) -> None:
    """The importer says what the manifest says, not what came of it."""
    found = _read(sample("pnpm-5.yaml"))
    assert Dependency("debug", "^4.3.4", "prod") in found.importers[0].dependencies
    assert Dependency("a", "workspace:*", "prod") in found.importers[0].dependencies
    entry = _by_key(found)["/@types/ms/0.7.34"]
    assert (entry.name, entry.version, entry.line) == ("@types/ms", "0.7.34", 39)
    assert found.settings["onlyBuiltDependencies"] == '["ms"]'


def test_a_lock_without_importers_is_the_root_alone() -> None:
    """Before workspaces the document is the importer."""
    text = "lockfileVersion: 5.3\nspecifiers:\n  a: ^1.0.0\ndependencies:\n  a: 1.0.1\n"
    (root,) = _read(text).importers
    assert (root.path, root.dependencies) == ("", (Dependency("a", "^1.0.0", "prod"),))


def test_all_documents_are_read() -> None:
    """The first tells pnpm itself, since pnpm 11."""
    text = """\
---
lockfileVersion: '9.0'
importers:
  .:
    configDependencies: {}
    packageManagerDependencies:
      pnpm:
        specifier: 11.0.3
        version: 11.0.3
packages:
  pnpm@11.0.3:
    resolution: {integrity: sha512-a}
snapshots:
  pnpm@11.0.3: {}

---
lockfileVersion: '9.0'
importers:
  .:
    dependencies:
      a:
        specifier: ^1
        version: 1.0.0
packages:
  a@1.0.0:
    resolution: {integrity: sha512-b}
snapshots:
  a@1.0.0: {}
"""
    found = _read(text)
    assert [(entry.name, entry.line) for entry in found.entries] == [("pnpm", 11), ("a", 25)]
    (root,) = found.importers
    assert root.dependencies == (Dependency("a", "^1", "prod"),)
    assert '"specifier":"11.0.3"' in found.settings["packageManagerDependencies"]


def test_what_prettier_makes_of_a_lock_is_read() -> None:
    """Collections and texts over several lines are the same."""
    text = """\
lockfileVersion: "9.0"
packages:
  "a@1.0.0":
    resolution:
      {
        integrity: sha512-a==,
        tarball: "https://x.example/a.tgz",
      }
    deprecated:
      This version is
      no longer kept
    engines: { node: ">=4" }
"""
    (entry,) = _read(text.replace("\n", "\r\n")).entries
    assert (entry.integrity, entry.resolved) == ("sha512-a==", "https://x.example/a.tgz")
    assert entry.deprecated == "This version is no longer kept"
    assert entry.engines == {"node": ">=4"}


def test_each_variant_of_a_runtime_is_an_entry() -> None:
    """Addresses and hashes of all platforms are told."""
    text = """\
lockfileVersion: '9.0'
packages:
  node@runtime:22.0.0:
    version: 22.0.0
    resolution:
      type: variations
      variants:
        - resolution:
            type: binary
            integrity: sha256-a
            url: https://x.example/a.tgz
          targets: [{os: linux, cpu: x64}]
        - resolution: {type: binary, integrity: sha256-b, url: https://x.example/b.tgz}
"""
    found = _read(text)
    assert [(one.name, one.version, one.integrity) for one in found.entries] == [
        ("node", "22.0.0", "sha256-a"),
        ("node", "22.0.0", "sha256-b"),
    ]


def test_git_in_a_folder_and_directories_are_told() -> None:
    """A path inside a repository stands behind its commit; a directory is a link."""
    text = """\
lockfileVersion: '9.0'
packages:
  a@https://x.example/r/tar.gz/c1#path:/p:
    resolution: {type: git, repo: https://x.example/r, commit: c1, path: /p}
    version: 1.0.0
  b@file:b(c@1.0.0):
    resolution: {directory: b, type: directory}
"""
    first, second = _read(text).entries
    assert first.resolved == "https://x.example/r#c1&path:/p"
    assert (second.name, second.version, second.resolved, second.link) == ("b", "", "file:b", True)


def test_bad_entries_are_told_and_the_rest_is_read() -> None:
    """Types, names and snapshots without a package cost themselves alone."""
    text = """\
lockfileVersion: '9.0'
strange: 1
importers:
  a: 1
  b:
    dependencies:
      c: {version: 1.0.0}
packages:
  a@1.0.0: {resolution: {integrity: sha512-a}, engines: {node: '4'}, deprecated: 5}
  b@1.0.0: {resolution: {integrity: sha512-b}}
  c: {}
  1: {}
  b@1.0.0: {resolution: {integrity: sha512-c}}
  e@1.0.0: {resolution: {integrity: 0E0}}
snapshots:
  b@1.0.0: 5
  d@1.0.0: {}
"""
    found = _read(text)
    assert [entry.integrity for entry in found.entries] == ["sha512-c"]
    assert [problem.split(";")[0] for problem in found.problems] == [
        "line 13: packages.b@1.0.0 stands twice",
        "strange is nothing that is read",
        "line 4: a: no mapping",
        "b: c: no specifier that is a short text",
        "line 16: b@1.0.0: expected object, got int",
        "line 9: a@1.0.0: expected bool | str, got int - at $.deprecated",
        "line 11: c: no name of a package",
        "line 12: 1: a key that is no text",
        "line 14: e@1.0.0: expected str, got float - at $.resolution.integrity",
        "line 17: d@1.0.0: in snapshots, but not in packages",
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "empty"),
        ("- a\n", "no mapping"),
        ("a: 1\n", "no lockfileVersion"),
        ("lockfileVersion: 12\n", "lockfileVersion 12 is none of 5, 6 and 9"),
        ("lockfileVersion: '9.0'\npackages: []\n", "line 2: packages is no mapping"),
        ("lockfileVersion: &a '9.0'\n", "line 1: an anchor"),
        ("lockfileVersion: '9.0'\npackages:\n  a: *b\n", "line 3: an alias"),
        ("lockfileVersion: !!str 9.0\n", "line 1: a tag"),
        ("a: {\n", "line 1: a collection that is not closed"),
        ("<<<<<<< HEAD\na: 1\n", "line 1: an unresolved merge conflict"),
    ],
)
def test_what_is_no_lock_is_an_error_that_tells_where(text: str, told: str) -> None:
    """Path, place and cause stand in the message."""
    with pytest.raises(LockfileError, match=told) as caught:
        _read(text)
    assert str(caught.value).startswith("pnpm-lock.yaml")


@_law
@given(_PACKAGES)
def test_a_lock_that_was_written_is_read_back(
    packages: dict[tuple[str, str], tuple[dict[str, object], dict[str, str]]],
) -> None:
    """What the facts say is what PyYAML reads of the same bytes, in the order of the file."""
    document = {
        "lockfileVersion": "9.0",
        "packages": {
            f"{name}@{version}": package for (name, version), (package, _) in packages.items()
        },
        "snapshots": {
            f"{name}@{version}(p@1.0.0)": {"dependencies": needs}
            for (name, version), (_, needs) in packages.items()
        },
    }
    text = yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=10_000)
    found = _read(text)
    raw = yaml.safe_load(text)
    assert found.problems == ()
    assert [(entry.name, entry.version) for entry in found.entries] == list(packages)
    for entry in found.entries:
        package = raw["packages"][f"{entry.name}@{entry.version}"]
        assert entry.integrity == package["resolution"]["integrity"]
        assert entry.engines == package.get("engines", {})
        assert entry.deprecated == package.get("deprecated", "")
        assert entry.dependencies == raw["snapshots"][entry.key]["dependencies"]
        assert f"{entry.name}@{entry.version}" in text.split("\n")[entry.line - 1]

"""Locks of yarn 2 and later."""

from collections.abc import Callable

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from picketline.core.errors import LockfileError
from picketline.packages import lockfiles
from picketline.packages.facts import Dependency, Locked, Lockfile

_law = settings(max_examples=80, deadline=None, derandomize=True, database=None)
_HEAD = "__metadata:\n  version: 8\n  cacheKey: 10c0\n\n"
_NAME = st.from_regex(r"(@[a-z]{1,3}/)?[a-z]{1,4}", fullmatch=True)
_VERSION = st.from_regex(r"[0-9]\.[0-9]\.[0-9]", fullmatch=True)
_NEEDS = st.dictionaries(_NAME, _VERSION.map("npm:^{}".format), max_size=3)


def _read(data: bytes | str) -> Lockfile:
    return lockfiles.read(data.encode() if isinstance(data, str) else data, "yarn.lock")


def _one(resolution: str, key: str = "a@npm:^1.0.0") -> Locked:
    (entry,) = _read(f'{_HEAD}"{key}":\n  version: 1.0.0\n  resolution: "{resolution}"\n').entries
    return entry


def test_entries_are_read_as_yarn_wrote_them(sample: Callable[[str], bytes]) -> None:
    """Aliases, git, tarballs, patches and members come out as what they are."""
    found = _read(sample("berry-8.lock"))
    entries = {entry.key: entry for entry in found.entries}
    assert (found.kind, found.version, found.problems) == ("berry", "8", ())
    assert found.settings == {"cacheKey": '"10c0"'}
    assert entries["known-as@npm:ms@2.1.2"] == Locked(
        key="known-as@npm:ms@2.1.2",
        name="ms",
        alias="known-as",
        version="2.1.2",
        specs=("known-as@npm:ms@2.1.2",),
        integrity="berry:a437714e2f90",
        line=81,
    )
    patched = next(entry for entry in found.entries if entry.patched)
    assert (patched.name, patched.version) == ("fsevents", "2.3.3")
    member = entries["a@workspace:members/a"]
    assert (member.link, member.version, member.resolved) == (True, "", "workspace:members/a")
    assert len(entries["minipass@npm:^7.0.4, minipass@npm:^7.1.2"].specs) == 2


def test_members_are_importers(sample: Callable[[str], bytes]) -> None:
    """Specs are those of the manifest; the optional ones are told apart."""
    found = _read(sample("berry-8.lock"))
    asked = {importer.path: importer.dependencies for importer in found.importers}
    assert Dependency("debug", "^4.3.4", "prod") in asked[""]
    assert Dependency("known-as", "npm:ms@2.1.2", "prod") in asked[""]
    assert Dependency("fsevents", "2.3.3", "optional") in asked[""]
    assert Dependency("left-pad", "*", "peer") in asked[""]
    assert asked["members/a"] == (Dependency("ms", "2.0.0", "prod"),)


@pytest.mark.parametrize(
    ("resolution", "name", "resolved"),
    [
        ("a@npm:1.0.0", "a", ""),
        (
            "a@npm:1.0.0::__archiveUrl=https%3A%2F%2Fx.example%2Fa.tgz",
            "a",
            "https://x.example/a.tgz",
        ),
        ("a@virtual:0123#npm:1.0.0", "a", ""),
        ("b@npm:1.0.0", "b", ""),
        ("a@patch:@s/b@npm%3A1.0.0#./x.patch", "@s/b", "patch:@s/b@npm%3A1.0.0#./x.patch"),
        ("a@https://x.example/r.git#commit=12", "a", "https://x.example/r.git#commit=12"),
        ("a@link:../b::locator=c", "a", "link:../b::locator=c"),
    ],
)
def test_a_resolution_tells_what_is_taken(resolution: str, name: str, resolved: str) -> None:
    """The package really taken, and from where if no registry serves it plainly."""
    entry = _one(resolution)
    assert (entry.name, entry.resolved) == (name, resolved)
    assert entry.alias == ("" if name == "a" else "a")


def test_a_long_key_stands_apart_from_its_colon() -> None:
    """A question mark leads it, as yarn writes it."""
    key = ", ".join(f"a@npm:^1.0.{number}" for number in range(100))
    text = f'{_HEAD}? "{key}"\n:\n  version: 1.0.0\n  resolution: "a@npm:1.0.0"\n'
    (entry,) = _read(text).entries
    assert len(entry.specs) == 100


def test_bad_entries_are_told() -> None:
    """An entry without a resolution costs itself alone."""
    found = _read(f'{_HEAD}"a@npm:1":\n  version: 1\n"b@npm:1":\n  resolution: "b@npm:1"\n')
    assert found.entries == ()
    assert found.problems == (
        "line 5: a@npm:1: no resolution and version; not read",
        "line 7: b@npm:1: no resolution and version; not read",
    )


def test_unknown_fields_are_told() -> None:
    """They may matter to a later yarn."""
    text = f'{_HEAD}"a@npm:1":\n  version: 1.0.0\n  resolution: "a@npm:1.0.0"\n  strange: 1\n'
    assert _read(text).problems == ("line 5: strange is nothing that is read",)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: &b c\n", "line 5: a: &b c is nothing"),
        ("a: b: c\n", "line 5: "),
        ("? a\nb: c\n", "line 6: "),
        ("? a\n", "a has no value"),
        ("- a\n", "line 5: - a is nothing"),
    ],
)
def test_what_yarn_does_not_write_is_an_error_that_tells_where(text: str, told: str) -> None:
    """Path, place and cause stand in the message."""
    with pytest.raises(LockfileError, match=told):
        _read(_HEAD + text)


@_law
@given(st.dictionaries(_NAME, st.tuples(_VERSION, _NEEDS), max_size=6))
def test_a_lock_that_was_written_is_read_back(
    entries: dict[str, tuple[str, dict[str, str]]],
) -> None:
    """What the facts say is what PyYAML reads of the same bytes, in the order of the file."""
    text = _HEAD
    for name, (version, needs) in entries.items():
        text += f'"{name}@npm:^1":\n  version: {version}\n  resolution: "{name}@npm:{version}"\n'
        if needs:
            text += "  dependencies:\n" + "".join(f'    "{n}": "{w}"\n' for n, w in needs.items())
    raw = yaml.load(text, yaml.BaseLoader)  # noqa: S506  # texts alone
    found = _read(text)
    assert [entry.key for entry in found.entries] == [key for key in raw if key != "__metadata"]
    for entry in found.entries:
        assert entry.version == raw[entry.key]["version"]
        assert entry.dependencies == raw[entry.key].get("dependencies", {})

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaged import law

from picketline.packages import edges
from picketline.packages.edges import Edges, importers
from picketline.packages.facts import Dependency, Importer, Locked, Lockfile, LockKind


def locked(key: str, name: str, version: str = "1.0.0", **more: object) -> Locked:
    """One entry."""
    return Locked(key=key, name=name, version=version, **more)  # type: ignore[arg-type]  # by test


def lock(kind: LockKind, *entries: Locked) -> Lockfile:
    """A lockfile of some entries."""
    return Lockfile(path="lock", kind=kind, version="", entries=entries)


def taken(made: Lockfile, entry: Locked) -> list[tuple[str, str | None]]:
    """What an entry depends on, by name and version."""
    return [(name, found.version if found else None) for name, found in Edges(made).of(entry)]


def test_npm_looks_upwards() -> None:
    """The nearest folder wins, then those above, then nothing."""
    deep = locked(
        "node_modules/a/node_modules/b", "b", dependencies={"c": "^1", "d": "1", "e": "1"}
    )
    made = lock(
        "npm",
        deep,
        locked("node_modules/a", "a"),
        locked("node_modules/a/node_modules/c", "c", "1.2.0"),
        locked("node_modules/c", "c", "2.0.0"),
        locked("node_modules/d", "d", "1.1.0"),
        locked("members/m/node_modules/e", "e"),
    )
    assert taken(made, deep) == [("c", "1.2.0"), ("d", "1.1.0"), ("e", None)]


def test_npm_looks_upwards_from_a_member() -> None:
    """Its own folder first."""
    made = lock(
        "npm", locked("node_modules/c", "c", "2.0.0"), locked("m/a/node_modules/c", "c", "1.0.0")
    )
    asked = (Dependency("c", "*", "prod"), Dependency("no", "*", "optional"))
    found = list(Edges(made).asked("m/a", asked))
    assert [(name, entry and entry.version) for name, entry in found] == [("c", "1.0.0")]
    (_, entry), *_ = Edges(made).asked("m/b", asked)
    assert entry is not None
    assert entry.version == "2.0.0"


@pytest.mark.parametrize(
    ("spec", "key"),
    [
        ("1.0.0(x@2.0.0)", "b@1.0.0(x@2.0.0)"),
        ("1.0.0(x@2.0.0)", "/b@1.0.0(x@2.0.0)"),
        ("1.0.0_x@2.0.0", "/b/1.0.0_x@2.0.0"),
        ("/real@1.0.0", "/real@1.0.0"),
        ("real@1.0.0", "real@1.0.0"),
    ],
)
def test_keys_of_pnpm(spec: str, key: str) -> None:
    """As each version of the format files entries, aliases by their whole key."""
    first = locked("a@1.0.0", "a", dependencies={"b": spec})
    made = lock("pnpm", first, locked(key, "real", "7.0.0"), locked("b@9.0.0", "b", "9.0.0"))
    assert taken(made, first) == [("b", "7.0.0")]


@pytest.mark.parametrize(
    ("kind", "spec", "specs"),
    [
        ("yarn", "^1.0.0", ("b@^1.0.0", "b@^1.1.0")),
        ("berry", "npm:^1.0.0", ("b@npm:^1.0.0",)),
        ("berry", "^1.0.0", ("b@npm:^1.0.0",)),
    ],
)
def test_specs_of_yarn(kind: LockKind, spec: str, specs: tuple[str, ...]) -> None:
    """The entry that is filed under this very spec."""
    first = locked("a@^1", "a", dependencies={"b": spec})
    made = lock(
        kind,
        first,
        locked("y", "b", "1.2.0", specs=specs),
        locked("z", "b", "3.0.0", specs=("b@3",)),
    )
    assert taken(made, first) == [("b", "1.2.0")]


def test_bun_files_by_paths_of_names() -> None:
    """Below whoever alone takes a version, else on top."""
    first = locked("@s/a", "@s/a", dependencies={"b": "^1", "@t/c": "1"})
    made = lock(
        "bun",
        first,
        locked("b", "b", "2.0.0"),
        locked("@s/a/b", "b", "1.0.0"),
        locked("@t/c", "@t/c", "1.5.0"),
    )
    assert taken(made, first) == [("b", "1.0.0"), ("@t/c", "1.5.0")]


def test_specs_that_no_key_has() -> None:
    """An address, an alias and a range find the entry that they mean."""
    first = locked(
        "a@1",
        "a",
        dependencies={"t": "http://x.example/t.tgz", "k": "npm:b@^1.0.0", "b": "^2.0.0", "n": "^9"},
    )
    made = lock(
        "pnpm",
        first,
        locked("t", "t", "0.1.0", resolved="http://x.example/t.tgz"),
        locked("b1", "b", "1.9.0"),
        locked("b10", "b", "1.10.0"),
        locked("b2", "b", "2.0.0-rc.1"),
        locked("b3", "b", "2.0.0"),
        locked("n1", "n", "1.0.0"),
        locked("n2", "n", "2.0.0"),
    )
    assert taken(made, first) == [("t", "0.1.0"), ("k", "1.10.0"), ("b", "2.0.0"), ("n", None)]


def test_a_deep_tree_has_a_bottom() -> None:
    """However deep an entry lies, the project's own folder is looked into."""
    deep = locked("node_modules/a/" * 200 + "node_modules/b", "b", dependencies={"top": "1"})
    made = lock("npm", deep, locked("node_modules/top", "top", "3.0.0"))
    assert taken(made, deep) == [("top", "3.0.0")]


def test_comparing_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond a number of steps nothing is taken, which is told as unresolved."""
    first = locked("a", "a", dependencies={"b": "^1"})
    made = lock("pnpm", first, locked("b1", "b", "1.0.0"), locked("b2", "b", "2.0.0"))
    assert taken(made, first) == [("b", "1.0.0")]
    monkeypatch.setattr(edges, "COMPARED", 1)
    assert taken(made, first) == [("b", None)]


def test_what_need_not_be_there() -> None:
    """Peers and optional dependencies are told where they are."""
    first = locked(
        "node_modules/a",
        "a",
        optional_dependencies={"o": "1", "p": "1"},
        peer_dependencies={"q": "1", "r": "1"},
    )
    made = lock("npm", first, locked("node_modules/o", "o"), locked("node_modules/q", "q"))
    assert taken(made, first) == [("o", "1.0.0"), ("q", "1.0.0")]


def test_who_asks() -> None:
    """The lock's importers, or the manifests where it has none."""
    asked = (Dependency("a", "1", "prod"),)
    named = Lockfile(path="", kind="npm", version="", importers=(Importer("m", asked),))
    assert importers(named, {"": asked}) == [Importer("m", asked)]
    assert importers(lock("yarn"), {"m": asked, "": ()}) == [Importer("", ()), Importer("m", asked)]


_names = st.text(st.sampled_from("ab@/:.1^ ü"), max_size=8)


@law
@given(
    st.sampled_from(["npm", "pnpm", "yarn", "berry", "bun"]),
    st.lists(
        st.builds(
            Locked,
            key=_names,
            name=_names,
            version=_names,
            alias=_names,
            specs=st.tuples(_names),
            resolved=_names,
            dependencies=st.dictionaries(_names, _names, max_size=3),
        ),
        max_size=6,
    ),
)
def test_any_lock_has_edges(kind: LockKind, entries: list[Locked]) -> None:
    """Nothing is raised, and what is taken is an entry of the lock."""
    made = lock(kind, *entries)
    for entry in entries:
        assert all(found is None or found in entries for _, found in Edges(made).of(entry))

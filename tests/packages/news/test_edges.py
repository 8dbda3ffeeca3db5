from projects import lock, locked, project, wants

from picketline.packages.facts import Lockfile
from picketline.packages.news import edges
from picketline.packages.news.facts import Item
from picketline.packages.news.sides import Seen


def told(before: Lockfile, after: Lockfile) -> list[tuple[str, str, str, str]]:
    """Kind, package, key and version of what a lock newly depends on."""
    items: list[Item] = sorted(
        edges.news(Seen(project(locks=[before])), Seen(project(locks=[after])))
    )
    return [(each.kind, each.package, each.key, each.version) for each in items]


def entry(name: str, version: str = "1.0.0", *names: str, base: str = "", **more: object):  # type: ignore[no-untyped-def]  # noqa: ANN201  # a Locked
    """An entry of npm's lock that depends on names."""
    key = f"{base}node_modules/{name}"
    return locked(key, version, dependencies=dict.fromkeys(names, "*"), **more)


def test_an_injected_dependency() -> None:
    """Of a version that another package had before; who is new itself injects nothing."""
    before = lock(entry("a"), entry("there"))
    after = lock(
        entry("a", "1.0.1", "evil", "there"), entry("there"), entry("evil"), entry("b", "1", "evil")
    )
    assert told(before, after) == [
        ("dependency", "pkg:npm/a", "there", "1.0.1"),
        ("injected", "pkg:npm/a", "evil", "1.0.1"),
    ]


def test_each_version_is_held_against_the_one_below() -> None:
    """What a later line wanted before is new to an earlier one."""
    before = lock(entry("a"), entry("a", "2.0.0", "x", base="node_modules/z/"), entry("x"))
    after = lock(entry("a", "1.0.1", "x"), entry("a", "2.0.1", "x", base="node_modules/z/"))
    assert told(before, after) == [("dependency", "pkg:npm/a", "x", "1.0.1")]


def test_the_same_version_with_more() -> None:
    """A lock that was written by hand."""
    before, after = lock(entry("a")), lock(entry("a", "1.0.0", "evil"), entry("evil"))
    assert told(before, after) == [("injected", "pkg:npm/a", "evil", "1.0.0")]


def test_optional_counts_and_a_peer_does_not() -> None:
    """Peers are somebody else's wish."""
    before = lock(entry("a"))
    after = lock(
        entry("a", "1.0.1", optional_dependencies={"o": "1"}, peer_dependencies={"p": "1"})
    )
    assert [each[2] for each in told(before, after)] == ["o"]


def test_an_alias_is_what_it_really_is() -> None:
    """The package that comes is judged, under the name that is wanted."""
    after = lock(
        entry("a", "1.0.1", "fine"), locked("node_modules/fine", name="evil", alias="fine")
    )
    (item,) = edges.news(Seen(project(locks=[lock(entry("a"))])), Seen(project(locks=[after])))
    assert "newly depends on evil@1.0.0 as fine" in item.why


def test_what_the_project_asks_for() -> None:
    """Its own wishes are told as such."""
    before, after = lock(asks=wants(a="1")), lock(entry("b"), asks=wants("dev", a="1", b="1"))
    assert told(before, after) == [("dependency", "pkg:npm/app", "b", "")]


def test_locks_of_other_kinds_are_not_held_against_each_other() -> None:
    """They write dependencies otherwise."""
    before = lock(entry("a"))
    after = lock(entry("a", "1.0.1", "evil"), kind="pnpm", path="pnpm-lock.yaml")
    assert told(before, after) == []

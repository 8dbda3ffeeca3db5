import pytest
from projects import lock, locked, project

from picketline.packages import registry
from picketline.packages.facts import Lockfile
from picketline.packages.news import locked as news
from picketline.packages.news.facts import Item
from picketline.packages.news.sides import Seen

HOME = f"https://{registry.HOST}/a/-/a-1.0.0.tgz"


def items(before: Lockfile, after: Lockfile) -> list[Item]:
    """What one lock says that another does not."""
    return sorted(news.news(Seen(project(locks=[before])), Seen(project(locks=[after]))))


def one(
    resolved: str = "", integrity: str = "", version: str = "1.0.0", *, hooks: bool | None = False
) -> Lockfile:
    """A lock of npm's with one entry."""
    entry = locked("node_modules/a", version, resolved=resolved, integrity=integrity, hooks=hooks)
    return lock(entry)


def gaps(before: Lockfile, after: Lockfile) -> list[str]:
    """What cannot be compared."""
    sides = Seen(project(locks=[before])), Seen(project(locks=[after]))
    return [f"{gap.what}: {gap.why}" for gap in news.coverage(*sides)]


def test_hooks() -> None:
    """High where a package gains them, medium where it comes with them."""
    before = lock(locked("node_modules/a", hooks=False))
    after = lock(locked("node_modules/a", hooks=True), locked("node_modules/b", hooks=True))
    found = [(each.package, each.severity.value) for each in items(before, after)]
    assert found == [("pkg:npm/a", "high"), ("pkg:npm/b", "medium")]


def test_hooks_that_a_lock_does_not_tell() -> None:
    """Nothing is claimed, and that is said."""
    before, after = one(hooks=None), one(hooks=True)
    assert items(before, after) == []
    assert any("does not say what has install scripts" in gap for gap in gaps(before, after))


@pytest.mark.parametrize(
    ("resolved", "value", "severity"),
    [
        ("https://mirror.example/a/-/a-1.0.0.tgz", "mirror.example", "medium"),
        (f"http://{registry.HOST}/a/-/a-1.0.0.tgz", f"http://{registry.HOST}", "high"),
        ("https://x.example/a.tgz", "tarball x.example", "high"),
        (f"git+ssh://git@x.example/o/r.git#{'a' * 40}", "git x.example/o/r", "high"),
        ("https://codeload.github.com/o/r/tar.gz/main", "git github.com/o/r", "high"),
    ],
)
def test_sources(resolved: str, value: str, severity: str) -> None:
    """Another host, another line, or no registry at all."""
    (item,) = items(one(HOME), one(resolved))
    assert (item.kind, item.value, item.severity.value) == ("source", value, severity)
    assert item.why == f"before: {registry.HOST}"


@pytest.mark.parametrize(
    "resolved", [f"https://{registry.YARN_HOST}/a/-/a-1.0.0.tgz", "", "file:x"]
)
def test_the_same_source(resolved: str) -> None:
    """The public registry's other name, none, and what is local say nothing new."""
    assert items(one(HOME), one(resolved)) == []


def test_a_new_package_from_where_nothing_came() -> None:
    """Told; from where others come it is not."""
    after = lock(
        locked("node_modules/a", resolved=HOME),
        locked("node_modules/b", resolved=HOME),
        locked("node_modules/c", resolved="https://mirror.example/c/-/c-1.0.0.tgz"),
    )
    assert [each.package for each in items(one(HOME), after)] == ["pkg:npm/c"]


def test_many_that_move_together() -> None:
    """One thing for all of one move."""
    names = [f"n{number}" for number in range(30)]
    before, after = (
        lock(*(locked(f"node_modules/{n}", resolved=f"https://{host}/{n}/-/x.tgz") for n in names))
        for host in (registry.HOST, "mirror.example")
    )
    (item,) = items(before, after)
    assert (item.package, item.severity.value) == ("pkg:npm/app", "medium")
    assert item.why == f"30 packages, such as n0; before: {registry.HOST}"


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ("sha512-A", "", "none"),
        ("sha512-A", "sha1-B", "weak"),
        ("sha1-A", "", "none"),
        ("sha1-A", "sha512-B", ""),
        ("", "", ""),
    ],
)
def test_integrity(was: str, now: str, told: str) -> None:
    """Lost or weakened; what gets better is no news."""
    found = items(one(HOME, was), one(HOME, now))
    assert [each.value for each in found] == ([told] if told else [])


def test_another_content() -> None:
    """Of the same version; another version's is its own, and so is another method's."""
    (item,) = items(one(HOME, "sha512-A"), one(HOME, "sha512-B"))
    assert (item.kind, item.severity.value) == ("content", "high")
    assert items(one(HOME, "sha512-A"), one(HOME, "sha512-B", version="1.0.1")) == []
    assert items(one(HOME, "sha512-A"), one(HOME, "sha512-A sha512-B")) == []


def test_aliases() -> None:
    """One name for another package; low where the names hold each other."""
    after = lock(
        locked("node_modules/fine", name="other", alias="fine"),
        locked("node_modules/x-cjs", name="x", alias="x-cjs"),
    )
    found = [(each.key, each.severity.value) for each in items(lock(), after)]
    assert found == [("fine", "medium"), ("x-cjs", "low")]


def test_locks_of_other_kinds() -> None:
    """Hashes are not compared, hosts are; both is said."""
    pnpm = lock(
        locked("a@1.0.0", name="a", integrity="sha512-B"), kind="pnpm", path="pnpm-lock.yaml"
    )
    assert items(one(HOME, "sha512-A"), pnpm) == []
    said = gaps(one(HOME, "sha512-A"), pnpm)
    assert any("are of other kinds (npm and pnpm)" in gap for gap in said)
    assert any(gap.startswith("pnpm-lock.yaml: notes no address") for gap in said)
    assert any(gap.startswith("people: lockfiles name no people") for gap in said)

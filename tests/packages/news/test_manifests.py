from projects import lock, package, project, wants

from picketline.packages.facts import Package, Project
from picketline.packages.news import manifests
from picketline.packages.news.facts import Item
from picketline.packages.news.sides import Seen


def items(before: Package | Project, after: Package | Project, name: str = "a") -> list[Item]:
    """What the manifest of one package says that it did not."""
    one, other = (
        Seen(each if isinstance(each, Project) else project(each)) for each in (before, after)
    )
    return sorted(manifests.news(one, other, name))


def told(before: Package, after: Package) -> list[tuple[str, str, str, str]]:
    """The same as kind, key, value and severity."""
    return [(i.kind, i.key, i.value, i.severity.value) for i in items(before, after)]


def a(version: str = "1.0.0", **more: object) -> Package:
    """An installed package."""
    return package("a", "node_modules/a", version, **more)


def test_dependencies() -> None:
    """A small upgrade injects what was not there; what is for development alone is left out."""
    before = project(a(dependencies=wants(x="1")), package("there", "node_modules/there"))
    after = a("1.0.1", dependencies=(*wants(x="2", y="1", there="1"), *wants("dev", z="1")))
    found = [(each.kind, each.key) for each in items(before, after)]
    assert found == [("dependency", "there"), ("injected", "y")]


def test_a_project_may_want_what_it_likes() -> None:
    """Its own wishes are no injection, whatever its version; those of a lone package are."""
    before, after = (
        package("app", "", version, dependencies=some)
        for version, some in (("1.0.0", ()), ("1.0.1", wants(y="1")))
    )
    kept, now = (project(each, locks=[lock()]) for each in (before, after))
    assert [each.kind for each in items(before, after, "")] == ["injected"]
    assert [each.kind for each in items(kept, now, "")] == ["dependency"]


def test_sources_of_dependencies() -> None:
    """By git, address, path or another name, where it was not; another commit is none."""
    commit = "a" * 40
    before = a(dependencies=wants(x="1", g=f"o/r#{commit}"))
    after = a(
        dependencies=wants(
            x="https://x.example/x.tgz", g=f"o/r#{'b' * 40}", n="npm:other@1", p="file:./p"
        )
    )
    found = [each for each in told(before, after) if each[0] == "source"]
    assert found == [
        ("source", "dependency n", "the package other", "low"),
        ("source", "dependency p", "p", "low"),
        ("source", "dependency x", "x.example", "high"),
    ]


def test_people() -> None:
    """Medium where nobody stays, low where somebody joins; fewer, and none, say nothing."""
    ann, eve = ("Ann <ann@x.example>",), ("Eve",)
    assert told(a(people=ann), a(people=eve)) == [("maintainer", "people", "eve", "medium")]
    assert told(a(people=ann), a(people=(*ann, *eve))) == [("maintainer", "people", "eve", "low")]
    assert told(a(people=(*ann, *eve)), a(people=ann)) == []
    assert told(a(people=ann), a()) == told(a(), a(people=ann)) == []


def test_repository() -> None:
    """Another one, however it is written."""
    one, same = a(repository="o/a"), a(repository="git+https://github.com/O/a.git")
    assert told(one, same) == []
    assert told(one, a(repository="e/a")) == [("repository", "repository", "github.com/e/a", "low")]


def test_commands() -> None:
    """Names of bin that are new."""
    assert told(a(bin={"x": "x.js"}), a(bin={"x": "y.js", "npm": "n.js"})) == [
        ("bin", "npm", "", "low")
    ]

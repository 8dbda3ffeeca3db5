import msgspec
from projects import lock, locked, package, project, wants

from picketline.packages.facts import Importer
from picketline.packages.wanted import orphan, wanted

COMMIT = "0123456789abcdef0123456789abcdef01234567"


def test_what_manifests_want() -> None:
    """The project's all, of others never what they develop with, of nobody peers."""
    found = project(
        package("app", dependencies=wants("dev", a="o/a") + wants("peer", b="o/b")),
        package(
            "x", "node_modules/x", dependencies=wants("dev", c="o/c") + wants("optional", d="o/d")
        ),
    )
    assert [(each.name, each.by, each.own) for each in wanted(found)] == [
        ("a", "app", True),
        ("d", "x", False),
    ]


def test_what_only_locks_know() -> None:
    """Importers without a manifest, and entries that are not on disk."""
    entry = locked("node_modules/x", dependencies={"c": "o/c"}, optional_dependencies={"d": "1"})
    there = locked("node_modules/y", dependencies={"e": "o/e"})
    made = lock(entry, there, asks=wants(a="o/a", p="1"))
    found = project(package("app"), package("y", "node_modules/y"), locks=[made])
    assert [(each.name, each.by, each.own, each.path) for each in wanted(found)] == [
        ("a", "app", True, "package-lock.json"),
        ("p", "app", True, "package-lock.json"),
        ("c", "x", False, "package-lock.json"),
        ("d", "x", False, "package-lock.json"),
    ]


def test_an_importer_with_its_manifest_is_told_once() -> None:
    """By the manifest."""
    made = msgspec.structs.replace(lock(), importers=(Importer("", wants(a="o/a")),))
    found = project(package("app", dependencies=wants(a="o/a")), locks=[made])
    assert [each.path for each in wanted(found)] == ["package.json"]


def test_what_a_lock_holds() -> None:
    """A commit, and a tarball with its integrity."""
    made = lock(
        locked("node_modules/a", resolved=f"git+ssh://git@github.com/o/a.git#{COMMIT}"),
        locked("node_modules/b", resolved="https://x.example/b.tgz", integrity="sha512-A"),
        locked("node_modules/c", resolved="https://x.example/c.tgz"),
    )
    specs = {"a": "o/a", "b": "https://x.example/b.tgz", "c": "https://x.example/c.tgz"}
    found = project(package("app", dependencies=wants(**specs)), locks=[made])
    assert {each.name: each.pinned for each in wanted(found)} == {"a": True, "b": True, "c": False}


def test_orphans() -> None:
    """A full commit of a repository of another name, or of any as an optional dependency."""
    specs = {"a": f"o/a#{COMMIT}", "b": f"o/x#{COMMIT}", "c": "o/x#main"}
    found = project(package("app", dependencies=wants(**specs) + wants("optional", d=specs["a"])))
    assert [each.name for each in wanted(found) if orphan(each)] == ["b", "d"]

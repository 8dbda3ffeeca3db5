from projects import package, project

from picketline.packages.successors import successors

HOOK = {"postinstall": "node x.js"}


def test_a_later_version_with_a_new_hook() -> None:
    """Ordered as versions, not as texts; paired with the one right before."""
    found = project(
        package("a", "node_modules/a", "1.10.0", scripts=HOOK),
        package("a", "node_modules/b/node_modules/a", "1.9.0"),
        package("a", "node_modules/c/node_modules/a", "1.2.0"),
    )
    ((before, after),) = successors(found)
    assert (before.version, after.version) == ("1.9.0", "1.10.0")


def test_what_is_no_change() -> None:
    """Hooks before and after, hooks that go, one version, and versions that are none."""
    found = project(
        package("a", "node_modules/a", "2.0.0", scripts=HOOK),
        package("a", "node_modules/x/node_modules/a", "1.0.0", scripts=HOOK),
        package("b", "node_modules/b", "2.0.0"),
        package("b", "node_modules/x/node_modules/b", "1.0.0", scripts=HOOK),
        package("c", "node_modules/c", "2.0.0", scripts=HOOK),
        package("c", "node_modules/x/node_modules/c", "2.0.0"),
        package("d", "node_modules/d", "late", scripts=HOOK),
        package("d", "node_modules/x/node_modules/d", "1.0.0"),
    )
    assert list(successors(found)) == []

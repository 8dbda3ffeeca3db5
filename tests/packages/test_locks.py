from projects import lock, locked, package, project

from picketline.packages import locks
from picketline.packages.facts import Setting

HIDDEN = "node_modules/.package-lock.json"


def test_folders_of_locks() -> None:
    """The note of npm is for the folder above node_modules."""
    assert locks.folder(lock()) == ""
    assert locks.folder(lock(path="docs/yarn.lock", kind="yarn")) == "docs"
    assert locks.folder(lock(path=HIDDEN)) == ""
    assert locks.folder(lock(path=f"docs/{HIDDEN}")) == "docs"


def test_locks_that_are_kept() -> None:
    """The note of npm counts where there is no other lock, of whatever kind."""
    yarn = lock(path="yarn.lock", kind="yarn")
    assert locks.kept(project(locks=[lock(path=HIDDEN), yarn])) == (yarn,)
    assert locks.kept(project(locks=[lock(path=HIDDEN)])) == (lock(path=HIDDEN),)


def test_keys_of_paths() -> None:
    """From the lock's folder on; "" for what lies elsewhere."""
    assert locks.key(lock(), "node_modules/a") == "node_modules/a"
    inner = lock(path="docs/package-lock.json")
    assert locks.key(inner, "docs/node_modules/a") == "node_modules/a"
    assert locks.key(inner, "node_modules/a") == ""


def test_entries_by_key() -> None:
    """For npm's locks alone."""
    entry = locked("node_modules/a")
    assert locks.by_key(lock(entry)) == {"node_modules/a": entry}
    assert locks.by_key(lock(entry, kind="pnpm")) == {}


def test_the_nearest_folder_with_a_lock() -> None:
    """At a path or above it."""
    found = locks.folders(project(locks=[lock(path="a/package-lock.json")]))
    assert locks.above(found, "a/b/c") == "a"
    assert locks.above(found, "b") is None
    assert locks.above(locks.folders(project(locks=[lock()])), "a/b") == ""


def test_own_packages_and_settings() -> None:
    """Root and members, and what is not within what is installed."""
    found = project(
        package("app"),
        package("a", "node_modules/a"),
        package("b", "packages/b"),
        settings=[Setting(".npmrc", "x", "1", 1), Setting("node_modules/a/.npmrc", "x", "1", 1)],
    )
    assert [each.name for each in locks.own(found)] == ["app", "b"]
    assert [each.path for each in locks.settings(found)] == [".npmrc"]
    assert locks.root(found).name == "app"

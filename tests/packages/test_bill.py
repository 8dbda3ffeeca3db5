import msgspec
from bills import SHA1, SHA512, entry, lock, package, project

from picketline.packages.bill import ROOT, Bill
from picketline.packages.facts import Dependency, Importer, Locked, Lockfile


def test_a_lock_alone() -> None:
    """Every entry is a component once, with its hashes, and what depends on it."""
    made = lock(
        entry("a", integrity=f"{SHA1} {SHA512}", licence="ISC", dependencies={"b": "^1"}),
        entry("b", "2.0.0"),
        entry("b", under="node_modules/a/"),
        entry("b", under="node_modules/c/"),
        a="^1",
        b="^2",
    )
    bill = Bill(project(locks=(made,)))
    assert sorted(bill.components) == ["pkg:npm/a@1.0.0", "pkg:npm/b@1.0.0", "pkg:npm/b@2.0.0"]
    first = bill.components["pkg:npm/a@1.0.0"]
    assert first.hashes == {("SHA-1", "00" * 20), ("SHA-512", "00" * 64)}
    assert (first.licence, first.required, first.paths) == ("ISC", True, ["node_modules/a"])
    assert bill.edges[ROOT] == {"pkg:npm/a@1.0.0", "pkg:npm/b@2.0.0"}
    assert bill.edges["pkg:npm/a@1.0.0"] == {"pkg:npm/b@1.0.0"}
    assert bill.unresolved == 0


def test_what_is_needed() -> None:
    """Only what every entry calls optional or of development is that."""
    made = lock(
        entry("dev", dev=True),
        entry("both", dev=True),
        entry("both", under="node_modules/x/", dev=False),
        entry("maybe", optional=True),
    )
    found = Bill(project(locks=(made,))).components
    told = {name: (each.required, each.development) for name, each in found.items()}
    assert told == {
        "pkg:npm/dev@1.0.0": (False, True),
        "pkg:npm/both@1.0.0": (True, False),
        "pkg:npm/maybe@1.0.0": (False, False),
    }


def test_what_only_development_reaches() -> None:
    """Where a lock does not say so, its edges do."""
    wanted = (Dependency("a", "1", "prod"), Dependency("d", "1", "dev"))
    made = Lockfile(
        path="pnpm-lock.yaml",
        kind="pnpm",
        version="9.0",
        importers=(Importer("", wanted),),
        entries=(
            Locked(key="a@1", name="a", version="1.0.0", dependencies={"b": "1"}),
            Locked(key="b@1", name="b", version="1.0.0", dependencies={"a": "1"}),
            Locked(key="d@1", name="d", version="1.0.0", dependencies={"b": "1", "e": "1"}),
            Locked(key="e@1", name="e", version="1.0.0"),
        ),
    )
    found = Bill(project(locks=(made,))).components
    assert [each.name for each in found.values() if each.required] == ["a", "b"]
    assert [each.name for each in found.values() if each.development] == ["d", "e"]
    alone = msgspec.structs.replace(made, importers=())
    assert all(each.required for each in Bill(project(locks=(alone,))).components.values())


def test_what_is_installed_counts() -> None:
    """The lock adds what it knows of the packages on disk, and no others."""
    made = lock(
        entry("a", integrity=SHA512, dev=True, dependencies={"gone": "1"}), entry("gone"), a="1"
    )
    bill = Bill(project(package("node_modules/a", "a"), locks=(made,)))
    (found,) = bill.components.values()
    assert found.hashes == {("SHA-512", "00" * 64)}
    assert (found.licence, found.required, found.paths) == ("MIT", False, ["node_modules/a"])
    assert bill.edges == {ROOT: {"pkg:npm/a@1.0.0"}, "pkg:npm/a@1.0.0": set()}


def test_without_a_lock_node_tells() -> None:
    """The nearest folder upwards has the package."""
    bill = Bill(
        project(
            package("node_modules/a", "a", b="*", no="*"),
            package("node_modules/b", "b", "2.0.0"),
            package("node_modules/a/node_modules/b", "b", "1.0.0", "bundled"),
            a="*",
        )
    )
    assert bill.edges[ROOT] == {"pkg:npm/a@1.0.0"}
    assert bill.edges["pkg:npm/a@1.0.0"] == {"pkg:npm/b@1.0.0"}
    assert bill.components["pkg:npm/b@1.0.0"].bundled
    assert bill.unresolved == 1


def test_members_are_components() -> None:
    """A link is the member that it leads to, on disk or in the lock alone."""
    made = Lockfile(
        path="package-lock.json",
        kind="npm",
        version="3",
        importers=(
            Importer("", (Dependency("m", "*", "prod"),)),
            Importer("members/m", (Dependency("a", "*", "prod"),)),
        ),
        entries=(entry("a"), entry("m", "0.1.0", link=True, resolved="members/m")),
    )
    for on_disk in ((), (package("members/m", "m", "0.1.0", "member"),)):
        bill = Bill(project(*on_disk, locks=(made,)))
        assert bill.edges[ROOT] == {"pkg:npm/m@0.1.0"}
        assert bill.edges["pkg:npm/m@0.1.0"] == {"pkg:npm/a@1.0.0"}
        assert bill.components["pkg:npm/m@0.1.0"].own
        assert bill.unresolved == 0


def test_members_that_pnpm_only_names() -> None:
    """An edge to a member is found by its name."""
    asked = (Dependency("m", "workspace:*", "prod"), Dependency("x", "^1", "prod"))
    made = Lockfile(
        path="pnpm-lock.yaml", kind="pnpm", version="9.0", importers=(Importer("", asked),)
    )
    bill = Bill(project(package("members/m", "m", "0.1.0", "member"), locks=(made,)))
    assert bill.edges[ROOT] == {"pkg:npm/m@0.1.0"}
    assert bill.unresolved == 1


def test_a_lock_below_the_root() -> None:
    """Its folders are those below its own."""
    made = Lockfile(
        path="sub/yarn.lock",
        kind="yarn",
        version="1",
        entries=(Locked(key="a@^1", name="a", version="1.0.0", specs=("a@^1",)),),
    )
    bill = Bill(project(package("sub", "sub", origin="member", a="^1"), locks=(made,), b="1"))
    assert bill.edges["pkg:npm/sub@1.0.0"] == {"pkg:npm/a@1.0.0"}
    assert bill.unresolved == 0


def test_hashes_that_are_none() -> None:
    """They are left out."""
    bad = f"sha512-AAAA sha512-!!! md5-AAAA berry:00ff {SHA1}?opt"
    (found,) = Bill(project(locks=(lock(entry("a", integrity=bad)),))).components.values()
    assert found.hashes == {("SHA-1", "00" * 20)}

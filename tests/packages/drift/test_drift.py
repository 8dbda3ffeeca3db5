import pytest
from projects import hook, lock, locked, package, project, wants

from picketline.core.model import Severity
from picketline.packages import registry
from picketline.packages.drift import asked, disk, integrity, pairs, seen, sources
from picketline.packages.drift.seen import Drift
from picketline.packages.facts import Locked, Lockfile, Setting

LOW, MEDIUM, HIGH = Severity.LOW, Severity.MEDIUM, Severity.HIGH


def entry(name: str, version: str = "1.0.0", host: str = registry.HOST, **more: object) -> Locked:
    """An entry of npm's lock that comes from a registry."""
    file = f"{name.rpartition('/')[2]}-{version}.tgz"
    made = {"resolved": f"https://{host}/{name}/-/{file}", "integrity": "sha512-A"} | more
    return locked(f"node_modules/{name}", version, **made)


def told(found: list[Drift]) -> list[tuple[Severity, str, list[str]]]:
    """Each anomaly in short."""
    return [(severity, group.what, sorted(group.places)) for severity, group in found]


def of(made: Lockfile, **more: object) -> list[tuple[Severity, str]]:
    """What the sources of a lock are told for."""
    root = package("app", dependencies=wants(x="^1"))
    found = project(root, locks=[made], **more)  # type: ignore[arg-type]
    return [
        (severity, what) for severity, what, _ in told(list(sources.looks(seen.seen(found), made)))
    ]


def test_each_host_is_one_anomaly() -> None:
    """As bad as the worst of what comes from it."""
    made = lock(
        entry("a", host="x.example", hooks=True),
        entry("b", host="x.example"),
        entry("c", host="y.example"),
        entry("d"),
    )
    assert of(made) == [(HIGH, "comes from x.example"), (MEDIUM, "comes from y.example")]


def test_a_host_of_most_entries_is_a_mirror() -> None:
    """From twenty entries on."""
    few = lock(*(entry(f"p{n}", host="x.example", hooks=True) for n in range(19)))
    many = lock(*(entry(f"p{n}", host="x.example", hooks=True) for n in range(20)))
    assert of(few) == [(HIGH, "comes from x.example")]
    assert of(many) == [(MEDIUM, "comes from x.example")]


@pytest.mark.parametrize(
    "made",
    [
        entry("a", host=registry.YARN_HOST),
        entry("a", host="localhost:4873", resolved="http://localhost:4873/a/-/a-1.0.0.tgz"),
        entry("@s/a", resolved=f"https://{registry.HOST}/@s/a/-/a-1.0.0.tgz"),
        entry("@s/a", resolved=f"https://{registry.HOST}/@s%2fa/-/@s/a-1.0.0.tgz"),
        entry("a", "1.0.0+build.1", resolved=f"https://{registry.HOST}/a/-/a-1.0.0.tgz"),
        entry("JSONStream", resolved=f"https://{registry.HOST}/JSONStream/-/JSONStream-1.0.0.tgz"),
        entry("a", resolved="", integrity=""),
        entry("a", resolved="packages/a", link=True),
    ],
)
def test_sources_of_which_nothing_is_told(made: Locked) -> None:
    """Registries under both names, local ones, ways to write a tarball, and links."""
    assert of(lock(made)) == []


def test_what_is_asked_for_by_address_is_not_told_here() -> None:
    """That is L2-SIDELOAD-001's."""
    made = lock(entry("a", resolved="https://files.example/a.tgz"))
    root = package("app", dependencies=wants(a="https://files.example/a.tgz"))
    found = seen.seen(project(root, locks=[made]))
    assert list(sources.looks(found, made)) == []


def test_tarballs_of_others() -> None:
    """By name or by version."""
    url = f"https://{registry.HOST}/evil/-/evil-1.0.0.tgz"
    other = f"https://{registry.HOST}/b/-/b-1.0.1.tgz"
    assert of(lock(entry("a", resolved=url))) == [(HIGH, "its tarball is another package's")]
    what = "its tarball is of another version or path"
    assert of(lock(entry("b", resolved=other))) == [(MEDIUM, what)]
    assert of(lock(entry("b", resolved=other, hooks=True))) == [(HIGH, what)]


def test_tarballs_of_others_on_a_mirror() -> None:
    """Its folders prove nothing, its files do; what is asked for as an alias is no stranger."""
    flat = entry("@s/a", resolved="https://localhost/a/-/a-1.0.0.tgz")
    other = entry("a", resolved="https://localhost/a/-/evil-1.0.0.tgz")
    alias = entry("x", resolved=f"https://{registry.HOST}/a/-/a-1.0.0.tgz")
    what = "its tarball is of another version or path"
    assert of(lock(flat)) == [(MEDIUM, what)]
    assert of(lock(other)) == [(HIGH, "its tarball is another package's")]
    asked = package("app", dependencies=wants(x="npm:a@1.0.0"))
    found = project(asked, locks=[lock(alias)])
    assert told(list(sources.looks(seen.seen(found), found.lockfiles[0])))[0][:2] == (MEDIUM, what)


def test_what_npm_6_alone_installs() -> None:
    """One anomaly, as bad as the worst of it."""
    what = "stands in its half for npm 6 alone, or otherwise"
    assert of(lock(entry("a"), entry("a", "1.0.1", older=True))) == [(MEDIUM, what)]
    assert of(lock(entry("a", older=True, hooks=True))) == [(HIGH, what)]


def test_an_alias_of_an_override() -> None:
    """Somebody asks for it there."""
    made = lock(entry("evil", alias="a"))
    assert of(made) == [(MEDIUM, "is another package, which nobody asks for")]
    setting = Setting("pnpm-workspace.yaml", "overrides.a", "npm:evil@1", 1)
    assert of(made, settings=[setting]) == []


def test_what_is_asked_for_under_another_name() -> None:
    """A lock of pnpm files a tarball or repository under the name that it has itself."""
    made = lock(
        locked("even", name="even", resolved="https://files.example/e.tgz"),
        locked("odd", name="odd", resolved="https://codeload.github.com/O/odd/tar.gz/abc"),
        locked("far", name="far", resolved="git+ssh://git@github.com/o/far.git#" + "0" * 40),
        kind="pnpm",
    )
    specs = {"x": "https://files.example/e.tgz", "y": "o/odd", "z": "https://github.com/o/far"}
    root = package("app", dependencies=wants(**specs))
    found = seen.seen(project(root, locks=[made]))
    assert list(sources.looks(found, made)) == []
    assert list(integrity.looks(found, made)) == []


def test_who_asks_is_not_always_known() -> None:
    """A first lock of npm says nothing of it: without its manifest nobody can tell."""
    made = lock(entry("a", resolved="git+ssh://git@github.com/o/a.git"), entry("b", alias="c"))
    assert list(sources.looks(seen.seen(project(locks=[made])), made)) == []


def test_git_that_nobody_asks_for() -> None:
    """Asked for by a manifest or an override, it is told elsewhere."""
    made = lock(entry("a", resolved="git+ssh://git@github.com/o/a.git#" + "0" * 40))
    assert of(made) == [(MEDIUM, "comes by git, which nobody asks for")]
    setting = Setting("pnpm-workspace.yaml", "overrides.x>a", "github:o/a", 1)
    assert of(made, settings=[setting]) == []
    root = package("app", dependencies=wants(a="o/a"))
    assert list(sources.looks(seen.seen(project(root, locks=[made])), made)) == []


def test_integrity() -> None:
    """None at all, and hashes that can be forged; what came along needs none."""
    made = lock(
        entry("a", integrity=""),
        entry("b", integrity="sha1-A md5-B"),
        entry("c", integrity="sha1-A sha512-B"),
        entry("d", integrity="", bundled=True),
        entry("e", integrity="", link=True),
    )
    assert told(list(integrity.looks(seen.seen(project()), made))) == [
        (LOW, "no integrity", ["a@1.0.0"]),
        (LOW, "integrity by sha1 or md5 alone", ["b@1.0.0"]),
    ]


def test_integrity_of_other_locks() -> None:
    """The hash behind yarn's addresses is weak; berry leaves out what is not for this machine."""
    old = locked("a@1", name="a", resolved="https://x.example/a/-/a-1.0.0.tgz#" + "0" * 40)
    late = locked("a@1", name="a", resolved="a@npm:1.0.0")
    pnpm = locked("a@1.0.0", name="a")
    bare = seen.seen(project())
    assert [s for s, _ in integrity.looks(bare, lock(old, kind="yarn", path="yarn.lock"))] == [LOW]
    assert [s for s, _ in integrity.looks(bare, lock(late, kind="berry", path="yarn.lock"))] == [
        Severity.INFO
    ]
    assert [
        s for s, _ in integrity.looks(bare, lock(pnpm, kind="pnpm", path="pnpm-lock.yaml"))
    ] == [LOW]


def test_two_contents_of_one_version() -> None:
    """By the same method, in one lock or in two; one hash in common is enough to agree."""
    one = lock(entry("a", integrity="sha512-A sha1-X"), entry("b", integrity="sha512-A sha512-B"))
    other = lock(
        entry("a", integrity="sha512-B", hooks=True),
        entry("b", integrity="sha512-B"),
        path="docs/package-lock.json",
    )
    found = list(integrity.differing(seen.seen(project(locks=[one, other]))))
    assert told(found) == [
        (HIGH, "one version with two contents", ["a@1.0.0: sha512-A and sha512-B"])
    ]


def test_manifests_against_importers() -> None:
    """What is not asked for so; members, peers and paths are not looked at."""
    root = package(
        "app",
        dependencies=wants(a="^1", b="^1", m="*", f="file:f") + wants("peer", p="^1"),
    )
    member = package("m", "packages/m")
    made = lock(entry("a"), asks=wants(a="^2"))
    found = list(asked.looks(seen.seen(project(root, member, locks=[made])), made))
    assert told(found) == [
        (
            LOW,
            "asked for, but not as the lock knows it",
            ["package.json: a@^1", "package.json: b@^1"],
        )
    ]


def test_versions_out_of_their_range() -> None:
    """Npm's by the path that node takes from the member, an alias by its own range."""
    root = package("app", dependencies=wants(a="^1", c="npm:b@^2", t="latest"))
    member = package("m", "packages/m", dependencies=wants(a="^2"))
    made = lock(
        entry("a"),
        locked("packages/m/node_modules/a", "2.1.0", name="a"),
        locked("node_modules/c", "1.0.0", name="b", alias="c"),
        entry("t"),
    )
    found = seen.seen(project(root, member, locks=[made]))
    assert told(list(asked.looks(found, made))) == [
        (MEDIUM, "pinned out of the range asked for", ["package.json: c@npm:b@^2 is 1.0.0"])
    ]


def test_what_is_on_disk() -> None:
    """Another version, and what no lock knows; hooks make it worse."""
    made = lock(entry("a"), entry("b"), entry("n"))
    found = project(
        package("app"),
        package("a", "node_modules/a", "1.0.1"),
        package("b", "node_modules/b"),
        package("x", "node_modules/x", runs=(hook("node x.js"),)),
        package("y", "node_modules/b/node_modules/y"),
        package("z", "test/fixtures/node_modules/z"),
        locks=[made],
    )
    assert told(list(disk.looks(seen.seen(found)))) == [
        (MEDIUM, "installed in another version", ["node_modules/a: 1.0.1, locked 1.0.0"]),
        (MEDIUM, "not in the lock and has install hooks", ["node_modules/x"]),
    ]


def test_one_lock_that_agrees_is_enough() -> None:
    """Where several lie in one folder."""
    npm = lock(entry("a", "2.0.0"))
    yarn = lock(locked("a@^1", name="a"), path="yarn.lock", kind="yarn")
    found = project(package("app"), package("a", "node_modules/a"), locks=[npm, yarn])
    assert list(disk.looks(seen.seen(found))) == []


def test_the_store_of_pnpm() -> None:
    """By name and version, wherever a package lies."""
    made = lock(locked("a@1.0.0", name="a"), path="pnpm-lock.yaml", kind="pnpm")
    found = project(
        package("app"),
        package("a", "node_modules/.pnpm/a@1.0.0/node_modules/a"),
        package("x", "node_modules/.pnpm/x@1.0.0/node_modules/x"),
        locks=[made],
    )
    assert told(list(disk.looks(seen.seen(found)))) == [
        (LOW, "not in the lock", ["node_modules/.pnpm/x@1.0.0/node_modules/x"])
    ]


def test_what_is_not_installed_says_nothing() -> None:
    """A lock without packages on disk is no drift."""
    assert list(disk.looks(seen.seen(project(locks=[lock(entry("a"))])))) == []


def test_locks_that_disagree() -> None:
    """Where no version of a name is in both."""
    npm = lock(entry("a", "2.0.0"), entry("b"))
    yarn = lock(locked("a@1", name="a"), locked("b@1", name="b"), path="yarn.lock", kind="yarn")
    assert told(list(pairs.disagreeing(seen.seen(project(locks=[npm, yarn]))))) == [
        (LOW, "pinned otherwise in yarn.lock", ["a: 2.0.0; 1.0.0"])
    ]


def test_no_lock() -> None:
    """Info for what others install, low for what is run; a lock above is enough."""
    bare = package("app", dependencies=wants(a="1"))
    private = package("app", dependencies=wants(a="1"), private=True)
    member = package("m", "packages/m", dependencies=wants(a="1"))
    assert [s for s, _ in pairs.without(seen.seen(project(bare)))] == [Severity.INFO]
    assert [s for s, _ in pairs.without(seen.seen(project(private)))] == [LOW]
    assert list(pairs.without(seen.seen(project(bare, member, locks=[lock()])))) == []
    assert list(pairs.without(seen.seen(project(package("app"))))) == []

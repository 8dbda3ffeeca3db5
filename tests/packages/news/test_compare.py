import msgspec
from drawn import CORPUS, SECRET, law, projects
from hypothesis import given
from hypothesis import strategies as st
from projects import hook, lock, locked, package, project, wants

from picketline.core import canonical
from picketline.core.report import Gap
from picketline.packages import collect
from picketline.packages.facts import Project
from picketline.packages.news import compare, told
from picketline.packages.news.compare import Given, changes
from picketline.packages.news.facts import KINDS, Change, News
from picketline.packages.news.sides import Seen


def given_side(found: Project, *skipped: Gap) -> Given:
    """A project as a side that was read."""
    return Given("x", "folder", collect.Seen(found, skipped))


def compared(before: Project, after: Project) -> News:
    """What two projects show differently."""
    return compare.compare(given_side(before), given_side(after))


def told_by(found: tuple[Change, ...], word: str) -> set[tuple[str, str, str, str]]:
    """The identities of the changes of one word."""
    return {each.shown.identity for each in found if each.word == word}


def with_corpus(found: Project) -> Project:
    """The project, with what is known of packages."""
    return msgspec.structs.replace(found, corpus=CORPUS)


@law
@given(projects())
def test_nothing_differs_from_itself(found: Project) -> None:
    """Whatever it is."""
    news = compared(found, found)
    assert news.same
    assert not news.changes
    assert next(told.lines(news)) == "the same"


@law
@given(projects(), projects())
def test_there_and_back(before: Project, after: Project) -> None:
    """What is new one way is gone the other, and what is changed is changed both ways."""
    there, back = changes(Seen(before), Seen(after)), changes(Seen(after), Seen(before))
    assert told_by(there, "new") == told_by(back, "gone")
    assert told_by(there, "gone") == told_by(back, "new")
    pairs = {(c.before, c.after) for c in there if c.word == "changed"}
    assert {(c.after, c.before) for c in back if c.word == "changed"} == {
        (one, other) for one, other in pairs
    }


@law
@given(projects(), projects(), st.randoms(use_true_random=False))
def test_any_order(before: Project, after: Project, chance: object) -> None:
    """The order of packages, locks and entries changes nothing."""

    def turned(found: Project) -> Project:
        others = list(found.packages[1:])
        chance.shuffle(others)  # type: ignore[attr-defined]  # a Random
        return msgspec.structs.replace(
            found, packages=(found.packages[0], *others), lockfiles=found.lockfiles[::-1]
        )

    one, other = compared(before, after), compared(turned(before), turned(after))
    assert canonical.encode(one.changes) == canonical.encode(other.changes)


@law
@given(projects(), projects())
def test_hostile_facts(before: Project, after: Project) -> None:
    """No secret is shown, no line can steer a terminal, each thing is told once, worst first."""
    news = compared(before, after)
    shown = "\n".join(told.lines(news))
    assert SECRET not in shown + canonical.encode(news).decode()
    assert all(line.isprintable() for line in shown.split("\n"))
    assert told.report(news).digest
    keys = [each.shown.identity for each in news.changes if each.after is not None]
    assert len(keys) == len(set(keys))
    ranks = [each.severity.rank for each in news.changes]
    assert ranks == sorted(ranks, reverse=True)
    assert {each.shown.kind for each in news.changes} <= KINDS.keys()


def test_versions() -> None:
    """Up, down and beside each other, by their order as versions."""
    before = lock(locked("node_modules/a", "1.9.0"), locked("node_modules/b", "1.0.0"))
    after = lock(
        locked("node_modules/a", "1.10.0"), locked("node_modules/x/node_modules/a", "1.9.0")
    )
    news = compared(project(locks=[before]), project(locks=[after]))
    said = {(c.word, c.shown.kind, c.shown.package, c.shown.value) for c in news.changes}
    assert ("changed", "version", "pkg:npm/a", "1.9.0, 1.10.0") in said
    assert ("gone", "package", "pkg:npm/b", "") in said


def test_what_is_known_bad() -> None:
    """A version that is new, on disk or locked; one that was there before is no news."""
    clean = with_corpus(project(package("b", "node_modules/b", "1.0.0")))
    bad = with_corpus(project(package("b", "node_modules/b", "1.0.1")))
    locked_bad = with_corpus(project(locks=[lock(locked("node_modules/b", "1.0.1"))]))
    for side in (bad, locked_bad):
        worst = compared(clean, side).changes[0]
        assert (worst.shown.kind, worst.severity.value) == ("known-bad", "critical")
    assert compared(bad, bad).same


def test_roots_are_compared_whatever_their_names() -> None:
    """A package that is called otherwise is still the one that is compared."""
    before = project(package("old", runs=()))
    after = project(package("new", runs=(hook("node x.js"),)))
    (change,) = (c for c in compared(before, after).changes if c.shown.kind == "hook")
    assert (change.word, change.shown.package) == ("new", "pkg:npm/new")


def test_lock_and_disk_tell_a_thing_once() -> None:
    """The dependency that an upgrade brings stands in both."""
    was = project(
        package("a", "node_modules/a", "1.0.0"), locks=[lock(locked("node_modules/a", "1.0.0"))]
    )
    now = project(
        package("a", "node_modules/a", "1.0.1", dependencies=wants(zz="1")),
        package("zz", "node_modules/zz"),
        locks=[
            lock(
                locked("node_modules/a", "1.0.1", dependencies={"zz": "1"}),
                locked("node_modules/zz", hooks=True),
            )
        ],
    )
    found = [c.shown for c in compared(was, now).changes if c.shown.kind == "injected"]
    assert [(each.package, each.key) for each in found] == [("pkg:npm/a", "zz")]


def test_what_is_left_out_is_counted(monkeypatch: object) -> None:
    """Of too many changes the least bad are left out."""
    monkeypatch.setattr(compare, "MOST", 1)  # type: ignore[attr-defined]  # pytest's
    clean = with_corpus(project())
    bad = with_corpus(project(package("b", "node_modules/b", "1.0.1")))
    news = compared(clean, bad)
    assert [each.shown.kind for each in news.changes] == ["known-bad"]
    assert news.left_out == 1
    assert "left out, as there are too many: 1" in list(told.lines(news))

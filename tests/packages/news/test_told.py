from inline_snapshot import snapshot

from picketline.core.formats import render
from picketline.core.model import Severity
from picketline.core.report import Gap
from picketline.packages.news import told
from picketline.packages.news.facts import Change, Item, Kind, News, Side


def item(kind: Kind = "hook", package: str = "a", **more: object) -> Item:
    """A thing of a package."""
    given = {"key": "k", "why": "w", "severity": Severity.HIGH} | more
    return Item(kind=kind, package=f"pkg:npm/{package}", **given)  # type: ignore[arg-type]  # an item's fields


def news(*changes: Change, **more: object) -> News:
    """Changes between two lockfiles."""
    before, after = (Side(name=name, what="lockfile") for name in ("x", "y"))
    given = {"same": not changes, "before": before, "after": after, "coverage": ()} | more
    return News(what="lockfile", corpus="ab" * 32, changes=changes, **given)  # type: ignore[arg-type]  # as above


def lines(*changes: Change, **more: object) -> str:
    """What a person reads."""
    return "\n".join(told.lines(news(*changes, **more)))


def test_the_same() -> None:
    """One line."""
    assert lines() == "the same"


def test_by_package() -> None:
    """Worst first, with the version's way; packages that only moved in a line, gone by number."""
    moved = Change(
        word="changed",
        before=item("version", value="1.0.0", severity=Severity.INFO),
        after=item("version", value="1.0.1", severity=Severity.INFO),
    )
    hook = Change(
        word="changed",
        before=item(key="postinstall", value="node a.js"),
        after=item(key="postinstall", value="node b.js", path="p/package.json", line=3),
    )
    fresh = Change(
        word="new", after=item("package", "%40s/b", version="2.0.0", severity=Severity.INFO)
    )
    gone = Change(word="gone", before=item("network", "c"))
    assert lines(hook, moved, fresh, gone) == snapshot("""\
different: 1 high: 1 new, 1 gone, 2 changed
pkg:npm/a 1.0.0 -> 1.0.1
  ~ high     hook        postinstall: node a.js -> node b.js: w (p/package.json:3)
packages new: 1: @s/b 2.0.0
also gone: 1 network\
""")


def test_never_a_wall() -> None:
    """A bounded number of packages, and of lines a package; the rest by its number."""
    many = [
        Change(word="new", after=item(package=f"p{p:02}", key=f"k{k:02}"))
        for p in range(30)
        for k in range(20)
    ]
    shown = lines(*many).splitlines()
    assert shown[1 + told.EACH + 1] == "  and 12 more: 12 high: picosentry diff -f json"
    assert shown[-1] == "and 10 packages more: 200 high: picosentry diff -f json"
    assert len(shown) == 2 + told.MOST * (told.EACH + 2)


def test_hostile_texts() -> None:
    """No text steers a terminal, forges a line or is wider than a line."""
    bad = Change(
        word="new",
        after=item(package="x\x1b[2J", key="a\nb", value="\u202e" * 400, why="y " * 400, path="\r"),
    )
    shown = lines(bad, coverage=(Gap("\x9b", "\n"),)).split("\n")
    assert all(line.isprintable() and len(line) <= 101 for line in shown)


def test_what_was_not_seen() -> None:
    """Said by side; what cannot be compared, by its reason."""
    gaps = (Gap("a", "large"), Gap("b", "large"), Gap("c", "odd"))
    side = Side(name="y", what="lockfile", unseen=(Gap("l", "broken"),))
    assert lines(after=side, coverage=gaps).splitlines()[1:] == [
        "unfinished after: 1 not seen: l: broken",
        "not compared: a and 1 more: large",
        "not compared: c: odd",
    ]


def test_as_a_report() -> None:
    """What is new or changed is a finding of its kind; what is gone is none."""
    found = news(
        Change(word="new", after=item(value="node x.js", version="1.0.0", path="p", line=2)),
        Change(word="gone", before=item("network")),
    )
    made = told.report(found)
    (finding,) = made.parts[0].findings
    assert (finding.rule, finding.subject.identity, finding.location.line) == (
        "hook",
        "pkg:npm/a",
        2,
    )
    assert {e.name: e.value for e in finding.evidence} == {
        "purl": "pkg:npm/a@1.0.0",
        "why": "w",
        "what": "k",
        "after": "node x.js",
    }
    for shape in ("github", "sarif", "json", "table", "html"):
        assert render(made, shape)

import msgspec
from marked import file as marked_file
from projects import hook, package, project

from picketline.packages.corpus import Corpus, Indicator
from picketline.packages.facts import Content, File, Mark, Package
from picketline.packages.news import code
from picketline.packages.news.facts import Item
from picketline.packages.news.sides import Seen

AT = "node_modules/a"


def items(before: Package | None, after: Package) -> list[Item]:
    """What the code of one package shows that it did not."""
    corpus = Corpus.of([Indicator(id="MAL-1", kind="host", value="bad.example")])
    seen = Seen(msgspec.structs.replace(project(after), corpus=corpus))
    return sorted(code.news((before,) if before else (), seen, "a", (after,)))


def told(before: Package | None, after: Package) -> list[tuple[str, str, str]]:
    """The same as kind, key and severity."""
    return [(each.kind, each.key, each.severity.value) for each in items(before, after)]


def plain(**more: object) -> Package:
    """The package with nothing in it, or with what is given."""
    return package("a", AT, "1.0.0", **more)


def coded(*marks: Mark, when: str = "import", name: str = "x.js") -> Package:
    """The package with a file of marks that runs at install, when imported, or never."""
    path = f"{AT}/{name}"
    return plain(
        files=(marked_file(path, *marks),),
        imports=(path,) if when == "import" else (),
        runs=(hook("node x.js", name),) if when == "install" else (),
    )


def test_hooks() -> None:
    """High for the first, medium for another command, a second one, and a package that is new."""
    one, two = plain(runs=(hook("node x.js"),)), plain(runs=(hook("node y.js"),))
    both = plain(runs=(hook("node x.js"), hook("node y.js", name="install")))
    assert told(plain(), one) == [("hook", "postinstall", "high")]
    assert told(one, two) == [("hook", "postinstall", "medium")]
    assert told(one, both) == [("hook", "install", "medium")]
    assert told(None, one) == [("hook", "postinstall", "medium")]
    assert told(one, one) == told(one, plain()) == []


def test_the_command_is_told_without_its_secrets() -> None:
    """As a stamp, so that another secret is another command."""
    (item,) = items(plain(), plain(runs=(hook("curl -u me:swordfish1 x.example"),)))
    assert item.value.startswith("curl -u ***")


def test_capabilities() -> None:
    """By kind, worse where an install runs them; a file that never runs says nothing."""
    connects, reads = Mark("connects", 3), Mark("reads-secret", 4, "npmrc")
    assert told(plain(), coded(connects)) == [("network", "import: connects", "low")]
    assert told(plain(), coded(connects, when="never")) == []
    assert told(coded(connects), coded(connects, name="other.js")) == []
    assert told(plain(), coded(connects, reads)) == [
        ("credential", "import: reads-secret npmrc", "medium"),
        ("network", "import: connects", "medium"),
    ]
    install = told(coded(connects), coded(connects, when="install"))
    assert ("network", "install: connects", "high") in install
    assert told(coded(connects, when="install"), coded(connects)) == []


def test_what_upgrades_of_honest_packages_seldom_bring() -> None:
    """Weighs more; of a package that is new altogether less."""
    hidden, sends = Mark("hidden-characters", 1, "tags"), Mark("sends-secret", 2, "fetch")
    assert told(plain(), coded(hidden)) == [("obfuscation", "import: hidden-characters", "medium")]
    assert {each[2] for each in told(plain(), coded(hidden, sends))} == {"high"}
    assert {each[2] for each in told(None, coded(hidden, sends))} == {"medium"}
    assert ("obfuscation", "install: hidden-characters", "high") in told(
        None, coded(hidden, when="install")
    )


def test_values_that_make_a_difference() -> None:
    """Another secret or host is another thing, another function is not; counts are left out."""
    one = coded(Mark("reads-secret", 1, "npmrc"), Mark("executes", 2, "exec"))
    two = coded(
        Mark("reads-secret", 1, "npmrc and 3 more"),
        Mark("reads-secret", 2, "ssh-key"),
        Mark("executes", 3, "spawn"),
    )
    assert [each[1] for each in told(one, two)] == ["import: reads-secret ssh-key"]


def test_where_it_stands() -> None:
    """The file, the line, and the text there."""
    mark = Mark("executes", 7, "exec", "exec('id')")
    (item,) = items(plain(), coded(mark))
    assert (item.path, item.line, item.why) == (f"{AT}/x.js", 7, "exec('id')")


def test_files_of_foreign_kinds() -> None:
    """Programs weigh more than archives; one of a kind that was there is low; text is nothing."""

    def held(**kinds: str) -> Package:
        files = [File(f"{AT}/{n}", Content("0" * 64, 1, kind)) for n, kind in kinds.items()]
        return plain(files=tuple(files))

    assert told(held(a="text"), held(a="elf", b="zip", c="json")) == [
        ("file", "a", "medium"),
        ("file", "b", "low"),
    ]
    assert told(held(a="elf"), held(a="elf", b="elf")) == [("file", "b", "low")]
    assert told(None, held(a="elf")) == [("file", "a", "info")]


def test_hosts() -> None:
    """Where code runs: low at install; known bad high; words that are no hosts not at all."""

    def naming(*names: str, when: str = "import") -> Package:
        found = coded(when=when)
        content = msgspec.structs.replace(
            found.files[0].content, hosts=tuple((name, 2) for name in names)
        )
        return msgspec.structs.replace(found, files=(File(f"{AT}/x.js", content),))

    assert told(naming("old.com"), naming("old.com", "new.com", "a.exports", "1.2.3")) == [
        ("host", "new.com", "info")
    ]
    assert told(naming(), naming("bad.example")) == [("host", "bad.example", "high")]
    assert ("host", "new.com", "low") in told(naming(), naming("new.com", when="install"))
    assert told(naming(), naming("new.com", when="never")) == []

import build
from hypothesis import given
from hypothesis import strategies as st
from marked import DECODED, INNER, LADDER, file, package, project

from picketline.core.check import checks
from picketline.core.model import Severity
from picketline.packages import chains
from picketline.packages.chains import Ladder, Look, When, chain
from picketline.packages.facts import Mark, Run
from picketline.packages.marks import MARKS

_LARGE = 1 << 20
_ORDER: tuple[When, ...] = ("never", "import", "install")
_names = st.frozensets(st.sampled_from(sorted(MARKS)), max_size=8)
_chains = st.builds(
    lambda severity, groups: chain(severity, *groups),
    st.sampled_from(Severity),
    st.lists(_names, min_size=1, max_size=3),
)
_rungs = st.lists(_chains, max_size=4).map(tuple)
_ladders = st.builds(Ladder, install=_rungs, imported=_rungs, never=_rungs)
_marks = st.builds(
    Mark,
    st.sampled_from(sorted(MARKS)),
    st.integers(0, 900),
    st.sampled_from(["", "base64", "x and 3 more"]),
)


def test_every_mark_has_one_owner() -> None:
    """A place is told by one rule; what was decoded first by that for decoded text."""
    rules = set(checks("picketline.packages.rules"))
    assert {chains.owner(Mark(name, 1)) for name in MARKS} <= rules
    assert set(chains.OWNERS) <= set(MARKS)
    assert chains.owner(INNER) == "L2-OBFS-003"
    assert chains.owner(Mark("executes", 1)) == "L2-POST-001"


@build.law
@given(_chains, _names)
def test_a_chain_holds_by_one_word_of_each_group(one: chains.Chain, names: frozenset[str]) -> None:
    """Its words are of those that are there, and none unless every group has one."""
    words = one.words(names)
    assert words <= names
    assert bool(words) == all(group & names for group in one.groups)


@build.law
@given(_ladders, _names, _names)
def test_more_never_makes_it_better(
    ladder: Ladder, names: frozenset[str], more: frozenset[str]
) -> None:
    """Further words, or a file that runs earlier, never lower a severity."""
    ranks = []
    for when in _ORDER:
        few, many = ladder.judge(names, when), ladder.judge(names | more, when)
        ranks.append(few[0].rank if few else -1)
        assert (many[0].rank if many else -1) >= ranks[-1]
    assert ranks == sorted(ranks)


def test_a_file_runs_at_install_at_import_or_never() -> None:
    """A hook goes before an import; what neither reaches never runs; unmarked files are out."""
    steps = ("postinstall: node setup.js", "setup.js")
    run = Run("setup.js", "postinstall", "node setup.js", steps)
    one = package(
        "node_modules/p",
        file("node_modules/p/index.js", DECODED),
        file("node_modules/p/plain.js"),
        file("node_modules/p/setup.js", DECODED),
        file("node_modules/p/test/a.js", DECODED),
        runs=(run, Run("", "install", "true")),
    )
    assert [(look.inner, look.when, look.chain) for look in chains.looks(one)] == [
        ("index.js", "import", ()),
        ("setup.js", "install", steps),
        ("test/a.js", "never", ()),
    ]
    assert chains.running(one) == {"node_modules/p/setup.js": run}


def test_a_package_is_as_bad_as_its_worst_file() -> None:
    """The first of the worst is told, the others beside it; without a chain nothing is."""
    scripts = (file("p/test/a.js", DECODED), file("p/b.js", DECODED, INNER), file("p/c.js", INNER))
    found = chains.verdict(package("p", *scripts), LADDER)
    assert found is not None
    assert (found.severity, found.look.inner) == (Severity.MEDIUM, "b.js")
    assert [look.inner for look in found.also] == ["test/a.js"]
    assert chains.verdict(package("p", file("p/c.js", INNER)), LADDER) is None
    assert chains.verdict(package("p"), LADDER) is None


def test_a_rule_may_see_words_of_its_own() -> None:
    """A ladder judges by what `words` makes of a file."""

    def words(look: Look) -> frozenset[str]:
        return frozenset({"large"}) if look.file.content.size > 5 else frozenset()

    ladder = Ladder(imported=(chain(Severity.LOW, "large"),))
    both = project(package("p", file("p/a.js", DECODED)), package("q"))
    (found,) = chains.verdicts(both, ladder, words)
    assert (found.severity, found.words) == (Severity.LOW, frozenset({"large"}))


def test_what_is_far_apart_in_a_bundle_is_no_chain() -> None:
    """In a large file a chain needs marks that stand near each other."""

    def rank(far: int, size: int) -> Severity:
        process = Mark("executes", 3 + far, "child_process.exec")
        found = chains.verdict(package("p", file("p/a.js", DECODED, process, size=size)), LADDER)
        return found.severity if found else Severity.INFO

    assert rank(500, 9) is Severity.MEDIUM
    assert rank(500, _LARGE) is Severity.LOW
    assert rank(20, _LARGE) is Severity.MEDIUM


def test_a_mark_of_unknown_place_stands_anywhere() -> None:
    """A mark without a line, or of a name of which only the first are told, counts for all."""
    for line, value in ((0, ""), (900, "fetch and 12 more")):
        script = file("p/a.js", DECODED, Mark("connects", line, value), size=_LARGE)
        found = chains.verdict(package("p", script), LADDER)
        assert found is not None
        assert found.severity is Severity.MEDIUM


@build.law
@given(st.lists(_marks, min_size=1, max_size=12))
def test_no_mark_of_a_bundle_is_lost(marks: list[Mark]) -> None:
    """Every mark of a large file is in one of its looks at least."""
    looks = list(chains.looks(package("p", file("p/a.js", *marks, size=_LARGE))))
    assert {mark for look in looks for mark in look.file.content.marks} == set(marks)


def test_decoding_is_sure_where_it_is_seen() -> None:
    """By the decoder in the call, the decoded text, or a file too small for a coincidence."""
    far = Mark("runs-decoded", 3, "hex", "new Function(n)")
    weak = Mark("runs-decoded", 3, "inflate", "spawn(command)")
    assert chains.decoding(file("a", DECODED, size=_LARGE).content) == {
        chains.DECODER_IN_CALL,
        chains.TEXT_DECODER,
    }
    assert chains.decoding(file("a", far).content) == {chains.SMALL_FILE, chains.TEXT_DECODER}
    assert chains.decoding(file("a", far, size=_LARGE).content) == {chains.TEXT_DECODER}
    assert not chains.decoding(file("a", weak).content)
    assert chains.decoding(file("a", INNER, size=_LARGE).content) == {
        chains.DECODED_ACT,
        chains.DECODED_THREAT,
    }

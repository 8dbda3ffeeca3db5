import msgspec
import pytest
from drawn import SECRET, law, projects
from hypothesis import given
from projects import lock, locked, package, project

from picketline.core import canonical
from picketline.core.check import checks
from picketline.packages import accepted, known, registry
from picketline.packages.accepted import Accepted
from picketline.packages.facts import Known, Project
from picketline.packages.scan import RULES

MAINT = checks(RULES)["L2-MAINT-001"]


def noting(found: Project, *state: Known) -> Project:
    """The project, with a known state."""
    return msgspec.structs.replace(found, known=state)


@pytest.mark.parametrize(
    ("repository", "told"),
    [
        ("o/r", "github.com/o/r"),
        ("git+https://github.com/O/R.git", "github.com/o/r"),
        ("git@github.com:o/r.git", "github.com/o/r"),
        ("https://www.github.com/o/r/tree/main/packages/x", "github.com/o/r"),
        ("gitlab:o/r", "gitlab.com/o/r"),
        ("https://x.example/a/b/c", "x.example/a/b"),
        ("", ""),
        ("  ", ""),
        ("http://[", "http://["),
    ],
)
def test_repositories(repository: str, told: str) -> None:
    """One spelling for each."""
    assert known.repository(package("a", repository=repository).manifest) == told


def test_people() -> None:
    """Names and addresses by themselves, in lower case."""
    found = known.people(
        package("a", people=("Ann <A@x.example>", "<b@x.example>", "C", " ")).manifest
    )
    assert found == {"ann", "a@x.example", "b@x.example", "c"}


def test_what_is_noted() -> None:
    """Each name once, with what all its versions say; the project's own are left out."""
    found = project(
        package("app"),
        package("m", "packages/m"),
        package("a", "node_modules/a", people=("Ann",), repository="o/a"),
        package("a", "node_modules/b/node_modules/a", "2.0.0", people=("Bob",)),
        locks=[
            lock(
                locked("node_modules/a", resolved=f"https://{registry.HOST}/a/-/a-1.0.0.tgz"),
                locked("node_modules/c", resolved="git+https://x.example/o/c.git#main", hooks=True),
            )
        ],
    )
    assert known.of([found]) == (
        Known(
            name="a",
            people=("ann", "bob"),
            repositories=("github.com/o/a",),
            sources=(registry.HOST,),
        ),
        Known(name="c", sources=("git x.example/o/c",), hooked=True),
    )


def test_what_is_noted_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """In packages, and in people of one; who has more than fit is not judged."""
    crowd = tuple(f"p{number:03}" for number in range(100))
    found = project(package("a", "node_modules/a", people=crowd), package("b", "node_modules/b"))
    (first, _) = known.of([found])
    assert len(first.people) == known.MANY
    assert not list(MAINT(noting(found, first)))
    monkeypatch.setattr(known, "MOST", 1)
    assert [each.name for each in known.of([found])] == ["a"]


@law
@given(projects())
def test_as_noted_nothing_is_told(found: Project) -> None:
    """A project is as its own known state says; the state is the same through a baseline."""
    state = known.of([found])
    held = Accepted(known=state)
    again = accepted.baseline_of(held.to_bytes(), "b")
    assert again.known == state
    assert again.to_bytes() == held.to_bytes()
    assert SECRET not in held.to_bytes().decode()
    told = [each for each in MAINT(noting(found, *again.known)) if "noted" in repr(each)]
    assert not told
    assert not known.unmet(noting(found, *again.known)) or not state


@law
@given(projects())
def test_any_known_state(found: Project) -> None:
    """Nothing is raised, shown or said twice, whatever is noted."""
    findings = list(MAINT(found))
    assert SECRET not in canonical.encode(findings).decode()
    keys = [(each.subject, each.matched, each.severity) for each in findings]
    assert len(keys) == len(set(keys))


def test_many_that_move_together() -> None:
    """One finding for all of one move, low: a mirror that everything comes from now."""
    names = [f"n{number}" for number in range(25)]
    entries = [
        locked(f"node_modules/{n}", resolved=f"https://m.example/{n}/-/x.tgz") for n in names
    ]
    state = [Known(name=name, sources=(registry.HOST,)) for name in names]
    (finding,) = MAINT(noting(project(locks=[lock(*entries)]), *state))
    assert (finding.severity.value, finding.subject.identity) == ("low", "pkg:npm/app")


def test_unmet() -> None:
    """Names that are not noted are counted; without a known state nothing is said."""
    found = project(package("a", "node_modules/a"), package("b", "node_modules/b"))
    assert known.unmet(found) == ()
    (gap,) = known.unmet(noting(found, Known(name="a")))
    assert gap.why.endswith(": 1")


def test_merged() -> None:
    """Of one name what is noted later."""
    one, other = Known(name="a", people=("ann",)), Known(name="a", people=("eve",))
    rest = Known(name="b")
    assert known.merged([one, rest], [other]) == (other, rest)


def test_a_baseline_without_a_known_state_is_as_before() -> None:
    """The same bytes, and no key for it; a package stands on a line of its own."""
    assert b"known" not in Accepted().to_bytes()
    text = Accepted(known=[Known(name="b"), Known(name="a", people=("ann",))]).to_bytes().decode()
    assert [line for line in text.splitlines() if '"name":"' in line] == [
        '    {"hooked":false,"name":"a","people":["ann"],"repositories":[],"sources":[]},',
        '    {"hooked":false,"name":"b","people":[],"repositories":[],"sources":[]}',
    ]

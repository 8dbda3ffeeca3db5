import datetime as dt
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import packaged
import pytest
from click.testing import CliRunner, Result
from inline_snapshot import snapshot

from picketline.cli.picosentry import baseline
from picketline.core.decide import Decided
from picketline.core.errors import SettingsError
from picketline.core.formats import render
from picketline.core.model import Severity
from picketline.core.report import Gap, Report
from picketline.packages.accepted import Accepted, Entry, load

TODAY = dt.datetime.now(dt.UTC).date()
EVIL = packaged.finding("evil")
ADVISED = packaged.finding("old", Severity.MEDIUM, "L2-ADV-001")
QUIET = packaged.finding("low", Severity.LOW, "L2-ENGIN-001")
FOUND = packaged.report(packaged.part(EVIL, ADVISED, QUIET))


@pytest.fixture(autouse=True)
def rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rules of these reports are the known ones."""
    monkeypatch.setattr("picketline.core.check.checks", lambda _: packaged.RULES)


def invoke(*argv: object) -> Result:
    """What a command comes to."""
    words = [str(word) for word in argv]
    return CliRunner().invoke(baseline.command, words, standalone_mode=False)


def run(*argv: object) -> tuple[int, str]:
    """The exit code, and all that is said."""
    done = invoke(*argv)
    if done.exception is not None:
        raise done.exception
    return int(done.return_value), done.output


def written(folder: Path, made: Report) -> Path:
    """A report as a file."""
    path = folder / "report.json"
    path.write_bytes(render(made, "json"))
    return path


def held(folder: Path) -> dict[str, Entry]:
    """What the baseline of a folder holds."""
    path = folder / baseline.NAME
    return load(path.read_bytes(), str(path), frozenset()).entries


def keep(folder: Path, *findings: Decided, **changes: Any) -> Path:
    """A baseline with an entry for each of these findings."""
    plain: dict[str, Any] = {"reason": "before", "accepted": dt.date(2026, 1, 1)} | changes
    entries = [
        Entry(rule=f.rule, package=f.subject.identity, fingerprint=f.fingerprint, **plain)
        for f in findings
    ]
    path = folder / baseline.NAME
    path.write_bytes(Accepted(entries).to_bytes())
    return path


def test_accept(tmp_path: Path) -> None:
    """All of at least medium, worst first, with who and why; the scan then records them."""
    report = written(tmp_path, FOUND)
    code, said = run("accept", report, "--reason", " ticket 311 ", "--owner", "Ada")
    assert code == 0
    assert said.replace(str(tmp_path), "HERE") == snapshot("""\
accepted critical L2-POST-001 pkg:npm/evil 5542da766cb6
accepted medium   L2-ADV-001 pkg:npm/old fdb0bd51e904
HERE/.picosentry-baseline.json: 2 accepted
""")
    entry = held(tmp_path)[EVIL.fingerprint]
    assert (entry.reason, entry.owner, entry.until) == ("ticket 311", "Ada", None)
    assert entry.accepted == TODAY
    assert QUIET.fingerprint not in held(tmp_path)


def test_accept_again_changes_nothing(tmp_path: Path) -> None:
    """The file keeps its bytes; what was accepted keeps its reason."""
    report = written(tmp_path, FOUND)
    run("accept", report, "--reason", "first")
    before = (tmp_path / baseline.NAME).read_bytes()
    code, said = run("accept", report, "--reason", "second")
    assert code == 0
    assert said.startswith("accepted before: 2\n")
    assert (tmp_path / baseline.NAME).read_bytes() == before


def test_what_has_ended_is_accepted_anew(tmp_path: Path) -> None:
    """With the new reason and end."""
    keep(tmp_path, EVIL, until=dt.date(2026, 2, 1))
    run("accept", written(tmp_path, FOUND), "--reason", "again", "--until", TODAY)
    entry = held(tmp_path)[EVIL.fingerprint]
    assert (entry.reason, entry.until) == ("again", TODAY)


def test_rules_alone(tmp_path: Path) -> None:
    """Of these, whatever the severity."""
    report = written(tmp_path, FOUND)
    run("accept", report, "--reason", "x", "--rule", "L2-ENGIN-001", "--rule", "L2-ADV-001")
    assert held(tmp_path).keys() == {QUIET.fingerprint, ADVISED.fingerprint}


def test_another_file(tmp_path: Path) -> None:
    """By -b; the usual one is left alone."""
    file = tmp_path / "mine.json"
    run("accept", written(tmp_path, FOUND), "--reason", "x", "-b", file)
    assert file.is_file()
    assert not (tmp_path / baseline.NAME).exists()


def test_what_is_taken_on_already(tmp_path: Path) -> None:
    """What another baseline or an ignore covers needs no entry."""
    known = packaged.accepted(EVIL, "elsewhere")
    report = written(tmp_path, packaged.report(packaged.part(known)))
    assert run("accept", report, "--reason", "x") == (0, "nothing to accept\n")
    assert not (tmp_path / baseline.NAME).exists()


def test_never_a_wall(tmp_path: Path) -> None:
    """The first are named, the others counted."""
    many = [packaged.finding(f"n{number:02}", Severity.HIGH) for number in range(25)]
    report = written(tmp_path, packaged.report(packaged.part(*many, ADVISED)))
    _, said = run("accept", report, "--reason", "x")
    assert said.splitlines()[20] == "accepted 6 more: high 5, medium 1"


@pytest.mark.parametrize("word", ["accept", "prune"])
def test_unfinished(tmp_path: Path, word: str) -> None:
    """Exit 3, said aloud; and nothing is dropped because it was not seen."""
    path = keep(tmp_path, packaged.finding("unseen"), EVIL)
    gap = (Gap("big.js", "too large"),)
    report = written(tmp_path, packaged.report(packaged.part(EVIL, skipped=gap)))
    code, said = run(word, report, *(["--reason", "x"] if word == "accept" else []))
    assert code == 3
    assert "picosentry: the scan is unfinished: " in said
    assert len(load(path.read_bytes(), "b", frozenset()).entries) == 2


def test_prune(tmp_path: Path) -> None:
    """What is found no more and what has ended is dropped, each with its reason."""
    keep(tmp_path, EVIL, packaged.finding("gone"))
    ended = Accepted(held(tmp_path).values()).merged(
        Accepted(
            [
                Entry(
                    rule=ADVISED.rule,
                    package="pkg:npm/old",
                    fingerprint=ADVISED.fingerprint,
                    reason="x",
                    accepted=dt.date(2026, 1, 1),
                    until=dt.date(2026, 2, 1),
                )
            ]
        )
    )
    (tmp_path / baseline.NAME).write_bytes(ended.to_bytes())
    code, said = run("prune", written(tmp_path, FOUND))
    assert code == 0
    assert said.replace(str(tmp_path), "HERE") == snapshot("""\
dropped L2-ADV-001 pkg:npm/old fdb0bd51e904: ended on 2026-02-01
dropped L2-POST-001 pkg:npm/gone 8f42a4312a60: found no more
HERE/.picosentry-baseline.json: 2 dropped, 1 accepted
""")
    assert held(tmp_path).keys() == {EVIL.fingerprint}


def test_prune_leaves_rules_that_did_not_run(tmp_path: Path) -> None:
    """In any part: their findings were not looked for."""
    keep(tmp_path, EVIL, ADVISED)
    some = msgspec.structs.replace(packaged.part(name="a"), checks=("L2-ADV-001",))
    report = written(tmp_path, packaged.report(packaged.part(), some))
    run("prune", report)
    assert held(tmp_path).keys() == {EVIL.fingerprint}


@pytest.mark.parametrize("data", [b"", b"L2-POST-001  # why\n", render(FOUND, "json"), b"{}"])
@pytest.mark.parametrize("word", ["accept", "prune"])
def test_what_is_no_baseline(tmp_path: Path, word: str, data: bytes) -> None:
    """An ignore file or a report is not written over."""
    file = tmp_path / "other"
    file.write_bytes(data)
    words = ["--reason", "x"] if word == "accept" else []
    done = invoke(word, written(tmp_path, FOUND), "-b", file, *words)
    assert isinstance(done.exception, SettingsError)
    assert str(file) in str(done.exception)
    assert file.read_bytes() == data


def test_never_through_a_link(tmp_path: Path) -> None:
    """A baseline in the project that is a link is not read, and nothing is written."""
    victim = tmp_path / "victim"
    victim.write_text("precious")
    (tmp_path / baseline.NAME).symlink_to(victim)
    done = invoke("accept", written(tmp_path, FOUND), "--reason", "x")
    assert isinstance(done.exception, SettingsError)
    assert victim.read_text() == "precious"


@pytest.mark.parametrize(
    ("argv", "problem"),
    [
        (("--reason", "x", "--rule", "L2-NONE-001"), "no rule 'L2-NONE-001'"),
        (("--reason", " "), "say why"),
        ((), "Missing option '--reason'"),
        (("--reason", "x", "--until", "2020-01-01"), "2020-01-01 is past"),
    ],
)
def test_bad_usage(tmp_path: Path, argv: tuple[str, ...], problem: str) -> None:
    """Says what to do."""
    done = invoke("accept", written(tmp_path, FOUND), *argv)
    assert problem in done.exception.format_message()  # type: ignore[union-attr]  # of click
    assert not (tmp_path / baseline.NAME).exists()


@pytest.mark.parametrize("name", ["project", "package-lock.json", "x.tgz"])
def test_a_target_is_scanned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """A folder's baseline lies in it, that of a lockfile or tarball beside it."""
    target = tmp_path / name
    target.mkdir() if name == "project" else target.write_text('{"lockfileVersion": 3}')
    asked: list[Path] = []

    def scanned(target: Path, flags: dict[str, Any]) -> tuple[Report, tuple[()]]:
        assert flags["trust_config"] is False
        asked.append(target)
        return FOUND, ()

    monkeypatch.setattr(baseline, "_scanned", scanned)
    assert run("accept", target, "--reason", "x")[0] == 0
    assert asked == [target]
    folder = target if name == "project" else tmp_path
    assert json.loads((folder / baseline.NAME).read_bytes())["schema"] == "picosentry.baseline/1"


def test_the_scan_is_that_of_scan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every flag that a scan asks for is given, at its default."""
    from picketline.cli.picosentry import asked, scan  # noqa: PLC0415  # costly where unasked

    seen: dict[str, Any] = {}

    def finished(targets: list[tuple[Path, str]], flags: dict[str, Any]) -> SimpleNamespace:
        seen.update(flags, targets=targets)
        return SimpleNamespace(report=FOUND, scanned=())

    monkeypatch.setattr(asked, "finished", finished)
    assert run("accept", tmp_path, "--reason", "x", "--trust-config")[0] == 0
    assert seen.pop("targets") == [(tmp_path, ".")]
    assert seen.pop("trust_config") is True
    assert seen.pop("deterministic_output") is True
    assert seen.pop("known") == ()
    usual = {each.name: each.default for each in scan.command.params}
    assert {name: value or None for name, value in seen.items()} == {
        name: (None if "Sentinel" in str(type(usual[name])) else usual[name]) or None
        for name in seen
    }

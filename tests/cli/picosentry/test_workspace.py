import json
import os
from pathlib import Path

import pytest
import trees

_SCAN = ("-f", "json", "--deterministic-output")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A workspace of two members, one of which has a hostile dependency."""
    files = {f"packages/bad/{name}": text for name, text in trees.EVIL.items()}
    files |= {f"packages/good/{name}": text for name, text in trees.HONEST.items()}
    files["package.json"] = json.dumps({"name": "w", "workspaces": ["packages/*"]})
    return trees.lay(tmp_path / "w", files)


def test_a_part_each(root: Path, tmp_path: Path) -> None:
    """One report: the root, then each member, in order; the exit code of the worst."""
    done = trees.run("workspace", root, *_SCAN, "--exit-code", cwd=tmp_path)
    assert done.returncode == 1
    report = json.loads(done.stdout)
    assert [part["name"] for part in report["parts"]] == [".", "packages/bad", "packages/good"]
    assert trees.run("workspace", root, cwd=tmp_path).returncode == 0


def test_each_statement_stands_once(root: Path, tmp_path: Path) -> None:
    """No part repeats another's findings or packages: results and counts are of distinct ones."""
    done = trees.run("workspace", root, "-f", "sarif", "--deterministic-output", cwd=tmp_path)
    (run,) = json.loads(done.stdout)["runs"]
    prints = [each["partialFingerprints"]["picketline/v1"] for each in run["results"]]
    assert prints
    assert len(prints) == len(set(prints))
    report = json.loads(trees.run("workspace", root, *_SCAN, cwd=tmp_path).stdout)
    counts = {part["name"]: part["measures"]["packages"] for part in report["parts"]}
    assert counts == {".": 1, "packages/bad": 2, "packages/good": 1}


def test_one_unfinished_member(root: Path, tmp_path: Path) -> None:
    """What could not be looked at in one member leaves the whole unfinished."""
    for path in (root / "packages/bad").rglob("*.js"):
        path.unlink()
    os.mkfifo(root / "packages/good/pipe")
    done = trees.run("workspace", root, "--fail-on", "critical", cwd=tmp_path)
    assert done.returncode == 3


def test_names_that_steer(root: Path, tmp_path: Path) -> None:
    """A member's folder may be called anything: no escape reaches a terminal."""
    odd = os.fsdecode(b"packages/\x1b[31m\n::error::x\xff")
    trees.lay(root, {f"{odd}/package.json": trees.EVIL["package.json"]})
    for shape in ("table", "json", "github", "html", "sarif", "ml-context", "cyclonedx"):
        done = trees.run("workspace", root, "-f", shape, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        assert "\x1b" not in done.stdout + done.stderr
        assert "\n::error::x" not in done.stdout


@pytest.mark.parametrize("pattern", ["../*", "/etc", "**/../../x"])
def test_patterns_that_lead_out(root: Path, tmp_path: Path, pattern: str) -> None:
    """They are refused: exit 2 and a sentence."""
    trees.lay(root, {"package.json": json.dumps({"workspaces": [pattern]})})
    done = trees.run("workspace", root, cwd=tmp_path)
    assert (done.returncode, "leads out" in done.stderr) == (2, True)


def test_no_workspace(tmp_path: Path) -> None:
    """A project without members is none: exit 2 and a sentence."""
    done = trees.run("workspace", trees.lay(tmp_path / "p", trees.HONEST), cwd=tmp_path)
    assert (done.returncode, "no workspace" in done.stderr) == (2, True)


def test_determinism_is_not_asked_of_many(root: Path, tmp_path: Path) -> None:
    """A flag that would do nothing is refused."""
    done = trees.run("workspace", root, "--verify-determinism", cwd=tmp_path)
    assert done.returncode == 2

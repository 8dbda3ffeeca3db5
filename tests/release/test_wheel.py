"""The wheel is the same wherever, whenever and by whomever it is built."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import trees
from releases import ROOT

_FILES = ("pyproject.toml", "README.md", "LICENSE", "release/wheel")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """The project as it is now."""
    tree = tmp_path / "source"
    shutil.copytree(ROOT / "src", tree / "src", ignore=shutil.ignore_patterns("__pycache__"))
    (tree / "release").mkdir()
    for file in _FILES:
        shutil.copy(ROOT / file, tree / file)
    return tree


def _built(source: Path, name: str, umask: int, when: int) -> Path:
    """The wheel of a copy of the project, in a folder, with times and modes of its own."""
    tree = source.with_name(name) / "picketline"
    shutil.copytree(source, tree)
    into = source.with_name(f"{name}-out")
    into.mkdir()
    for path in tree.rglob("*"):
        os.utime(path, (when, when))
        path.chmod(path.stat().st_mode & ~umask)
    environ = {**os.environ, "SOURCE_DATE_EPOCH": "1700000000", "TZ": f"UTC-{umask}"}
    argv = [str(tree / "release/wheel"), str(into), sys.executable]
    subprocess.run(argv, env=environ, check=True)
    (wheel,) = into.glob("*.whl")
    return wheel


def test_the_same_bytes(source: Path) -> None:
    """From two folders, with other times, modes and time zones."""
    one = _built(source, "one", 0o022, 1_000_000_000)
    assert one.read_bytes() == _built(source, "b", 0o077, 1).read_bytes()


def test_everything_is_in_it(source: Path) -> None:
    """Each file of the package that is no left-over: rules, templates, units, migrations."""
    wheel = _built(source, "one", 0o022, 1_000_000_000)
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if "dist-info" not in name}
    top = source / "src"
    assert packed == {str(path.relative_to(top)) for path in top.rglob("*") if path.is_file()}


def test_picosentry_runs_from_it(source: Path, tmp_path: Path) -> None:
    """Installed somewhere else, with nothing of the checkout: rules, packs and pages are there."""
    wheel = _built(source, "one", 0o022, 1_000_000_000)
    place = tmp_path / "installed"
    argv = (sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index")
    subprocess.run((*argv, "--target", str(place), str(wheel)), check=True)
    evil = trees.lay(tmp_path / "evil", trees.EVIL)
    program = (
        "import sys, picketline; from picketline.cli.picosentry import main;"
        f"assert picketline.__file__.startswith({str(place)!r}); main()"
    )
    environ = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONPATH": str(place)}
    for words, code in ((("check", str(evil)), 1), (("rules", "--explain", "L2-POST-001"), 0)):
        done = subprocess.run(
            (sys.executable, "-c", program, *words), env=environ, check=False, cwd=tmp_path
        )
        assert done.returncode == code

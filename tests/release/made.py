"""What `make dist` made, tried: run by `make distcheck`."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import trees
from empty_root import EmptyRoot
from freeze import key, pinned
from releases import PLATFORM, ROOT, Done, Person, Release, served

from picketline import __version__
from picketline.core.model import Severity
from picketline.core.report import decode

DIST = ROOT / "dist"
NAME = f"picket-{__version__}-{PLATFORM}"
_MAIN = "from picketline.cli.picket import main; main()"


@pytest.fixture
def made(room: Path, keys: tuple[Path, Path]) -> Release:
    """What was made, signed with a key for this test."""
    release = Release(room / "made", keys[0])
    (release.folder / release.executable).unlink()
    for path in DIST.iterdir():
        if path.name != "install.sh":
            shutil.copy(path, release.folder)
    release.sign()
    return release


@pytest.fixture
def picket(room: Path) -> Path:
    """The executable under its own name."""
    return Path(shutil.copy(DIST / NAME, room / "picket"))


def _run(*argv: object, **environ: str) -> Done:
    plain = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "LC_ALL": "C.UTF-8"}
    words = [str(word) for word in argv]
    return subprocess.run(
        words, env=plain | environ, capture_output=True, text=True, timeout=250, check=False
    )


def test_what_is_there() -> None:
    """Wheel, requirements, executable, SBOM, install.sh, and the sums of all."""
    names = {path.name for path in DIST.iterdir()} - {"SHA256SUMS.sig"}
    stem = f"picketline-{__version__}"
    files = (f"{stem}-py3-none-any.whl", f"{stem}-requirements.txt", f"{stem}-{PLATFORM}.cdx.json")
    assert names == {*files, NAME, "install.sh", "SHA256SUMS"}
    argv = ("sha256sum", "-c", "--strict", "--quiet", "SHA256SUMS")
    done = subprocess.run(argv, cwd=DIST, check=False)
    assert done.returncode == 0
    text = (DIST / files[2]).read_text()
    assert re.findall(r"\S+://\S+", text) == ['"http://cyclonedx.org/schema/bom-1.6.schema.json",']
    listed = {key(part["name"]) for part in json.loads(text)["components"]}
    needed = pinned((DIST / files[1]).read_text())
    assert needed - listed == set()
    assert "flit-core" not in needed


def test_installed_in_an_empty_root(made: Release, room: Path) -> None:
    """One file is added; it sweeps that root whole, keeps the report, and leaves no scratch."""
    root = EmptyRoot(room / "root")
    shutil.copy(made.install, root.folder)
    before = root.tree()
    with served(made.folder) as address:
        done = root.run("sh", "/install.sh", BASE_URL=address)
    assert (done.stderr, done.returncode) == ("", 0)
    assert root.tree() - before == {"usr/local/bin/picket"}
    said = root.run("/usr/local/bin/picket", "--version").stdout
    assert said == f"picketline, version {__version__}\n"
    done = root.run("/usr/local/bin/picket", "run", "--json", "--store", "/root/store")
    (part,) = decode(done.stdout.encode()).parts
    assert (part.status, part.errors) == ("ok", ())
    alarming = [finding for finding in part.findings if finding.severity >= Severity.MEDIUM]
    assert not alarming, "it takes itself, or the root, for an attack"
    done = root.run("/usr/local/bin/picket", "audit", "verify", "--store", "/root/store")
    assert done.stdout.startswith("intact: ")
    assert list((root.folder / "tmp").iterdir()) == []


@pytest.mark.parametrize(
    "words",
    [
        ["probe"],
        ["probe", "--script", "contain"],
        ["rules", "--json"],
        ["rules", "--explain", "HOST-EXE-001"],
        ["completion", "zsh"],
        ["run", "--help"],
    ],
)
def test_says_what_the_wheel_says(picket: Path, tmp_path: Path, words: list[str]) -> None:
    """Every data file is in it: the same bytes come out."""
    wheel = DIST / f"picketline-{__version__}-py3-none-any.whl"
    shutil.unpack_archive(wheel, tmp_path, "zip")
    said = _run(sys.executable, "-c", _MAIN, *words, PYTHONPATH=str(tmp_path))
    assert said.returncode == 0
    assert _run(picket, *words).stdout == said.stdout


@pytest.mark.parametrize("shape", ["table", "json", "sarif", "html"])
def test_every_format(picket: Path, tmp_path: Path, shape: str) -> None:
    """A sweep of this machine renders in each."""
    done = _run(picket, "run", "-f", shape, "--store", tmp_path / "store")
    assert done.returncode in {0, 1, 3}, done.stderr
    assert len(done.stdout) > 1000, done.stdout


def test_another_door(picket: Path, room: Path) -> None:
    """A link of another command's name is that command."""
    (room / "picketd").symlink_to(picket)
    done = _run(room / "picketd")
    assert (done.returncode, done.stderr[:22]) == (2, "picketd: not built yet")


def test_picosentry(picket: Path, room: Path) -> None:
    """The same file scans packages under that name, with all that is known of them in it."""
    (room / "picosentry").symlink_to(picket)
    evil = trees.lay(room / "evil", trees.EVIL)
    done = _run(room / "picosentry", "check", evil, HOME=str(room))
    assert done.returncode == 1, done.stderr
    said = _run(room / "picosentry", "version").stdout
    assert said == trees.run("version").stdout
    done = _run(room / "picosentry", "scan", evil, "--verify-determinism", "-q", HOME=str(room))
    assert (done.returncode, done.stderr[:17]) == (0, "the same 3 times:")


def test_ssh_gets_nothing_of_the_loader(picket: Path, tmp_path: Path) -> None:
    """No library path and no variable of the loader's; ended amid a sweep, no scratch stays."""
    note = tmp_path / "env"
    (tmp_path / "ssh").write_text(
        f"#!/bin/sh\nenv >{note}.new\nmv {note}.new {note}\nexec sleep 60\n"
    )
    (tmp_path / "ssh").chmod(0o755)
    (tmp_path / "fleet.toml").write_text('[[host]]\nssh = "web-1"\n')
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    environ = {"PATH": f"{tmp_path}:/usr/bin:/bin", "TMPDIR": str(scratch)}
    words = ("run", "--inventory", tmp_path / "fleet.toml", "--store", tmp_path / "store")
    with subprocess.Popen([picket, *words], env=environ, stdout=subprocess.DEVNULL) as child:
        give_up = time.monotonic() + 120
        while not note.exists():
            assert time.monotonic() < give_up
            time.sleep(0.01)
        child.send_signal(signal.SIGTERM)
    assert child.returncode == -signal.SIGTERM
    names = {line.partition("=")[0] for line in note.read_text().splitlines()}
    assert names - {"PWD", "_", "OLDPWD", "SHLVL"} == {"PATH", "TMPDIR"}
    assert list(scratch.iterdir()) == []


def _index() -> dict[str, str]:
    """What pip is told here, as variables."""
    argv = (sys.executable, "-m", "pip", "config", "list")
    listed = subprocess.run(argv, capture_output=True, text=True, check=True).stdout
    told = re.findall(r"^(?:global|install|:env:)\.([a-z-]+)='(.*)'$", listed, re.MULTILINE)
    return {f"PIP_{name.upper().replace('-', '_')}": value for name, value in told}


def test_from_source(made: Release, person: Person) -> None:
    """Without an executable: from the wheel and the pinned requirements, over pip's index."""
    (made.folder / NAME).unlink()
    made.sign()
    done = person.install(made.install, BASE_URL=str(made.folder), **_index())
    assert (done.stderr, done.returncode) == ("", 0)
    said = _run(person.target, "probe").stdout
    assert said == _run(DIST / NAME, "probe").stdout

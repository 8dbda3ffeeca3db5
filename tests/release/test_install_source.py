"""Where a release has no executable that runs, install.sh builds from its wheel."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from releases import VERSION, Person, Release

WHEEL = f"picketline-{VERSION}-py3-none-any.whl"
REQUIREMENTS = f"picketline-{VERSION}-requirements.txt"
_PROJECT = """\
[build-system]
requires = ["flit_core"]
build-backend = "flit_core.buildapi"
[project]
name = "{name}"
version = "{version}"
description = "A stand-in"
{more}
"""
_CODE = f"""\
import helper

def main() -> None:
    print(f"picketline, version {VERSION}")
"""


_CAN_BUILD = "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))"


def _require_python() -> None:
    """Ask for a Python that everybody may run, and that can make environments."""
    done = subprocess.run(
        ["/usr/bin/env", "-i", "PATH=/usr/bin:/bin", "python3", "-Ic", _CAN_BUILD], check=False
    )
    if done.returncode:
        advice = "no python3 in /usr/bin that makes environments; apt install python3-venv"
        if os.environ.get("CI") == "true":
            pytest.fail(advice)
        pytest.skip(advice)


def _wheel(folder: Path, name: str, version: str, code: str, more: str = "") -> Path:
    folder.mkdir()
    text = _PROJECT.format(name=name, version=version, more=more)
    (folder / "pyproject.toml").write_text(text)
    (folder / f"{name}.py").write_text(code)
    argv = (sys.executable, "-m", "flit_core.wheel", "--outdir", str(folder))
    subprocess.run(argv, cwd=folder, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


@pytest.fixture
def source(release: Release, room: Path) -> Release:
    """A release without an executable, whose wheel needs a package of an index."""
    _require_python()
    needed = _wheel(room / "index", "helper", "1.0", "")
    scripts = '[project.scripts]\npicket = "picketline:main"'
    wheel = _wheel(room / "wheel", "picketline", VERSION, _CODE, scripts)
    release.add(WHEEL, wheel.read_bytes())
    sha256 = release.line("helper", needed.read_bytes()).split()[0]
    release.add(REQUIREMENTS, f"helper==1.0 --hash=sha256:{sha256}\n".encode())
    (release.folder / release.executable).unlink()
    release.sign()
    return release


def _index(release: Release) -> dict[str, str]:
    """Where the release is, and the index as pip's own settings name it."""
    index = str(release.folder.with_name("index"))
    return {"BASE_URL": str(release.folder), "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": index}


def test_from_source(source: Release, person: Person) -> None:
    """One link, into an environment of its own; removed together."""
    done = person.install(source.install, **_index(source))
    assert (done.stderr, done.returncode) == ("", 0)
    assert "building from source" in done.stdout
    (made,) = (person.home / ".local/share/picketline").iterdir()
    assert person.target.readlink() == made / "bin/picket"
    said = subprocess.run([person.target], capture_output=True, text=True, check=True).stdout
    assert said == f"picketline, version {VERSION}\n"
    assert set(person.tree()) == {
        *("home/.local", "home/.local/bin", "home/.local/bin/picket"),
        *("home/.local/share", "home/.local/share/picketline"),
        *(path for path in person.tree() if path.startswith("home/.local/share/picketline/")),
    }
    assert person.install(source.install, "--uninstall").returncode == 0
    assert not made.parent.exists()
    assert not person.target.is_symlink()


def test_an_executable_that_does_not_run(source: Release, person: Person) -> None:
    """Its own last words are told; the wheel is used, and later replaced without a trace."""
    words = "#!/bin/sh\necho no such C library >&2\nexit 1\n"
    source.add(source.executable, words.encode())
    source.sign()
    done = person.install(source.install, **_index(source))
    assert "does not run here: no such C library; building from source\n" in done.stdout
    assert person.target.is_symlink()
    source.add(source.executable, f"#!/bin/sh\necho picketline, version {VERSION}\n".encode())
    source.sign()
    done = person.install(source.install, **_index(source))
    assert (done.stderr, done.returncode) == ("", 0)
    assert person.target.is_file()
    assert not person.target.is_symlink()
    assert not list(person.home.glob(".local/share/picketline/*"))


def test_a_package_that_is_other_than_pinned(source: Release, person: Person) -> None:
    """Pip's own words in one line, and nothing left."""
    source.add(REQUIREMENTS, b"helper==1.0 --hash=sha256:" + b"0" * 64)
    source.sign()
    done = person.install(source.install, **_index(source))
    assert done.returncode == 1
    words = "install.sh: cannot build: ERROR: THESE PACKAGES DO NOT MATCH THE HASHES"
    assert done.stderr.startswith(words)
    assert done.stderr.count("\n") == 1
    assert person.tree() == {}


def test_a_wheel_that_was_changed(source: Release, person: Person) -> None:
    """It is refused before anything is made of it."""
    with (source.folder / WHEEL).open("ab") as stream:
        stream.write(b"\0")
    done = person.install(source.install, **_index(source))
    words = f"install.sh: {WHEEL} is not the file that was signed: its sha256 differs\n"
    assert (done.stderr, done.returncode) == (words, 1)
    assert person.tree() == {}


def test_no_python(source: Release, person: Person) -> None:
    """It says which Python is needed."""
    path = Path(person.tools())
    (path / "python3").symlink_to("/bin/false")
    done = person.install(source.install, **_index(source) | {"PATH": str(path)})
    words = "install.sh: Python 3.11 or newer with venv is needed\n"
    assert (done.stderr, done.returncode) == (words, 1)

"""What the executable runs, by the name it is called by, and what it leaves to others."""

import os
import subprocess
import sys
from pathlib import Path

import entry
import pytest
from releases import ROOT, Done

from picketline import __version__


def _called(tmp_path: Path, name: str, *flags: str) -> Done:
    link = tmp_path / name
    link.symlink_to(ROOT / "release/entry.py")
    argv = (sys.executable, str(link), *flags)
    return subprocess.run(argv, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", ["picket", f"picket-{__version__}-linux-x86_64", "hunt"])
def test_picket(tmp_path: Path, name: str) -> None:
    """By its own name, by that of the release's file, or by any other."""
    assert _called(tmp_path, name, "--version").stdout == f"picketline, version {__version__}\n"


@pytest.mark.parametrize("name", ["picketd", "picodome"])
def test_other_doors(tmp_path: Path, name: str) -> None:
    """Another command of the house is that command."""
    done = _called(tmp_path, name)
    assert done.returncode == 2
    assert done.stderr.startswith(f"{name}: not built yet")


def test_what_verifies(tmp_path: Path) -> None:
    """What --verify-determinism starts is picosentry, told in which order folders list."""
    done = _called(tmp_path, "turned", "backwards", "--version")
    assert (done.returncode, done.stdout) == (0, f"picketline, version {__version__}\n")


@pytest.mark.parametrize("before", [None, "/opt/lib"])
def test_the_environment_is_what_it_was(
    monkeypatch: pytest.MonkeyPatch, before: str | None
) -> None:
    """What the loader set for itself is gone before anything is started."""
    environ = {"LD_LIBRARY_PATH": "/tmp/_MEI1", "_PYI_ARCHIVE_FILE": "/x", "HOME": "/root"}
    if before is not None:
        environ["LD_LIBRARY_PATH_ORIG"] = before
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(os, "environ", environ)
    entry.restore()
    assert environ == {"HOME": "/root"} | ({"LD_LIBRARY_PATH": before} if before else {})

"""install.sh in a root that has next to nothing."""

import shutil
from pathlib import Path

import pytest
from empty_root import EmptyRoot
from releases import VERSION, Release, served


@pytest.fixture
def root(room: Path) -> EmptyRoot:
    """A root that nothing was installed in."""
    return EmptyRoot(room / "root")


def test_one_file_in_an_empty_root(release: Release, root: EmptyRoot) -> None:
    """It needs a shell, small tools and ssh-keygen; it adds one file, and takes it away again."""
    shutil.copy(release.install, root.folder)
    before = root.tree()
    with served(release.folder) as address:
        done = root.run("sh", "/install.sh", BASE_URL=address)
    assert (done.stderr, done.returncode) == ("", 0)
    assert root.tree() - before == {"usr/local/bin/picket"}
    said = root.run("/usr/local/bin/picket", "--version").stdout
    assert said == f"picketline, version {VERSION}\n"
    assert root.run("sh", "/install.sh", "--uninstall").returncode == 0
    assert root.tree() == before


def test_a_changed_release_in_an_empty_root(release: Release, root: EmptyRoot) -> None:
    """It is refused with these tools as well, and nothing is left."""
    shutil.copy(release.install, root.folder)
    before = root.tree()
    release.add(release.executable, b"#!/bin/sh\n")
    with served(release.folder) as address:
        done = root.run("sh", "/install.sh", BASE_URL=address)
    assert done.returncode == 1
    assert done.stderr.endswith("is not the file that was signed: its sha256 differs\n")
    assert root.tree() == before

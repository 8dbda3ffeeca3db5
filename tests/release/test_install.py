"""install.sh puts one file in place, and nothing that is not signed."""

import os
import signal
import stat
import time
from pathlib import Path

import pytest
from releases import VERSION, Person, Release, served, stand_in
from tools import require

TARGET = "home/.local/bin/picket"
FOLDERS = {"home/.local": "folder", "home/.local/bin": "folder"}


def _installed(person: Person) -> bool:
    """Whether picket alone was added, runnable by all, and nothing else."""
    tree = person.tree()
    assert set(tree) == {TARGET, *FOLDERS}
    return stat.S_IMODE(person.target.stat().st_mode) == 0o755


@pytest.mark.parametrize("shell", ["dash", "bash", "busybox ash"])
def test_one_file(release: Release, person: Person, shell: str) -> None:
    """From a folder, in each shell: one file, which runs; it says where."""
    require(shell.split(maxsplit=1)[0])
    done = person.install(release.install, shell=shell, BASE_URL=str(release.folder))
    assert (done.stderr, done.returncode) == ("", 0)
    assert done.stdout == f"picket {VERSION} is now {person.target}\n"
    assert _installed(person)
    assert person.target.read_bytes() == stand_in()


def test_a_file_address(release: Release, person: Person) -> None:
    """A file:// address is a folder."""
    done = person.install(release.install, BASE_URL=f"file://{release.folder}/")
    assert (done.stderr, done.returncode) == ("", 0)
    assert _installed(person)


@pytest.mark.parametrize("tool", ["curl", "wget", "busybox"])
def test_over_http(release: Release, person: Person, tool: str) -> None:
    """With curl, with wget, or where every tool is busybox's."""
    busybox = tool == "busybox"
    path = person.tools("wget" if busybox else tool, busybox=busybox)
    with served(release.folder) as address:
        done = person.install(release.install, BASE_URL=address, PATH=path)
    assert (done.stderr, done.returncode) == ("", 0)
    assert _installed(person)
    assert done.stdout.endswith(f"{person.bin} is not in your PATH: add it\n")


def test_an_upgrade(release: Release, person: Person) -> None:
    """An older picket is replaced."""
    person.has(stand_in("9.8.6"))
    done = person.install(release.install, BASE_URL=str(release.folder))
    assert done.returncode == 0, done.stderr
    assert _installed(person)
    assert person.target.read_bytes() == stand_in()


@pytest.mark.parametrize("old", ["9.8.8", "9.10", "10.0.0"])
def test_no_way_back(release: Release, person: Person, old: str) -> None:
    """A newer picket stays, unless forced."""
    person.has(stand_in(old))
    before = person.tree()
    done = person.install(release.install, BASE_URL=str(release.folder))
    assert done.returncode == 1
    words = f"{person.target} is version {old}, the release is {VERSION}; --force goes back"
    assert done.stderr == f"install.sh: {words}\n"
    assert person.tree() == before
    done = person.install(release.install, "--force", BASE_URL=str(release.folder))
    assert done.returncode == 0
    assert person.target.read_bytes() == stand_in()


def test_another_program_of_that_name(release: Release, person: Person) -> None:
    """It is neither replaced nor removed, unless forced."""
    person.has(b"#!/bin/sh\necho I pick locks\n")
    before = person.tree()
    for flags in ((), ("--uninstall",)):
        done = person.install(release.install, *flags, BASE_URL=str(release.folder))
        assert done.returncode == 1
        assert "is no picket that runs; --force replaces or removes it" in done.stderr
        assert person.tree() == before
    done = person.install(release.install, "--force", BASE_URL=str(release.folder))
    assert done.returncode == 0
    assert person.target.read_bytes() == stand_in()


def test_a_version_that_is_meant(release: Release, person: Person) -> None:
    """--version takes that one from among several, and no other."""
    release.add(release.executable.replace(VERSION, "9.9.0"), stand_in("9.9.0"))
    release.sign()
    where = str(release.folder)
    done = person.install(release.install, BASE_URL=where)
    assert "several versions; say which: --version VERSION" in done.stderr
    done = person.install(release.install, "--version", "1.0", BASE_URL=where)
    assert "nothing of version 1.0 to install in this release" in done.stderr
    assert person.tree() == {}
    done = person.install(release.install, "--version", VERSION, BASE_URL=where)
    assert done.returncode == 0, done.stderr
    assert person.target.read_bytes() == stand_in()


def test_uninstall(release: Release, person: Person) -> None:
    """It removes the one file, and says that there is none."""
    person.install(release.install, BASE_URL=str(release.folder))
    done = person.install(release.install, "--uninstall")
    words = f"removed {person.target}; reports and the audit stay where they are\n"
    assert (done.stdout, done.stderr, done.returncode) == (words, "", 0)
    assert person.tree() == FOLDERS
    done = person.install(release.install, "--uninstall")
    assert (done.stderr, done.returncode) == (f"install.sh: there is no {person.target}\n", 1)


def test_a_copy_that_was_cut(release: Release, person: Person) -> None:
    """Cut short at whatever byte, install.sh does nothing."""
    whole = release.install.read_bytes()
    cut = release.folder.parent / "cut.sh"
    end = len(whole)
    for size in (*range(0, end - 60, end // 25), *range(end - 60, end - 1)):
        cut.write_bytes(whole[:size])
        person.install(cut, BASE_URL=str(release.folder))
        assert person.tree() == {}, size


def test_an_interruption(release: Release, person: Person) -> None:
    """Ended amid a download, it leaves nothing behind."""
    with served(release.folder, program="stalls") as address:
        child = person.start(release.install, BASE_URL=address)
        give_up = time.monotonic() + 120
        while not list(person.scratch.glob("*/picket-*")):
            assert time.monotonic() < give_up
            time.sleep(0.01)
        os.killpg(child.pid, signal.SIGTERM)
        child.communicate(timeout=250)
    assert child.returncode == 143
    assert person.tree() == {}


def test_help(person: Person) -> None:
    """--help explains; an unknown word is refused."""
    script = Path(__file__).parents[2] / "install.sh"
    assert "--uninstall" in person.install(script, "--help").stdout
    done = person.install(script, "--frce")
    assert (done.stderr, done.returncode) == ("install.sh: --frce: unknown; see --help\n", 1)

"""A fresh store for a test: a copy of one that was made once, as making tables is slow."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from picketline.core.store import Store


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an empty store; not to be written to."""
    folder = tmp_path_factory.mktemp("made") / "store"
    Store.open(folder).close()
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """The folder of an empty store of the test's own."""
    return Path(shutil.copytree(made, tmp_path / "store"))


@pytest.fixture
def store(folder: Path) -> Iterator[Store]:
    """An open, empty store in `folder`."""
    with Store.open(folder) as opened:
        yield opened


@pytest.fixture
def race() -> Callable[[str, Path], tuple[str, ...]]:
    """Runs one script as several processes at once; see `_race`."""
    return _race


def _race(code: str, folder: Path) -> tuple[str, ...]:
    """Give each process `folder` and a name, and return the names once all have succeeded.

    The script says `ready` on a line and then waits for a line.
    """
    names = ("one", "two", "three")
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", code, folder, name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in names
    ]
    for process in processes:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin
        process.stdin.write("\n")
        process.stdin.flush()
    for process in processes:
        process.communicate()
        assert process.returncode == 0
    return names

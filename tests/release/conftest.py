"""A release and a person, for each test anew."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from releases import Person, Release, new_key


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The key of a release, and one of somebody else."""
    folder = tmp_path_factory.mktemp("keys")
    return new_key(folder, "ours"), new_key(folder, "theirs")


@pytest.fixture
def room() -> Iterator[Path]:
    """A folder that everybody may enter."""
    with tempfile.TemporaryDirectory(prefix="picket-release-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture
def release(room: Path, keys: tuple[Path, Path]) -> Release:
    """A release that is in order."""
    return Release(room / "release", keys[0])


@pytest.fixture
def person(room: Path) -> Person:
    """Somebody without root."""
    if os.geteuid() != 0 and os.access("/usr/local/bin", os.W_OK):
        pytest.skip("/usr/local/bin is writable: the test would write there")
    return Person(room)

"""A store of a test's own: a copy of one that was made once, as making tables is slow."""

import shutil
from collections.abc import Iterator
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
def store(made: Path, tmp_path: Path) -> Iterator[Store]:
    """An open, empty store."""
    with Store.open(Path(shutil.copytree(made, tmp_path / "store"))) as opened:
        yield opened

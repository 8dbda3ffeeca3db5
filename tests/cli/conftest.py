from pathlib import Path

import pytest
from desk import Desk

from picketline.core.store import Store


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an empty store, made once as that is slow; not to be written to."""
    folder = tmp_path_factory.mktemp("made") / "store"
    Store.open(folder).close()
    return folder


@pytest.fixture
def desk(tmp_path: Path, made: Path) -> Desk:
    """A desk of the test's own."""
    return Desk(tmp_path, made)

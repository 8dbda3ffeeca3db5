"""Lockfiles that the real tools wrote, with shortened hashes and no real registry."""

from collections.abc import Callable
from pathlib import Path

import pytest

from picketline.packages.registry import HOST, YARN_HOST

_FOLDER = Path(__file__).parent / "samples"


@pytest.fixture(scope="session")
def sample() -> Callable[[str], bytes]:
    """The bytes of a sample, by its file name."""

    def read(name: str) -> bytes:
        text = (_FOLDER / name).read_text()
        return (
            text.replace("{{npm-registry}}", HOST).replace("{{yarn-registry}}", YARN_HOST).encode()
        )

    return read

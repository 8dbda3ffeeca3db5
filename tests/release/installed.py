"""Every test of packages, the core and the command line against the wheel.

By hand, as that takes minutes:

    .venv/bin/python -m pytest -n0 -o python_files=installed.py tests/release
"""

from pathlib import Path

import pytest
from wheelhouse import Installed

pytestmark = pytest.mark.timeout(3600)


@pytest.mark.parametrize("part", ["packages", "cli/picosentry", "core", "laws"])
def test_all_against_the_wheel(tmp_path: Path, part: str) -> None:
    """Nothing fails, and nothing came from the checkout."""
    done = Installed(tmp_path).test("-n2", f"tests/{part}")
    assert done.returncode == 0, done.stdout[-8000:]

"""The tests of packages, run against the wheel: whatever it lacks, they miss."""

import re
from pathlib import Path

import pytest
from wheelhouse import Installed

PAGES, PACKS, FORMATS = "tests/packages/specs.py", "tests/packages/corpus", "tests/core/formats"
DOOR = "tests/cli/picosentry"
PART = (
    PAGES,
    PACKS,
    FORMATS,
    *(f"{DOOR}/test_{name}.py" for name in ("rules", "init", "version")),
)
"""All rule pages, the built-in packs, the formats, and commands with texts."""
pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """An environment with the wheel of what is here now."""
    return Installed(tmp_path_factory.mktemp("installed"))


def test_a_part_against_the_wheel(installed: Installed) -> None:
    """Nothing fails, and nothing came from the checkout."""
    done = installed.test("-n0", *PART)
    assert done.returncode == 0, done.stdout[-4000:]
    passed = re.search(r"(\d+) passed", done.stdout)
    assert passed
    assert int(passed[1]) > 800


def test_a_source_is_noticed(installed: Installed, tmp_path: Path) -> None:
    """Where a checkout can be imported, no test is run."""
    (tmp_path / "picketline").mkdir()
    (tmp_path / "picketline/__init__.py").touch()
    done = installed.test("-n0", "-o", f"pythonpath=tests/support release {tmp_path}", PAGES)
    assert done.returncode == 70
    assert "holds a picketline" in done.stderr + done.stdout


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("rules/post_install.md", (PAGES, "-k", "L2-POST-001")),
        ("corpus/builtin/campaigns.pack", (PACKS, "-k", "what_they_know")),
    ],
)
def test_a_hole_is_noticed(installed: Installed, name: str, words: tuple[str, ...]) -> None:
    """A wheel without a rule's page, or without a pack, fails."""
    (package,) = installed.environment.glob("lib/python*/site-packages/picketline/packages")
    hidden = (package / name).rename(installed.environment / "hidden")
    try:
        assert installed.test("-n0", *words).returncode in {1, 2}
    finally:
        hidden.rename(package / name)

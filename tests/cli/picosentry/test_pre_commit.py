import re
from pathlib import Path

import pytest
import yaml

from picketline.cli.picosentry import SUBCOMMANDS

HOOKS = yaml.safe_load((Path(__file__).parents[3] / ".pre-commit-hooks.yaml").read_text())


def test_the_hook_names_a_command() -> None:
    """It calls what the command line has, once for all files."""
    (hook,) = HOOKS
    program, subcommand, target = hook["entry"].split()
    assert (hook["id"], program, target) == ("picosentry", "picosentry", ".")
    assert subcommand in SUBCOMMANDS
    assert (hook["language"], hook["pass_filenames"]) == ("python", False)


@pytest.mark.parametrize(
    ("path", "runs"),
    [
        ("package.json", True),
        ("packages/a/package-lock.json", True),
        ("npm-shrinkwrap.json", True),
        ("pnpm-lock.yaml", True),
        ("yarn.lock", True),
        ("bun.lock", True),
        (".npmrc", True),
        (".yarnrc.yml", True),
        ("src/index.js", False),
        ("my-package.json", False),
        ("package.json.bak", False),
    ],
)
def test_when_it_runs(path: str, runs: bool) -> None:  # noqa: FBT001  # pytest's way
    """When a manifest, a lockfile or a package manager's settings change."""
    assert bool(re.search(HOOKS[0]["files"], path)) is runs

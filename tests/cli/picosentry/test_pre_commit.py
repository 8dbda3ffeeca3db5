import re
from pathlib import Path

import pytest
import yaml

from picketline.cli.picosentry import SUBCOMMANDS
from picketline.packages import lockfiles, project_settings, settings_files

_HIDDEN = ".package-lock.json"
HOOKS = yaml.safe_load((Path(__file__).parents[3] / ".pre-commit-hooks.yaml").read_text())


def test_the_hook_names_a_command() -> None:
    """It calls what the command line has, once for all files."""
    (hook,) = HOOKS
    program, subcommand, target = hook["entry"].split()
    assert (hook["id"], program, target) == ("picosentry", "picosentry", ".")
    assert subcommand in SUBCOMMANDS
    assert (hook["language"], hook["pass_filenames"]) == ("python", False)
    assert hook["args"] == ["--fail-on=high"]


@pytest.mark.parametrize(
    "name",
    sorted({*lockfiles.NAMES, *settings_files.NAMES, *project_settings.NAMES} - {_HIDDEN}),
)
def test_it_runs_for_what_a_scan_reads(name: str) -> None:
    """Every lockfile and settings file, one that is a link too."""
    assert re.search(HOOKS[0]["files"], f"packages/a/{name}")
    assert HOOKS[0]["types"] == []


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
        (".yarn/releases/yarn-4.9.1.cjs", True),
        (".pnpmfile.cjs", True),
        ("native/binding.gyp", True),
        ("src/index.js", False),
        ("my-package.json", False),
        ("package.json.bak", False),
        ("xyarn.lock", False),
        (".yarn/cache/a.zip", False),
    ],
)
def test_when_it_runs(path: str, runs: bool) -> None:  # noqa: FBT001  # pytest's way
    """When a manifest, a lockfile or a package manager's settings change."""
    assert bool(re.search(HOOKS[0]["files"], path)) is runs

"""The action's steps, run by bash as a runner of GitHub does, with files of its kinds."""

import json
import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import trees
import yaml
from releases import ROOT, Done
from tools import require

ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text())
_STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]
_INPUT = re.compile(r"\$\{\{ inputs\.([a-z-]+) \}\}")
_PYTHON = """#!/bin/sh
# Stands in for Python: notes what it is asked for, and makes a folder that does so too.
echo "$*" >>"$NOTES"
case "$*" in
*'-m venv '*) for last; do :; done; mkdir -p "$last/bin"; cp "$0" "$last/bin/python" ;;
*'-c '*) exit "${OLD:-0}" ;;
esac
"""
EVIL_NAMES = (
    "$(touch owned)",
    "`touch owned`",
    '"; touch owned; "',
    "'; touch owned; '",
    "-o",
    "a\nb::error::owned",
)


class Runner:
    """A job: its workspace, and what its steps leave behind."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.workspace = folder / "workspace"
        self.temp = folder / "temp"
        for each in (self.workspace, self.temp, folder / "bin"):
            each.mkdir()
        (folder / "bin/python3").write_text(_PYTHON)
        (folder / "bin/python3").chmod(0o755)

    def step(self, name: str, inputs: Mapping[str, str], **more: str) -> Done:
        """Run a step with inputs, and others as they are by default."""
        (step,) = (each for each in _STEPS if each["id"] == name)
        given = {key: each["default"] for key, each in ACTION["inputs"].items()} | dict(inputs)
        own = {key: self._value(text, given) for key, text in step["env"].items()}
        script = self.folder / "script.sh"
        script.write_text(step["run"])
        fixed = {
            "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}",
            "HOME": str(self.folder),
            "NOTES": str(self.folder / "notes"),
            "RUNNER_TEMP": str(self.temp),
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_OUTPUT": str(self.folder / "output"),
            "GITHUB_STEP_SUMMARY": str(self.folder / "summary"),
        }
        return subprocess.run(
            (require("bash"), "--noprofile", "--norc", "-eo", "pipefail", script),
            env=fixed | own | more,
            cwd=self.workspace,
            capture_output=True,
            text=True,
            check=False,
        )

    @staticmethod
    def _value(text: str, inputs: Mapping[str, str]) -> str:
        if text == "${{ steps.install.outputs.program }}":
            return str(trees.BIN / "picosentry")
        match = _INPUT.fullmatch(text)
        assert match, text
        return inputs[match[1]]

    def left(self, name: str) -> str:
        """The text of a file that steps append to; nothing where none did."""
        path = self.folder / name
        return path.read_text() if path.exists() else ""


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    """A job that checked out a project whose dependency steals."""
    made = Runner(tmp_path)
    trees.lay(made.workspace, trees.EVIL)
    return made


def test_nothing_of_others() -> None:
    """No step uses another's action, and each is a script of bash."""
    assert all(step.keys() == {"id", "shell", "env", "run"} for step in _STEPS)
    assert {step["shell"] for step in _STEPS} == {"bash"}


def test_inputs_are_variables() -> None:
    """No script holds an expression; every input reaches exactly one variable."""
    assert not [step["id"] for step in _STEPS if "${{" in step["run"]]
    used = [_INPUT.fullmatch(text) for step in _STEPS for text in step["env"].values()]
    assert sorted(match[1] for match in used if match) == sorted(ACTION["inputs"])


def test_github(runner: Runner) -> None:
    """Annotations on the log, a table in the summary, and the code."""
    done = runner.step("scan", {})
    assert done.returncode == 1, done.stderr
    assert "::error file=node_modules/padder/" in done.stdout
    assert "critical 1" in runner.left("summary")
    assert runner.left("output") == "exit-code=1\nreport=\n"


@pytest.mark.parametrize("shape", ["sarif", "json", "html", "cyclonedx"])
def test_a_file(runner: Runner, shape: str) -> None:
    """The report is a file that the next steps may use; the summary is there too."""
    done = runner.step("scan", {"format": shape})
    assert done.returncode == 1, done.stderr
    (report,) = runner.temp.glob(f"*/picosentry.{shape}")
    assert report.stat().st_size > 100
    assert runner.left("output") == f"exit-code=1\nreport={report}\n"
    assert "critical 1" in runner.left("summary")
    assert "::error" not in done.stdout
    if shape == "sarif":
        assert json.loads(report.read_text())["version"] == "2.1.0"


def test_the_code_alone(runner: Runner) -> None:
    """Nothing but a line."""
    done = runner.step("scan", {"format": "none"})
    assert done.returncode == 1
    assert "::error" not in done.stdout
    assert runner.left("summary") == "## picosentry: exit code 1\n\n"


def test_clean(runner: Runner) -> None:
    """What is accepted by a baseline, or below the threshold, does not fail."""
    runner.step("scan", {"format": "json"})
    (report,) = runner.temp.glob("*/picosentry.json")
    baseline = report.rename(runner.folder / "baseline.json")
    done = runner.step("scan", {"baseline": str(baseline)})
    assert done.returncode == 0, done.stdout
    assert runner.left("output").endswith("exit-code=0\nreport=\n")


def test_trusted_settings(runner: Runner) -> None:
    """The project's own settings loosen where they are trusted alone."""
    text = 'version: 1\nignore_packages: ["padder"]\n'
    (runner.workspace / ".picosentry.yml").write_text(text)
    assert runner.step("scan", {}).returncode == 1
    assert runner.step("scan", {"trust-config": "true"}).returncode == 0


@pytest.mark.parametrize(
    ("inputs", "words"),
    [
        ({"format": "table"}, "format is github, sarif"),
        ({"format": "sarif -o x"}, "format is github, sarif"),
        ({"trust-config": "yes"}, "trust-config is true or false"),
    ],
)
def test_other_inputs(runner: Runner, inputs: dict[str, str], words: str) -> None:
    """What is no such value is refused by name, before anything is scanned."""
    done = runner.step("scan", inputs)
    assert (done.returncode, done.stdout.startswith("::error title=picosentry::")) == (2, True)
    assert words in done.stdout


@pytest.mark.parametrize("name", ["target", "fail-on", "format", "baseline", "trust-config"])
@pytest.mark.parametrize("value", EVIL_NAMES)
def test_no_input_is_code(runner: Runner, name: str, value: str) -> None:
    """Whatever an input says is a word: it runs nothing, and makes no flag or command of itself."""
    done = runner.step("scan", {name: value})
    assert done.returncode == 2
    assert not list(runner.folder.rglob("owned"))
    obeyed = done.stdout.split("::stop-commands::")[0]
    assert not re.search(r"^::error::owned", obeyed, re.MULTILINE)


def test_a_target_of_any_name(runner: Runner) -> None:
    """A folder whose name is code is scanned like any other."""
    for name in EVIL_NAMES:
        trees.lay(runner.workspace / "targets" / name.replace("/", ""), trees.HONEST)
        done = runner.step("scan", {"target": f"targets/{name}"})
        assert done.returncode == 0, done.stdout
        assert not list(runner.folder.rglob("owned"))


def test_what_a_project_says_is_no_command(runner: Runner) -> None:
    """What is told of the project on standard error stands where the runner obeys nothing."""
    text = "version: 1\n::add-mask::x: 1\n'##[add-mask]x': 1\n"
    (runner.workspace / ".picosentry.yml").write_text(text)
    out = runner.step("scan", {}).stdout
    match = re.search(
        r"::stop-commands::([0-9a-f]{32})\n(.*)^::\1::$", out, re.MULTILINE | re.DOTALL
    )
    assert match
    assert "add-mask" in match[2]
    assert "add-mask" not in out.replace(match[0], "")


def _installed(runner: Runner, **inputs: str) -> tuple[Done, list[str]]:
    done = runner.step("install", inputs)
    return done, [line for line in runner.left("notes").splitlines() if " install " in line]


def test_installed_from_beside(runner: Runner) -> None:
    """By default: the locked packages by hash, then what the action's own commit holds."""
    done, (first, second) = _installed(runner)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"--require-hashes --only-binary :all: --requirement {ROOT}/requirements" in first
    assert second.endswith(f"install --no-deps --no-index --no-build-isolation {ROOT}")
    program = runner.temp / "picosentry/bin/picosentry"
    assert runner.left("output") == f"program={program}\n"


def test_installed_from_a_wheel(runner: Runner) -> None:
    """A wheel of the workspace, without an index."""
    wheel = runner.workspace / "-picketline.whl"
    wheel.touch()
    done, (_, second) = _installed(runner, wheel="-picketline.whl")
    assert done.returncode == 0, done.stdout
    assert second.endswith(f"install --no-deps --no-index {wheel}")


def test_installed_by_version(runner: Runner) -> None:
    """A version, exactly."""
    _, (_, second) = _installed(runner, version="0.1.0rc1")
    assert second.endswith("install --no-deps --only-binary :all: picketline==0.1.0rc1")


@pytest.mark.parametrize(
    ("inputs", "words"),
    [
        ({"wheel": "no.whl"}, "the wheel is no file"),
        ({"version": "1; touch owned"}, "the version is none"),
        ({"version": "1 --index-url https://example.com"}, "the version is none"),
        ({"version": "1\n2"}, "the version is none"),
        ({"version": "1", "wheel": "x"}, "give a wheel or a version, not both"),
    ],
)
def test_what_is_not_installed(runner: Runner, inputs: dict[str, str], words: str) -> None:
    """A wheel that is none and a version that is none are refused."""
    done, asked = _installed(runner, **inputs)
    assert done.returncode == 2
    assert words in done.stdout
    assert len(asked) == 1
    assert not list(runner.folder.rglob("owned"))


def test_an_old_python(runner: Runner) -> None:
    """It is said."""
    done = runner.step("install", {}, OLD="1")
    assert (done.returncode, runner.left("output")) == (2, "")
    assert "Python 3.11 or newer is needed" in done.stdout


def test_no_python_imports_from_the_workspace(runner: Runner) -> None:
    """Each Python that runs there is isolated from it."""
    runner.step("install", {})
    assert all(line.startswith("-I ") for line in runner.left("notes").splitlines())

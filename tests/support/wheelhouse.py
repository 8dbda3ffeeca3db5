"""Picketline as a user has it: a wheel in an environment, beside the packages that are locked."""

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

from releases import ROOT, Done

_BESIDE = ("tests", "release", "requirements", "pyproject.toml", ".pre-commit-hooks.yaml")
"""What of the project tests need; not src, and so none of what the wheel has to hold."""


class Installed:
    """An environment with the wheel, and a copy of the tests with no source near."""

    def __init__(self, folder: Path) -> None:
        self.environment = folder / "environment"
        self.copy = folder / "copy"
        self.python = self.environment / "bin/python"
        self._install(self._wheel(folder / "wheel"))
        self.copy.mkdir()
        for name in _BESIDE:
            _copy(ROOT / name, self.copy / name)

    @staticmethod
    def _wheel(folder: Path) -> Path:
        folder.mkdir()
        subprocess.run((ROOT / "release/wheel", folder, sys.executable), check=True)
        (wheel,) = folder.glob("*.whl")
        return wheel

    def _install(self, wheel: Path) -> None:
        """Install it, and let the environment see this one's packages, but no .pth of theirs."""
        argv = (sys.executable, "-I", "-m", "venv", "--without-pip", self.environment)
        subprocess.run(argv, check=True)
        pip = (sys.executable, "-I", "-m", "pip", "--python", self.python, "install", "--quiet")
        subprocess.run((*pip, "--no-deps", "--no-index", wheel), check=True)
        (place,) = self.environment.glob("lib/python*/site-packages")
        paths = {sysconfig.get_path(kind) for kind in ("purelib", "platlib")}
        (place / "locked.pth").write_text("".join(f"{path}\n" for path in sorted(paths)))

    def test(self, *words: str) -> Done:
        """Run tests there; the plugin `only_installed` ends a run that sees a source."""
        argv = (self.python, "-P", "-m", "pytest", "-q", "-p", "no:cacheprovider")
        bare = {"PATH": os.environ["PATH"], "HOME": str(self.copy), "LANG": "C.UTF-8"}
        return subprocess.run(
            (*argv, "-p", "only_installed", *words),
            cwd=self.copy,
            env=bare | {"PYTHONPATH": str(self.copy / "tests/support")},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copy(source, target)

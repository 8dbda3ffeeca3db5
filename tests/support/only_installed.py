"""A plugin of pytest: every module of picketline comes from this environment, or the run ends."""

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

_ENDED = 70


def _strange() -> Iterator[str]:
    """The modules of picketline that come from elsewhere, and the folders that could give some."""
    own = Path(sys.prefix).resolve()
    for name, module in sorted(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if name.partition(".")[0] == "picketline" and file and own not in Path(file).parents:
            yield f"{name} is {file}"
    for path in sys.path:
        found = Path(path, "picketline")
        if found.is_dir() and own not in found.resolve().parents:
            yield f"{path} holds a picketline"


def _refuse() -> None:
    strange = list(_strange())
    if importlib.util.find_spec("picketline") is None:
        strange.append("picketline is not installed")
    if strange:
        pytest.exit("; ".join(strange), returncode=_ENDED)


def pytest_sessionstart() -> None:
    """Before any test."""
    __import__("picketline")
    _refuse()


def pytest_runtest_teardown() -> None:
    """After each, as a test may have imported more."""
    _refuse()

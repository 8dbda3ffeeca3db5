"""What --verify-determinism varies, and that it notices what minds it."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import trees

from picketline.cli.picosentry import turned, twice
from picketline.core.report import Exit

_FLAGS: dict[str, Any] = {
    "rules": (),
    "corpus": None,
    "baseline": None,
    "trust_config": False,
    "timeout": 0,
}
_LISTS = """
import os, sys
from picketline.cli.picosentry import turned
turned.turn(sys.argv[1])
folder = sys.argv[3]
"""


def _prints(monkeypatch: pytest.MonkeyPatch, expression: str) -> None:
    """Let what is compared be no scan, but what this expression gives."""
    program = f"{_LISTS}print({expression})"
    monkeypatch.setattr(twice, "_program", lambda: [sys.executable, "-P", "-c", program])


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """A folder of three files."""
    return trees.lay(tmp_path / "target", {"ab": "", "ba": "", "c": ""})


@pytest.mark.parametrize(
    ("expression", "code"),
    [
        ("sorted(os.listdir(folder))", Exit.CLEAN),
        ("os.listdir(folder)", Exit.NOT_DETERMINISTIC),
        ("[each.name for each in os.scandir(folder)]", Exit.NOT_DETERMINISTIC),
        ("list(__import__('pathlib').Path(folder).glob('*'))", Exit.NOT_DETERMINISTIC),
        ("[found for _, _, found in os.walk(folder)]", Exit.NOT_DETERMINISTIC),
        ("{'a', 'b', 'c', 'd', 'e', 'f', 'g'}", Exit.NOT_DETERMINISTIC),
        ("os.getcwd()", Exit.NOT_DETERMINISTIC),
        ("os.getpid()", Exit.NOT_DETERMINISTIC),
    ],
)
def test_what_minds_it_is_noticed(
    monkeypatch: pytest.MonkeyPatch, target: Path, expression: str, code: Exit
) -> None:
    """The order of a folder's entries, hash seed, folder and process: each makes a difference."""
    _prints(monkeypatch, expression)
    assert twice.verify(target, _FLAGS) == code


def test_each_order_is_another(target: Path) -> None:
    """Three orders of the same entries, for those who scan and those who list."""
    program = f"{_LISTS}print(os.listdir(folder), [each.name for each in os.scandir(folder)])"
    said = {
        subprocess.check_output((sys.executable, "-c", program, order, "", target), text=True)
        for order in turned.ORDERS
    }
    orders = [order(os.listdir(target)) for order in turned.ORDERS.values()]  # noqa: PTH208
    assert said == {f"{order} {order}\n" for order in orders}


def test_ways_differ_in_everything() -> None:
    """No two scans that are compared share seed, workers or order."""
    assert len({way.seed for way in twice.WAYS}) == len(twice.WAYS)
    assert len({(way.jobs, way.workers) for way in twice.WAYS}) == len(twice.WAYS)
    assert [way.order for way in twice.WAYS] == list(turned.ORDERS)


@pytest.mark.parametrize("name", ["click", "msgspec", "picketline"])
def test_what_is_scanned_is_never_imported(tmp_path: Path, name: str) -> None:
    """A project named like a library that the scanner needs is read, not run."""
    mark = tmp_path / "mark"
    text = f"open({str(mark)!r}, 'w')\nraise SystemExit(77)\n"
    target = trees.lay(tmp_path / name, {**trees.HONEST, "__init__.py": text})
    done = trees.run("scan", target, "--verify-determinism", "-q", cwd=tmp_path)
    assert (done.returncode, mark.exists()) == (0, False)
    assert "varied: fresh processes, hash seeds, workers," in done.stderr

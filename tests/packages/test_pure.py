"""What makes findings knows no clock, no chance, no environment and no network: by its imports."""

import ast
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from picketline.packages.scan import RULES

_KNOWN = frozenset(
    {"collections", "functools", "itertools", "msgspec", "posixpath", "re", "typing"}
)
_OUTSIDE = frozenset({"collect", "reading", "scan", "walk"})
_BUILT_IN = frozenset({"eval", "exec", "hash", "id", "input", "open", "__import__"})
"""Names that need no import, and give what differs between two runs or leads outside."""


def _modules() -> list[Path]:
    spec = find_spec(RULES)
    assert spec is not None
    assert spec.submodule_search_locations
    return sorted(Path(spec.submodule_search_locations[0]).glob("*.py"))


def _imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{each.name}" for each in node.names)


@pytest.mark.parametrize("module", _modules(), ids=lambda path: path.stem)
def test_a_rule_imports_nothing_that_differs(module: Path) -> None:
    """Of other packages what computes alone; of ours nothing that reads the world."""
    for name in _imported(ast.parse(module.read_bytes())):
        top, _, below = name.partition(".")
        assert top in _KNOWN or top == "picketline", name
        assert top != "picketline" or not set(below.split(".")) & _OUTSIDE, name


@pytest.mark.parametrize("module", _modules(), ids=lambda path: path.stem)
def test_a_rule_calls_nothing_that_differs(module: Path) -> None:
    """Nor what is there without an import, such as an object's address or a salted hash."""
    tree = ast.parse(module.read_bytes())
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert not used & _BUILT_IN

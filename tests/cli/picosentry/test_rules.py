import json
from pathlib import Path

import pytest
import trees

from picketline.packages import scan

_RULES = scan.chosen(())


def test_each_is_listed(tmp_path: Path) -> None:
    """One line a rule, in the order of their ids."""
    done = trees.run("rules", cwd=tmp_path)
    assert done.returncode == 0
    assert [line.split()[0] for line in done.stdout.splitlines()] == list(_RULES)


def test_as_json(tmp_path: Path) -> None:
    """All that is known of each, for programs."""
    listed = json.loads(trees.run("rules", "--json", cwd=tmp_path).stdout)
    assert [each["id"] for each in listed] == list(_RULES)
    assert all(each["limits"] and each["next"] for each in listed)


@pytest.mark.parametrize("rule", _RULES)
def test_each_is_explained(tmp_path: Path, rule: str) -> None:
    """Its page, with why, limits and what to do."""
    done = trees.run("rules", "--explain", rule, cwd=tmp_path)
    assert done.returncode == 0
    assert done.stdout.startswith(f"{rule} ")
    for label in ("Why:", "Known limits:", "Next:"):
        assert label in done.stdout


@pytest.mark.parametrize("rule", ["L2-NONE-001", "", "\x1b[31m\nx", "../../../etc/passwd"])
def test_no_rule(tmp_path: Path, rule: str) -> None:
    """An unknown id is refused."""
    done = trees.run("rules", "--explain", rule, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "picosentry rules" in done.stderr

import json
from typing import Any

import build
import pytest
from desk import Desk

from picketline.core.rule import page
from picketline.hosts.probe import RULES


def test_the_list(desk: Desk) -> None:
    """One line a rule, in order: id, bounds, title, and whether it may be acted on."""
    done = desk.picket("rules")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert [line.split()[0] for line in lines] == list(build.RULES)
    for line, rule in zip(lines, build.RULES.values(), strict=True):
        assert f" {rule.least.value}..{rule.most.value} " in line
        assert rule.title in line
        assert line.endswith("  slam-dunk") is rule.slam_dunk


def test_everything_as_json(desk: Desk) -> None:
    """One document with every field of every rule, and nothing else on stdout."""
    done = desk.picket("rules", "--json")
    rules: list[dict[str, Any]] = json.loads(done.stdout)
    assert [rule["id"] for rule in rules] == list(build.RULES)
    for rule in rules:
        known = build.RULES[rule["id"]]
        assert (rule["limits"], rule["next"], rule["most"]) == (
            known.limits,
            known.next,
            known.most.value,
        )
        assert rule["slam_dunk"] is known.slam_dunk


@pytest.mark.parametrize("name", ["HOST-EXE-001", "host-exe-001", "deleted-executable"])
def test_one_rule_explained(desk: Desk, name: str) -> None:
    """By id in any case, or by name: what its header says, then its page."""
    done = desk.picket("rules", "--explain", name)
    assert done.returncode == 0
    rule = build.RULES["HOST-EXE-001"]
    assert done.stdout.endswith(page(RULES, rule))
    assert all(text in done.stdout for text in (rule.title, rule.why, rule.limits, rule.next))


@pytest.mark.parametrize("name", ["HOST-EXE-999", "", "HOST"])
def test_an_unknown_rule(desk: Desk, name: str) -> None:
    """Bad usage that says where the list is."""
    done = desk.picket("rules", "--explain", name)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"no rule {name!r}; see picket rules" in done.stderr

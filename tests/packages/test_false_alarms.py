"""Honest packages that look frightening, beside thieves made of the same parts.

Each page of `false_alarms/` has such packages as cases: the files of one that is installed. Of an
honest one nothing is told at high or above; of a thief at least what its `finds` say.
"""

import json
import re
from pathlib import Path

import pages
import pytest

from picketline.core.check import Check, checks
from picketline.core.model import Severity
from picketline.packages import collect, registry
from picketline.packages.corpus import Corpus
from picketline.packages.facts import Project
from picketline.packages.scan import RULES

_CHECKS: dict[str, Check[Project]] = {
    name: each for name, each in checks(RULES).items() if each.rule.malware
}
_CASES = [
    pytest.param(case, id=f"{page.stem}: {case.title}")
    for page in sorted((Path(__file__).parent / "false_alarms").glob("*.md"))
    for case in pages.cases(page.read_text())
]
_CHARACTER = re.compile(r"\{\{U\+([0-9A-F]{4,5})\}\}")
_PLAIN = json.dumps({"name": "p", "version": "1.0.0"})


def _expanded(text: str) -> str:
    """A fence's text with the characters that are not shown, and the registry's host."""
    text = text.replace("{{npm-registry}}", registry.HOST)
    return _CHARACTER.sub(lambda found: chr(int(found[1], 16)), text)


def _project(root: Path, case: pages.Case) -> Project:
    package = root / "node_modules" / "p"
    texts = {"package.json": _PLAIN} | {
        fence.argument: _expanded(fence.text) for fence in case.fences if fence.argument
    }
    for name, text in texts.items():
        path = package / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (root / "package.json").write_text('{"name": "app", "version": "1.0.0", "private": true}')
    return collect.folder(root, Corpus.of(), collect.Options(jobs=1)).project


@pytest.mark.parametrize("case", _CASES)
def test_what_is_told_at_high(case: pages.Case, tmp_path: Path) -> None:
    """Nothing of an honest package; of a thief at least what its page says."""
    project = _project(tmp_path, case)
    told = {
        f"{found.rule} {found.severity.value}"
        for check in _CHECKS.values()
        for found in check(project)
        if found.severity >= Severity.HIGH
    }
    assert told >= set(case.finds) if case.finds else not told

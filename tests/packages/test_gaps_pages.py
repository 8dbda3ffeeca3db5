"""Attacks told by their mechanism, each beside honest twins: at import, at install, in a project.

Each page of `gaps/` has cases: `index.js` of an installed package, or all files of a project. Of an
attack at least what its `finds` say is told; of what is honest nothing of medium or above.
"""

import json
import re
from pathlib import Path

import pages
import pytest

from picketline.core.check import Check, checks
from picketline.core.model import Severity
from picketline.packages import collect
from picketline.packages.corpus import Corpus
from picketline.packages.facts import Project
from picketline.packages.scan import RULES

_CHECKS: dict[str, Check[Project]] = {
    name: each for name, each in checks(RULES).items() if each.rule.malware or name == "L2-LOCK-001"
}
_CASES = [
    pytest.param(case, fence, id=f"{page.stem}: {case.title}, {fence.argument}")
    for page in sorted((Path(__file__).parent / "gaps").glob("*.md"))
    for case in pages.cases(page.read_text())
    for fence in case.fences
    if fence.kind == "finds"
]
_CHARACTER = re.compile(r"\{\{U\+([0-9A-F]{4,5})\}\}")
_RUNS: dict[str, dict[str, object]] = {
    "hook": {"scripts": {"postinstall": "node index.js"}},
    "import": {"main": "index.js"},
}


def _files(case: pages.Case, how: str) -> dict[str, str]:
    texts = {
        fence.argument: _CHARACTER.sub(lambda found: chr(int(found[1], 16)), fence.text)
        for fence in case.fences
        if fence.kind != "finds"
    }
    if how == "project":
        return texts
    manifest = json.dumps({"name": "p", "version": "1.0.0", **_RUNS[how]})
    application = json.dumps({"name": "app", "version": "1.0.0", "private": True})
    inner = {f"node_modules/p/{name}": text for name, text in texts.items()}
    return {"package.json": application, "node_modules/p/package.json": manifest, **inner}


def _told(root: Path, case: pages.Case, how: str) -> dict[str, Severity]:
    """The worst of each rule, from medium on."""
    for name, text in _files(case, how).items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    project = collect.folder(root, Corpus.of(), collect.Options(jobs=1)).project
    found = [one for check in _CHECKS.values() for one in check(project)]
    told: dict[str, Severity] = {}
    for one in found:
        if one.severity >= Severity.MEDIUM:
            told[one.rule] = max(one.severity, told.get(one.rule, one.severity))
    return told


@pytest.mark.parametrize(("case", "fence"), _CASES)
def test_what_is_told(case: pages.Case, fence: pages.Fence, tmp_path: Path) -> None:
    """At least what the page says; nothing of an honest package."""
    told = _told(tmp_path, case, fence.argument)
    wanted = dict(line.split() for line in fence.text.splitlines())
    for rule, severity in wanted.items():
        assert told.get(rule, Severity.INFO) >= Severity(severity), rule
    assert wanted or not told

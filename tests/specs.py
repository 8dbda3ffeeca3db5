"""Every rule page, run: its fences are laid out as a fake root and the probe looks at it."""

from pathlib import Path

import fakeroot
import pages
import pytest
import tools

from picketline.core.rule import Rule, catalogue, page
from picketline.hosts.facts import Answer
from picketline.hosts.probe import RULES
from picketline.hosts.records import read

_RULES = catalogue(RULES)
_CASES = [
    pytest.param(rule, case, id=f"{rule.id}: {case.title}")
    for rule in _RULES.values()
    for case in pages.cases(page(RULES, rule))
]


@pytest.mark.parametrize(("rule", "case"), _CASES)
def test_page(rule: Rule, case: pages.Case, tmp_path: Path) -> None:
    """The probe finds exactly what the page says, under dash and mawk."""
    assert rule
    fakeroot.lay(tmp_path / "root", case)
    tools.require("dash")
    tools.require("mawk")
    path = fakeroot.tools(tmp_path / "bin", "mawk")
    output = fakeroot.probe(
        tmp_path / "root", path=path, known=fakeroot.known(case), wanted=fakeroot.wanted(case)
    )
    reading = read(Answer(output, b"", 0), fakeroot.NONCE, _RULES)
    assert reading is not None
    assert not reading.errors
    assert sorted(gap.what for gap in reading.skipped) == case.skips, reading.skipped
    found = sorted(
        " ".join(
            (
                finding.rule,
                finding.severity.value,
                *(("slam-dunk",) if finding.slam_dunk else ()),
                *((finding.benign,) if finding.benign else ()),
                finding.subject.kind,
                finding.subject.identity,
            )
        )
        for finding in reading.findings
    )
    assert found == case.finds


@pytest.mark.parametrize("rule", _RULES.values(), ids=_RULES)
def test_page_is_whole(rule: Rule) -> None:
    """A page has its rule's heading, a firing and a silent case, and no other rule's name."""
    text = page(RULES, rule)
    assert text.startswith(f"# {rule.id} {rule.name}\n")
    written = pages.cases(text)
    assert any(f"{rule.id} " in line for case in written for line in case.finds), "no firing case"
    silent = [case for case in written if not any(line.startswith(rule.id) for line in case.finds)]
    assert silent, "no silent case"

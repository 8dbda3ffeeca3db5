"""Every rule page of packages, run: its fences are laid out as a project, which is scanned."""

import datetime as dt
from pathlib import Path

import msgspec
import pages
import pytest

from picketline.core.canonical import encode
from picketline.core.check import Check, checks
from picketline.core.model import Finding
from picketline.core.report import Gap
from picketline.core.rule import page
from picketline.packages import collect, registry
from picketline.packages.corpus import Corpus, Indicator, Record
from picketline.packages.facts import Known, Policy, Project
from picketline.packages.scan import RULES, judged

TODAY = dt.date(2026, 11, 20)
_CHECKS = checks(RULES)
_CASES = [
    pytest.param(check, case, id=f"{check.rule.id}: {case.title}")
    for check in _CHECKS.values()
    for case in pages.cases(page(RULES, check.rule))
]


class _Known(msgspec.Struct, forbid_unknown_fields=True):
    indicators: tuple[Indicator, ...] = ()
    advisories: tuple[tuple[str, Record], ...] = ()
    popular: tuple[str, ...] = ()


_STANDS_FOR = {
    "{{npm-registry}}": registry.HOST,
    "{{elf}}": "\x7fELF",
    "{{zip}}": "PK\x03\x04",
    "{{pe}}": "MZ" + "\0" * 58 + "\x40\0\0\0" + "PE\0\0",
}


def _expanded(text: str) -> str:
    for mark, value in _STANDS_FOR.items():
        text = text.replace(mark, value)
    return text


def _lay(root: Path, case: pages.Case) -> tuple[Corpus, Policy]:
    """Write the files of a case, what it knows and what its operator wants."""
    corpus, policy = Corpus.of(today=TODAY), Policy()
    for fence in case.fences:
        text = _expanded(fence.text)
        if fence.kind == "corpus":
            known = msgspec.json.decode(text, type=_Known)
            corpus = Corpus.of(known.indicators, known.advisories, known.popular, today=TODAY)
        elif fence.kind == "policy":
            policy = msgspec.json.decode(text, type=Policy)
        elif fence.argument:
            path = root / fence.argument
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
    return corpus, policy


def _project(root: Path, case: pages.Case) -> Project:
    root.mkdir()
    corpus, policy = _lay(root, case)
    seen = collect.folder(root, corpus, collect.Options(jobs=1, policy=policy))
    assert sorted(gap.what for gap in seen.skipped) == case.skips, seen.skipped
    return msgspec.structs.replace(seen.project, known=_noted(case))


def _noted(case: pages.Case) -> tuple[Known, ...]:
    """What a baseline notes of packages, as a case has it."""
    texts = (fence.text for fence in case.fences if fence.kind == "known")
    return tuple(
        each for text in texts for each in msgspec.json.decode(_expanded(text), type=list[Known])
    )


@pytest.mark.parametrize(("check", "case"), _CASES)
def test_page(check: Check[Project], case: pages.Case, tmp_path: Path) -> None:
    """The rule finds exactly what its page says."""
    project = _project(tmp_path / "project", case)
    found = sorted(
        f"{finding.rule} {finding.severity.value} {_purl(finding)}" for finding in check(project)
    )
    assert found == case.finds


@pytest.mark.parametrize("check", _CHECKS.values(), ids=list(_CHECKS))
def test_each_page_fires_and_is_silent(check: Check[Project]) -> None:
    """A case in which the rule speaks, and one in which it does not."""
    cases = pages.cases(page(RULES, check.rule))
    assert any(case.finds for case in cases)
    assert any(not case.finds for case in cases)


@pytest.mark.parametrize(("check", "case"), _CASES)
def test_any_order(check: Check[Project], case: pages.Case, tmp_path: Path) -> None:
    """No rule raises on the facts of another's page, or minds the order of its facts."""
    assert check
    project = _project(tmp_path / "project", case)
    turned = msgspec.structs.replace(
        project,
        packages=(project.packages[0], *project.packages[:0:-1]),
        lockfiles=project.lockfiles[::-1],
        settings=project.settings[::-1],
    )
    errors: list[Gap] = []
    found = [sorted(map(encode, judged(each, _CHECKS, errors, {}))) for each in (project, turned)]
    assert not errors
    assert found[0] == found[1]


def _purl(finding: Finding) -> str:
    values = {each.name: str(each.value) for each in finding.evidence}
    return values.get("purl", finding.subject.identity)

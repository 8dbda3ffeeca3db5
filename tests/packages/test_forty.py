"""The forty techniques: each has a rule that tells an inert miniature of it, and honest twins."""

import datetime as dt
import functools
import hashlib
import tomllib
from pathlib import Path
from typing import Any

import pytest
from forty import MINIATURES, TWINS, Miniature

from picketline.core.check import checks
from picketline.core.model import Finding, Severity
from picketline.packages import collect
from picketline.packages.corpus import Corpus, Indicator
from picketline.packages.corpus.place import built_in
from picketline.packages.scan import RULES, judged

_TODAY = dt.date(2026, 11, 20)
_VECTORS = Path(__file__).parents[2] / "docs" / "vectors.toml"


@functools.cache
def _corpus() -> Corpus:
    payload = hashlib.sha256(b"known payload").hexdigest()
    known = Indicator(id="payload", kind="sha256", value=payload)
    return Corpus(built_in(), [known], _TODAY)


def _techniques() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads(_VECTORS.read_text())["technique"]
    return found


def _told(each: Miniature, root: Path) -> list[Finding]:
    for path, text in each.files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())
    seen = collect.folder(root, _corpus(), collect.Options(jobs=1))
    return list(judged(seen.project, checks(RULES), [], {}))


@pytest.mark.parametrize("each", MINIATURES, ids=lambda each: f"{each.number} {each.name}")
def test_a_miniature_is_told(each: Miniature, tmp_path: Path) -> None:
    """By the rule that its technique names, and at least as bad as it should be."""
    told = [one.severity for one in _told(each, tmp_path) if one.rule == each.rule]
    assert max(told, default=Severity.INFO) >= Severity(each.severity)
    (named,) = (one for one in _techniques() if one["number"] == each.number)
    assert each.rule in named["rules"]


@pytest.mark.parametrize("each", TWINS, ids=lambda each: f"{each.number} {each.name}")
def test_a_twin_is_not(each: Miniature, tmp_path: Path) -> None:
    """What only looks like the technique is of low at most."""
    loud = [one for one in _told(each, tmp_path) if one.severity >= Severity.MEDIUM]
    assert [(one.rule, one.severity.value) for one in loud] == []


def test_each_technique_has_a_rule_or_says_why_not() -> None:
    """All forty are there, each with rules that exist."""
    known = checks(RULES)
    found = _techniques()
    assert [each["number"] for each in found] == list(range(1, 41))
    for each in found:
        assert each["rules"] or each.get("offline")
        assert set(each["rules"]) <= known.keys()


def test_each_technique_has_a_miniature() -> None:
    """None of the forty is covered by words alone."""
    assert {each.number for each in MINIATURES} == set(range(1, 41))

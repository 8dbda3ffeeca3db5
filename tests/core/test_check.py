from pathlib import Path

import pytest

from picketline.core.check import checks, rules_of
from picketline.core.errors import RuleError
from picketline.core.model import Severity, Subject, fingerprint

_MODULE = '''"""A title.

Why: Because it
is so.
Limits: Some.
Benign: None.
Next: Look.
"""

from picketline.core.check import rule
from picketline.core.model import Severity, Subject


@rule(
    "{id}",
    severity=(Severity.LOW, Severity.HIGH),
    since="0.1",
    category="install",
    tags=("malware", "T1195.002", "CWE-506"),
)
def {name}(facts):
    """Say what is in the facts."""
    for each in facts:
        subject = Subject("package", each)
        yield {name}.find(subject, Severity.LOW, "x", evidence=[("a", ""), ("b", 1)])
'''


def _package(folder: Path, files: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> str:
    name = f"checks_{folder.name}"
    (folder / name).mkdir()
    for file, text in {"__init__.py": "", **files}.items():
        (folder / name / file).write_text(text)
    monkeypatch.syspath_prepend(folder)
    return name


def _module(number: str, name: str) -> str:
    return _MODULE.format(id=f"L2-TEST-{number}", name=name)


def test_a_rule(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its texts are its module's, its name its function's, its tags sorted out."""
    files = {"one.py": _module("001", "first_rule"), "one.md": "# x"}
    check = checks(_package(tmp_path, files, monkeypatch))["L2-TEST-001"]
    rule = check.rule
    assert (rule.name, rule.title, rule.stem) == ("first-rule", "A title", "one")
    assert (rule.why, rule.limits, rule.benign) == ("Because it is so.", "Some.", "None.")
    assert (rule.attack, rule.cwe, rule.malware) == (("T1195.002",), ("CWE-506",), True)
    assert (rule.maturity, rule.slam_dunk) == ("preview", False)


def test_findings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a rule yields carries its id; evidence without a value is left out."""
    files = {"one.py": _module("001", "first_rule"), "one.md": "# x"}
    check = checks(_package(tmp_path, files, monkeypatch))["L2-TEST-001"]
    (found,) = check(["pkg:npm/x"])
    assert (found.rule, found.severity) == ("L2-TEST-001", Severity.LOW)
    assert [(each.name, each.value) for each in found.evidence] == [("b", 1)]
    there = check.find(Subject("package", "pkg:npm/x"), Severity.HIGH, "x", at=("a.js", 3))
    assert fingerprint(there) == fingerprint(found)
    assert (there.location.path, there.location.line) == ("a.js", 3)


def test_beyond_the_bounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule cannot be worse than it says that it may be."""
    files = {"one.py": _module("001", "first_rule"), "one.md": "# x"}
    check = checks(_package(tmp_path, files, monkeypatch))["L2-TEST-001"]
    with pytest.raises(RuleError, match="L2-TEST-001 cannot be critical"):
        check.find(Subject("package", "pkg:npm/x"), Severity.CRITICAL, "x")


def test_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By id, whatever the files are called; what begins with _ is no rule."""
    files = {
        "a.py": _module("002", "second"),
        "a.md": "# x",
        "b.py": _module("001", "first"),
        "b.md": "# x",
        "_shared.py": "1/0",
    }
    found = checks(_package(tmp_path, files, monkeypatch))
    assert list(rules_of(found)) == ["L2-TEST-001", "L2-TEST-002"]


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"a.py": _module("001", "first")}, "its page a.md is missing"),
        ({"a.py": _module("001", "first").replace("Next: Look.", ""), "a.md": ""}, "lacks Next"),
        (
            {"a.py": _module("001", "one"), "a.md": "", "b.py": _module("001", "two"), "b.md": ""},
            "is used twice",
        ),
        (
            {
                "a.py": _module("001", "one").replace("Severity.LOW, S", "Severity.CRITICAL, S"),
                "a.md": "",
            },
            "no bounds",
        ),
    ],
)
def test_a_mistake(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: dict[str, str], message: str
) -> None:
    """A catalogue with a mistake is none; the error says which."""
    with pytest.raises(RuleError, match=message):
        checks(_package(tmp_path, files, monkeypatch))

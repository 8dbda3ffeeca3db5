from pathlib import Path

import build
import pytest

from picketline.core.errors import RuleError
from picketline.core.model import Severity
from picketline.core.rule import catalogue, header, page
from picketline.hosts.probe import RULES

FIRST = "# TEST-ONE-001 first-rule low..high stable slam-dunk since 0.1"
REST = "# Title: A title\n# Why: So.\n# Limits: Some.\n# Benign: None.\n# Next: Look.\n# Attack: T1"


def test_a_whole_header() -> None:
    """Every field, also one that runs over several lines; code beneath is not read."""
    text = (
        f"{FIRST}\n# Title: A title\n# Why: Because it\n#   is so.\n# Limits: None\n#   known.\n"
        "# Benign: twin (a twin)\n# Next: Look.\n# Attack: T1 T2\nrule() {\n# Title: other\n}\n"
    )
    rule = header(text, "first_rule.sh")
    assert (rule.id, rule.name, rule.stem) == ("TEST-ONE-001", "first-rule", "first_rule")
    assert (rule.least, rule.most) == (Severity.LOW, Severity.HIGH)
    assert (rule.maturity, rule.slam_dunk, rule.since) == ("stable", True, "0.1")
    assert (rule.title, rule.why, rule.limits) == ("A title", "Because it is so.", "None known.")
    assert (rule.benign, rule.next, rule.attack) == ("twin (a twin)", "Look.", ("T1", "T2"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "line 1 is not"),
        (f"#!/bin/sh\n{FIRST}\n{REST}", "line 1 is not"),
        (f"{FIRST.replace('TEST-ONE-001', 'TEST-ONE-1')}\n{REST}", "line 1 is not"),
        (f"{FIRST.replace('TEST-ONE-001', 'test-one-001')}\n{REST}", "line 1 is not"),
        (f"{FIRST.replace('first-rule', 'First Rule')}\n{REST}", "line 1 is not"),
        (f"{FIRST.replace('low..high', 'low-high')}\n{REST}", "line 1 is not"),
        (f"{FIRST.replace('stable', 'beta')}\n{REST}", "line 1 is not"),
        (f"{FIRST.replace(' since 0.1', '')}\n{REST}", "line 1 is not"),
        (f"{FIRST} \n{REST}", "line 1 is not"),
        (f"{FIRST.replace('low', 'tiny')}\n{REST}", "line 1: 'tiny' is not a severity"),
        (f"{FIRST.replace('high', 'huge')}\n{REST}", "line 1: 'huge' is not a severity"),
        (f"{FIRST.replace('low..high', 'high..low')}\n{REST}", "high..low"),
        (f"{FIRST}\n", "the header lacks Title, Why, Limits, Benign, Next, Attack"),
        (f"{FIRST}\n{REST}".replace("# Limits: Some.\n", ""), "the header lacks Limits"),
        (f"{FIRST}\n{REST}".replace("Some.", ""), "the header lacks Limits"),
        (f"{FIRST}\n\n{REST}", "the header lacks Title, Why, Limits, Benign, Next, Attack"),
        (f"{FIRST.replace('stable', 'preview')}\n{REST}", "only a stable rule may be a slam-dunk"),
    ],
)
def test_a_malformed_header_is_refused(text: str, message: str) -> None:
    """The error names the file and what is wrong with it."""
    with pytest.raises(RuleError) as caught:
        header(text, "first_rule.sh")
    assert str(caught.value).startswith("first_rule.sh: ")
    assert message in str(caught.value)


@pytest.mark.parametrize("severity", Severity)
def test_bounds_hold_at_both_ends(severity: Severity) -> None:
    """A rule admits its least, its most and what lies between."""
    rule = header(f"{FIRST}\n{REST}", "first_rule.sh")
    assert rule.admits(severity) is (Severity.LOW <= severity <= Severity.HIGH)


def _package(folder: Path, files: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> str:
    """A package of rule files, with a name of its own as packages are remembered."""
    name = f"rules_{folder.name}"
    (folder / name).mkdir()
    for file, text in {"__init__.py": "", **files}.items():
        (folder / name / file).write_text(text)
    monkeypatch.syspath_prepend(folder)
    return name


def test_a_catalogue_is_in_order_of_ids(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the files are called; what is no rule is left alone."""
    second = FIRST.replace("001", "002").replace("first", "second")
    files = {
        "a.sh": f"{second}\n{REST}",
        "a.md": "# page a",
        "b.sh": f"{FIRST}\n{REST}",
        "b.md": "# page b",
        "notes.txt": "",
    }
    package = _package(tmp_path, files, monkeypatch)
    found = catalogue(package)
    assert list(found) == ["TEST-ONE-001", "TEST-ONE-002"]
    assert page(package, found["TEST-ONE-001"]) == "# page b"


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"a.sh": f"{FIRST}\n{REST}"}, "a: its page a.md is missing"),
        (
            {"a.sh": f"{FIRST}\n{REST}", "a.md": "", "b.md": "", "b.sh": f"{FIRST}\n{REST}"},
            "b: TEST-ONE-001 first-rule is used twice",
        ),
        (
            {
                "a.sh": f"{FIRST}\n{REST}",
                "a.md": "",
                "b.md": "",
                "b.sh": f"{FIRST.replace('001', '002')}\n{REST}",
            },
            "b: TEST-ONE-002 first-rule is used twice",
        ),
        ({"a.sh": "echo", "a.md": ""}, "a.sh: line 1 is not"),
    ],
)
def test_a_catalogue_with_a_mistake_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: dict[str, str], message: str
) -> None:
    """A missing page or an id or name used twice stops everything, naming the file."""
    with pytest.raises(RuleError) as caught:
        catalogue(_package(tmp_path, files, monkeypatch))
    assert str(caught.value).startswith(message)


def test_the_real_pages_are_found() -> None:
    """Every rule of the product has its page in the package."""
    for rule in build.RULES.values():
        assert rule.title
        assert rule.id in page(RULES, rule)

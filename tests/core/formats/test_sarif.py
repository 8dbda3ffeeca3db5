import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from jsonschema import Draft4Validator
from packaged import RULES, finding, law, part, report, reports

from picketline.core.formats import render, sarif
from picketline.core.model import Location, Severity
from picketline.core.report import Report

SCHEMA = Path(__file__).parents[2] / "data" / "sarif-schema-2.1.0.json"


def _run(report: Report) -> dict[str, Any]:
    log = json.loads(render(report, "sarif"))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    assert isinstance(run, dict)
    return run


def _placed(report: Report, location: Location) -> Report:
    part = report.parts[1]
    finding = msgspec.structs.replace(part.findings[0], location=location)
    return msgspec.structs.replace(
        report, parts=(msgspec.structs.replace(part, findings=(finding,)),)
    )


def test_driver_names_the_rules_that_fired(example: Report) -> None:
    """Each rule has id, name, title as description and next step as help."""
    driver = _run(example)["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("picketline", "0.1.0")
    assert [rule["id"] for rule in driver["rules"]] == sorted(example.rules)
    assert driver["rules"][2] == {
        "id": "HOST-SOCK-004",
        "name": "open-listener",
        "shortDescription": {"text": "A listener on every address"},
        "help": {"text": "Bind it to the address it is meant for."},
    }


def test_results_carry_level_fingerprint_and_rule(example: Report) -> None:
    """Every finding of every part is a result that points at its rule."""
    run = _run(example)
    results = run["results"]
    assert [result["level"] for result in results] == ["error", "error", "error", "note"]
    for result, expected in zip(results, example.parts[1].findings, strict=True):
        assert result["ruleId"] == expected.rule
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == expected.rule
        assert result["partialFingerprints"] == {"picketline/v1": expected.fingerprint}
        assert result["properties"]["severity"] == expected.severity.value


def test_a_result_says_what_it_is_about(example: Report) -> None:
    """Message, locations and properties of one result."""
    result = _run(example)["results"][0]
    assert result["message"]["text"] == (
        "critical: Kernel-thread name on a userland executable: process /tmp/.x/kdevtmpfsi"
        " (would contain)"
    )
    (location,) = result["locations"]
    assert location["logicalLocations"] == [
        {"fullyQualifiedName": "web-1", "kind": "host", "name": "web-1"},
        {
            "fullyQualifiedName": "web-1//tmp/.x/kdevtmpfsi",
            "kind": "process",
            "name": "/tmp/.x/kdevtmpfsi",
        },
    ]
    assert result["properties"] == {
        "severity": "critical",
        "slam_dunk": True,
        "disposition": "would-contain",
        "evidence": [
            {"name": "exe", "value": "/tmp/.x/kdevtmpfsi"},
            {"name": "argv0", "value": "[kworker/0:1]"},
        ],
        "benign": None,
        "reason": None,
    }


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("/tmp/.x/kdev", "file:///tmp/.x/kdev"),
        ("/tmp//a b/./ü%", "file:///tmp/a%20b/%C3%BC%25"),
        ("//share/x", "file:///share/x"),
        ("/", "file:///"),
    ],
)
def test_an_absolute_path_becomes_a_uri(path: str, uri: str, example: Report) -> None:
    """It is percent-encoded."""
    (result,) = _run(_placed(example, Location(path=path)))["results"]
    assert result["locations"][0]["physicalLocation"] == {"artifactLocation": {"uri": uri}}


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("src/a:b#c?.js", "src/a%3Ab%23c%3F.js"),
        ("x:y", "x%3Ay"),
        ("../up", "../up"),
        ("line\nend\x1b", "line%0Aend%1B"),
        (".", "."),
    ],
)
def test_a_relative_path_becomes_a_uri(path: str, uri: str, example: Report) -> None:
    """It is percent-encoded, and below the folder that was scanned."""
    run = _run(_placed(example, Location(path=path)))
    (result,) = run["results"]
    assert result["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": uri, "uriBaseId": "SRCROOT"}
    }
    assert "SRCROOT" in run["originalUriBaseIds"]


def test_a_line_becomes_a_region(example: Report) -> None:
    """Lines count from 1; anything less is no line."""
    (result,) = _run(_placed(example, Location(path="a", line=7)))["results"]
    assert result["locations"][0]["physicalLocation"]["region"] == {"startLine": 7}
    (result,) = _run(_placed(example, Location(path="a", line=0)))["results"]
    assert "region" not in result["locations"][0]["physicalLocation"]


def test_without_a_path_there_is_no_physical_location(example: Report) -> None:
    """A pid alone is no file."""
    (result,) = _run(_placed(example, Location(pid=1)))["results"]
    assert "physicalLocation" not in result["locations"][0]


def test_accepted_findings_are_suppressed(example: Report) -> None:
    """SARIF wants suppressions on all results or none; only the accepted one has any."""
    assert [result["suppressions"] for result in _run(example)["results"]] == [
        [],
        [
            {
                "kind": "external",
                "status": "accepted",
                "justification": "the backup agent, ticket 311",
            }
        ],
        [],
        [],
    ]


def test_gaps_become_notifications(example: Report) -> None:
    """What was not seen makes the run unsuccessful; coverage is only a note."""
    (invocation,) = _run(example)["invocations"]
    assert invocation["executionSuccessful"] is False
    told = [
        (notification["level"], notification["descriptor"]["id"], notification["message"]["text"])
        for notification in invocation["toolExecutionNotifications"]
    ]
    assert told == [
        ("note", "coverage", "web-1: journal: rotated before 2025-11-01"),
        ("error", "skipped", "db-1: /proc/1/exe: Permission denied"),
        ("error", "errors", "db-1: HOST-SOCK-004: no such file: /proc/net/tcp6"),
        ("error", "skipped", "db-2: everything: ssh: connect to db-2 port 22: timed out"),
    ]


def test_a_finished_run_was_successful(example: Report) -> None:
    """Findings and coverage do not make a run unsuccessful."""
    report = msgspec.structs.replace(example, parts=example.parts[:2])
    assert _run(report)["invocations"][0]["executionSuccessful"] is True


def test_times_are_utc(example: Report) -> None:
    """Start and end are RFC 3339; a report without a start has neither."""
    (invocation,) = _run(example)["invocations"]
    assert invocation["startTimeUtc"] == "2025-11-13T02:13:20Z"
    assert invocation["endTimeUtc"] == "2025-11-13T02:13:24Z"
    (invocation,) = _run(msgspec.structs.replace(example, started=0.0))["invocations"]
    assert set(invocation) == {"executionSuccessful", "toolExecutionNotifications"}


def test_messages_hold_no_links_or_placeholders(example: Report) -> None:
    """A reported string can make neither, and cannot steer a terminal."""
    part = msgspec.structs.replace(example.parts[3], name="[x](http://e) {0} \x1b")
    (invocation,) = _run(msgspec.structs.replace(example, parts=(part,)))["invocations"]
    (notification,) = invocation["toolExecutionNotifications"]
    assert notification["message"]["text"].startswith("[x] (http://e) {{0}} \\x1b: everything")


def test_a_rule_for_packages_has_tags_and_a_score() -> None:
    """Tags as code scanning spells them; the score is that of the worst it found here."""
    made = report(part(finding(), finding("b", Severity.LOW)))
    rules = {rule["id"]: rule for rule in _run(made)["tool"]["driver"]["rules"]}
    assert sorted(rules) == sorted(RULES)
    assert rules["L2-POST-001"]["properties"] == {
        "tags": [
            "security",
            "install",
            "malware",
            "external/attack/T1195.002",
            "external/cwe/cwe-506",
        ],
        "security-severity": "9.5",
    }
    assert rules["L2-ADV-001"]["properties"]["security-severity"] == "0.0"


@pytest.mark.parametrize(
    ("folder", "path", "uri"),
    [
        (".", "a/b.js", "a/b.js"),
        ("apps/web", "a/b.js", "apps/web/a/b.js"),
        ("ap\\x20ps", "\\xc3\\xbc\\x5c.js", "ap%20ps/%C3%BC%5C.js"),
    ],
)
def test_a_file_of_a_member(folder: str, path: str, uri: str) -> None:
    """Its path begins with the member's folder, and its bytes are those of the file system."""
    made = report(part(finding(at=(path, 3)), name=folder))
    (result,) = _run(made)["results"]
    assert result["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": uri, "uriBaseId": "SRCROOT"},
        "region": {"startLine": 3},
    }


def test_a_snippet_stands_in_its_region() -> None:
    """The first one, made safe."""
    made = report(part(finding(at=("a.js", 3), snippet="x\x1b[2J")))
    (result,) = _run(made)["results"]
    region = result["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 3, "snippet": {"text": r"x\x1b[2J"}}


def test_a_message_says_how_bad_what_whom_and_why() -> None:
    """With the version of the package."""
    (result,) = _run(report(part(finding(why="connects, reads-secret"))))["results"]
    assert result["message"]["text"] == (
        "critical: Install script runs more than a build: package pkg:npm/evil@1.0.0:"
        " connects, reads-secret (alert)"
    )


def test_what_the_findings_rest_on_is_told() -> None:
    """The corpus's digest stands in the run's properties."""
    assert _run(report(part()))["properties"]["basis"]["corpus"] == "ab" * 32


@pytest.fixture(scope="module")
def validator() -> Draft4Validator:
    """The validator of the official schema."""
    return Draft4Validator(json.loads(SCHEMA.read_bytes()))


@law
@given(made=reports)
def test_packages_always_fit_the_schema(validator: Draft4Validator, made: Report) -> None:
    """Whatever a report on packages holds."""
    validator.validate(json.loads(render(made, "sarif")))


def test_an_advisory_is_named_with_what_mends_it() -> None:
    """Two of one package are two messages."""
    known = {"advisory": "GHSA-1", "fixed in": "2.0.0"}
    made = report(part(finding("old", Severity.HIGH, "L2-ADV-001", ("a.json", 7), **known)))
    (run,) = json.loads(render(made, "sarif"))["runs"]
    assert "pkg:npm/old@1.0.0: GHSA-1, fixed in 2.0.0 (" in run["results"][0]["message"]["text"]


def test_a_folder_below_the_root() -> None:
    """The URIs count from the root of a repository, and their base says so."""
    made = report(part(finding()))
    (run,) = json.loads(sarif.render(made, b"packages/b"))["runs"]
    artifact = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert artifact["uri"] == "packages/b/node_modules/evil/setup.js"
    base = run["originalUriBaseIds"][artifact["uriBaseId"]]["description"]["text"]
    assert base.startswith("The workspace of the workflow, or ")

import json
from typing import Any

import msgspec

from picketline.core.formats import ocsf, render
from picketline.core.model import Severity
from picketline.core.report import Report

REQUIRED: dict[str, dict[str, type]] = {
    "": {
        "activity_id": int,
        "category_uid": int,
        "class_uid": int,
        "type_uid": int,
        "severity_id": int,
        "time": int,
        "metadata": dict,
        "finding_info": dict,
    },
    "metadata": {"version": str, "product": dict},
    "metadata.product": {"name": str},
    "finding_info": {"uid": str},
    "finding_info.analytic": {"type_id": int},
    "remediation": {"desc": str},
}
"""What OCSF 1.8.0 requires of a Detection Finding and of the objects that are used in it."""


def _at(event: dict[str, Any], path: str) -> Any:
    found: Any = event
    for step in filter(None, path.split(".")):
        found = found[step]
    return found


def _events(report: Report) -> list[dict[str, Any]]:
    return [json.loads(line) for line in render(report, "ocsf").decode().splitlines()]


def test_each_event_is_a_detection_finding(example: Report, hostile: Report) -> None:
    """It has what the class requires, of the right type, and belongs to it."""
    for event in (*_events(example), *_events(hostile)):
        for path, attributes in REQUIRED.items():
            if path == "remediation" and path not in event:
                continue
            for name, kind in attributes.items():
                value = _at(event, path)[name]
                assert type(value) is kind, (path, name)
                assert value != ""
        assert (event["class_uid"], event["category_uid"], event["type_uid"]) == (2004, 2, 200401)
        assert event["type_uid"] == event["class_uid"] * 100 + event["activity_id"]
        assert event["metadata"]["version"] == "1.8.0"
        assert all(evidence.keys() & {"data"} for evidence in event["evidences"])


def test_one_line_for_each_finding_that_is_told(example: Report) -> None:
    """What is only recorded or was accepted is none."""
    told = [finding for part in example.parts for finding in part.alertable]
    events = _events(example)
    assert [event["finding_info"]["uid"] for event in events] == [each.fingerprint for each in told]
    worst = events[0]
    assert (worst["severity_id"], worst["severity"]) == (5, "Critical")
    assert worst["time"] == 1763000000000
    assert worst["resources"] == [{"name": "web-1", "hostname": "web-1", "type": "host"}]
    assert worst["evidences"][0]["data"]["facts"]["argv0"] == "[kworker/0:1]"
    assert worst["finding_info"]["analytic"]["uid"] == "HOST-PROC-001"
    assert worst["unmapped"]["disposition"] == "would-contain"


def test_every_severity_has_its_number(example: Report) -> None:
    """In the order of OCSF's own."""
    for number, severity in enumerate(Severity, 1):
        told = ocsf.Notice("1", 1.0, severity, "x")
        assert json.loads(ocsf.notice(told))["severity_id"] == number
    assert len(_events(example)) == 2


def test_messages_are_safe_and_lines_whole(hostile: Report) -> None:
    """No text breaks a line or steers whoever reads it; names stay as they are."""
    data = render(hostile, "ocsf")
    (event,) = _events(hostile)
    assert data.count(b"\n") == 1
    assert "\x1b" not in event["message"] + event["finding_info"]["title"]
    assert event["resources"][0]["name"] == hostile.parts[0].name


def test_nothing_to_tell_is_no_line(example: Report) -> None:
    """Not an empty one."""
    bare = msgspec.structs.replace(example, parts=example.parts[:1])
    assert render(bare, "ocsf") == b""

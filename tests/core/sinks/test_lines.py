import json
import os
import stat
from pathlib import Path

import msgspec
import pytest

from picketline.core.decide import decided
from picketline.core.errors import DeliveryError
from picketline.core.model import Finding, Severity, Subject
from picketline.core.report import Part, Report
from picketline.core.sinks.lines import Lines
from picketline.core.sinks.message import Message


def _events(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text().splitlines() if line.startswith("{")]


@pytest.fixture
def found(message: Message) -> Message:
    """A message with a report of two findings."""
    findings = tuple(
        decided(
            Finding(rule="R-1", severity=Severity.HIGH, subject=Subject("file", name)), armed=False
        )
        for name in ("a", "b")
    )
    part = Part(kind="host", name="web-1", status="ok", findings=findings)
    report = Report(schema="s", version="0", parts=(part,), rules={}, started=1763000000.25)
    return msgspec.structs.replace(message, report=report)


def test_a_line_for_each_finding(found: Message, tmp_path: Path) -> None:
    """Appended, in a file that not everybody reads; moving it away starts a new one."""
    sink = Lines("ocsf", tmp_path / "events")
    sink.send(found, 5)
    sink.send(found, 5)
    assert [event["time"] for event in _events(sink.path)] == [1763000000250] * 4
    assert stat.S_IMODE(sink.path.stat().st_mode) & 0o137 == 0
    sink.path.rename(tmp_path / "events.1")
    sink.send(found, 5)
    assert len(_events(sink.path)) == 2


def test_a_message_without_findings_is_a_line_too(message: Message, tmp_path: Path) -> None:
    """Such as a host that is overdue."""
    sink = Lines("ocsf", tmp_path / "events")
    sink.send(message, 5)
    (event,) = _events(sink.path)
    assert event["message"] == message.headline
    assert event["finding_info"] == {"uid": message.id, "title": message.headline}


def test_a_torn_line_is_closed_first(found: Message, tmp_path: Path) -> None:
    """What a full disk cut does not swallow the next event."""
    path = tmp_path / "events"
    path.write_text('x{"class_uid":20')
    Lines("ocsf", path).send(found, 5)
    assert len(_events(path)) == 2


def _fifo(path: Path) -> None:
    os.mkfifo(path)


def _link(path: Path) -> None:
    path.symlink_to("/etc/hostname")


@pytest.mark.parametrize("make", [Path.mkdir, _fifo, _link])
def test_what_is_no_file(found: Message, tmp_path: Path, make: object) -> None:
    """A pipe without a reader does not hold us, a link is not followed."""
    path = tmp_path / "events"
    assert callable(make)
    make(path)
    with pytest.raises(DeliveryError, match="events: "):
        Lines("ocsf", path).send(found, 5)


def test_a_folder_that_is_not_there(found: Message, tmp_path: Path) -> None:
    """Is not made."""
    with pytest.raises(DeliveryError, match="No such file or directory"):
        Lines("ocsf", tmp_path / "none" / "events").send(found, 5)

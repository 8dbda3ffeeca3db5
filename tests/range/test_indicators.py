"""A real process, file and connection that indicators name, found by a sweep of their host."""

import hashlib
from collections.abc import Iterator

import decoys
import pytest
from range_box import Box, findings
from range_foreign import ADDRESS, Foreign

from picketline.core import indicators
from picketline.core.decide import Decided
from picketline.core.indicators import Indicator
from picketline.core.model import Severity
from picketline.core.report import Report

_AGENT = "/opt/tool/agent"
_PAYLOAD = "payload of the range\n"
_FOUND = "/home/ada/app/node_modules/left/setup_x.js"
_GONE = "/tmp/.g/gone"
_FILE = "/root/i.json"


@pytest.fixture(scope="module")
def planted() -> Iterator[tuple[Box, dict[str, int]]]:
    """A host with a program known by its hash, one connected, and a payload."""
    with Box() as box, Foreign(box):
        pids = {
            "agent": box.plant(box.copy("sleep", _AGENT), "100000"),
            "gone": box.plant(box.copy("sleep", _GONE), "100000"),
            "caller": decoys.pool_connection(box),
        }
        box.path(_GONE).unlink()
        box.write(_FOUND, _PAYLOAD)
        box.write("/var/tmp/renamed", _PAYLOAD)
        yield box, pids


def _file(box: Box, *found: tuple[indicators.Kind, str]) -> None:
    made = (Indicator(id="x", kind=k, value=v, severity=Severity.CRITICAL) for k, v in found)
    box.path(_FILE).write_bytes(indicators.write("", tuple(made)))


def _sum(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.fixture(scope="module")
def swept(planted: tuple[Box, dict[str, int]]) -> Report:
    """What an armed sweep with indicators says."""
    box, _ = planted
    _file(
        box,
        ("sha256", _sum(box.path(_AGENT).read_bytes())),
        ("sha256", _sum(_PAYLOAD.encode())),
        ("filename", "setup_x.js"),
        ("host", ADDRESS),
    )
    return box.sweep("--armed", "--indicators", _FILE)[1]


def _one(found: list[Decided]) -> Decided:
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize("name", ["agent", "gone", "caller"])
def test_program(name: str, planted: tuple[Box, dict[str, int]], swept: Report) -> None:
    """Known by its hash, also when its file is gone; told, and never acted on by that alone."""
    finding = _one(findings(swept, "HOST-IOC-001", planted[1][name]))
    assert (finding.severity, finding.slam_dunk) == (Severity.CRITICAL, False)
    assert finding.disposition.value == "alert"


def test_files(swept: Report) -> None:
    """Each once, by its hash."""
    told = findings(swept, "HOST-IOC-002")
    places = {each.subject.identity.removeprefix("localhost: ") for each in told}
    how = {each.value for one in told for each in one.evidence if each.name == "how"}
    assert (len(told), places, how) == (2, {_FOUND, "/var/tmp/renamed"}, {"sum"})


def test_connection(planted: tuple[Box, dict[str, int]], swept: Report) -> None:
    """With the program that holds it."""
    finding = _one(findings(swept, "HOST-IOC-003"))
    facts = {each.name: each.value for each in finding.evidence}
    assert finding.subject.identity == f"localhost: {ADDRESS}"
    assert (facts["pid"], facts["exe"]) == (str(planted[1]["caller"]), "/opt/tool/client")


def test_near_misses(planted: tuple[Box, dict[str, int]]) -> None:
    """Values that are merely alike find nothing there."""
    box, _ = planted
    _file(
        box,
        ("sha256", "0" * 64),
        ("filename", "setup_y.js"),
        ("process", "agen"),
        ("host", "10.99.0.20"),
    )
    report = box.sweep("--indicators", _FILE)[1]
    rules = {finding.rule for part in report.parts for finding in part.findings}
    assert not any(rule.startswith("HOST-IOC") for rule in rules)
    assert not any(gap.what == "indicators" for part in report.parts for gap in part.skipped)

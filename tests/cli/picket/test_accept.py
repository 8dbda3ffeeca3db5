import datetime as dt
import json

import build
import pytest
from build import found
from desk import Desk, says

from picketline.core.model import Subject
from picketline.core.store import Store

TODAY = dt.datetime.now(dt.UTC).date()
FIRST = build.decision().fingerprint


@pytest.fixture
def swept(desk: Desk) -> Desk:
    """A desk whose fleet has one finding that needs a person."""
    desk.fleet({"web-1": says(found())})
    assert desk.picket("run", "--json").returncode == 1
    return desk


def test_an_accepted_finding_alerts_no_more(swept: Desk) -> None:
    """By the digits that a sweep prints; the next sweep is clean and says why."""
    table = swept.picket("run").stdout
    digits = table.split("accept: ")[1].split()[0]
    done = swept.picket("accept", digits, "--reason", " ticket 311 ")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"accepted {digits[:12]} without an end\n"
    again = swept.picket("run", "--json")
    assert again.returncode == 0
    (finding,) = json.loads(again.stdout)["parts"][0]["findings"]
    assert finding["fingerprint"].startswith(digits)
    assert (finding["disposition"], finding["reason"]) == ("record", "accepted: ticket 311")


def test_until_a_day(swept: Desk) -> None:
    """Today is still a day; what is kept is who, why and until when."""
    done = swept.picket("accept", FIRST.upper(), "--reason", "x", "--until", TODAY)
    assert done.stdout == f"accepted {FIRST[:12]} until {TODAY}\n"
    with Store.open(swept.state / "picketline") as store:
        assert store.baseline()[FIRST].until == TODAY
        (row,) = store.audit.rows()
    assert (row.action, row.detail["until"]) == ("accept", TODAY.isoformat())


@pytest.mark.parametrize(
    ("argv", "problem"),
    [
        ((FIRST[:5], "--reason", "x"), "is not 6 to 64 hex digits"),
        (("", "--reason", "x"), "is not 6 to 64 hex digits"),
        (("%" * 8, "--reason", "x"), "is not 6 to 64 hex digits"),
        (("0" * 65, "--reason", "x"), "is not 6 to 64 hex digits"),
        (("000000", "--reason", "x"), "no stored report has a finding 000000; sweep first"),
        ((FIRST,), "Missing option '--reason'"),
        ((FIRST, "--reason", "  "), "say why"),
        ((FIRST, "--reason", "x", "--until", "2020-01-01"), "2020-01-01 is past"),
        ((FIRST, "--reason", "x", "--until", "soon"), "'soon' does not match the format"),
    ],
)
def test_what_cannot_be_accepted(swept: Desk, argv: tuple[str, ...], problem: str) -> None:
    """Bad usage that says what to do, and nothing is accepted."""
    done = swept.picket("accept", *argv)
    assert (done.returncode, done.stdout) == (2, "")
    assert problem in " ".join(done.stderr.split())
    with Store.open(swept.state / "picketline") as store:
        assert not store.baseline()


def test_digits_that_begin_two_findings(desk: Desk) -> None:
    """More are asked for, as long as needed; the whole fingerprint always works."""
    seen: dict[str, str] = {}
    for number in range(20_000):
        path = f"/tmp/{number}"
        digits = build.decision(
            subject=Subject("process", f"web-1: {path}"), matched=""
        ).fingerprint
        if digits[:6] in seen:
            break
        seen[digits[:6]] = path
    other = seen[digits[:6]]
    both = [found(identity=each, matched="") for each in (path, other)]
    desk.fleet({"web-1": says(*both)})
    desk.picket("run", "--json")
    done = desk.picket("accept", digits[:6], "--reason", "x")
    assert done.returncode == 2
    assert f"{digits[:6]} is the beginning of 2 findings; give more digits" in done.stderr
    assert desk.picket("accept", digits, "--reason", "x").returncode == 0

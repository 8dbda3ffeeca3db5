import datetime as dt
import json

import build
import pytest
from build import found
from desk import Desk, says

from picketline.core.baseline import Acceptance
from picketline.core.model import Subject
from picketline.core.store import Store
from picketline.hosts.journal import actor

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
        (("--reason", "x"), "Missing argument 'FINGERPRINT'"),
        ((FIRST, "--reason", "x", "--json"), "--json goes with --list"),
        ((FIRST, "--list"), "--list shows all, and takes nothing else"),
        (("--list", "--reason", "x"), "--list shows all, and takes nothing else"),
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


def _accepted(desk: Desk) -> Desk:
    """The desk, with its one finding accepted."""
    assert desk.picket("accept", FIRST, "--reason", "ticket 311").returncode == 0
    return desk


def test_an_acceptance_taken_back(swept: Desk) -> None:
    """The finding was hidden, and is told again; the audit says who took it back and why."""
    _accepted(swept)
    assert swept.picket("run").returncode == 0
    done = swept.picket("accept", "--withdraw", FIRST[:8].upper(), "--reason", " not ours ")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"withdrawn {FIRST[:12]}\n", "")
    again = swept.picket("run", "--json")
    assert again.returncode == 1
    (finding,) = json.loads(again.stdout)["parts"][0]["findings"]
    assert (finding["fingerprint"], finding["disposition"]) == (FIRST, "would-contain")
    with Store.open(swept.state / "picketline") as store:
        rows = [(row.action, row.subject, row.detail["reason"]) for row in store.audit.rows()]
    assert rows == [("accept", FIRST, "ticket 311"), ("withdraw", FIRST, "not ours")]
    assert swept.picket("audit", "verify").returncode == 0


@pytest.mark.parametrize(
    ("argv", "problem"),
    [
        (("0" * 12, "--reason", "x"), f"{'0' * 12} is not accepted; see picket accept --list"),
        ((FIRST[:5], "--reason", "x"), "is not 6 to 64 hex digits"),
        ((FIRST,), "Missing option '--reason'"),
        ((FIRST, "--reason", " "), "say why"),
        ((FIRST, "--reason", "x", "--until", TODAY), "takes no --until"),
        (("--reason", "x"), "Missing argument 'FINGERPRINT'"),
    ],
)
def test_what_cannot_be_taken_back(swept: Desk, argv: tuple[str, ...], problem: str) -> None:
    """Bad usage that says what to do, and what is accepted stays so."""
    done = _accepted(swept).picket("accept", "--withdraw", *argv)
    assert (done.returncode, done.stdout) == (2, "")
    assert problem in " ".join(done.stderr.split())
    with Store.open(swept.state / "picketline") as store:
        assert list(store.baseline()) == [FIRST]
        assert len(store.audit.rows()) == 1


def test_a_finding_that_was_never_accepted(swept: Desk) -> None:
    """That it was found does not help: there is nothing to take back."""
    done = swept.picket("accept", "--withdraw", FIRST, "--reason", "x")
    assert done.returncode == 2
    assert done.stderr == f"picket: {FIRST} is not accepted; see picket accept --list\n"


def test_nothing_is_accepted_at_first(desk: Desk) -> None:
    """Said in words, and as an empty list for programs."""
    done = desk.picket("accept", "--list")
    assert (done.returncode, done.stdout, done.stderr) == (0, "nothing is accepted\n", "")
    assert desk.picket("accept", "--list", "--json").stdout == "[]\n"


def test_what_is_accepted(swept: Desk) -> None:
    """What it is about, until when, why, by whom and since when."""
    swept.picket("accept", FIRST, "--reason", "ours\x1b[2J", "--until", TODAY)
    done = swept.picket("accept", "--list")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        f"{FIRST[:12]}  HOST-EXE-001  web-1  until {TODAY}",
        "  ours\\x1b[2J",
        f"  by {actor()}, {TODAY}",
    ]
    (each,) = json.loads(swept.picket("accept", "--list", "--json").stdout)
    assert (each["fingerprint"], each["until"]) == (FIRST, TODAY.isoformat())
    assert (each["by"], each["rule"], each["part"]) == (actor(), "HOST-EXE-001", "web-1")
    swept.picket("accept", "--withdraw", FIRST, "--reason", "x")
    assert swept.picket("accept", "--list").stdout == "nothing is accepted\n"


def test_what_was_accepted_once(desk: Desk) -> None:
    """An acceptance that ended says so; one that no report knows any more is still shown."""
    desk.fleet({"web-1": says()})
    ended = Acceptance("a" * 64, "a test", dt.date(2026, 3, 1), dt.date(2026, 3, 2))
    with Store.open(desk.state / "picketline") as store:
        store.accept(ended)
    assert desk.picket("accept", "--list").stdout.splitlines() == [
        "aaaaaaaaaaaa  in no kept report  ended 2026-03-02",
        "  a test",
        "  by unknown, 2026-03-01",
    ]

"""A person deals with drift: sees it, takes it on, announces it, has it forgotten."""

import json

import pytest
from build import record
from desk import Desk, says

from picketline.core.store import Store

LEARNED = record("state", "learned", "account", "root", "0:0:/root:/bin/bash")
NEW = record("state", "new", "account", "eve", "1001:1001:/home/eve:/bin/bash")


@pytest.fixture
def drifted(desk: Desk) -> Desk:
    """A host that was learned, and then had two more accounts."""
    desk.fleet({"web-1": says(LEARNED)})
    assert desk.picket("run", "--json").returncode == 0
    desk.hosts({"web-1": says(NEW, NEW.replace("eve", "m\\x1bal"))})
    assert desk.picket("run", "--json").returncode == 0
    return desk


def _ids(desk: Desk) -> list[str]:
    shown = desk.picket("drift", "show").stdout
    return [line.split()[0] for line in shown.splitlines() if not line.startswith(" ")]


def test_nothing_is_known_before_the_first_sweep(desk: Desk) -> None:
    """And it says what to do."""
    assert desk.picket("drift", "show").stdout == "nothing is known yet: picket run learns\n"


def test_it_shows_what_changed(drifted: Desk) -> None:
    """What is known only if asked; nothing of the host reaches the terminal as it is."""
    shown = drifted.picket("drift", "show", "web-1").stdout
    assert "web-1  new      account eve" in shown
    assert "  1001:1001:/home/eve:/bin/bash" in shown
    assert "\x1b" not in shown
    assert "account root" not in shown
    assert "known    account root" in drifted.picket("drift", "show", "--known").stdout
    other = drifted.picket("drift", "show", "elsewhere")
    assert (other.returncode, "nothing is known of elsewhere" in other.stderr) == (2, True)


def test_it_takes_a_change_on(drifted: Desk) -> None:
    """By the digits that are shown; the audit has who and why; the host is told next time."""
    (eve, other) = _ids(drifted)
    done = drifted.picket("drift", "accept", "web-1", eve[:6], "--reason", " colleague ")
    assert (done.returncode, done.stdout) == (0, f"accepted 1 of web-1: {eve}\n")
    assert _ids(drifted) == [other]
    with Store.open(drifted.state / "picketline") as store:
        row = list(store.audit.rows())[-1]
    assert (row.action, row.outcome, row.detail["reason"]) == ("drift", "accepted", "colleague")
    done = drifted.picket("drift", "accept", "web-1", "--all", "--reason", "x")
    assert done.stdout == f"accepted 1 of web-1: {other}\n"
    assert drifted.picket("drift", "show").stdout == "no drift; 3 things are known\n"


def test_it_forgets(drifted: Desk) -> None:
    """All of a host, or a kind."""
    done = drifted.picket("drift", "forget", "web-1", "account", "--reason", "rebuilt")
    assert done.stdout == "forgot 3 things of web-1; the next sweep learns them anew\n"
    again = drifted.picket("drift", "forget", "web-1", "account", "--reason", "rebuilt")
    assert (again.returncode, "nothing is known of web-1 and account" in again.stderr) == (2, True)


def test_it_announces(drifted: Desk) -> None:
    """What fits is normal at once."""
    done = drifted.picket(
        "drift", "expect", "web-*", "account", "bob", "--reason", "joins", "--until", "2999-01-01"
    )
    assert done.stdout == "expecting account bob on web-* until 2999-01-01\n"
    drifted.hosts({"web-1": says(NEW.replace("eve", "bob"))})
    drifted.picket("run", "--json")
    assert "expected until 2999-01-01: account bob on web-* (joins)" in (
        drifted.picket("drift", "show").stdout
    )
    known = json.loads(drifted.picket("drift", "show", "--known", "--json").stdout)
    assert {item["identity"]: item.get("reason") for item in known}["bob"] == "announced: joins"


@pytest.mark.parametrize(
    ("argv", "problem"),
    [
        (("accept", "web-1", "--reason", "x"), "give either an ID or more, or --all"),
        (("accept", "web-1", "ab", "--all", "--reason", "x"), "give either"),
        (("accept", "web-1", "zz", "--reason", "x"), "no change of this host begins with zz"),
        (("accept", "web-1", "", "--reason", "x"), "2 changes begin with"),
        (("accept", "web-2", "--all", "--reason", "x"), "nothing changed on web-2"),
        (("accept", "web-1", "--all"), "Missing option '--reason'"),
        (("accept", "web-1", "--all", "--reason", " "), "say why"),
        (("expect", "web-1", "key", "--reason", "x"), "Missing option '--until'"),
        (("expect", "web-1", "key", "--reason", "x", "--until", "2020-01-01"), "is past"),
        (("expect", "web-1", "shoe", "--reason", "x", "--until", "2999-01-01"), "shoe"),
        (("forget", "web-1", "shoe", "--reason", "x"), "shoe"),
        (("forget", "web-9", "--reason", "x"), "nothing is known of web-9"),
    ],
)
def test_what_makes_no_sense_is_refused(drifted: Desk, argv: tuple[str, ...], problem: str) -> None:
    """With exit code 2 and a line that says what."""
    done = drifted.picket("drift", *argv)
    assert done.returncode == 2
    assert problem in done.stderr

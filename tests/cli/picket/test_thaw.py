import pytest
from build import record
from desk import Desk

from picketline.core.store import Incident, Store

STAMP = "20260314150926"


def _deeds(line: str) -> str:
    lines = (record("picket", 1, "NONCE"), line, record("end", 1, "NONCE"))
    return "".join(f"{each}\n" for each in lines)


@pytest.fixture
def frozen(desk: Desk) -> Desk:
    """A desk whose fleet has a host with one contained process."""
    desk.fleet({"web-1.deeds": _deeds(record("thawed", 4242, 991, 77, STAMP)), "web-1": ""})
    target: dict[str, int | str] = {"targets": "4242:991:77", "subject": "web-1: /tmp/m"}
    incident = Incident(STAMP, "web-1", "f" * 64, "HOST-EXE-001", 1.0, "contained", target)
    with Store.open(desk.state / "picketline") as store:
        store.add_incident(incident)
    return desk


def test_a_process_runs_again(frozen: Desk) -> None:
    """Said for each process; the incident is over and cannot be thawed twice."""
    done = frozen.picket("thaw", "web-1", STAMP, "--reason", "a false alarm")
    assert (done.returncode, done.stdout) == (0, f"pid 4242: thawed: {STAMP}\n")
    assert "thawed" in frozen.picket("incidents").stdout
    again = frozen.picket("thaw", "web-1", STAMP, "--reason", "x")
    assert again.returncode == 2
    assert f"incident {STAMP} of web-1 is thawed already" in again.stderr


def test_a_container_runs_again(frozen: Desk) -> None:
    """What became of it and of its restart policy stands beside the process."""
    deeds = frozen.folder / "fleet" / "hosts" / "web-1.deeds"
    held = record("container", 4242, "docker", "a" * 64, "web", "running", "always", "restored")
    done = record("thawed", 4242, 991, 77, STAMP)
    deeds.write_text(_deeds(f"{held}\n{done}"))
    assert frozen.picket("thaw", "web-1", STAMP, "--reason", "x").stdout == (
        f"pid 4242: thawed: {STAMP}; docker container aaaaaaaaaaaa (web) running, "
        "its restart policy always restored\n"
    )


def test_a_process_that_stays_frozen(frozen: Desk) -> None:
    """Exit code 1 and the reason; it can be tried again."""
    deeds = frozen.folder / "fleet" / "hosts" / "web-1.deeds"
    deeds.write_text(_deeds(record("refused", 4242, "not-root")))
    done = frozen.picket("thaw", "web-1", STAMP, "--reason", "x")
    assert (done.returncode, done.stdout) == (1, "pid 4242: refused: not-root\n")
    assert "contained" in frozen.picket("incidents").stdout


@pytest.mark.parametrize(
    ("argv", "problem"),
    [
        (("web-1", STAMP), "Missing option '--reason'"),
        (("web-1", STAMP, "--reason", "  "), "--reason"),
        (("web-1", "2026", "--reason", "x"), "14 digits; see picket incidents"),
        (("web-1", "../../../../etc", "--reason", "x"), "14 digits; see picket incidents"),
        (("web-1", "1" * 14, "--reason", "x"), f"no incident {'1' * 14} of web-1; known: {STAMP}"),
        (("web-2", STAMP, "--reason", "x"), f"no incident {STAMP} of web-2; known: none"),
        (("web-1", STAMP, "--reason", "x", "--until", "2020-01-01"), "2020-01-01 is past"),
    ],
)
def test_what_cannot_be_thawed(frozen: Desk, argv: tuple[str, ...], problem: str) -> None:
    """Bad usage with what to do, and everything stays as it is."""
    done = frozen.picket("thaw", *argv)
    assert (done.returncode, done.stdout) == (2, "")
    assert problem in done.stderr
    assert "contained" in frozen.picket("incidents").stdout


def test_nothing_was_ever_contained(desk: Desk) -> None:
    """A first-time user is told, not shown a traceback."""
    done = desk.picket("thaw", "localhost", STAMP, "--reason", "x")
    assert done.returncode == 2
    assert "no incident" in done.stderr

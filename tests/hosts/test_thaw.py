import datetime as dt
from pathlib import Path

import build
import pytest
from build import record

from picketline.core.errors import ContainmentError, InventoryError
from picketline.core.store import Incident, State, Store
from picketline.hosts.facts import Deed, Target
from picketline.hosts.inventory import Host, Inventory, Settings
from picketline.hosts.thaw import Request, still_frozen, thaw

STAMP = "20260314150926"
TODAY = dt.date(2026, 3, 14)
UNTIL = dt.date(2026, 3, 21)
FLEET = Inventory(Settings(ssh_timeout_secs=20), (Host(ssh="web-1"), Host(ssh="web-2")))
ONE, TWO = Target(4242, 991, 77), Target(4243, 992, 78)


def _request(host: str = "web-1", incident: str = STAMP) -> Request:
    return Request(host, incident, "a false alarm, ticket 311", UNTIL, TODAY)


def _opened(
    store: Store, *processes: Target, fingerprint: str = "f" * 64, state: State = "contained"
) -> None:
    words = " ".join(f"{each.pid}:{each.start}:{each.inode}" for each in processes)
    made = Incident(STAMP, "web-1", fingerprint, "HOST-EXE-001", 1.0, state, {"targets": words})
    store.add_incident(made)


def _answers(folder: Path, monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    """Have web-1 answer a thaw with these records."""
    whole = (record("picket", 1, "NONCE"), *lines, record("end", len(lines), "NONCE"), "")
    environ = build.hosts(folder / "fleet", {"web-1": "\n".join(whole)})
    monkeypatch.setenv("PATH", environ["PATH"])


def _thawed(target: Target) -> str:
    return record("thawed", target.pid, target.start, target.inode, STAMP)


def test_a_thawed_incident_is_closed_and_accepted(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next armed sweep does not freeze it again, until the day given."""
    _opened(store, ONE, TWO)
    _answers(tmp_path, monkeypatch, _thawed(ONE), _thawed(TWO))
    deeds = thaw(store, FLEET, _request())
    assert deeds == (Deed(ONE, "thawed", STAMP), Deed(TWO, "thawed", STAMP))
    assert not still_frozen(deeds)
    assert [each.state for each in store.incidents()] == ["thawed"]
    taken = store.baseline()["f" * 64]
    assert (taken.reason, taken.until) == ("a false alarm, ticket 311", UNTIL)
    assert [row.action for row in store.audit.rows()] == ["thaw", "thaw", "accept"]


def test_a_tree_is_thawed_with_its_process(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those frozen with it are asked for too, the last one first, and keep the incident open."""
    three = Target(4244, 993, 79)
    record_of: dict[str, int | str] = {"targets": "4242:991:77", "with": "4243:992:78 4244:993:79"}
    made = Incident(STAMP, "web-1", "f" * 64, "HOST-EXE-001", 1.0, "contained", record_of)
    store.add_incident(made)
    said = (_thawed(ONE), record("refused", TWO.pid, "cannot-signal"), _thawed(three))
    _answers(tmp_path, monkeypatch, *said)
    deeds = thaw(store, FLEET, _request())
    assert [deed.target for deed in deeds] == [ONE, three, TWO]
    assert still_frozen(deeds) == (TWO,)
    assert [each.state for each in store.incidents()] == ["contained"]


def test_processes_that_are_gone_need_no_thaw(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The incident is over; nothing runs again, so nothing is accepted."""
    _opened(store, ONE)
    _answers(tmp_path, monkeypatch, record("refused", ONE.pid, "gone"))
    assert not still_frozen(thaw(store, FLEET, _request()))
    assert [each.state for each in store.incidents()] == ["gone"]
    assert not store.baseline()


@pytest.mark.parametrize("why", ["not-root", "locked", "cannot-signal", "cannot-look-beneath"])
def test_what_is_still_frozen_stays_open(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    """It can be tried again; nothing is accepted, and the audit says why."""
    _opened(store, ONE, TWO)
    _answers(tmp_path, monkeypatch, _thawed(ONE), record("refused", TWO.pid, why))
    assert still_frozen(thaw(store, FLEET, _request())) == (TWO,)
    assert [each.state for each in store.incidents()] == ["contained"]
    assert not store.baseline()
    assert [row.outcome for row in store.audit.rows()] == [f"thawed: {STAMP}", f"refused: {why}"]


def test_a_finding_that_is_still_frozen_is_not_closed_with_another(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of two findings of one incident each is over when its own processes are."""
    _opened(store, ONE, fingerprint="a" * 64)
    _opened(store, TWO, fingerprint="b" * 64)
    _answers(tmp_path, monkeypatch, _thawed(ONE), record("refused", TWO.pid, "cannot-signal"))
    thaw(store, FLEET, _request())
    states = {each.fingerprint[0]: each.state for each in store.incidents()}
    assert states == {"a": "thawed", "b": "contained"}
    assert set(store.baseline()) == {"a" * 64}


def test_a_host_that_cannot_be_reached_thaws_nothing(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The incident stays open, and the reason is told."""
    _opened(store, ONE)
    environ = build.hosts(tmp_path / "x", {"web-1": "#!/bin/sh\necho no route >&2; exit 255"})
    monkeypatch.setenv("PATH", environ["PATH"])
    assert thaw(store, FLEET, _request()) == (Deed(ONE, "failed", "no route"),)
    assert [each.state for each in store.incidents()] == ["contained"]


def test_a_host_that_lies_about_a_hidden_process(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that once gave no place and now gives some is an answer like any other."""
    _opened(store, Target(4242))
    _answers(tmp_path, monkeypatch, _thawed(ONE))
    (deed,) = thaw(store, FLEET, _request())
    assert deed.target.pid == 4242
    assert len(store.audit.rows()) >= 1


@pytest.mark.parametrize(
    ("incident", "host", "message"),
    [
        ("1" * 14, "web-1", rf"no incident {'1' * 14} of web-1; known: {STAMP} \(picket incidents"),
        (STAMP, "web-2", rf"no incident {STAMP} of web-2; known: none \(picket incidents\)"),
    ],
)
def test_an_unknown_incident(store: Store, incident: str, host: str, message: str) -> None:
    """The message lists those that there are."""
    _opened(store, ONE)
    with pytest.raises(ContainmentError, match=message):
        thaw(store, FLEET, _request(host, incident))


@pytest.mark.parametrize("state", ["thawed", "gone"])
def test_an_incident_that_is_over(store: Store, state: State) -> None:
    """It is not undone twice."""
    _opened(store, ONE, state=state)
    with pytest.raises(ContainmentError, match=f"incident {STAMP} of web-1 is {state} already"):
        thaw(store, FLEET, _request())


def test_a_host_that_left_the_inventory(store: Store) -> None:
    """It cannot be reached, so nothing changes."""
    _opened(store, ONE)
    fleet = Inventory(Settings(), (Host(ssh="web-2"),))
    with pytest.raises(InventoryError, match="no host 'web-1'; it has: web-2"):
        thaw(store, fleet, _request())
    assert [each.state for each in store.incidents()] == ["contained"]


@pytest.mark.parametrize(
    ("deed", "frozen"),
    [
        (Deed(ONE, "thawed", STAMP), False),
        (Deed(ONE, "refused", "gone"), False),
        (Deed(ONE, "refused", "not-root"), True),
        (Deed(ONE, "failed", "gone"), True),
        (Deed(ONE, "failed", "no answer"), True),
    ],
)
def test_what_counts_as_frozen(deed: Deed, frozen: object) -> None:
    """Whatever is not known to run or to be gone."""
    assert bool(still_frozen((deed,))) is frozen

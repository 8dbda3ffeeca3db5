"""Known state over several sweeps of one fake root, with a real store."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import fakeroot
import msgspec
import pages
import pytest

from picketline.core.decide import Decided, Disposition
from picketline.core.report import Gap, Part
from picketline.core.store import Expected, Known, Store
from picketline.hosts.drift import SLOW, Memory
from picketline.hosts.facts import DRIFT_KINDS, Change, Reading, Status
from picketline.hosts.inventory import Host, Inventory, Settings
from picketline.hosts.sweep import Plan, sweep

EVE = "eve:x:1001:1001::/home/eve:/bin/bash\n"
ROOT = "root:x:0:0:root:/root:/bin/bash\n"
SOON = dt.date(2999, 1, 1)
Look = Callable[[], Part]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A quiet machine."""
    fakeroot.lay(tmp_path / "root", pages.Case("x"))
    return tmp_path / "root"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A real store."""
    return Store.open(tmp_path / "store")


@pytest.fixture
def look(root: Path, store: Store) -> Look:
    """One sweep of the machine."""
    host = Host(ssh="localhost", partial="accepted")
    inventory = Inventory(Settings(ssh_timeout_secs=30), (host,))

    def once() -> Part:
        plan = Plan(inventory=inventory, memory=Memory(store), root=str(root))
        (part,) = sweep(plan).parts
        return part

    return once


def _passwd(root: Path, text: str) -> None:
    (root / "etc/passwd").write_text(text)


def _drift(part: Part) -> list[Decided]:
    return [finding for finding in part.findings if finding.rule.startswith("HOST-DRF-")]


def _waiting(store: Store) -> list[Known]:
    return [item for item in store.known() if item.drifted]


def test_the_first_sweep_learns_and_says_so(look: Look, store: Store) -> None:
    """Nothing is told of what was there already."""
    part = look()
    assert not _drift(part)
    assert part.note.startswith("first sweep: learned ")
    assert any(gap.what == "drift" for gap in part.coverage)
    assert [item.identity for item in store.known() if item.kind == "account"] == ["root"]
    assert not _waiting(store)
    assert not look().note


def test_what_is_new_is_told_until_it_is_taken_on(root: Path, look: Look, store: Store) -> None:
    """In every sweep the same finding; then silence."""
    look()
    _passwd(root, ROOT + EVE)
    first, second = look(), look()
    assert [finding.severity.value for finding in _drift(first)] == ["high"]
    assert [f.fingerprint for f in _drift(first)] == [f.fingerprint for f in _drift(second)]
    (item,) = _waiting(store)
    assert (item.kind, item.identity, item.earlier) == ("account", "eve", None)
    store.remember((msgspec.structs.replace(item, drifted=False, reason="Eve"),))
    assert not _drift(look())
    assert not _waiting(store)


def test_what_goes_away_again_is_no_longer_waited_for(root: Path, look: Look, store: Store) -> None:
    """And is new when it comes back."""
    look()
    _passwd(root, ROOT + EVE)
    look()
    _passwd(root, ROOT)
    assert not _drift(look())
    assert not _waiting(store)
    _passwd(root, ROOT + EVE)
    assert _drift(look())


def test_what_was_known_and_went_is_new_when_it_returns(
    root: Path, look: Look, store: Store
) -> None:
    """As the account of somebody who left."""
    _passwd(root, ROOT + EVE)
    look()
    _passwd(root, ROOT)
    look()
    assert "eve" not in {item.identity for item in store.known()}
    _passwd(root, ROOT + EVE)
    assert [finding.subject.identity for finding in _drift(look())] == ["localhost: eve"]


def test_a_change_keeps_what_was_before(root: Path, look: Look, store: Store) -> None:
    """Until it is changed back, however often it changes."""
    look()
    for uid in (0, 7):
        _passwd(root, ROOT.replace("/root:", f"/root{uid}:"))
        assert _drift(look())
    (item,) = _waiting(store)
    assert (item.value, item.earlier) == ("0:0:/root7:/bin/bash", "0:0:/root:/bin/bash")
    _passwd(root, ROOT)
    assert not _drift(look())
    assert not _waiting(store)


def test_an_announced_change_is_recorded_and_learned(root: Path, look: Look, store: Store) -> None:
    """Others are not."""
    look()
    store.expect(Expected("local*", "account", "ev?", "the new colleague", SOON))
    _passwd(root, ROOT + EVE + EVE.replace("eve", "mallory"))
    told = {finding.subject.identity: finding for finding in _drift(look())}
    assert told["localhost: eve"].disposition is Disposition.RECORD
    assert told["localhost: eve"].reason == "announced: the new colleague"
    assert told["localhost: mallory"].disposition is Disposition.ALERT
    assert [item.identity for item in _waiting(store)] == ["mallory"]
    assert [finding.subject.identity for finding in _drift(look())] == ["localhost: mallory"]


def test_one_key_of_a_file_is_announced(root: Path, look: Look, store: Store) -> None:
    """The other key in the file is told."""
    keys = root / "root/.ssh/authorized_keys"
    keys.parent.mkdir(parents=True)
    lines = [f"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI{letter * 43} x\n" for letter in "AB"]
    look()
    store.expect(Expected("localhost", "key", "*AAAA", "ours", SOON))
    keys.write_text("".join(lines))
    assert {f.matched[-1]: f.disposition.value for f in _drift(look())} == {
        "A": "record",
        "B": "alert",
    }


def test_an_acceptance_ends(root: Path, look: Look, store: Store) -> None:
    """What was taken on up to a day is told again after it."""
    look()
    _passwd(root, ROOT + EVE)
    look()
    (item,) = _waiting(store)
    past = dt.datetime.now(dt.UTC).date() - dt.timedelta(days=1)
    store.remember((msgspec.structs.replace(item, drifted=False, until=past),))
    assert _drift(look())


def test_what_is_forgotten_is_learned_anew(root: Path, look: Look, store: Store) -> None:
    """As it then stands."""
    look()
    _passwd(root, ROOT + EVE)
    look()
    assert store.forget("localhost", "account") == 2
    assert not _drift(look())
    assert {item.identity for item in store.known() if item.kind == "account"} == {"root", "eve"}
    assert store.forget("localhost") > 2
    assert store.known() == ()


def test_what_is_looked_for_by_turn_is_learned_longer(look: Look, store: Store) -> None:
    """Else every part would be new at its first turn."""
    for _ in range(3):
        part = look()
    rows = {row.kind: row.sweeps for row in store.learned("localhost")}
    assert rows == dict.fromkeys((*DRIFT_KINDS, "*"), 3)
    assert Memory(store).turn("localhost") == 3
    assert Memory(store).turn("elsewhere") == 0
    lines = Memory(store).lines("localhost")
    assert {line for line in lines if line.startswith("+")} == {
        f"+{kind}"
        for kind in DRIFT_KINDS
        if SLOW.get(kind, 1) <= 3  # sweeps
    }
    assert any("still learning" in gap.why for gap in part.coverage)


def test_another_user_judges_nothing(root: Path, look: Look, store: Store) -> None:
    """Who sees less would call the rest gone, and who sees more would call it new."""
    look()
    rows = store.learned("localhost")
    others = [msgspec.structs.replace(row, viewer="uid 4711") for row in rows if row.viewer]
    store.remember((), (), others)
    _passwd(root, ROOT + EVE)
    part = look()
    assert [finding.disposition for finding in _drift(part)] == [Disposition.RECORD]
    assert any(gap.why.startswith("not judged: learned as uid 4711") for gap in part.coverage)
    assert not _waiting(store)


def test_names_of_the_host_travel_back_as_data(root: Path, look: Look) -> None:
    """Whatever an account is called, it is compared, and never run."""
    names = ("a'b", "$(touch pwned)", "`id`", 'q"q', "back\\slash", "t\tab", "'; id #", "ü")
    _passwd(root, ROOT + "".join(EVE.replace("eve", name) for name in names))
    look()
    part = look()
    assert not _drift(part)
    assert not part.errors
    assert not list(root.rglob("pwned"))


def test_a_host_cannot_take_a_change_on_by_itself(look: Look, store: Store) -> None:
    """What it calls learned is new, where its kind was learned long ago."""
    look()
    lie = Change("learned", "account", "eve", "1001:1001:/home/eve:/bin/bash")
    (uid,) = {row.viewer for row in store.learned("localhost")} - {""}
    reading = Reading(status=Status.OK, uid=int(uid.split()[1]), changes=(lie,))
    Memory(store).settle("localhost", reading, [])
    assert [item.identity for item in _waiting(store)] == ["eve"]


def test_a_new_listener_that_closes_again(root: Path, look: Look, store: Store) -> None:
    """It is still waited for: one that opens now and then is the same each time."""
    look()
    fakeroot.process(root, "pid=4242 exe=/usr/sbin/nginx cmd=nginx fd5=socket:[77]")
    table = root / "proc/net/tcp"
    row = fakeroot.tcp_row(0, "0.0.0.0:8081 0.0.0.0:0 0A 77")
    fakeroot.write(root, "proc/net/tcp", "  sl  local_address\n" + row)
    assert [f.subject.identity for f in _drift(look())] == ["localhost: 0.0.0.0:8081"]
    table.unlink()
    assert not _drift(look())
    assert [item.kind for item in _waiting(store)] == ["listener"]


def test_a_sweep_with_gaps_teaches_nothing(look: Look, store: Store) -> None:
    """What could not be read is neither gone nor known."""
    look()
    before = store.known()
    reading = Reading(
        status=Status.OK,
        uid=int(next(row.viewer for row in store.learned("localhost") if row.viewer)[4:]),
        skipped=(Gap("files", "could not be read to their end"),),
        changes=(
            Change("gone", "account", "root", ""),
            Change("new", "account", "eve", "1001:1001:/home/eve:/bin/bash"),
        ),
    )
    _, gaps, _ = Memory(store).settle("localhost", reading, [])
    assert store.known() == before
    assert gaps == (Gap("drift", "nothing is learned from a sweep with gaps"),)


def test_what_a_host_says_to_be_new_is_bounded(look: Look, store: Store) -> None:
    """What goes back to it does not grow sweep by sweep."""
    look()
    (uid,) = {row.viewer for row in store.learned("localhost")} - {""}
    for sweep_number in range(3):
        names = (f"{sweep_number}-{number}" for number in range(3000))
        changes = tuple(Change("new", "unit", name, "0") for name in names)
        reading = Reading(status=Status.OK, uid=int(uid[4:]), changes=changes)
        Memory(store).settle("localhost", reading, [])
    assert len(store.known()) == 6000


def test_a_key_that_ends_like_a_known_one(root: Path, look: Look) -> None:
    """It is another key: the end of one can be chosen."""
    keys = root / "root/.ssh/authorized_keys"
    keys.parent.mkdir(parents=True)
    known = f"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI{'A' * 43} x\n"
    keys.write_text(known)
    look()
    keys.write_text(f"{known}ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQ{'B' * 300}{'A' * 43} y\n")
    assert [finding.rule for finding in _drift(look())] == ["HOST-DRF-001"]


def test_a_name_that_systemd_escaped(root: Path, look: Look) -> None:
    """sha256sum writes such names in its own way."""
    for _ in range(SLOW["unit"]):
        look()
    units = root / "etc/systemd/system"
    units.mkdir(parents=True)
    (units / "quiet\\x2dd.service").write_text("[Service]\nExecStart=/opt/quiet\n")
    (told,) = _drift(look())
    assert told.subject.identity == "localhost: /etc/systemd/system/quiet\\x2dd.service"


def test_one_kind_is_forgotten(look: Look, store: Store) -> None:
    """It is learned anew, by turn or not, and the sweep goes on."""
    look()
    for kind in ("unit", "account"):
        store.forget("localhost", kind)
        part = look()
        assert part.finished
        assert not _drift(part)

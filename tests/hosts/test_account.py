import pytest
from build import record
from msgspec import structs

from picketline.hosts import account
from picketline.hosts.facts import Deed, Held, Target

HERE = Target(4242, 991, 77)
STAMP = "20260314150926"
ID = "0123456789abcdef" * 4
FROZEN = Deed(HERE, "frozen", STAMP)
HELD = Held("podman", ID, "web", "paused", "always", "kept")


def _said(*lines: str) -> str:
    return "".join(f"{line}\n" for line in lines)


def _container(**changes: str) -> str:
    fields = {
        "pid": "4242",
        "engine": "podman",
        "id": ID,
        "name": "web",
        "state": "paused",
        "policy": "always",
        "restart": "kept",
    }
    return record("container", *(fields | changes).values())


def test_all_that_is_said() -> None:
    """The container, the members in their order, the notes, and what is missing."""
    said = _said(
        record("missing", "4242/top"),
        record("with", 4242, 7, 8, 9),
        record("with", 4242, 5, 6, 7),
        record("with", 1, 2, 3, 4),
        record("note", 4242, "service"),
        record("note", 4243, "rootless"),
        _container(),
    )
    deed = account.complete(FROZEN, said)
    assert deed == Deed(
        HERE, "frozen", STAMP, ("top",), HELD, (Target(7, 8, 9), Target(5, 6, 7)), ("service",)
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"engine": "lxc"},
        {"id": ID[1:]},
        {"id": ID.upper()},
        {"name": "a b"},
        {"name": ""},
        {"name": "x" * 65},
        {"name": "\x1b[2J"},
        {"state": "killed"},
        {"policy": "sometimes"},
        {"policy": "on-failure:"},
        {"restart": "maybe"},
        {"restart": "off\tmore"},
        {"pid": "4243"},
    ],
)
def test_a_container_that_is_none(changes: dict[str, str]) -> None:
    """Nothing is believed of a record that is not whole and known."""
    assert account.complete(FROZEN, _said(_container(**changes))) == FROZEN


@pytest.mark.parametrize(
    "line",
    [
        record("with", 4242, 7, 8),
        record("with", 4242, -7, 8, 9),
        record("with", 4242, 1, 8, 9),
        record("with", 4242, 0, 8, 9),
        record("with", 4242, "7 ", 8, 9),
        record("note", 4242, "all-is-well"),
        record("note", 4242, "service\t"),
        record("note", 4242, "\x1b[2J"),
    ],
)
def test_words_out_of_shape(line: str) -> None:
    """Neither init nor what is no process is a member, and only known notes are notes."""
    assert account.complete(FROZEN, _said(line)) == FROZEN


def test_members_are_capped() -> None:
    """No more than a host freezes at once, each once."""
    lines = [record("with", 4242, pid, 1, 1) for pid in (*range(2, 99), 2)]
    assert len(account.complete(FROZEN, _said(*lines)).members) == 64


@pytest.mark.parametrize("outcome", ["refused", "failed"])
def test_what_was_not_done_holds_nothing(outcome: str) -> None:
    """Of a refused process no container and no members are believed; why it was is."""
    said = _said(_container(), record("with", 4242, 7, 8, 9), record("note", 4242, "rootless"))
    deed = account.complete(Deed(HERE, outcome, "changed"), said)
    assert (deed.held, deed.members, deed.notes) == (None, (), ("rootless",))


def test_a_container_that_is_gone() -> None:
    """Of a process that is gone its container is told all the same."""
    deed = account.complete(Deed(HERE, "refused", "gone"), _said(_container(state="gone")))
    assert deed.held is not None
    assert account.more(deed)[0].startswith("podman container 0123456789ab (web) gone")


@pytest.mark.parametrize(
    ("held", "text"),
    [
        (
            HELD,
            "(web) paused, its restart policy always stays, as this engine cannot switch it off",
        ),
        (
            structs.replace(HELD, restart="off"),
            "(web) paused, its restart policy always switched off",
        ),
        (structs.replace(HELD, name="-", policy="no", restart="none"), "0123456789ab paused"),
        (
            structs.replace(HELD, state="started", restart="restored"),
            "(web) started, its restart policy always restored",
        ),
    ],
)
def test_in_words(held: Held, text: str) -> None:
    """Which container, what became of it, and of its restart policy."""
    assert account.held_text(held).endswith(text)


def test_the_reason_of_a_finding() -> None:
    """The incident first; alone where nothing else was done."""
    deed = structs.replace(FROZEN, held=HELD, members=(Target(7, 8, 9),), notes=("service",))
    assert account.reason(FROZEN) == f"incident {STAMP}"
    words = account.reason(deed).split("; ")
    assert words[0] == f"incident {STAMP}"
    assert words[1].startswith("podman container 0123456789ab (web) paused")
    assert words[2:] == [account.NOTES["service"], "1 more of its tree frozen"]

import msgspec
import pytest

from picketline.core.errors import DeliveryError
from picketline.core.sinks.message import Group, Message, body, document, read, records


def test_the_lines_of_a_message(message: Message) -> None:
    """Grouped by part, in its order; standing alone they name it."""
    expected = ["web-1", "  CRITICAL a miner", "  HIGH an odd listener", "db-1", "  HIGH a new key"]
    assert body(message, 1000) == expected
    assert records(message, 10) == [
        message.headline,
        "web-1: CRITICAL a miner",
        "web-1: HIGH an odd listener",
        "db-1: HIGH a new key",
    ]


@pytest.mark.parametrize("room", [0, 1, 20, 37, 38, 60, 61, 62, 75, 76, 90, 91, 100])
def test_what_does_not_fit_is_counted(message: Message, room: int) -> None:
    """No line is cut, no name of a part stands without a line, and the sum is right."""
    found = body(message, room)
    told = [line for line in found if line.startswith(" ")]
    more = 3 - len(told)
    assert len("\n".join(found)) <= max(room, len("and 3 more"))
    assert (found[-1] == f"and {more} more") == bool(more)
    assert all(each in body(message, 1000) for each in told)
    assert len(found) < 2 or found[-2].startswith(" ") or not more


def test_what_was_left_out_before_counts_too(message: Message) -> None:
    """In lines for people and in those of a log."""
    cut = msgspec.structs.replace(message, more=7)
    assert body(cut, 1000)[-1] == "and 7 more"
    assert body(cut, 62)[-1] == "and 8 more"
    assert records(cut, 1)[-1] == "and 9 more"


def test_what_is_cleaned_may_grow(message: Message) -> None:
    """The room is that of what is sent."""
    long = msgspec.structs.replace(message, groups=(Group("a", ("@" * 90, "b")),))
    found = body(long, 200, lambda line: line.replace("@", "[at]"))
    assert found == ["and 2 more"]


def test_it_reads_back(message: Message) -> None:
    """What is kept until the next run is what was meant; anything else is refused."""
    assert read(document(message)) == message
    for damaged in (b"", b"{}", document(message)[:-9]):
        with pytest.raises(DeliveryError, match=r"^damaged in the store"):
            read(damaged)

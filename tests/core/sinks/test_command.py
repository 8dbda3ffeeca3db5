import shlex
import sys
from pathlib import Path

import pytest

from picketline.core.errors import DeliveryError
from picketline.core.sinks.command import Command
from picketline.core.sinks.message import Message, read

PATH = {"PATH": "/usr/bin:/bin"}


def _sh(script: str) -> Command:
    return Command("command", f"sh -c {shlex.quote(script)}", PATH)


def test_the_message_is_on_its_stdin(message: Message, tmp_path: Path) -> None:
    """As one line of JSON that reads back."""
    _sh(f"cat > {tmp_path}/got; env > {tmp_path}/env").send(message, 5)
    got = (tmp_path / "got").read_bytes()
    assert (read(got), got.count(b"\n")) == (message, 1)
    assert "HOME" not in (tmp_path / "env").read_text()


def test_no_shell_reads_it(message: Message, tmp_path: Path) -> None:
    """What is meant for a shell is handed over as arguments."""
    mark = tmp_path / "mark"
    Command("command", f"true ; touch {mark}", PATH).send(message, 5)
    assert not mark.exists()


def test_only_its_program_is_shown() -> None:
    """Arguments may hold a token."""
    assert Command("command", "/opt/page --token s3cret", PATH).place == "/opt/page"


@pytest.mark.parametrize(
    ("sink", "said"),
    [
        (_sh("exit 3"), "ended with exit code 3"),
        (_sh("kill -9 $$"), "ended by signal 9"),
        (_sh("sleep 30"), "did not end within 0.3 s"),
        (_sh("trap '' TERM; sleep 30"), "did not end within 0.3 s"),
        (Command("command", f"{sys.executable} -c 'print(\"x\" * (2 << 20))'", PATH), "more than"),
        (Command("command", "/no/such/program --token s3cret", PATH), "cannot start /no/such/pro"),
    ],
)
def test_it_was_not_taken(message: Message, sink: Command, said: str) -> None:
    """Anything but an exit with 0, within its time."""
    seconds = 0.3 if "0.3" in said else 5
    with pytest.raises(DeliveryError, match=said) as caught:
        sink.send(message, seconds)
    assert "s3cret" not in str(caught.value)

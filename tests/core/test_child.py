import sys

import pytest

from picketline.core.child import Heard, split, talk
from picketline.core.errors import DeliveryError


def test_the_environment_is_the_one_given() -> None:
    """And the caller's own where none is."""
    told = talk("env", b"", timeout=5, cap=1000, environ={"PATH": "/usr/bin:/bin", "A": "b"})
    assert set(told.output.decode().split()) >= {"A=b"}
    assert b"HOME=" not in told.output


@pytest.mark.parametrize(
    ("command", "failed"),
    [
        ("true", ""),
        ("false", "ended with exit code 1"),
        ("sh -c 'kill -9 $$'", "ended by signal 9"),
    ],
)
def test_how_it_ended(command: str, failed: str) -> None:
    """In words, if it ended badly by itself."""
    assert talk(command, b"", timeout=5, cap=10).failed == failed


def test_being_cut_off_is_no_failure_of_its_own() -> None:
    """What was ended by us says why instead."""
    flood = talk(f"{sys.executable} -c \"print('x' * 100)\"", b"", timeout=5, cap=10)
    assert (flood.output, flood.end, flood.failed) == (b"x" * 10, "full", "")
    late = talk("sleep 30", b"", timeout=0.2, cap=10)
    assert (late.end, late.failed) == ("late", "")
    assert Heard(b"", "exited", 0).failed == ""


@pytest.mark.parametrize("command", ["", "  ", "sh -c 'x"])
def test_no_command(command: str) -> None:
    """Said so, before anything is started."""
    with pytest.raises(DeliveryError, match=r"^the command "):
        split(command)
    with pytest.raises(DeliveryError, match=r"^the command "):
        talk(command, b"", timeout=1, cap=1)

import pytest
from desk import BIN, Desk


@pytest.mark.parametrize("name", ["picketd", "picodome", "picowatch", "picoshogun"])
def test_a_command_that_is_not_built_says_so(desk: Desk, name: str) -> None:
    """In one line that says what it will be and where to look; never exit code 0 or 1."""
    for argv in ((), ("--help",), ("scan", ".")):
        done = desk.run(BIN / name, *argv)
        assert (done.returncode, done.stdout) == (2, "")
        (line,) = done.stderr.splitlines()
        assert line.startswith(f"{name}: not built yet (")
        assert line.endswith("; see STATE.md for what is")

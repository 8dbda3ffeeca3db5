import re
from pathlib import Path

import pytest
from desk import Desk

from picketline.cli.picket import SUBCOMMANDS


@pytest.mark.parametrize(
    ("code", "words", "exits"),
    [
        (0, "clean", 0),
        (1, "found", 0),
        (2, "bad usage", 2),
        (3, "unfinished", 0),
        (4, "not deterministic", 4),
        (130, "not one of picket's own", 130),
    ],
)
def test_a_code_in_words(desk: Desk, code: int, words: str, exits: int) -> None:
    """One line; what is no failure of the command is none of `make run` either."""
    done = desk.picket("exit-code", code)
    assert (done.returncode, done.stderr) == (exits, "")
    (line,) = done.stdout.splitlines()
    assert line.startswith(f"exit code {code}: {words}")


@pytest.mark.parametrize("word", ["", "x", "1.5"])
def test_what_is_no_code(desk: Desk, word: str) -> None:
    """Bad usage."""
    assert desk.picket("exit-code", word).returncode == 2


def test_make_calls_commands_that_exist() -> None:
    """Every `picket COMMAND` of the Makefile is one."""
    text = (Path(__file__).parents[3] / "Makefile").read_text()
    used = re.findall(r"/picket ([a-z-]+)", text)
    assert "exit-code" in used
    assert set(used) <= set(SUBCOMMANDS)

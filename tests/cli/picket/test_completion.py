import subprocess

import pytest
import tools
from desk import Desk

from picketline.cli.picket import SUBCOMMANDS


def test_bash_can_read_it(desk: Desk) -> None:
    """What is sourced has no mistake and completes `picket`."""
    bash = tools.require("bash")
    done = desk.picket("completion", "bash")
    assert (done.returncode, done.stderr) == (0, "")
    read = subprocess.run(
        [bash, "-n"], input=done.stdout, text=True, capture_output=True, check=False
    )
    assert (read.returncode, read.stderr) == (0, "")
    loaded = desk.run(bash, "-c", f"{done.stdout}\ncomplete -p picket")
    assert loaded.returncode == 0
    assert loaded.stdout.endswith(" picket\n")


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells(desk: Desk, shell: str) -> None:
    """Each has a script of its own."""
    done = desk.picket("completion", shell)
    assert done.returncode == 0
    assert f"_PICKET_COMPLETE={shell}_complete" in done.stdout


def test_an_unknown_shell(desk: Desk) -> None:
    """Bad usage that names those there are."""
    done = desk.picket("completion", "csh")
    assert done.returncode == 2
    assert "'bash', 'zsh', 'fish'" in done.stderr


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("picket ", {name for name, text in SUBCOMMANDS.items() if text}),
        ("picket ru", {"run", "rules"}),
        ("picket run --arm", {"--armed"}),
        ("picket run --format js", {"json"}),
        ("picket timer ", {"show", "install"}),
        ("picket exit", set()),
    ],
)
def test_what_is_offered(desk: Desk, typed: str, offered: set[str]) -> None:
    """Commands, flags and choices as bash asks for them; what is hidden is not offered."""
    words = len(typed.split()) - (not typed.endswith(" "))
    done = desk.picket(_PICKET_COMPLETE="bash_complete", COMP_WORDS=typed, COMP_CWORD=str(words))
    assert {line.partition(",")[2] for line in done.stdout.split()} == offered

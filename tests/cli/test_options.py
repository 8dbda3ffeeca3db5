"""What all commands share: help, errors and exit codes, and how little is imported."""

import importlib.metadata
import os
import subprocess
import sys

import pytest
from build import found
from desk import BIN, Desk, says

from picketline.cli.picket import SUBCOMMANDS

HEAVY = {"sqlalchemy", "alembic", "rich", "jinja2"}
SHOWN = [name for name, text in SUBCOMMANDS.items() if text]


def test_help_lists_every_command(desk: Desk) -> None:
    """With a line each, and the exit codes; what is hidden is not in it."""
    done = desk.picket("--help")
    assert (done.returncode, done.stderr) == (0, "")
    for name in SHOWN:
        assert f"\n  {name} " in done.stdout
    assert "exit-code" not in done.stdout
    assert "Exit codes: 0 clean, 1 found, 2 bad usage" in done.stdout


@pytest.mark.parametrize("name", SUBCOMMANDS)
def test_every_command_helps(desk: Desk, name: str) -> None:
    """What it is for and how it is called, without touching the store."""
    done = desk.picket(name, "-h" if name == "run" else "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"Usage: picket {name} ")
    assert "-h, --help" in done.stdout
    assert not desk.state.exists()


def test_the_version(desk: Desk) -> None:
    """That of the installed distribution."""
    done = desk.picket("--version")
    version = importlib.metadata.version("picketline")
    assert (done.returncode, done.stdout) == (0, f"picketline, version {version}\n")


@pytest.mark.parametrize("argv", [["--version"], ["--help"], ["rules"], ["probe"]])
def test_a_glance_imports_little(desk: Desk, argv: list[str]) -> None:
    """No database, templates or terminal library is loaded to print a line."""
    code = (
        "import sys\nfrom picketline.cli.picket import main\n"
        f"sys.argv[1:] = {argv!r}\n"
        "try:\n    main()\nfinally:\n    print(*sys.modules, file=sys.stderr)\n"
    )
    done = desk.run(sys.executable, "-c", code)
    assert done.returncode == 0
    assert not set(done.stderr.split()) & HEAVY


@pytest.mark.parametrize(
    ("argv", "problem"),
    [
        (["sweep"], "No such command 'sweep'"),
        (["run", "--al"], "No such option"),
        (["run", "extra"], "unexpected extra argument"),
        (["run", "--format", "pdf"], "'pdf' is not one of 'table', 'json', 'sarif', 'html'"),
        (["run", "--inventory", "fleet.toml"], "picket: fleet.toml: No such file or directory"),
        (["run", "--inventory", "."], "File '.' is a directory"),
        (["run", "--host", "nowhere"], "no inventory: no host 'nowhere'; it has: localhost"),
        (["run", "--store", "/dev/null"], "/dev/null"),
        (["run", "--store", "/dev/null/x"], "/dev/null"),
    ],
)
def test_bad_usage_is_exit_code_2(desk: Desk, argv: list[str], problem: str) -> None:
    """Nothing on stdout, what is wrong on stderr, never a traceback."""
    done = desk.picket(*argv)
    assert (done.returncode, done.stdout) == (2, "")
    assert problem in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[settings]\ncpu_hot = 0\n", "inventory.toml:2: cpu_hot: Expected `int` >= 1"),
        ('[[host]]\nssh = "a"\n[[host]]\nssh = "-b"\n', "inventory.toml:4: ssh: '-b' starts with"),
        ('[[host]]\nssh = "a"\ncolour = 1\n', "inventory.toml:3: colour: unknown key"),
        ("host\n", "inventory.toml: not TOML: Expected '='"),
        ("[settings]\n", "inventory.toml: no [[host]]"),
    ],
)
def test_a_bad_inventory_is_exit_code_2(desk: Desk, text: str, problem: str) -> None:
    """File, line and key in one line, and nothing is swept."""
    desk.inventory(text)
    done = desk.picket("run", "--json")
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("picket: ")
    assert problem in line


@pytest.mark.parametrize("name", ["PICKET_CPU_HOT", "PICKET_BAD_PORTS"])
def test_a_bad_variable_is_exit_code_2(desk: Desk, name: str) -> None:
    """The message names the variable."""
    done = desk.picket("run", **{name: "x"})
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"picket: environment variable {name}: ")


def test_a_folder_that_is_gone_is_no_finding(desk: Desk) -> None:
    """A command that cannot even start must not exit with the code for found."""
    program = BIN / "picket"
    done = desk.run("sh", "-c", f"mkdir gone; cd gone; rmdir ../gone; exec '{program}' run")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def _unheard(desk: Desk, *argv: str) -> tuple[int, bytes]:
    """Run picket with a stdout that nobody reads."""
    read, write = os.pipe()
    os.close(read)
    try:
        done = subprocess.run(
            [BIN / "picket", *argv],
            cwd=desk.here,
            env=desk.environ,
            stdout=write,
            stderr=subprocess.PIPE,
            check=False,
        )
    finally:
        os.close(write)
    return done.returncode, done.stderr


def test_a_reader_that_leaves_is_no_finding(desk: Desk) -> None:
    """`picket rules | head -1` ends quietly, and not with the code for found."""
    assert _unheard(desk, "rules") == (0, b"")


def test_a_full_disk_is_no_finding(desk: Desk) -> None:
    """What cannot be written is said, and not with the code for found."""
    program = BIN / "picket"
    done = desk.run("sh", "-c", f"exec '{program}' rules >/dev/full")
    assert done.returncode == 2
    assert "No space left on device" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("argv", [["run"], ["run", "--json"]])
def test_a_reader_that_leaves_hides_no_finding(desk: Desk, argv: list[str]) -> None:
    """What was found is still told by the exit code."""
    desk.fleet({"web-1": says(found())})
    assert _unheard(desk, *argv) == (1, b"")

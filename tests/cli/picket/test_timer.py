import os
import shutil

import pytest
import tools
from desk import BIN, Desk

NAMES = ["picket.service", "picket.timer"]


def _here_first(desk: Desk) -> str:
    """A PATH on which this picket is found."""
    return f"{BIN}{os.pathsep}{desk.environ['PATH']}"


def test_the_units_are_shown(desk: Desk) -> None:
    """Both, under the paths that they would have; nothing is written."""
    done = desk.picket("timer", "show", PATH=_here_first(desk))
    assert (done.returncode, done.stderr) == (0, "")
    for name in NAMES:
        assert f"# /etc/systemd/system/{name}\n[Unit]\n" in done.stdout
    assert f"\nExecStart={BIN}/picket run --inventory /etc/picket/inventory.toml\n" in done.stdout
    assert not list(desk.here.iterdir())


def test_the_picket_that_runs_is_the_one_installed(desk: Desk) -> None:
    """Not another that happens to come first on the PATH."""
    other = desk.folder / "other"
    other.mkdir()
    shutil.copy("/bin/true", other / "picket")
    done = desk.picket("timer", "show", PATH=f"{other}{os.pathsep}{desk.environ['PATH']}")
    assert f"\nExecStart={BIN}/picket run " in done.stdout


def test_installed_units_stand_up_to_systemd(desk: Desk) -> None:
    """Written where asked, with what to do next, and without a word from the verifier."""
    done = desk.picket("timer", "install", "--folder", desk.here, PATH=_here_first(desk))
    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        *(f"wrote {desk.here / name}" for name in NAMES),
        "now: systemctl daemon-reload && systemctl enable --now picket.timer",
    ]
    verifier = tools.require("systemd-analyze")
    verdict = desk.run(verifier, "verify", *NAMES)
    assert (verdict.returncode, verdict.stderr) == (0, "")


@pytest.mark.parametrize("folder", ["none", "/dev/null"])
def test_a_folder_that_cannot_be_written_to(desk: Desk, folder: str) -> None:
    """Bad usage, with the reason."""
    done = desk.picket("timer", "install", "--folder", folder)
    assert done.returncode == 2
    assert folder in done.stderr
    assert "Traceback" not in done.stderr

import os
import subprocess
import sys
from pathlib import Path

import pytest
import tools

from picketline.core.errors import ConfigError
from picketline.hosts import timer

PROGRAM = Path(sys.executable).parent / "picket"


def test_the_units_start_the_program() -> None:
    """The path given stands in the service, and no other."""
    units = timer.units(Path("/opt/x/bin/picket"))
    assert list(units) == ["picket.service", "picket.timer"]
    service = units["picket.service"]
    assert "\nExecStart=/opt/x/bin/picket run --inventory /etc/picket/inventory.toml\n" in service
    assert "/usr/local/bin" not in service


def test_every_quarter_of_an_hour() -> None:
    """As documented; found is no failure of the unit."""
    units = timer.units()
    assert "OnCalendar=*:0/15" in units["picket.timer"]
    assert "\nType=oneshot\n" in units["picket.service"]
    assert "\nSuccessExitStatus=1\n" in units["picket.service"]


@pytest.mark.parametrize("path", ["/a b/p", "/50%/p", "/$HOME/p", "/a'/p", '/a"/p', "/ä/p"])
def test_a_path_that_systemd_would_read_otherwise(path: str) -> None:
    """It is refused, not half quoted."""
    with pytest.raises(ConfigError, match="systemd cannot start a program with this path"):
        timer.units(Path(path))


@pytest.mark.parametrize("path", ["/a\nExecStartPost=/p", "/a\tb/p", "/a\rb/p", "/a\x1bb/p"])
def test_a_path_that_would_add_a_line(path: str) -> None:
    """No path becomes a setting of the unit."""
    with pytest.raises(ConfigError, match="systemd cannot start a program with this path"):
        timer.units(Path(path))


def test_installing_writes_the_units(tmp_path: Path) -> None:
    """Both, where asked, and again over those that are there."""
    for _ in range(2):
        written = timer.install(tmp_path, PROGRAM)
        assert {path.name: path.read_text() for path in written} == timer.units(PROGRAM)


def test_installing_where_one_may_not(tmp_path: Path) -> None:
    """The path, the reason and what to try."""
    with pytest.raises(ConfigError, match=r"none/picket\.service: No such file or directory; run"):
        timer.install(tmp_path / "none", PROGRAM)


def test_systemd_takes_the_units(tmp_path: Path) -> None:
    """Without a word of complaint from its own verifier."""
    analyze = tools.require("systemd-analyze")
    written = timer.install(tmp_path, PROGRAM)
    done = subprocess.run(
        [analyze, "verify", *written],
        capture_output=True,
        check=False,
        env={**os.environ, "SYSTEMD_LOG_LEVEL": "warning"},
    )
    assert (done.stderr.decode(), done.returncode) == ("", 0)

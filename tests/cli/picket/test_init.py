import pytest
from desk import Desk

CONFIG = """\
Host build-host web-*
  HostName 192.0.2.1
Host db
"""


def _config(desk: Desk, text: str = CONFIG) -> None:
    (desk.home / ".ssh").mkdir()
    (desk.home / ".ssh" / "config").write_text(text)


def test_an_inventory_from_the_ssh_configuration(desk: Desk) -> None:
    """The user's own, into the folder at hand, with a host each; it can be used as it is."""
    _config(desk)
    done = desk.picket("init")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "wrote inventory.toml; now: picket run\n"
    text = (desk.here / "inventory.toml").read_text()
    assert text.count("[[host]]") == 2
    assert desk.picket("run", "--host", "x").stderr.endswith("it has: build-host, db\n")


def test_another_configuration(desk: Desk) -> None:
    """The one that is named, wherever it lies."""
    (desk.here / "other").write_text("Host elsewhere\n")
    assert desk.picket("init", "--ssh-config", "other").returncode == 0
    assert 'ssh = "elsewhere"' in (desk.here / "inventory.toml").read_text()


def test_no_configuration_at_all(desk: Desk) -> None:
    """This machine, with an example of another host to fill in."""
    assert desk.picket("init").returncode == 0
    text = (desk.here / "inventory.toml").read_text()
    assert '\n[[host]]\nssh = "localhost"\n' in text
    assert '# ssh = "build-host"' in text


def test_a_named_configuration_that_is_missing(desk: Desk) -> None:
    """Bad usage; no inventory is made up."""
    done = desk.picket("init", "--ssh-config", "none")
    assert (done.returncode, done.stderr) == (2, "picket: none: no such file\n")
    assert not (desk.here / "inventory.toml").exists()


def test_an_inventory_is_not_written_over(desk: Desk) -> None:
    """Somebody's work stays, unless it is meant to go."""
    _config(desk)
    desk.inventory("mine")
    done = desk.picket("init")
    assert done.returncode == 2
    assert done.stderr == "picket: inventory.toml: is there already; --force replaces it\n"
    assert (desk.here / "inventory.toml").read_text() == "mine"
    assert desk.picket("init", "--force").returncode == 0
    assert 'ssh = "db"' in (desk.here / "inventory.toml").read_text()


def test_printed_instead(desk: Desk) -> None:
    """Nothing is written, and what is printed is what would have been."""
    _config(desk)
    done = desk.picket("init", "--print")
    assert done.returncode == 0
    assert not list(desk.here.iterdir())
    desk.picket("init")
    assert done.stdout == (desk.here / "inventory.toml").read_text()


@pytest.mark.parametrize("text", ["Include ~nobody-here/x\nHost a\n", "Include config\nHost a\n"])
def test_an_odd_configuration_is_no_crash(desk: Desk, text: str) -> None:
    """What ssh puts up with, picket does."""
    _config(desk, text)
    done = desk.picket("init", "--print")
    assert (done.returncode, done.stderr) == (0, "")
    assert 'ssh = "a"' in done.stdout

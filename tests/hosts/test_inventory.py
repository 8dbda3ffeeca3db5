import os
from pathlib import Path
from typing import Any

import pytest

from picketline.core.errors import InventoryError
from picketline.hosts.inventory import Host, Inventory, Settings, alias_problem, load

ONE = '[[host]]\nssh = "a"\n'


def _load(folder: Path, text: str | None, flags: dict[str, Any] | None = None) -> Inventory:
    if text is not None:
        (folder / "inventory.toml").write_text(text)
    return load(None, {}, flags or {}, folder)


def _problem(folder: Path, text: str) -> str:
    """What is said of an inventory, without the folder."""
    with pytest.raises(InventoryError) as caught:
        _load(folder, text)
    return str(caught.value).replace(f"{folder}/", "")


def test_everything_that_can_be_said(tmp_path: Path) -> None:
    """Every documented setting and every key of a host is read as it was written."""
    text = """\
[settings]
armed = true
ssh_timeout_secs = 1.5
cpu_hot = 80
bad_ports = [1, 65535]
max_contain = 0
protect = ["/opt/db/bin/postgres"]
sessions = 4
triage_cmd = "claude -p 'x y'"
triage_timeout_secs = 5
audit_head = "syslog"

[[host]]
ssh = "build-host"
note = "builds"
become = "sudo"
partial = "accepted"
container = "stop"

[[host]]
ssh = "localhost"
"""
    found = _load(tmp_path, text)
    assert found.path == tmp_path / "inventory.toml"
    assert found.settings == Settings(
        armed=True,
        ssh_timeout_secs=1.5,
        cpu_hot=80,
        bad_ports=(1, 65535),
        max_contain=0,
        protect=("/opt/db/bin/postgres",),
        sessions=4,
        triage_cmd="claude -p 'x y'",
        triage_timeout_secs=5,
        audit_head="syslog",
    )
    assert found.hosts == (
        Host(ssh="build-host", note="builds", become="sudo", partial="accepted", container="stop"),
        Host(ssh="localhost", container="pause"),
    )
    assert [host.local for host in found.hosts] == [False, True]


def test_the_documented_defaults(tmp_path: Path) -> None:
    """What the documentation promises to those who say nothing."""
    settings = _load(tmp_path, ONE).settings
    assert not settings.armed
    assert (settings.ssh_timeout_secs, settings.cpu_hot, settings.max_contain) == (45, 50, 3)
    assert {3333, 4444, 5555, 7777, 14444} <= set(settings.bad_ports)
    assert not settings.protect
    assert not settings.triage_cmd


def test_no_inventory_is_this_machine(tmp_path: Path) -> None:
    """A newcomer's first run sweeps where they sit."""
    assert _load(tmp_path, None) == Inventory(Settings(), (Host(ssh="localhost"),))


def test_a_named_inventory_that_is_missing(tmp_path: Path) -> None:
    """It is an error, never a sweep of this machine instead."""
    with pytest.raises(InventoryError, match=r"fleet\.toml: No such file or directory"):
        load(tmp_path / "fleet.toml", {}, {}, tmp_path)


def test_an_inventory_that_leads_nowhere(tmp_path: Path) -> None:
    """A broken link is an error too: the fleet would be swept as one machine."""
    (tmp_path / "inventory.toml").symlink_to(tmp_path / "gone.toml")
    with pytest.raises(InventoryError, match=r"inventory\.toml: No such file or directory"):
        _load(tmp_path, None)


def test_somebody_elses_inventory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that merely lies in the folder could name a command; named, it is meant."""
    _load(tmp_path, ONE)
    path = tmp_path / "inventory.toml"
    if os.geteuid() == 0:
        os.chown(path, 12345, -1)
    else:
        monkeypatch.setattr(os, "geteuid", lambda: 12345)
    with pytest.raises(InventoryError, match=r"inventory\.toml: belongs to uid \d+; .*--inventory"):
        _load(tmp_path, None)
    assert load(path, {}, {}, tmp_path).hosts == (Host(ssh="a"),)


def test_a_named_inventory_beats_the_one_at_hand(tmp_path: Path) -> None:
    """--inventory decides, wherever the command runs."""
    (tmp_path / "other.toml").write_text('[[host]]\nssh = "other"\n')
    _load(tmp_path, ONE)
    found = load(tmp_path / "other.toml", {}, {}, tmp_path)
    assert [host.ssh for host in found.hosts] == ["other"]


def test_one_host_of_many(tmp_path: Path) -> None:
    """--host leaves one; a name that is not there is answered with those that are."""
    found = _load(tmp_path, f'{ONE}[[host]]\nssh = "b"\n')
    assert [host.ssh for host in found.only("b").hosts] == ["b"]
    with pytest.raises(InventoryError, match=r"inventory\.toml: no host 'c'; it has: a, b"):
        found.only("c")
    with pytest.raises(InventoryError, match="no inventory: no host 'c'; it has: localhost"):
        load(None, {}, {}, tmp_path / "nowhere").only("c")


@pytest.mark.parametrize(("flag", "armed"), [(None, False), (True, True)])
def test_the_armed_flag_is_for_one_run(tmp_path: Path, flag: object, armed: object) -> None:
    """Given, it arms; not given, the file decides."""
    assert _load(tmp_path, ONE, {"armed": flag}).settings.armed is armed
    assert _load(tmp_path, f"[settings]\narmed = true\n{ONE}", {"armed": flag}).settings.armed


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("armed = 1", "armed: Expected `bool`"),
        ("ssh_timeout_secs = 0", "ssh_timeout_secs: Expected `float` > 0"),
        ("ssh_timeout_secs = 3601", "ssh_timeout_secs: Expected `float` <= 3600"),
        ("ssh_timeout_secs = nan", "ssh_timeout_secs: "),
        ("ssh_timeout_secs = inf", "ssh_timeout_secs: Expected `float` <= 3600"),
        ('ssh_timeout_secs = "soon"', "ssh_timeout_secs: Expected `float`"),
        ("cpu_hot = 0", "cpu_hot: Expected `int` >= 1"),
        ("cpu_hot = 101", "cpu_hot: Expected `int` <= 100"),
        ("bad_ports = [3333, 0]", "bad_ports: Expected `int` >= 1 - at `$[1]`"),
        ("bad_ports = [65536]", "bad_ports: Expected `int` <= 65535"),
        ("bad_ports = 3333", "bad_ports: Expected `array`"),
        ("max_contain = -1", "max_contain: Expected `int` >= 0"),
        ('protect = ["bin/x"]', "protect: Expected `str` matching regex '^/' - at `$[0]`"),
        ("sessions = -1", "sessions: Expected `int` >= 0"),
        ("triage_cmd = ['x']", "triage_cmd: Expected `str`"),
        ("triage_timeout_secs = nan", "triage_timeout_secs: "),
        ("ssh_timeout = 5", "ssh_timeout: unknown key; known: armed, ssh_timeout_secs"),
    ],
)
def test_a_setting_out_of_bounds(tmp_path: Path, line: str, problem: str) -> None:
    """File, line and key, and what it may be."""
    said = _problem(tmp_path, f"[settings]\n\n{line}\n{ONE}")
    assert said.startswith(f"inventory.toml:3: {problem}")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (f'{ONE}[[host]]\nssh = "b"\nbecom = "sudo"\n', "5: becom: unknown key; known: ssh, note"),
        (f'{ONE}[[host]]\nssh = "b"\nbecome = "su"\n', "5: become: Invalid enum value 'su'"),
        (f'{ONE}[[host]]\nssh = "b"\npartial = "yes"\n', "5: partial: Invalid enum value 'yes'"),
        (f'{ONE}[[host]]\nssh = "b"\ncontainer = "kill"\n', "5: container: Invalid enum value"),
        (f"{ONE}[[host]]\nnote = 3\nssh = 'b'\n", "4: note: Expected `str`"),
        (f"{ONE}[[host]]\nssh = 3\n", "4: ssh: Expected `str`"),
        (f'{ONE}\n[[host]]\nnote = "b"\n', "4: ssh: missing; say which host"),
        (f"{ONE}{ONE}", "4: ssh: 'a' is listed twice"),
        (f'{ONE}[[host]]\nnote = "x"\nssh = "-b"\n', "5: ssh: '-b' starts with '-'"),
        ('[host]\nssh = "a"\n', "1: host: write each host as [[host]]"),
        ('host = ["a"]\n', "1: host: write each host as [[host]]"),
        (f"settings = 3\n{ONE}", "1: settings: must be a table"),
        (f"{ONE}\n[hosts]\n", "4: hosts: unknown; known: [settings], [[host]]"),
        (f'{ONE}note = "x"\n[note]\n', "4: note: unknown; known: [settings], [[host]]"),
        (f"top = 1\n{ONE}", "1: top: unknown"),
        ('\nhost = [\n  { ssh = "-a" },\n]\n', "3: ssh: '-a' starts with '-'"),
    ],
)
def test_a_host_that_is_wrong(tmp_path: Path, text: str, problem: str) -> None:
    """The line is that of the right [[host]], not of the first one with such a key."""
    assert _problem(tmp_path, text).startswith(f"inventory.toml:{problem}")


@pytest.mark.parametrize("text", ["", "[settings]\n", "host = []\n"])
def test_an_inventory_without_hosts(tmp_path: Path, text: str) -> None:
    """It says what to write; it is not a clean fleet."""
    assert _problem(tmp_path, text).startswith("inventory.toml: no [[host]]; add one: [[host]] ssh")


def test_far_too_many_hosts(tmp_path: Path) -> None:
    """A file gone wrong is refused before ten thousand connections are made."""
    text = "".join(f'[[host]]\nssh = "h{number}"\n' for number in range(10_001))
    assert _problem(tmp_path, text) == "inventory.toml: 10001 hosts; at most 10000"


@pytest.mark.parametrize(
    "alias",
    [
        "a",
        "build-host",
        "web_1.example.org",
        "user@host",
        "::1",
        "[::1]",
        "fe80::1%eth0",
        "x" * 255,
    ],
)
def test_an_alias_that_ssh_can_take(alias: str) -> None:
    """Names, addresses and users as people write them."""
    assert not alias_problem(alias)


@pytest.mark.parametrize(
    "alias",
    [
        "",
        "-oProxyCommand=x",
        "-",
        "a b",
        "a\tb",
        "a\n",
        "\na",
        "a\x00b",
        "größe",
        "а",  # noqa: RUF001  # a Cyrillic letter is the point
        "$(x)",
        "`x`",
        "a;b",
        "a|b",
        "a/b",
        "a'b",
        'a"b',
        "a\\b",
        "a*",
        "x" * 256,
    ],
)
def test_an_alias_that_could_be_more_than_a_name(alias: str) -> None:
    """Nothing that ssh or a shell could read as an option or a command is let through."""
    assert alias_problem(alias)


def test_shares_of_a_fleet() -> None:
    """Each host is in exactly one share, the same whatever else is in the inventory."""
    hosts = tuple(Host(ssh=f"web-{number}") for number in range(200))
    fleet = Inventory(Settings(), hosts)
    shares = [fleet.shard(number, 3).hosts for number in (1, 2, 3)]
    assert sorted(host.ssh for share in shares for host in share) == sorted(h.ssh for h in hosts)
    assert all(len(share) > 40 for share in shares)
    fewer = Inventory(Settings(), hosts[:50])
    assert set(fewer.shard(2, 3).hosts) <= set(shares[1])
    assert fleet.shard(1, 1).hosts == hosts

import re
from pathlib import Path

import pytest

from picketline.core.errors import InventoryError
from picketline.hosts import aliases
from picketline.hosts.inventory import load


def _read(folder: Path, text: str) -> tuple[str, ...]:
    (folder / "config").write_bytes(text.encode())
    return aliases.read(folder / "config")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Host a\n  HostName 192.0.2.1\n  User ada\nHost b\n", "a b"),
        ("host a b\tc\nHOST d", "a b c d"),
        ("Host=a\nHost = b\n Host\tc\n", "a b c"),
        ('Host "a" \'b\' "c d"\n', "a b"),
        ("Host a # the first\n# Host b\n#Host c\nHost d#e\n", "a d"),
        ("Host a\r\n  User ada\r\nHost b\r\n", "a b"),
        ("Host b\nHost a b\n", "b a"),
        ("Host * ?x web-* !a\nHost a !b *.example.org\n", "a"),
        ("Match host x\nHost a\nMatch all\n  User ada\n", "a"),
        ("Host a/b -oProxyCommand $(id) a;b ok\n", "ok"),
        ("Host a b=c d\n", "a d"),
        ('Host "unfinished\nHost a\n', "a"),
        ("HostName x\nHostKeyAlias y\nProxyJump z\n", ""),
        ("Host\n\n\n", ""),
        ("Host ada@web-1 ::1 web_1.example.org\n", "ada@web-1 ::1 web_1.example.org"),
        ("Host größe a\n", "a"),
        ("", ""),
    ],
)
def test_the_hosts_that_a_configuration_names(tmp_path: Path, text: str, names: str) -> None:
    """Each once, in order, without patterns and without what ssh could not be given."""
    assert " ".join(_read(tmp_path, text)) == names


def test_no_configuration_names_no_hosts(tmp_path: Path) -> None:
    """A user without one gets the example inventory."""
    assert aliases.read(tmp_path / "config") == ()
    assert aliases.read(tmp_path) == ()


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    """A stray byte spoils one name, not the list."""
    (tmp_path / "config").write_bytes(b"Host \xff\nHost a\n")
    assert aliases.read(tmp_path / "config") == ("a",)


def test_included_files_are_read_in_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Relative to the configuration's folder, absolute, from home, by pattern, in order."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for name, text in {
        "ssh/one": "Host one\nInclude two\n",
        "ssh/two": "Host two\n",
        "ssh/d/b.conf": "Host b\n",
        "ssh/d/a.conf": "Host a\n",
        "ssh/with space": "Host spaced\n",
        "other/three": "Host three\n",
        "home/four": "Host four\n",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    text = (
        f'Host first\nInclude one {tmp_path}/other/three\ninclude "with space"\n'
        "Include d/*.conf missing\nInclude ~/four\nHost last\n"
    )
    names = "first one two three spaced a b four last"
    assert _read(tmp_path / "ssh", text) == tuple(names.split())


def test_a_file_that_includes_itself(tmp_path: Path) -> None:
    """Ends as it does for ssh, with each host once."""
    assert _read(tmp_path, "Host a\nInclude config\nHost b\n") == ("a", "b")


def test_an_include_of_somebody_unknown(tmp_path: Path) -> None:
    """A home that does not exist is passed over, as any file that is missing."""
    assert _read(tmp_path, "Include ~no-such-user/config\nHost a\n") == ("a",)


def test_a_configuration_that_cannot_be_read() -> None:
    """Said with its path, never passed over as if it were empty."""
    with pytest.raises(InventoryError, match=r"^/proc/self/mem: "):
        aliases.read(Path("/proc/self/mem"))


@pytest.mark.parametrize("names", [(), ("a",), ("a", "ada@web-1", "::1")])
def test_the_inventory_written_is_one(tmp_path: Path, names: tuple[str, ...]) -> None:
    """It loads, has the hosts in order, and its settings are the defaults."""
    path = tmp_path / "inventory.toml"
    path.write_text(aliases.inventory_text(names))
    found = load(path, {}, {}, tmp_path)
    assert tuple(host.ssh for host in found.hosts) == (names or ("localhost",))
    assert found.settings == load(None, {}, {}, tmp_path / "none").settings


def test_what_the_inventory_explains_is_true(tmp_path: Path) -> None:
    """Whoever takes the signs of comment away has settings and keys that work."""
    path = tmp_path / "inventory.toml"
    text = aliases.inventory_text(())
    path.write_text(re.sub(r"(?m)^# (?=\w+ = |\[\[)", "", text))
    found = load(path, {}, {}, tmp_path)
    assert found.settings.protect == ("/opt/db/bin/postgres",)
    assert [host.ssh for host in found.hosts] == ["build-host", "localhost"]
    assert (found.hosts[0].become, found.hosts[0].partial) == ("sudo", "accepted")

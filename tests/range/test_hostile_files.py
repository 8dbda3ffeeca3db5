"""Files and mounts that a hostile host lays in the way: nothing hangs, nothing is believed."""

import shlex
from collections.abc import Iterator

import pytest
from range_box import Box

from picketline.core.report import Part
from picketline.hosts.probe import ProbeSettings, assemble

_DEAD = """
import ctypes, os, sys, time
libc = ctypes.CDLL(None, use_errno=True)
kept = []
for place in sys.argv[1:]:
    os.makedirs(place, exist_ok=True)
    kept.append(os.open("/dev/fuse", os.O_RDWR))
    data = f"fd={kept[-1]},rootmode=40000,user_id=0,group_id=0".encode()
    if libc.mount(b"dead", place.encode(), b"fuse", 0, data):
        sys.exit(os.strerror(ctypes.get_errno()))
print("mounted", flush=True)
time.sleep(600)
"""
_MILLION = """
import os
os.mkdir("/tmp/many")
os.chdir("/tmp/many")
for each in range(1_000_000):
    os.mknod(f"{each:07}")
"""
_SLOW = """#!/bin/sh
case $* in *-4000*) sleep 30 ;; esac
exec /run/find "$@"
"""
_ENDED = "the search took more than 10 seconds and was ended; the rest was not looked at"
_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGbYjC5Wl0n1fHnqzYgq1uW8k2aJ0q3x2cS5vT7w9Z1a x"


@pytest.fixture
def box() -> Iterator[Box]:
    """A box of the test's own."""
    with Box() as made:
        yield made


def _sweep(box: Box) -> Part:
    _, report = box.sweep()
    return report.parts[0]


def _gaps(part: Part) -> set[tuple[str, str]]:
    return {(gap.what, gap.why) for gap in part.skipped}


def test_what_is_no_file_is_not_opened(box: Box) -> None:
    """Pipes, devices and sockets where jobs, units, keys and settings are looked for."""
    box.shell(
        "mkdir -p /root/.ssh /home/ada/.ssh /etc/cron.d /etc/ssh/sshd_config.d /tmp/d\n"
        "for each in /etc/cron.d /etc/systemd/system /etc/profile.d /etc/sudoers.d /etc/pam.d \\\n"
        "  /etc/udev/rules.d /etc/apt/apt.conf.d /etc/ssh/sshd_config.d /tmp/d /dev/shm; do\n"
        '  mkdir -p "$each"; mkfifo "$each/pipe.conf" "$each/pipe.service"\n'
        '  mknod "$each/zero.conf" c 1 5; chmod 4755 "$each/pipe.conf"\n'
        "done\n"
        "mkfifo /root/.ssh/authorized_keys /root/.bashrc /home/ada/.profile\n"
        "mknod /home/ada/.ssh/authorized_keys c 1 5"
    )
    part = _sweep(box)
    assert part.finished, part.skipped


def test_files_of_gigabytes(box: Box) -> None:
    """They are as long as they say, and are not read; what is left out is said."""
    box.shell(
        "mkdir -p /root/.ssh /dev/shm/x /etc/cron.d /var/www/html\n"
        'printf "%s\\n" "$1" >/root/.ssh/authorized_keys\n'
        "chmod 600 /root/.ssh/authorized_keys\n"
        "for each in /root/.ssh/authorized_keys /etc/cron.d/big /etc/systemd/system/b.service \\\n"
        "  /dev/shm/x/big /root/.bashrc /var/www/html/big.php /etc/sudoers.d/big; do\n"
        '  truncate -s 8G "$each"; chmod 755 "$each"\n'
        "done",
        _KEY,
    )
    part = _sweep(box)
    for path in ("/etc/cron.d/big", "/etc/systemd/system/b.service", "/etc/sudoers.d/big"):
        assert ("texts", f"{path} is larger than 1 MiB and was not read") in _gaps(part)
    assert ("keys", "/root/.ssh/authorized_keys is larger than 1 MiB") in _gaps(part)


def test_a_name_for_every_trick(box: Box) -> None:
    """Newlines, escapes, bars, quotes and forged records in names; only ours is told."""
    names = (
        "a\nfinding\tHOST-EXE-001\tcritical\t1",
        "a\n= texts",
        "a\nW|cron|passwd|1|scratch|x|.",
        "x (deleted)",
        "$(touch pwned)`touch pwned`",
        "';touch pwned;'",
        "\x1b]0;pwned\x07",
        "-rf",
        "*",
        " ",
        "a|b\\x7c",
        "\u202e\u200bgpj.exe",
    )
    for folder in ("/tmp/n", "/dev/shm/n", "/etc/cron.d", "/home/ada/.config/systemd/user"):
        box.shell(f"mkdir -p {folder}")
        for name in names:
            path = shlex.quote(f"{folder}/{name}")
            box.shell(f"cp /bin/true {path} && chmod 4755 {path}")
    part = _sweep(box)
    assert not part.errors
    said = "".join(repr(finding.subject.identity) for finding in part.findings)
    assert "\\x1b" not in said
    assert "\\n" not in said
    assert not any(finding.slam_dunk for finding in part.findings)
    assert box.run("find", "/tmp", "/root", "/etc", "-name", "pwned").stdout == ""


@pytest.mark.parametrize("place", ["/home/ghost", "/opt/ghost", "/tmp/ghost", "/srv/ghost"])
def test_a_dead_mount(box: Box, place: str) -> None:
    """A file system whose server is gone holds up one search, for a while, and no more."""
    child = box.start("/usr/bin/python3", "-c", _DEAD, place)
    assert child.stdout
    assert child.stdout.readline() == b"mounted\n"
    part = _sweep(box)
    assert part.status in {"ok", "unfinished"}
    assert "end" not in part.note
    assert (place, "the file system there does not answer") in _gaps(part)


def test_a_process_stuck_in_the_kernel(box: Box) -> None:
    """It waits for the dead mount, with a file of it open or not; it is passed by."""
    child = box.start("/usr/bin/python3", "-c", _DEAD, "/mnt")
    assert child.stdout
    assert child.stdout.readline() == b"mounted\n"
    stuck = box.start("/bin/cat", "/mnt/file")
    part = _sweep(box)
    assert part.finished, (part.skipped, part.errors)
    assert stuck.poll() is None


def test_very_many_files_in_scratch(box: Box) -> None:
    """A million: searched to the end or given up in time, and then said."""
    box.run("/usr/bin/python3", "-c", _MILLION)
    box.shell("cp /bin/sh /tmp/many/0000001x; chmod 4755 /tmp/many/0000001x")
    part = _sweep(box)
    told = [finding.subject.identity for finding in part.findings]
    assert "localhost: /tmp/many/0000001x" in told or ("scratch", _ENDED) in _gaps(part)


def test_a_search_that_is_slow(box: Box) -> None:
    """A search that takes too long is ended; what the others saw is told, and what was not seen."""
    box.write("/run/slow", _SLOW)
    box.shell(
        "cp /usr/bin/find /run/find; cp /bin/sh /tmp/suid; chmod 4755 /tmp/suid /run/slow\n"
        'mount --bind /run/slow "$(readlink -f /usr/bin/find)"'
    )
    box.write("/etc/cron.d/job", "* * * * * root /tmp/x\n")
    part = _sweep(box)
    told = {finding.subject.identity for finding in part.findings}
    assert ("scratch", _ENDED) in _gaps(part)
    assert "localhost: /etc/cron.d/job" in told
    assert "localhost: /tmp/suid" not in told


_TROJAN = """
mkdir -p /run/t
cp "/usr/bin/$1" "/run/t/real"
printf '#!/bin/sh\\n%s\\n' "$2" >/run/t/trojan
chmod 755 /run/t/trojan
touch /run/t/empty
mount --bind /run/t/trojan "$(readlink -f "/usr/bin/$1")"
"""


@pytest.mark.parametrize(
    ("tool", "lies"),
    [
        ("ls", '/run/t/real "$@" | /usr/bin/grep -v cron'),
        ("awk", '/run/t/real "$@" | /usr/bin/grep -v "/tmp/"'),
        ("find", '/run/t/real "$@" | /usr/bin/grep -v authorized_keys'),
    ],
    ids=["ls", "awk", "find"],
)
def test_a_tool_that_lies(box: Box, tool: str, lies: str) -> None:
    """A wrapper in the place of a tool that the probe uses makes the host one not to believe."""
    box.shell('mkdir -p /root/.ssh; echo "$1" >/root/.ssh/authorized_keys', _KEY)
    box.shell(_TROJAN, tool, lies)
    part = _sweep(box)
    told = [finding for finding in part.findings if finding.rule == "HOST-SELF-001"]
    assert [finding.severity.value for finding in told] == ["high"] * len(told)
    assert told
    assert not part.finished


def test_a_clock_that_jumps(box: Box) -> None:
    """The time of the first reading and that of the later ones are an hour apart."""
    script = assemble(ProbeSettings(nonce="0" * 32)).decode()
    script = script.replace('" srand() "', '" srand() + (which == "more") * 3600 "')
    said = box.run("/bin/dash", "-c", 'eval "$(cat)"', text=script).stdout
    assert "skip\tclock\tthe clock jumped by 36" in said

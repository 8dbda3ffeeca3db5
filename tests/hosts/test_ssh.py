import shlex

import pytest
from inline_snapshot import snapshot

from picketline.hosts import ssh
from picketline.hosts.facts import Status
from picketline.hosts.inventory import Host

OPTIONS = snapshot(
    [
        "BatchMode=yes",
        "StrictHostKeyChecking=yes",
        "UpdateHostKeys=no",
        "ClearAllForwardings=yes",
        "ForwardAgent=no",
        "ForwardX11=no",
        "ForwardX11Trusted=no",
        "GSSAPIDelegateCredentials=no",
        "PermitLocalCommand=no",
        "RemoteCommand=none",
        "SetEnv=PICKET=1",
        "Tunnel=no",
        "NumberOfPasswordPrompts=0",
        "LogLevel=ERROR",
        "ConnectTimeout=23",
    ]
)
SUDO = "/usr/bin/env sudo -n"
ROOM = "/usr/bin/env -i SSH_CONNECTION=ssh PATH=/usr/sbin:/usr/bin:/sbin:/bin /bin/sh -c"
_EVAL = 'set -- /bin/sh -c "eval \\"\\$(cat)\\"" picket; '
_TIMED = 'if timeout 1 true 2>/dev/null; then exec timeout 45 "$@"; fi; exec "$@"'
SHELL = _EVAL + _TIMED
PRIVATE = f'{_EVAL}if unshare -m true 2>/dev/null; then set -- unshare -m "$@"; fi; {_TIMED}'


def test_the_command_line_of_ssh() -> None:
    """No terminal, no agent, no display, every option, and the alias after `--`."""
    words = [word for option in OPTIONS for word in ("-o", option)]
    assert ssh.command(Host(ssh="build-host"), 45) == [
        *("ssh", "-T", "-a", "-x", *words),
        *("--", "build-host", f"exec {ROOM} '{SHELL}'"),
    ]


def test_through_sudo() -> None:
    """No password is asked for, and the same sealed shell runs."""
    *_, remote = ssh.command(Host(ssh="a", become="sudo"), 45)
    assert remote == f"exec {SUDO} {ROOM} '{SHELL}'"


def test_in_a_mount_namespace_of_its_own() -> None:
    """Where the host cannot make one, the plain shell runs."""
    *_, remote = ssh.command(Host(ssh="a"), 45, private=True)
    assert remote == f"exec {ROOM} '{PRIVATE}'"


@pytest.mark.parametrize(("private", "shell"), [(False, SHELL), (True, PRIVATE)])
def test_this_machine_needs_no_ssh(private: object, shell: str) -> None:
    """A local shell, as sealed as a remote one, that does not think it came over ssh."""
    words = ssh.command(Host(ssh="localhost"), 45, private=bool(private))
    room = ROOM.replace("SSH_CONNECTION=ssh ", "").split()
    assert words == [*room, shell]
    raised = ssh.command(Host(ssh="localhost", become="sudo"), 45, private=bool(private))
    assert raised == [*SUDO.split(), *words]


@pytest.mark.parametrize("private", [False, True])
@pytest.mark.parametrize("host", [Host(ssh="a"), Host(ssh="a", become="sudo")])
def test_a_login_shell_reads_the_command_as_meant(host: Host, private: object) -> None:
    """The words that the host's shell makes of it are those of the local command."""
    *_, remote = ssh.command(host, 45, private=bool(private))
    local = ssh.command(Host(ssh="localhost", become=host.become), 45, private=bool(private))
    words = shlex.split(remote)
    words.remove("SSH_CONNECTION=ssh")
    assert words == ["exec", *local]


@pytest.mark.parametrize(("timeout", "seconds"), [(0.1, 1), (1, 1), (3, 2), (45, 23), (3600, 1800)])
def test_half_the_time_is_for_connecting(timeout: float, seconds: int) -> None:
    """In whole seconds, as ssh wants them, and never none, which would mean no limit."""
    assert f"ConnectTimeout={seconds}" in ssh.command(Host(ssh="a"), timeout)


def test_nothing_of_the_controller_travels() -> None:
    """What a usual ssh configuration sends on, and picket's own settings, are dropped."""
    lent = ("LANG", "LANGUAGE", "LC_ALL", "LC_CTYPE", "PICKET_TRIAGE_CMD", "PICKET_CPU_HOT")
    kept = {"HOME": "/root", "PATH": "/bin", "SSH_AUTH_SOCK": "/run/agent", "XLANG": "1"}
    given = {**dict.fromkeys((*lent, "PICKET", "TERM", "COLORTERM"), "x"), **kept}
    assert ssh.environment(given) == kept


_CHANGED = """\
@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @
@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
IT IS POSSIBLE THAT SOMEONE IS DOING SOMETHING NASTY!
Host key for web-1 has changed and you have requested strict checking.\r
Host key verification failed.\r
"""
_UNKNOWN = """\
No ED25519 host key is known for web-1 and you have requested strict checking.\r
Host key verification failed.\r
"""
_TOO_MANY = """\
Received disconnect from 192.0.2.1 port 22:2: Too many authentication failures\r
Disconnected from 192.0.2.1 port 22\r
"""


@pytest.mark.parametrize(
    ("complaint", "status", "note"),
    [
        (_CHANGED, Status.CHANGED_HOST_KEY, "Host key verification failed."),
        (_UNKNOWN, Status.UNKNOWN_HOST_KEY, "Host key verification failed."),
        ("a@web-1: Permission denied (publickey).\r\n", Status.DENIED, None),
        (_TOO_MANY, Status.DENIED, "Disconnected from 192.0.2.1 port 22"),
        ("sudo: a password is required\n", Status.NO_SUDO, None),
        ("sudo: sorry, you must have a tty to run sudo\n", Status.NO_SUDO, None),
        ("sudo: unable to open /etc/sudoers: Permission denied\n", Status.NO_SUDO, None),
        ("sudo-rs: I'm sorry ada. I'm afraid I can't do that\n", Status.NO_SUDO, None),
        ("/usr/bin/env: \u2018sudo\u2019: No such file or directory\n", Status.NO_SUDO, None),
        ("/usr/bin/env: „sudo“: Datei oder Verzeichnis nicht gefunden\n", Status.NO_SUDO, None),
        ("/usr/bin/env: 'sudo': Permission denied\n", Status.NO_SUDO, None),
        ("env: can't execute 'sudo': No such file or directory\n", Status.NO_SUDO, None),
        ("root@sudo: Permission denied (publickey).\r\n", Status.DENIED, None),
        (
            "mesg: ttyname failed: Inappropriate ioctl for device\nsudo: a password is required\n",
            Status.NO_SUDO,
            "sudo: a password is required",
        ),
        (
            "Sorry, user ada is not allowed to execute '/usr/bin/env' as root on web-1.\n",
            Status.NO_SUDO,
            None,
        ),
        ("ada is not in the sudoers file.\n", Status.NO_SUDO, None),
        (
            "ssh: connect to host web-1 port 22: Connection timed out\r\n",
            Status.UNREACHABLE,
            None,
        ),
        ("ssh: connect to host web-1 port 22: Connection refused\r\n", Status.UNREACHABLE, None),
        ("ssh: Could not resolve hostname web-1: Name or service not known\r\n", "", None),
        ("ssh: No such file or directory", Status.UNREACHABLE, None),
        ("kex_exchange_identification: Connection closed by remote host\r\n", "", None),
        ("Connection closed by UNKNOWN port 65535\r\n", Status.UNREACHABLE, None),
    ],
)
def test_what_kept_us_out(complaint: str, status: Status | str, note: str | None) -> None:
    """Its own words are sorted into what a person does about them; the last line is shown."""
    told = ssh.failure(complaint.encode(), 255)
    assert told == (status or Status.UNREACHABLE, note or complaint.strip())


def test_silence_is_told_as_such() -> None:
    """A host that ends without a word is not blamed for more than that."""
    assert ssh.failure(b" \r\n\n", 255) == (
        Status.UNREACHABLE,
        "ended with exit code 255 and said nothing",
    )


def test_a_complaint_is_hostile_text() -> None:
    """What a host has ssh print can neither steer a terminal nor fill it."""
    status, note = ssh.failure(b"\x1b[2J\xff\xe2\x80\xae" + b"x" * 900, 255)
    assert status is Status.UNREACHABLE
    assert note.startswith("\\x1b[2J\\xff\\u202exxx")
    assert len(note) == 300

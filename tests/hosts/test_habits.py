"""The habits of the probe's sh, watched from outside: it reads, and nothing else."""

import os
import re
import signal
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import fakeroot
import pytest
import range_root
from pages import Case
from tools import require

from picketline.core.rule import catalogue
from picketline.hosts import ssh
from picketline.hosts.facts import Answer, Reading, Status
from picketline.hosts.inventory import Host
from picketline.hosts.probe import RULES, ProbeSettings, assemble
from picketline.hosts.records import read

_RULES = catalogue(RULES)
_SHELLS = {"dash": "dash", "bash": "bash", "ash": "busybox ash", "mksh": "mksh", "yash": "yash"}
_CALLS = (
    "open openat openat2 creat unlink unlinkat rename renameat renameat2 mkdir mkdirat rmdir "
    "chmod fchmod fchmodat chown lchown fchown fchownat link linkat symlink symlinkat truncate "
    "ftruncate fallocate mknod mknodat utime utimes utimensat setxattr lsetxattr fsetxattr "
    "removexattr mount umount2 chroot kill tkill tgkill ptrace socket"
)
_OPENS = re.compile(r'(?:open|openat|openat2)\((?:(?:AT_FDCWD|\d+), )?"((?:[^"\\]|\\.)*)", (.*)')
_WRITES = re.compile(r"O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_APPEND|O_TMPFILE")
_KILL = re.compile(r"(?:kill|tkill|tgkill)\((-?\d+)")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fake root with everything in it; not to be written to."""
    folder = tmp_path_factory.mktemp("everything") / "root"
    range_root.lay(folder)
    return folder


def _script(root: Path | str = "") -> bytes:
    wanted = range_root.wanted() if root else ()
    return assemble(ProbeSettings(nonce=fakeroot.NONCE, root=str(root), wanted=wanted))


def _run(
    argv: list[str], script: bytes, environ: Mapping[str, str] | None = None, seconds: float = 60
) -> bytes:
    """Feed a script to a shell; whatever it started ends with it."""
    child = subprocess.Popen(
        argv,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=dict(environ or {"PATH": os.defpath}),
        start_new_session=True,
    )
    try:
        return child.communicate(script, timeout=seconds)[0]
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.communicate()
        raise


def _read(output: bytes) -> Reading | None:
    return read(Answer(output, b"", 0), fakeroot.NONCE, _RULES)


def _whole(output: bytes) -> bool:
    reading = _read(output)
    return reading is not None and reading.status is Status.OK and not reading.errors


def _traced(shell: str, script: bytes, log: Path) -> list[str]:
    """What a run of the probe called that could change anything."""
    calls = ",".join(f"?{name}" for name in _CALLS.split())
    words = [require("strace"), "-f", "-qq", "--seccomp-bpf", "-o", str(log)]
    reading = _read(_run([*words, "-e", f"trace={calls}", *shell.split()], script))
    assert reading is not None
    assert reading.status is Status.OK, "the probe did not end well under strace"
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    pids = {line.split(maxsplit=1)[0] for line in lines}
    return [call for line in lines for call in _changes(line.split(maxsplit=1)[1], pids)]


def _changes(call: str, pids: set[str]) -> Iterator[str]:
    """The call, if it is one that the probe must not make."""
    if call.startswith(("---", "+++", "<...", "socket(AF_UNIX")):
        return  # bash asks the name service who runs it
    if opened := _OPENS.match(call):
        if opened[1] not in {"/dev/null", "/dev/tty"} and _WRITES.search(opened[2]):
            yield call
    elif killed := _KILL.match(call):
        if killed[1] not in pids:
            yield call
    else:
        yield call


@pytest.mark.parametrize("shell", _SHELLS)
def test_changes_nothing_of_a_fake_root(shell: str, root: Path, tmp_path: Path) -> None:
    """It opens nothing to write, makes and removes nothing, signals and calls nobody."""
    require(_SHELLS[shell].split()[0])
    assert _traced(_SHELLS[shell], _script(root), tmp_path / "log") == []


def test_changes_nothing_of_this_machine(tmp_path: Path) -> None:
    """The same on a real /proc and /etc."""
    assert _traced(require("dash"), _script(), tmp_path / "log") == []


def test_low_priority(root: Path, tmp_path: Path) -> None:
    """Everything heavy runs at nice 10."""
    path = fakeroot.tools(tmp_path / "bin", "mawk")
    awk = tmp_path / "bin/awk"
    real = awk.readlink()
    awk.unlink()
    awk.write_text(
        f"#!/bin/sh\nread -r _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ nice _ </proc/self/stat\n"
        f'echo "$nice" >>{tmp_path}/nice\nexec {real} "$@"\n',
        encoding="utf-8",
    )
    awk.chmod(0o755)
    before = os.nice(0)
    assert _whole(fakeroot.probe(root, path=path))
    first, *rest = (tmp_path / "nice").read_text(encoding="ascii").split()
    assert int(first) == before, "only the fake root's name is read before"
    assert {int(nice) for nice in rest} <= {10, before + 10}


def test_fake_root_over_ssh(root: Path) -> None:
    """A fake root is refused where a session of sshd is at the other end."""
    output = _run(["dash"], _script(root), {"SSH_CONNECTION": "1 2 3 4", "PATH": os.defpath})
    reading = _read(output)
    assert reading is not None
    assert (reading.status, reading.findings, bool(reading.errors)) == (Status.UNFINISHED, (), True)


def _poison(folder: Path) -> dict[str, str]:
    """What a hostile login could have set, short of the loader's variables."""
    folder.mkdir()
    for name in ("ls", "awk", "find", "tr", "id", "renice", "sleep", "xargs", "grep", "env"):
        tool = folder / name
        tool.write_text("#!/bin/sh\necho poisoned\n", encoding="utf-8")
        tool.chmod(0o755)
    start = folder / "start"
    start.write_text("alias ls='echo poisoned' printf='echo poisoned'\n", encoding="utf-8")
    return {
        "PATH": str(folder),
        "IFS": "/0a",
        "ENV": str(start),
        "CDPATH": "/etc",
        "POSIXLY_CORRECT": "1",
        "LC_ALL": "tr_TR.UTF-8",
        "LANG": "de_DE.UTF-8",
        "TZ": "Asia/Tokyo",
        "QUOTING_STYLE": "c",
        "LS_BLOCK_SIZE": "1M",
        "GREP_OPTIONS": "-v",
        "nonce": "0",
        "root": "/nowhere",
        "quiet": "-l",
        "said": "7",
        "turn": "9",
        "frozen": " 4242:1:1 ",
        "contained": "20260101000000",
    }


_FUNCTIONS = {
    f"BASH_FUNC_{name}%%": "() { echo poisoned; }"
    for name in ("ls", "awk", "find", "printf", "read", "main", "plain", "xargs", "timeout", "cd")
}


@pytest.mark.parametrize("shell", _SHELLS)
def test_poisoned_environment(shell: str, root: Path, tmp_path: Path) -> None:
    """Neither the PATH nor any variable that it was started with changes what it says."""
    argv = _SHELLS[shell].split()
    argv[0] = require(argv[0])
    clean = _run(argv, _script(root))
    assert _whole(clean)
    assert _run(argv, _script(root), _poison(tmp_path / "poison")) == clean


@pytest.mark.parametrize("shell", ["dash", "bash"])
def test_poisoned_login(shell: str, root: Path, tmp_path: Path) -> None:
    """As sshd starts it, not even exported functions and a start file reach it."""
    remote = ssh.command(Host(ssh="host"), 45)[-1].replace(" SSH_CONNECTION=ssh", "")
    words = [require(shell), "-c", remote]
    clean = _run(words, _script(root))
    assert _whole(clean)
    poison = _poison(tmp_path / "poison") | _FUNCTIONS
    poison["BASH_ENV"] = poison["ENV"]
    assert _run(words, _script(root), poison) == clean


_PIPES = (
    "etc/crontab",
    "etc/cron.d/job",
    "etc/cron.daily/job",
    "var/spool/cron/crontabs/root",
    "etc/systemd/system/x.service",
    "etc/systemd/system/app.service",
    "root/.ssh/authorized_keys",
    "root/.ssh/authorized_keys2",
    "etc/ssh/sshd_config",
    "etc/ssh/sshd_config.d/x.conf",
    "etc/machine-id",
    "etc/ld.so.preload",
    "dev/shm/x",
    "tmp/x",
    "root/incident-1/frozen",
    "var/lib/dpkg/info/x.list",
    "var/lib/pacman/local/x/files",
    "lib/apk/db/installed",
    "usr/bin/ls",
    "usr/bin/ps.orig",
    "usr/local/bin/ps",
    "var/lib/dpkg/info/coreutils.md5sums",
    "var/lib/dpkg/diversions",
    "var/www/x.php",
    "tmp/id_rsa",
    "tmp/setup_x.js",
    "srv/setup_x.js",
    "opt/x/app",
    "etc/hosts",
)


@pytest.mark.parametrize("name", _PIPES)
def test_pipe_hangs_nothing(name: str, tmp_path: Path) -> None:
    """A pipe without a writer, where a file is looked for, is passed over."""
    fakeroot.lay(tmp_path, Case("quiet"))
    words = "pid=4242 exe='/opt/x/app (deleted)' cmd=app cgroup=/system.slice/app.service"
    fakeroot.process(tmp_path, words)
    pipe = tmp_path / name
    pipe.parent.mkdir(parents=True, exist_ok=True)
    os.mkfifo(pipe, 0o755)
    assert _whole(_run(["dash"], _script(tmp_path), seconds=25))

"""What a fleet costs the controller: 200 hosts at once against a bare `ssh host true` each.

One real sshd on the loopback of a namespace answers to 200 aliases; root alone can make
that. CPU is the controller's with all its children; the daemon's side is not in it.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.clock import cpu

_HOSTS = 200
_FEW = 20
_RUNS = 3
_AT_ONCE = 32
_SWEPT = frozenset({0, 1, 3})
_PORT = 2200
_HOME = Path("/root/.ssh")
_SSHD = "/usr/sbin/sshd"
_ISOLATED = ("unshare", "-m", "-p", "-n", "--fork", "--mount-proc")
_SERVER = f"""
ListenAddress 127.0.0.1
Port {_PORT}
HostKey {_HOME}/server
AuthorizedKeysFile {_HOME}/user.pub
StrictModes no
UsePAM no
PidFile none
MaxStartups 1000
"""
_CLIENT = f"""
Host h*
  HostName 127.0.0.1
  HostKeyAlias fleet
  Port {_PORT}
  IdentityFile {_HOME}/user
"""

Measured = tuple[str, list[float], list[float]]


def measure() -> list[Measured]:
    """CPU against bare ssh, and memory against a fleet of a tenth."""
    if os.geteuid() != 0 or not Path(_SSHD).exists():
        return []
    run = subprocess.run(
        (*_ISOLATED, sys.executable, "-m", "bench.fleet"), stdout=subprocess.PIPE, check=True
    )
    found = json.loads(run.stdout)
    return [(name, left, right) for name, (left, right) in found.items()]


def _inside() -> dict[str, tuple[list[float], list[float]]]:
    with tempfile.TemporaryDirectory() as folder, _Daemon():
        many, few = (_inventory(Path(folder), count) for count in (_HOSTS, _FEW))
        pairs = [(cpu(_picket(folder, many)), cpu(_bare())) for _ in range(_RUNS)]
        memory = [(_peak(_picket(folder, many)), _peak(_picket(folder, few))) for _ in range(_RUNS)]
    return {
        f"sweep of {_HOSTS} hosts / ssh host true": _sides(pairs),
        f"memory of {_HOSTS} hosts / of {_FEW}": _sides(memory),
    }


def _sides(pairs: list[tuple[float, float]]) -> tuple[list[float], list[float]]:
    return [left for left, _ in pairs], [right for _, right in pairs]


class _Daemon:
    """A real sshd that lets this user in as every host of the fleet."""

    def __enter__(self) -> None:
        _HOME.mkdir(mode=0o700, exist_ok=True)
        for words in (
            ("mount", "-t", "tmpfs", "tmpfs", str(_HOME)),
            ("mount", "-t", "tmpfs", "tmpfs", "/run"),
            ("ip", "link", "set", "lo", "up"),
            ("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", f"{_HOME}/server"),
            ("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", f"{_HOME}/user"),
        ):
            subprocess.run(words, check=True)
        Path("/run/sshd").mkdir()
        key = (_HOME / "server.pub").read_text(encoding="ascii")
        (_HOME / "known_hosts").write_text(f"fleet {key}", encoding="ascii")
        (_HOME / "config").write_text(_CLIENT, encoding="ascii")
        (_HOME / "sshd_config").write_text(_SERVER, encoding="ascii")
        self._process = subprocess.Popen((_SSHD, "-D", "-f", str(_HOME / "sshd_config")))
        time.sleep(1)

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait()


def _inventory(folder: Path, count: int) -> Path:
    path = folder / f"{count}.toml"
    hosts = "".join(f'[[host]]\nssh = "h{number}"\n' for number in range(count))
    path.write_text(f"[settings]\nssh_timeout_secs = 300\n{hosts}", encoding="ascii")
    return path


def _picket(folder: str, inventory: Path) -> tuple[str, ...]:
    program = str(Path(sys.executable).with_name("picket"))
    return (program, "run", "--json", "--inventory", str(inventory), "--store", f"{folder}/store")


def _bare() -> tuple[str, ...]:
    fan = f"seq 0 {_HOSTS - 1} | xargs -P {_AT_ONCE} -I N ssh -T -n hN true"
    return ("/bin/sh", "-c", fan)


def _peak(argv: tuple[str, ...]) -> float:
    """The most memory that a command held, in MiB."""
    process = subprocess.Popen(argv, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) not in _SWEPT:
        raise RuntimeError(f"{argv[0]} did not sweep")
    return usage.ru_maxrss / 1024


if __name__ == "__main__":
    print(json.dumps(_inside()))

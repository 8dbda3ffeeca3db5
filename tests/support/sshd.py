"""Real sshd processes in a box, on ports of its loopback, and the user's ssh configuration.

The box's /root is the box's own, so that the system's ssh finds its configuration where a
user's is. All daemons but root's run as an ordinary user, and let nobody else in.
"""

import shlex
from dataclasses import dataclass
from pathlib import Path

from range_box import Box, program

_FOLDER = "/srv/fleet"
USER, _UID = "sweeper", "4242"
_FIRST_PORT = 2201
SETPRIV = ("setpriv", f"--reuid={_UID}", f"--regid={_UID}", "--clear-groups")
"""What makes a command run as the user of all hosts but root's."""
INVENTORY = f"{_FOLDER}/inventory.toml"
TIMEOUT = 20
_SERVER = """
ListenAddress 127.0.0.1
Port {port}
HostKey {folder}/{name}.key
AuthorizedKeysFile {folder}/{name}.keys
StrictModes no
UsePAM no
PidFile none
LogLevel VERBOSE
AcceptEnv *
PermitRootLogin yes
PasswordAuthentication no
KbdInteractiveAuthentication no
"""
_CLIENT = """
Host {name}
HostName 127.0.0.1
Port {port}
User {user}
IdentityFile {folder}/key
IdentitiesOnly yes
UserKnownHostsFile {folder}/{name}.known
"""


@dataclass(frozen=True)
class Sshd:
    """One running daemon."""

    name: str
    port: int
    log: Path
    known: Path

    def count(self, words: str) -> int:
        """How many lines of its log hold some words."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return sum(words in line for line in lines)

    @property
    def sessions(self) -> int:
        """How many commands were run over it."""
        return self.count("Starting session: ")


class Fleet:
    """The hosts of one box and the configuration that reaches them."""

    def __init__(self, box: Box) -> None:
        self.box = box
        self._port = _FIRST_PORT
        box.path(_FOLDER).mkdir()
        box.path("/run/sshd").mkdir()
        box.path("/root/.ssh").mkdir(mode=0o700)
        with box.path("/etc/passwd").open("a", encoding="utf-8") as accounts:
            accounts.write(f"{USER}:x:{_UID}:{_UID}::{_FOLDER}:/bin/sh\n")
        self._key("key")
        self.configure("")

    def path(self, name: str) -> Path:
        """A file of the fleet, as the outside reaches it."""
        return self.box.path(f"{_FOLDER}/{name}")

    def configure(self, text: str) -> None:
        """Add to the user's ssh configuration."""
        with self.box.path("/root/.ssh/config").open("a", encoding="utf-8") as config:
            config.write(f"{text}\n")

    def host(
        self,
        name: str,
        force: str = "",
        *,
        root: bool = False,
        known: bool = True,
        let_in: bool = True,
    ) -> Sshd:
        """Start a daemon that an alias reaches; `force` is a script that it runs instead."""
        port, self._port = self._port, self._port + 1
        self._key(f"{name}.key")
        public = self.path(f"{name}.key.pub").read_text(encoding="ascii")
        self.path(f"{name}.known").write_text(f"[127.0.0.1]:{port} {public}" if known else "")
        allowed = self.path("key.pub").read_text(encoding="ascii")
        self.path(f"{name}.keys").write_text(allowed if let_in else "", encoding="ascii")
        self._configure(name, port, force, "root" if root else USER)
        self.box.shell(f"chown -R {_UID}:{_UID} {_FOLDER}; chown root {_FOLDER}/key")
        become = () if root else SETPRIV
        log = self.path(f"{name}.log")
        words = ("-D", "-E", f"{_FOLDER}/{name}.log", "-f", f"{_FOLDER}/{name}.conf")
        self.box.start(*become, program("sshd"), *words)
        self.box.wait(lambda: log.exists() and "Server listening" in log.read_text())
        return Sshd(name, port, log, self.path(f"{name}.known"))

    def _configure(self, name: str, port: int, force: str, user: str) -> None:
        facts = {"name": name, "port": port, "folder": _FOLDER, "user": user}
        server = _SERVER.format(**facts)
        if force:
            self.path(f"{name}.sh").write_text(f"{force}\n", encoding="utf-8")
            server += f"ForceCommand /bin/sh {_FOLDER}/{name}.sh\n"
        self.path(f"{name}.conf").write_text(server, encoding="ascii")
        self.configure(_CLIENT.format(**facts))

    def _key(self, name: str) -> None:
        line = shlex.join(
            ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", f"{_FOLDER}/{name}"]
        )
        self.box.shell(line)

    def inventory(
        self,
        *hosts: str,
        timeout: float = TIMEOUT,
        accepted: bool = False,
        become: bool = False,
    ) -> str:
        """Write an inventory of some aliases; returns its path."""
        more = 'partial = "accepted"\n' * accepted + 'become = "sudo"\n' * become
        entries = [f'[[host]]\nssh = "{host}"\n{more}' for host in hosts]
        settings = f"[settings]\nssh_timeout_secs = {timeout}\n"
        self.box.write(INVENTORY, settings + "".join(entries))
        return INVENTORY

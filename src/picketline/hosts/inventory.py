"""The list of hosts: `inventory.toml`, checked key by key."""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from picketline.core import config
from picketline.core.errors import ConfigError, InventoryError
from picketline.hosts.probe import DEFAULT_BAD_PORTS

LOCALHOST = "localhost"
FILE_NAME = "inventory.toml"
_ALIAS = re.compile(r"[A-Za-z0-9_.@:%\[\]][A-Za-z0-9_.@:%\[\]+-]*")
_MOST_HOSTS = 10_000
_LONGEST_ALIAS = 255

Port = Annotated[int, msgspec.Meta(ge=1, le=65535)]
AbsolutePath = Annotated[str, msgspec.Meta(pattern="^/", max_length=1024)]


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """The `[settings]` of an inventory.

    `ssh_timeout_secs` bounds one host's whole sweep, in seconds. `cpu_hot` is in per cent
    of one processor. `max_contain` is the most freezes in one sweep of the fleet.
    `protect` lists executables (paths on the hosts) that are never frozen. `sessions` is
    how many hosts are swept at once; 0 chooses by the machine. `audit_head` is where the
    audit's head is also written: "" for beside the store, "syslog", or a file.
    """

    armed: bool = False
    ssh_timeout_secs: Annotated[float, msgspec.Meta(gt=0, le=3600)] = 45
    cpu_hot: Annotated[int, msgspec.Meta(ge=1, le=100)] = 50
    bad_ports: Annotated[tuple[Port, ...], msgspec.Meta(max_length=256)] = DEFAULT_BAD_PORTS
    max_contain: Annotated[int, msgspec.Meta(ge=0, le=1000)] = 3
    protect: Annotated[tuple[AbsolutePath, ...], msgspec.Meta(max_length=64)] = ()
    sessions: Annotated[int, msgspec.Meta(ge=0, le=1000)] = 0
    triage_cmd: str = ""
    triage_timeout_secs: Annotated[float, msgspec.Meta(gt=0, le=3600)] = 120
    audit_head: str = ""


VARIABLES = {
    "cpu_hot": "PICKET_CPU_HOT",
    "bad_ports": "PICKET_BAD_PORTS",
    "triage_cmd": "PICKET_TRIAGE_CMD",
}


class Host(msgspec.Struct, frozen=True, kw_only=True):
    """One `[[host]]`: an alias of the user's ssh configuration.

    `become = "sudo"` sweeps through `sudo -n`. `partial = "accepted"` says that a sweep
    without root is meant.
    """

    ssh: str
    note: str = ""
    become: Literal["", "sudo"] = ""
    partial: Literal["", "accepted"] = ""

    @property
    def local(self) -> bool:
        """Whether this is the machine that picket runs on, swept without ssh."""
        return self.ssh == LOCALHOST


class Inventory(msgspec.Struct, frozen=True):
    """The settings and hosts of a fleet; `path` is None where there is no file."""

    settings: Settings
    hosts: tuple[Host, ...]
    path: Path | None = None

    def only(self, name: str) -> "Inventory":
        """The inventory with one host; raises InventoryError if it is not in there."""
        hosts = tuple(host for host in self.hosts if host.ssh == name)
        if not hosts:
            known = ", ".join(host.ssh for host in self.hosts[:10])
            raise InventoryError(
                f"{self.path or 'no inventory'}: no host {name!r}; it has: {known}"
            )
        return msgspec.structs.replace(self, hosts=hosts)


def load(
    path: Path | None, environ: Mapping[str, str], flags: Mapping[str, Any], folder: Path
) -> Inventory:
    """Read the inventory at `path`, or `inventory.toml` in `folder`, or none at all.

    Without a file there is one host, this machine. Raises InventoryError naming file,
    line and key for whatever is wrong, also for a `path` that is missing.
    """
    lying = folder / FILE_NAME
    if path is None and (lying.exists() or lying.is_symlink()):
        path = _own(lying)
    if path is None:
        settings = _settings(None, environ, flags)
        return Inventory(settings, (Host(ssh=LOCALHOST),))
    source = config.read(path, InventoryError)
    _known_tables(source)
    return Inventory(_settings(source, environ, flags), _hosts(source), path)


def _own(path: Path) -> Path:
    """Refuse somebody else's inventory that merely lies in the folder: it can name a command."""
    owner = path.lstat().st_uid
    if owner not in {0, os.geteuid()}:
        raise InventoryError(
            f"{path}: belongs to uid {owner}; if you mean it, name it: --inventory"
        )
    return path


def _known_tables(source: config.Source) -> None:
    for key in source.table:
        if key not in {"settings", "host"}:
            raise InventoryError(
                f"{source.where(key)}: {key}: unknown; known: [settings], [[host]]"
            )


def _settings(
    source: config.Source | None, environ: Mapping[str, str], flags: Mapping[str, Any]
) -> Settings:
    values: dict[str, Any] = dict(environ)
    ports = environ.get(VARIABLES["bad_ports"])
    if ports is not None:
        values[VARIABLES["bad_ports"]] = _ports(ports)
    layers = config.Layers(
        table=(source, "settings") if source else None,
        environ=values,
        variables=VARIABLES,
        flags=flags,
    )
    return config.settings(Settings, layers, InventoryError)


def _ports(text: str) -> list[int]:
    words = re.split(r"[\s,]+", text.strip())
    if not all(re.fullmatch(r"\d{1,5}", word) for word in words):
        name = VARIABLES["bad_ports"]
        raise ConfigError(f"environment variable {name}: not a list of ports such as '3333,4444'")
    return [int(word) for word in words]


def _hosts(source: config.Source) -> tuple[Host, ...]:
    entries = source.table.get("host", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise InventoryError(f"{source.where('host')}: host: write each host as [[host]]")
    if not entries:
        raise InventoryError(f'{source.path}: no [[host]]; add one: [[host]] ssh = "build-host"')
    if len(entries) > _MOST_HOSTS:
        raise InventoryError(f"{source.path}: {len(entries)} hosts; at most {_MOST_HOSTS}")
    hosts = tuple(_host(source, number, entry) for number, entry in enumerate(entries))
    _unique(source, hosts)
    return hosts


def _host(source: config.Source, number: int, entry: dict[str, Any]) -> Host:
    if "ssh" not in entry:
        where = source.where("", "host", number)
        raise InventoryError(f'{where}: ssh: missing; say which host: ssh = "build-host"')
    host = config.convert(
        entry, Host, lambda key: source.where(key, "host", number), InventoryError
    )
    if problem := alias_problem(host.ssh):
        raise InventoryError(f"{source.where('ssh', 'host', number)}: ssh: {problem}")
    return host


def _unique(source: config.Source, hosts: tuple[Host, ...]) -> None:
    seen: set[str] = set()
    for number, host in enumerate(hosts):
        if host.ssh in seen:
            where = source.where("ssh", "host", number)
            raise InventoryError(f"{where}: ssh: {host.ssh!r} is listed twice")
        seen.add(host.ssh)


def alias_problem(alias: str) -> str:
    """Why `alias` cannot be given to ssh, or nothing."""
    if not alias:
        return "empty"
    if alias.startswith("-"):
        return f"{alias!r} starts with '-', which ssh would take for an option"
    if len(alias) > _LONGEST_ALIAS or not _ALIAS.fullmatch(alias):
        return f"{alias!r} is not an alias: letters, digits and . _ - @ : % + only, no white space"
    return ""

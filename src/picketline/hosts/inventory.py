"""The list of hosts: `inventory.toml`, checked key by key."""

import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from picketline.core import address, child, config
from picketline.core.errors import ConfigError, DeliveryError, InventoryError
from picketline.core.sinks import syslog
from picketline.hosts import webhooks
from picketline.hosts.probe import DEFAULT_BAD_PORTS
from picketline.hosts.webhooks import HostName, Webhook

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
    how many hosts are swept at once; 0 chooses by the machine. Each host is begun up to
    `start_jitter_secs` late, by chance. `audit_head` is where the
    audit's head is also written: "" for beside the store, "syslog", or a file.
    `evidence = "copy"` copies what an armed sweep kept of an incident to the controller.
    `heartbeat_url` may hold a secret, and is never shown.
    """

    armed: bool = False
    ssh_timeout_secs: Annotated[float, msgspec.Meta(gt=0, le=3600)] = 45
    cpu_hot: Annotated[int, msgspec.Meta(ge=1, le=100)] = 50
    bad_ports: Annotated[tuple[Port, ...], msgspec.Meta(max_length=256)] = DEFAULT_BAD_PORTS
    max_contain: Annotated[int, msgspec.Meta(ge=0, le=1000)] = 3
    protect: Annotated[tuple[AbsolutePath, ...], msgspec.Meta(max_length=64)] = ()
    sessions: Annotated[int, msgspec.Meta(ge=0, le=1000)] = 0
    start_jitter_secs: Annotated[float, msgspec.Meta(ge=0, le=3600)] = 0
    triage_cmd: str = ""
    triage_timeout_secs: Annotated[float, msgspec.Meta(gt=0, le=3600)] = 120
    audit_head: str = ""
    triage_url: str = ""
    triage_model: str = ""
    triage_key_file: str = ""
    alert_cmd: str = ""
    alert_syslog: str = ""
    alert_ocsf_file: str = ""
    alert_timeout_secs: Annotated[float, msgspec.Meta(gt=0, le=300)] = 30
    alert_again_hours: Annotated[int, msgspec.Meta(ge=1, le=8760)] = 24
    period_minutes: Annotated[int, msgspec.Meta(ge=1, le=525600)] = 15
    missed_periods: Annotated[int, msgspec.Meta(ge=0, le=1000)] = 4
    heartbeat_url: str = ""
    heartbeat_cmd: str = ""
    evidence: Literal["", "copy"] = ""
    plain_http: Annotated[tuple[HostName, ...], msgspec.Meta(max_length=16)] = ()


VARIABLES = {
    "cpu_hot": "PICKET_CPU_HOT",
    "bad_ports": "PICKET_BAD_PORTS",
    "triage_cmd": "PICKET_TRIAGE_CMD",
    "alert_cmd": "PICKET_ALERT_CMD",
    "heartbeat_url": "PICKET_HEARTBEAT_URL",
}


class Host(msgspec.Struct, frozen=True, kw_only=True):
    """One `[[host]]`: an alias of the user's ssh configuration.

    `become = "sudo"` sweeps through `sudo -n`. `partial = "accepted"` says that a sweep
    without root is meant. `container = "stop"` ends a container by SIGTERM instead of
    pausing it.
    """

    ssh: str
    note: str = ""
    become: Literal["", "sudo"] = ""
    partial: Literal["", "accepted"] = ""
    container: Literal["pause", "stop"] = "pause"

    @property
    def local(self) -> bool:
        """Whether this is the machine that picket runs on, swept without ssh."""
        return self.ssh == LOCALHOST


class Inventory(msgspec.Struct, frozen=True):
    """The settings, hosts and webhooks of a fleet; `path` is None where there is no file."""

    settings: Settings
    hosts: tuple[Host, ...]
    path: Path | None = None
    webhooks: tuple[Webhook, ...] = ()

    def only(self, name: str) -> "Inventory":
        """The inventory with one host; raises InventoryError if it is not in there."""
        hosts = tuple(host for host in self.hosts if host.ssh == name)
        if not hosts:
            known = ", ".join(host.ssh for host in self.hosts[:10])
            raise InventoryError(
                f"{self.path or 'no inventory'}: no host {name!r}; it has: {known}"
            )
        return msgspec.structs.replace(self, hosts=hosts)

    def shard(self, number: int, of: int) -> "Inventory":
        """One of `of` shares of the hosts, counted from 1; a host is always in the same one."""
        hosts = (host for host in self.hosts if _share(host.ssh, of) == number)
        return msgspec.structs.replace(self, hosts=tuple(hosts))


def _share(name: str, of: int) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8]) % of + 1


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
    settings = _settings(source, environ, flags)
    return Inventory(settings, _hosts(source), path, webhooks.read(source, settings.plain_http))


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
        if key not in {"settings", "host", "webhook"}:
            raise InventoryError(
                f"{source.where(key)}: {key}: unknown; known: [settings], [[host]], [[webhook]]"
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
    settings = config.settings(Settings, layers, InventoryError)
    for key, problem in _unusable(settings):
        variable = VARIABLES.get(key, "")
        said = f"environment variable {variable}" if variable in environ else ""
        where = said or (source.where(key, "settings") if source else "")
        raise InventoryError(f"{where}: {key}: {problem}")
    return settings


def _unusable(settings: Settings) -> Iterator[tuple[str, str]]:
    """Each setting that is no command or address, and why, without the address."""
    for key in ("alert_cmd", "heartbeat_cmd"):
        if command := getattr(settings, key):
            try:
                child.split(command)
            except DeliveryError as problem:
                yield key, str(problem)
    for key in ("heartbeat_url", "triage_url"):
        url = getattr(settings, key)
        if url and (wrong := address.problem(url, settings.plain_http)):
            yield key, wrong
    if settings.alert_syslog and (wrong := syslog.problem(settings.alert_syslog)):
        yield "alert_syslog", wrong
    if settings.triage_url and not settings.triage_model:
        yield "triage_url", "needs a triage_model"


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

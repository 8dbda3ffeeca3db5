"""Decoys that are changes: planted between two sweeps of a host, on hosts with an account ada."""

from planted import HIGH, MEDIUM, Table, Told
from range_machines import PYTHON, Host

CHANGES: Table[Told] = Table()
_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI" + "B" * 42 + " who@where\n"
_UNIT = "[Service]\nExecStart=/opt/tool/server\n[Install]\nWantedBy=multi-user.target\n"


@CHANGES.plants(Told("HOST-DRF-001", HIGH, "/home/ada/.ssh/authorized_keys"))
def new_key(host: Host) -> None:
    """A key more for ada."""
    with host.path("/home/ada/.ssh/authorized_keys").open("a", encoding="ascii") as keys:
        keys.write(_KEY)


@CHANGES.plants(Told("HOST-DRF-002", MEDIUM, "0.0.0.0:8888"))
def new_listener(host: Host) -> None:
    """A program of the system waits on a port that nothing waited on."""
    host.plant(PYTHON, "-m", "http.server", "8888", "--directory", "/usr/share/doc")
    host.wait(lambda: host.listens(8888))


@CHANGES.plants(Told("HOST-DRF-003", HIGH, "eve"))
def new_account(host: Host) -> None:
    """An account more, with a shell."""
    host.shell("useradd -m -s /bin/bash eve")


@CHANGES.plants(Told("HOST-DRF-003", HIGH, "games"))
def changed_account(host: Host) -> None:
    """An account of the system gets a shell."""
    host.shell("usermod -s /bin/bash games")


@CHANGES.plants(
    Told("HOST-DRF-004", MEDIUM, "/opt/tool/run"), Told("HOST-SUI-001", HIGH, "/opt/tool/run")
)
def new_setuid(host: Host) -> None:
    """A setuid program more."""
    host.copy("sleep", "/opt/tool/run", 0o4755)


@CHANGES.plants(Told("HOST-DRF-005", MEDIUM, "/etc/systemd/system/server.service"))
def new_unit(host: Host) -> None:
    """A unit more."""
    host.write("/etc/systemd/system/server.service", _UNIT)


@CHANGES.plants(Told("HOST-DRF-007", MEDIUM, "/etc/cron.d/tool"))
def new_job(host: Host) -> None:
    """A job more."""
    host.write("/etc/cron.d/tool", "17 4 * * * root /opt/tool/run\n")


@CHANGES.plants(Told("HOST-DRF-007", MEDIUM, "/etc/crontab"))
def changed_job(host: Host) -> None:
    """A line more in the system's crontab."""
    with host.path("/etc/crontab").open("a", encoding="ascii") as jobs:
        jobs.write("17 4 * * * root /opt/tool/run\n")

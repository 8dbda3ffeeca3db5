"""Decoys that are files: keys, accounts, settings, logs, programs in others' places."""

import pytest
from planted import CRITICAL, HIGH, MEDIUM, Table, Told
from range_machines import BASH, PYTHON, Host

FILES: Table[Told] = Table()
_PUBLIC = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI" + "A" * 42 + " who@where\n"
_SETTINGS = "/etc/ssh/sshd_config.d/x.conf"
_PAGE = '<?php @eval($_POST["x"]); ?>\n'
_PASSES = '<?php $run = $_GET["c"];\nif ($run) { system($run); }\n'
_HIDES = '#!/bin/sh\n/usr/bin/.ls "$@" | grep -v crontabs\n'
_FILTERS = '#!/bin/sh\n/usr/bin/ps.orig "$@" | grep -v agent\n'


def _append(host: Host, path: str, text: str) -> None:
    with host.path(path).open("a", encoding="utf-8") as file:
        file.write(text)


@FILES.plants(Told("HOST-SUI-001", CRITICAL, "/tmp/sh"))
def setuid_shell(host: Host) -> None:
    """A setuid copy of a shell in /tmp."""
    host.copy("dash", "/tmp/sh", 0o4755)


@FILES.plants(Told("HOST-SUI-001", HIGH, "/opt/tool/run"))
def setuid_file(host: Host) -> None:
    """A setuid program in /opt that no package owns."""
    host.copy("sleep", "/opt/tool/run", 0o4755)


@FILES.plants(Told("HOST-SUI-001", HIGH, "/usr/lib/misc/run"), turn=4)
def setuid_among_libraries(host: Host) -> None:
    """The same among the system's libraries; looked for at one sweep of six."""
    host.copy("sleep", "/usr/lib/misc/run", 0o4755)


@FILES.plants(Told("HOST-SUI-001", CRITICAL, "/usr/bin/find"), turn=4)
def setuid_find(host: Host) -> None:
    """A package's own find, made setuid; looked for at one sweep of six."""
    host.path("/usr/bin/find").chmod(0o4755)


@FILES.plants(Told("HOST-DEV-001", HIGH, "/dev/shm/program"))
def program_in_dev(host: Host) -> None:
    """A program among the devices."""
    host.copy("sleep", "/dev/shm/program")


@FILES.plants(Told("HOST-TMP-001", MEDIUM, "/tmp/.x"))
def hidden_scratch(host: Host) -> None:
    """A hidden folder in /tmp with a program in it."""
    host.copy("sleep", "/tmp/.x/run")


@FILES.plants(Told("HOST-SSH-001", CRITICAL, "/root/.ssh/authorized_keys"))
def key_with_command(host: Host) -> None:
    """A key that runs a file in /tmp at sign-in."""
    _append(host, "/root/.ssh/authorized_keys", f'command="/tmp/agent" {_PUBLIC}')


@FILES.plants(Told("HOST-SSH-002", HIGH, "/root/.ssh/authorized_keys2"))
def second_key_file(host: Host) -> None:
    """Keys in authorized_keys2."""
    host.write("/root/.ssh/authorized_keys2", _PUBLIC)


@FILES.plants(Told("HOST-SSH-003", CRITICAL, _SETTINGS))
def keys_command(host: Host) -> None:
    """The sshd asks a program in /tmp who may sign in."""
    host.write(_SETTINGS, "AuthorizedKeysCommand /tmp/agent\nAuthorizedKeysCommandUser root\n")


@FILES.plants(Told("HOST-SSH-005", HIGH, _SETTINGS))
def empty_passwords(host: Host) -> None:
    """The sshd lets empty passwords pass."""
    host.write(_SETTINGS, "PermitEmptyPasswords yes\n")


@FILES.plants(Told("HOST-SSH-006", HIGH, _SETTINGS))
def forced_command(host: Host) -> None:
    """Each sign-in starts a file in /dev/shm."""
    host.write(_SETTINGS, "ForceCommand /dev/shm/agent\n")


@FILES.plants(Told("HOST-LIB-001", CRITICAL, "/etc/ld.so.preload"))
def ld_so_preload(host: Host) -> None:
    """A library that is forced into every program."""
    host.library("/usr/lib/libx.so")
    host.write("/etc/ld.so.preload", "/usr/lib/libx.so\n")


@FILES.plants(Told("HOST-LDC-001", HIGH, "/etc/ld.so.conf.d/x.conf"))
def loader_folder(host: Host) -> None:
    """The loader looks for libraries in /tmp."""
    host.write("/etc/ld.so.conf.d/x.conf", "/tmp/lib\n")


@FILES.plants(Told("HOST-USR-001", CRITICAL, "toor"))
def second_root(host: Host) -> None:
    """A second account with root's id."""
    _append(host, "/etc/passwd", "toor:x:0:0::/root:/bin/sh\n")


@FILES.plants(Told("HOST-USR-002", HIGH, "ada"))
def shell_in_home(host: Host) -> None:
    """An account whose shell lies in a home."""
    host.copy("bash", "/home/ada/nologin")
    _append(host, "/etc/passwd", "ada:x:1000:1000::/home/ada:/home/ada/nologin\n")


@FILES.plants(Told("HOST-USR-002", HIGH, "/usr/sbin/nologin"))
def nologin_is_bash(host: Host) -> None:
    """A nologin that is a link to bash."""
    host.path("/usr/sbin/nologin").unlink()
    host.path("/usr/sbin/nologin").symlink_to(BASH)


@FILES.plants(Told("HOST-USR-003", HIGH, "games"))
def system_login(host: Host) -> None:
    """The account of games can sign in with a password."""
    host.shell("usermod -s /bin/bash -p '$6$salt$" + "a" * 86 + "' games")


@FILES.plants(Told("HOST-USR-004", HIGH, "ada"))
def empty_password(host: Host) -> None:
    """An account without a password."""
    host.shell("useradd -m -s /bin/bash ada; passwd -q -d ada")


@FILES.plants(Told("HOST-USR-005", HIGH, "/etc/shadow"))
def open_shadow(host: Host) -> None:
    """Anybody may read the passwords."""
    host.path("/etc/shadow").chmod(0o644)


@FILES.plants(Told("HOST-LOG-001", MEDIUM, "/root/.bash_history"))
def history_to_nowhere(host: Host) -> None:
    """Root's history is a link to /dev/null."""
    host.path("/root/.bash_history").symlink_to("/dev/null")


@FILES.plants(Told("HOST-LOG-002", HIGH, "/var/log/wtmp"))
def log_to_nowhere(host: Host) -> None:
    """The record of sign-ins is a link to /dev/null."""
    host.path("/var/log/wtmp").unlink(missing_ok=True)
    host.path("/var/log/wtmp").symlink_to("/dev/null")


@FILES.plants(Told("HOST-LOG-003", MEDIUM, "/var/log/wtmp"))
def cut_log(host: Host) -> None:
    """A record of sign-ins that somebody cut."""
    host.path("/var/log/wtmp").write_bytes(bytes(384 * 3 + 100))


@FILES.plants(Told("HOST-DNS-001", MEDIUM, "/etc/hosts"))
def pinned_names(host: Host) -> None:
    """The names of a scanner's updates go to this host."""
    _append(host, "/etc/hosts", "127.0.0.1 database.clamav.net\n")


@FILES.plants(Told("HOST-KEY-001", MEDIUM, "/tmp/id_rsa"))
def key_in_scratch(host: Host) -> None:
    """A private key in /tmp that anybody may read."""
    host.shell("ssh-keygen -q -t ed25519 -N '' -f /tmp/id_rsa; chmod 644 /tmp/id_rsa")


@FILES.plants(Told("HOST-KEY-001", HIGH, "/var/www/html/id_rsa"))
def key_on_the_web(host: Host) -> None:
    """A private key of ssh below a document root."""
    host.shell(
        "mkdir -p /var/www/html; ssh-keygen -q -t ed25519 -N '' -f /var/www/html/id_rsa;"
        " chmod 644 /var/www/html/id_rsa"
    )


@FILES.plants(Told("HOST-WEB-001", HIGH, "/var/www/html/up/x.php"))
def web_shell(host: Host) -> None:
    """A page that runs what it is sent."""
    host.write("/var/www/html/up/x.php", _PAGE)


@FILES.plants(Told("HOST-WEB-001", MEDIUM, "/var/www/html/x.php"))
def web_shell_by_variable(host: Host) -> None:
    """A page that hands what it is sent to a command, through a variable."""
    host.write("/var/www/html/x.php", _PASSES)


@FILES.plants(Told("HOST-PATH-001", HIGH, "/usr/local/bin"))
def open_path(host: Host) -> None:
    """Anybody may put programs into root's path."""
    host.path("/usr/local/bin").chmod(0o777)


@FILES.plants(Told("HOST-CAP-001", HIGH, "/opt/tool/python3"), turn=5, needs=("setcap",))
def file_capability(host: Host) -> None:
    """A copy of python that may become root; looked for at one sweep of sixteen."""
    host.shell('setcap cap_setuid+ep "$1"', host.copy(PYTHON, "/opt/tool/python3"))


@FILES.plants(Told("HOST-ATT-001", HIGH, "/root/.ssh/authorized_keys"), turn=3)
def fixed_file(host: Host) -> None:
    """A key file that cannot be changed; looked for at one sweep of eight."""
    if host.run("chattr", "+i", "/root/.ssh/authorized_keys").returncode:
        pytest.skip("files in memory have attributes since Linux 6.6")


@FILES.plants(
    Told("HOST-PRG-002", HIGH, "/usr/bin/ps.orig"), Told("HOST-PRG-003", CRITICAL, "/usr/bin/ps")
)
def wrapped_ps(host: Host) -> None:
    """A script in the place of ps that leaves a process out, with the real one beside it."""
    host.path("/usr/bin/ps").rename(host.path("/usr/bin/ps.orig"))
    host.run_file("/usr/bin/ps", _FILTERS)


@FILES.plants(Told("HOST-PRG-003", CRITICAL, "/usr/bin/ss"), turn=3)
def changed_ss(host: Host) -> None:
    """Another program, mounted over ss; compared with its package at one sweep of 24."""
    host.shell('mount --bind "$1" /usr/bin/ss', host.copy("true", "/mnt/ss"))


@FILES.plants(
    Told("HOST-PRG-002", HIGH, "/usr/bin/.ls"),
    Told("HOST-PRG-003", CRITICAL, "/usr/bin/ls"),
    Told("HOST-SELF-001", HIGH, "ls"),
)
def lying_ls(host: Host) -> None:
    """An ls that leaves the crontabs out."""
    host.write("/var/spool/cron/crontabs/root", "# nothing\n")
    host.path("/usr/bin/ls").rename(host.path("/usr/bin/.ls"))
    host.run_file("/usr/bin/ls", _HIDES)


@FILES.plants(Told("HOST-KRN-007", HIGH, "/usr/bin/perfcc"))
def rootkit_name(host: Host) -> None:
    """A file that has the name of known malware."""
    host.copy("true", "/usr/bin/perfcc")


@FILES.plants(Told("HOST-KRN-002", CRITICAL, "core_pattern"))
def core_pattern(host: Host) -> None:
    """The kernel hands dumps to a file in /tmp (of this host alone: mounted over the setting)."""
    host.write("/mnt/core", "|/tmp/agent %p\n")
    host.shell("mount --bind /mnt/core /proc/sys/kernel/core_pattern")


@FILES.plants(Told("HOST-KRN-008", HIGH, "init"))
def boot_argument(host: Host) -> None:
    """The kernel was started with init in /tmp (mounted over the command line)."""
    host.write("/mnt/line", "quiet init=/tmp/agent\n")
    host.shell("mount --bind /mnt/line /proc/cmdline")


@FILES.plants(Told("HOST-PRG-001", MEDIUM, "/usr/local/bin/ps"))
def script_program(host: Host) -> None:
    """A script called ps where root's path looks first."""
    host.run_file("/usr/local/bin/ps", _FILTERS.replace("ps.orig", "ps"))


@FILES.plants(Told("HOST-BOX-001", MEDIUM, "/usr/bin/sleep"))
def container_with_root(host: Host) -> None:
    """A container that has the host's root: what its operator may want; recorded."""
    host.contain("/")


@FILES.plants(Told("HOST-BOX-002", MEDIUM, "/usr/bin/sleep"))
def container_with_run(host: Host) -> None:
    """A container that has the host's /run: what its operator may want; recorded."""
    shim = host.copy("dash", "/usr/bin/containerd-shim-runc-v2")
    host.plant(shim, "-c", "unshare --mount sleep 100000 & wait")
    host.wait(lambda: bool(host.running("sleep 100000")))

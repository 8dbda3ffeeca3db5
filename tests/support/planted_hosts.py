"""An ordinary server: what a host has once people and programs have worked on it for a while."""

import os
from pathlib import Path

from range_box import program
from range_machines import PYTHON, Host

_PEOPLE = """
groupadd -f admins
for name in ada bob; do
  useradd -m -s /bin/bash -G admins "$name"
  usermod -p '*' "$name"
  mkdir -m 700 "/home/$name/.ssh"
  cp /root/.ssh/authorized_keys "/home/$name/.ssh/"
  printf 'ls\\ncd /srv\\nsudo systemctl status app\\n' >"/home/$name/.bash_history"
  chmod 600 "/home/$name/.bash_history"
  chown -R "$name:" "/home/$name"
done
useradd -r -M -d /opt/app -s /usr/sbin/nologin app
printf 'apt update\\njournalctl -u app\\n' >/root/.bash_history
printf '%s\\n' 'alias ll="ls -l"' 'export PATH="$HOME/.local/bin:$PATH"' >>/home/ada/.bashrc
git config --system init.defaultBranch main 2>/dev/null || :
"""
_SERVER = Path(__file__).parents[1] / "data/server"
"""What such a server has in /etc, /opt, /tmp and /var."""
_LOGINS = """
mkdir -p /run/dbus /var/log/app /home/ada/bin /home/ada/.cache /tmp/tmp.Xa91 /var/tmp/ansible
chmod 440 /etc/sudoers.d/admins; chmod 600 /var/spool/cron/crontabs/ada; chmod 640 /var/log/auth.log
printf x >/tmp/tmp.Xa91/part
install -m 664 /dev/null /var/log/wtmp; head -c 1920 /dev/zero >>/var/log/wtmp
install -m 600 -g utmp /dev/null /var/log/btmp
"""


def settle(host: Host) -> None:
    """Make an ordinary server of a host: accounts, jobs, units, settings, pages, two daemons."""
    host.shell(_PEOPLE)
    for file in filter(Path.is_file, _SERVER.rglob("*")):
        path = f"/{file.relative_to(_SERVER)}"
        host.write(path, file.read_text(encoding="utf-8"))
        host.path(path).chmod(0o755 if os.access(file, os.X_OK) else 0o644)
    host.shell(_LOGINS)
    words = ("--reuid=app", "--regid=app", "--clear-groups", PYTHON, "/opt/app/serve.py")
    host.plant(program("setpriv"), *words, becomes=PYTHON)
    host.plant("/usr/bin/dbus-daemon", "--system", "--nofork", "--nopidfile")
    host.wait(lambda: host.listens(8080))


def log_in(host: Host) -> None:
    """Somebody is logged in by ssh, with a terminal and a shell."""
    host.caller.start("ssh", "-tt", host.name, "sleep 100000")
    host.wait(lambda: bool(host.running("sleep 100000")))

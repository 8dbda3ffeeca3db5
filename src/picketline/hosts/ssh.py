"""How a host is reached: the command line of the system's ssh, and what its failures mean.

Keys, jumps and shared connections come from the user's own configuration. Nothing of the
controller is lent to a host that may be hostile: no terminal, agent, display, forwarding,
or environment.
"""

import fnmatch
import math
import re
from collections.abc import Iterable, Mapping

from picketline.core.text import safe_text
from picketline.hosts.facts import Status
from picketline.hosts.inventory import Host

_PATH = "/usr/sbin:/usr/bin:/sbin:/bin"
_SHELL = (
    'set -- /bin/sh -c "eval \\"\\$(cat)\\"" picket; {private}'
    'if timeout 1 true 2>/dev/null; then exec timeout {seconds} "$@"; fi; exec "$@"'
)
"""The script comes on stdin as a whole: bash, mksh and yash read one byte at a time from a pipe."""
_SUDO = ("/usr/bin/env", "sudo", "-n")
"""Asks for no password. That it is missing env says, and no login shell in words of its own."""
_PRIVATE = 'if unshare -m true 2>/dev/null; then set -- unshare -m "$@"; fi; '
_OPTIONS = (
    "BatchMode=yes",
    "StrictHostKeyChecking=yes",
    "UpdateHostKeys=no",
    "ClearAllForwardings=yes",
    "ForwardAgent=no",
    "ForwardX11=no",
    "ForwardX11Trusted=no",
    "GSSAPIDelegateCredentials=no",
    "PermitLocalCommand=no",
    "RemoteCommand=none",
    "SetEnv=PICKET=1",
    "Tunnel=no",
    "NumberOfPasswordPrompts=0",
    "LogLevel=ERROR",
)
_NEWER = ("ForkAfterAuthentication=no", "StdinNull=no")
"""Options that only newer versions of ssh know: given where `ssh -G` names them."""
_LENT = re.compile(r"LC_\w+|LANG\w*|PICKET\w*|TERM|COLORTERM")
_FAILURES = (
    (re.compile(r"REMOTE HOST IDENTIFICATION HAS CHANGED"), Status.CHANGED_HOST_KEY),
    (
        re.compile(r"Host key verification failed|No \S+ host key is known for"),
        Status.UNKNOWN_HOST_KEY,
    ),
    (
        re.compile(
            r"(?m)^sudo(-rs)?: |^(/usr/bin/)?env: .*\bsudo\b|is not in the sudoers|^Sorry, user"
        ),
        Status.NO_SUDO,
    ),
    (re.compile(r"Permission denied|Too many authentication failures"), Status.DENIED),
    (re.compile(r"timed out"), Status.UNREACHABLE),
)


def command(
    host: Host, timeout: float, *, private: bool = False, settings: bytes = b""
) -> list[str]:
    """Return the argument list that starts a shell on `host`, to read a script on stdin.

    The host ends the shell itself after `timeout` seconds, where it has a timeout command,
    so that nothing of ours outlives a line that broke. `settings` is what ssh printed of
    its settings for the host. `private` asks for a mount namespace
    of its own, where the host can make one.
    """
    seconds = max(1, math.ceil(timeout))
    shell = _SHELL.format(private=_PRIVATE if private else "", seconds=seconds)
    if host.local:
        words = ["/usr/bin/env", "-i", f"PATH={_PATH}", "/bin/sh", "-c", shell]
        return [*_SUDO, *words] if host.become else words
    known = {line.split(b" ")[0] for line in settings.splitlines()}
    newer = (option for option in _NEWER if option.split("=")[0].lower().encode() in known)
    options = [word for option in (*_OPTIONS, *newer) for word in ("-o", option)]
    become = " ".join((*_SUDO, "")) if host.become else ""
    remote = f"exec {become}/usr/bin/env -i SSH_CONNECTION=ssh PATH={_PATH} /bin/sh -c '{shell}'"
    connect = max(1, math.ceil(timeout / 2))
    return [
        *("ssh", "-T", "-a", "-x", *options, "-o", f"ConnectTimeout={connect}"),
        *("--", host.ssh, remote),
    ]


def environment(environ: Mapping[str, str], sent: Iterable[str] = ()) -> dict[str, str]:
    """What ssh itself gets to see: nothing of what it would send on.

    `sent` are the patterns of the user's SendEnv, which no option can take back.
    """
    patterns = tuple(sent)
    return {
        name: value
        for name, value in environ.items()
        if not _LENT.fullmatch(name)
        and not any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns)
    }


def settings_command(host: Host) -> list[str]:
    """The argument list that makes ssh print its settings for a host; it connects to none."""
    return ["ssh", "-G", "-o", "RemoteCommand=none", "--", host.ssh, "true"]


def sent_names(settings: bytes) -> tuple[str, ...]:
    """The names and patterns of environment variables that ssh's settings would send."""
    lines = settings.decode("utf-8", "replace").splitlines()
    return tuple(line.split(" ", 1)[1].strip() for line in lines if line.startswith("sendenv "))


def failure(complaint: bytes, code: int | None) -> tuple[Status, str]:
    """Say what kept the probe from starting, from ssh's own words."""
    lines = [
        safe_text(line.strip())
        for line in complaint.decode("utf-8", "backslashreplace").splitlines()
        if line.strip()
    ]
    text = "\n".join(lines)
    note = lines[-1][:300] if lines else f"ended with exit code {code} and said nothing"
    for pattern, status in _FAILURES:
        if pattern.search(text):
            return status, note
    return Status.UNREACHABLE, note

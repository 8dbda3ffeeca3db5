"""Small fake roots (/proc, /sys, /etc, ...) laid out from the fences of a rule page."""

import os
import shlex
import shutil
import subprocess
from pathlib import Path

from pages import Case, Fence

from picketline.hosts.probe import ProbeSettings, assemble

NONCE = "00112233445566778899aabbccddeeff"
_KERNEL_THREAD = 0x200000
_CLOCK = 100
_UPTIME = 100_000
_AWKS = {"busybox-awk": "busybox"}


def lay(root: Path, case: Case) -> None:
    """Write the fake root of `case`: a quiet machine with what its fences add."""
    write(root, "proc/uptime", f"{_UPTIME}.00 1.00\n")
    write(root, "proc/loadavg", "0.11 0.10 0.09 1/100 4242\n")
    write(root, "proc/self/mountinfo", "20 1 0:20 / /proc rw - proc proc rw\n")
    write(root, "proc/sys/kernel/core_pattern", "core\n")
    write(root, "proc/sys/kernel/modprobe", "/sbin/modprobe\n")
    write(root, "sys/kernel/uevent_helper", "\n")
    write(root, "proc/modules", "ext4 1 0 - Live 0x0\n")
    write(root, "sys/module/ext4/initstate", "live\n")
    write(root, "etc/passwd", "root:x:0:0:root:/root:/bin/bash\n")
    process(root, "pid=1 ppid=0 exe=/usr/lib/systemd/systemd cmd=/sbin/init comm=systemd")
    for fence in case.fences:
        _lay_fence(root, fence)


def _lay_fence(root: Path, fence: Fence) -> None:
    if fence.kind == "file":
        path, *options = fence.argument.split()
        write(root, path.lstrip("/"), fence.text)
        for option in options:
            if option.startswith("mode="):
                (root / path.lstrip("/")).chmod(int(option[5:], 8))
    elif fence.kind == "proc":
        for line in fence.text.splitlines():
            process(root, line)
    elif fence.kind == "tcp":
        rows = [_row(number, line) for number, line in enumerate(fence.text.splitlines())]
        write(root, "proc/net/tcp", "  sl  local_address rem_address   st ...\n" + "".join(rows))


def write(root: Path, name: str, text: str) -> None:
    """Write one file of the root."""
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())


def process(root: Path, line: str) -> None:
    """Write one process: key=value words, as a page gives them."""
    facts = dict(word.split("=", 1) for word in shlex.split(line))
    pid = facts["pid"]
    folder = f"proc/{pid}"
    command = facts.get("cmd", "")
    arguments = command if "\0" in command else command.replace(" ", "\0")
    if "argv0" in facts:
        arguments = "\0".join((facts["argv0"], *command.split(" ")[1:]))
    write(root, f"{folder}/stat", _stat(facts))
    write(root, f"{folder}/cmdline", f"{arguments}\0" if arguments else "")
    variables = facts.get("env", "")
    write(root, f"{folder}/environ", f"HOME=/\0{variables}\0" if variables else "HOME=/\0")
    write(root, f"{folder}/cgroup", f"0::{facts.get('cgroup', '/init.scope')}\n")
    if "exe" in facts:
        _link(root / folder / "exe", facts["exe"])
    for key, value in facts.items():
        if key.startswith("fd"):
            (root / folder / "fd").mkdir(exist_ok=True)
            _link(root / folder / "fd" / key[2:], value)


def _link(path: Path, target: str) -> None:
    if not path.is_symlink():
        path.symlink_to(target)


def _stat(facts: dict[str, str]) -> str:
    fields = ["0"] * 52
    fields[0] = facts["pid"]
    fields[1] = (
        f"({facts.get('comm', facts.get('cmd', 'x').split(' ')[0].rsplit('/', 1)[-1][:15])})"
    )
    fields[2] = facts.get("state", "S")
    fields[3] = facts.get("ppid", "1")
    fields[8] = str(_KERNEL_THREAD if facts.get("kernel") else 0x400000)
    age = int(facts.get("age", "1000"))
    fields[13] = str(int(facts.get("cpu", "0")) * age * _CLOCK // 100)
    fields[21] = str((_UPTIME - age) * _CLOCK)
    fields[46], fields[47] = "1000", "1010"
    return " ".join(fields) + "\n"


def _row(number: int, line: str) -> str:
    """One line of /proc/net/tcp from 'local remote state inode'."""
    local, remote, state, inode = line.split()
    return (
        f"   {number}: {_hex(local)} {_hex(remote)} {state} 00000000:00000000 00:00000000 00000000"
        f"     0        0 {inode} 1 0000000000000000 100 0 0 10 0\n"
    )


def _hex(address: str) -> str:
    host, port = address.rsplit(":", 1)
    octets = [int(part) for part in host.split(".")]
    return "".join(f"{octet:02X}" for octet in reversed(octets)) + f":{int(port):04X}"


def tools(folder: Path, awk: str) -> str:
    """A PATH whose awk is the one asked for."""
    folder.mkdir(parents=True, exist_ok=True)
    program = shutil.which(_AWKS.get(awk, awk))
    if program is None:
        raise FileNotFoundError(awk)
    link = folder / "awk"
    if not link.is_symlink():
        link.symlink_to(program)
    return f"{folder}:/usr/sbin:/usr/bin:/sbin:/bin"


def probe(root: Path, shell: tuple[str, ...] = ("dash",), path: str = "") -> bytes:
    """What the probe says of a fake root, under one shell and PATH."""
    script = assemble(ProbeSettings(nonce=NONCE, root=str(root)))
    if path:
        script = script.replace(b"PATH=/usr/sbin:/usr/bin:/sbin:/bin\n", f"PATH={path}\n".encode())
    environ = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    done = subprocess.run(
        shell, input=script, capture_output=True, env=environ, check=False, timeout=120
    )
    assert not done.stderr, done.stderr.decode()
    return done.stdout

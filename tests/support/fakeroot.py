"""Small fake roots (/proc, /sys, /etc, ...) laid out from the fences of a rule page."""

import os
import shlex
import shutil
import subprocess
from pathlib import Path

from pages import Case, Fence

from picketline.hosts.probe import ProbeSettings, assemble

NONCE = "00112233445566778899aabbccddeeff"
STUBS = "stubs"
"""Where a root's own tools lie."""
USUAL_PATH = "/usr/sbin:/usr/bin:/sbin:/bin"
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
        path, *options = shlex.split(fence.argument)
        write(root, path.lstrip("/"), "\x7fELF" * ("elf" in options) + fence.text)
        for option in options:
            if option.startswith("mode="):
                (root / path.lstrip("/")).chmod(int(option[5:], 8))
    elif fence.kind in {"link", "folder"}:
        _lay_entry(root, fence)
    elif fence.kind == "tool":
        write(root, f"{STUBS}/{fence.argument}", "#!/bin/sh\n" + fence.text)
        (root / STUBS / fence.argument).chmod(0o755)
    elif fence.kind == "proc":
        for line in fence.text.splitlines():
            process(root, line)
    elif fence.kind in {"packet", "raw"}:
        lines = [_raw(fence.kind, *line.split()) for line in fence.text.splitlines()]
        write(root, f"proc/net/{fence.kind}", "sk RefCnt ...\n" + "".join(lines))
    elif fence.kind == "tcp":
        rows = [tcp_row(number, line) for number, line in enumerate(fence.text.splitlines())]
        write(root, "proc/net/tcp", "  sl  local_address rem_address   st ...\n" + "".join(rows))


def _lay_entry(root: Path, fence: Fence) -> None:
    """A link, whose target is the fence's text, or a folder."""
    name, *options = fence.argument.split()
    path = root / name.lstrip("/")
    path.parent.mkdir(parents=True, exist_ok=True)
    if fence.kind == "link":
        _link(path, fence.text.strip())
        return
    path.mkdir(exist_ok=True)
    for option in options:
        path.chmod(int(option.removeprefix("mode="), 8))


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
    write(root, f"{folder}/status", _status(facts))
    if "maps" in facts:
        lines = (f"7f00-7f10 r-xp 00000000 08:01 7  {path}\n" for path in facts["maps"].split(";"))
        write(root, f"{folder}/maps", "7f00-7f10 r--p 00000000 08:01 7\n" + "".join(lines))
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
    fields[6] = facts.get("tty", "0")
    fields[19] = facts.get("threads", "1")
    fields[13] = str(int(facts.get("cpu", "0")) * age * _CLOCK // 100)
    fields[21] = str((_UPTIME - age) * _CLOCK)
    fields[46], fields[47] = "1000", "1010"
    return " ".join(fields) + "\n"


def _status(facts: dict[str, str]) -> str:
    real = facts.get("uid", "0")
    effective = facts.get("euid", real)
    return (
        f"Name:\tx\nTgid:\t{facts['pid']}\nTracerPid:\t{facts.get('tracer', '0')}\n"
        f"Uid:\t{real}\t{effective}\t{effective}\t{effective}\n"
        f"CapEff:\t{facts.get('caps', '0' * 16)}\n"
    )


def _raw(table: str, *words: str) -> str:
    """One line of a table, from 'type protocol inode' of packet or 'protocol inode' of raw."""
    if table == "packet":
        kind, protocol, inode = words
        return f"0000000000000000 3      {kind}    {protocol}   2     1 0      0      {inode}\n"
    protocol, inode = words
    return tcp_row(0, f"0.0.0.0:{protocol} 0.0.0.0:0 07 {inode}")


def tcp_row(number: int, line: str) -> str:
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
    return f"{folder}:{USUAL_PATH}"


def known(case: Case) -> tuple[str, ...] | None:
    """What the controller knows of the host: the lines of the `known` fence, if there is one."""
    texts = [fence.text for fence in case.fences if fence.kind == "known"]
    return tuple("".join(texts).splitlines()) if texts else None


def wanted(case: Case) -> tuple[str, ...]:
    """The indicators that the host is sent: the lines of the `wanted` fences."""
    texts = [fence.text for fence in case.fences if fence.kind == "wanted"]
    return tuple("".join(texts).splitlines())


def probe(
    root: Path,
    shell: tuple[str, ...] = ("dash",),
    path: str = "",
    known: tuple[str, ...] | None = None,
    wanted: tuple[str, ...] = (),
) -> bytes:
    """What the probe says of a fake root, under one shell and PATH."""
    script = assemble(ProbeSettings(nonce=NONCE, root=str(root), known=known, wanted=wanted))
    if (root / STUBS).is_dir():
        path = f"{root / STUBS}:{path or USUAL_PATH}"
    if path:
        script = script.replace(f"PATH={USUAL_PATH}\n".encode(), f"PATH={path}\n".encode())
    environ = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    done = subprocess.run(
        shell, input=script, capture_output=True, env=environ, check=False, timeout=250
    )
    assert not done.stderr, done.stderr.decode()
    return done.stdout

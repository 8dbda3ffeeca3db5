"""The only code that changes the world, and only when armed: freeze and thaw on a host.

One script a host, over the same line that the probe took. Of a finding only digits ever
reach it: pid, start time and inode. The host checks all three again right before and
after each signal, and undoes it on a mismatch.
"""

import re
import secrets
from collections.abc import Iterable, Mapping

import msgspec

from picketline.core.text import safe_text
from picketline.hosts import account, collect
from picketline.hosts.facts import Answer, Deed, Target
from picketline.hosts.inventory import Host
from picketline.hosts.probe import NONCE, PROTOCOL, script

_STAMP = re.compile(r"\d{14}")
_WORD = re.compile(r"[a-z][a-z-]{0,40}")
_DIGITS = re.compile(r"\d{1,19}")
_SHARED = ("room", "say", "awk", "host", "group", "engine")
_CONTAIN = (*_SHARED, "protect", "snapshot", "container", "tree", "members", "contain")
_THAW = (*_SHARED, "release", "thaw")


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """What to do to a host's processes. `stamp` is 14 digits and names the incident.

    `stop` says that a container is to be ended by SIGTERM rather than paused.
    """

    stamp: str
    targets: tuple[Target, ...]
    protect: tuple[str, ...] = ()
    stop: bool = False


class Line(msgspec.Struct, frozen=True):
    """How to reach the host: which, for how many seconds at most, with what environment."""

    host: Host
    seconds: float
    environ: Mapping[str, str]


async def contain(line: Line, order: Order) -> tuple[Deed, ...]:
    """Snapshot, then freeze, the targets; one deed for each."""
    hidden = any(target.start == 0 for target in order.targets)
    order = msgspec.structs.replace(order, stop=line.host.container == "stop")
    return await _act(line, order, _CONTAIN, private=hidden)


async def thaw(line: Line, order: Order) -> tuple[Deed, ...]:
    """Let the targets run again, also those under a mount; one deed for each."""
    return await _act(line, order, _THAW, private=True)


async def _act(
    line: Line, order: Order, parts: Iterable[str], *, private: bool
) -> tuple[Deed, ...]:
    nonce = secrets.token_hex(16)
    text = script(settings(order, nonce, private=private), parts, nonce)
    limits = collect.Limits(seconds=line.seconds)
    answer = await collect.run(line.host, text, limits, line.environ, private=private)
    return deeds(order.targets, answer, nonce)


def settings(order: Order, nonce: str, *, private: bool) -> str:
    """The script's first lines: digits and hex only. Raises ValueError for anything else.

    `private` says that the script may put a fresh /proc over the one that it was given.
    """
    if not _STAMP.fullmatch(order.stamp):
        raise ValueError("an incident is named by 14 digits")
    if not NONCE.fullmatch(nonce):
        raise ValueError("a nonce is 16 to 64 hex digits")
    if any(number < 0 for each in order.targets for number in (each.pid, each.start, each.inode)):
        raise ValueError("a process is named by digits alone")
    targets = " ".join(f"{int(t.pid)}:{int(t.start)}:{int(t.inode)}" for t in order.targets)
    protected = " ".join(path.encode().hex() for path in order.protect)
    return (
        f"nonce={nonce}\nstamp={order.stamp}\nprivate={int(private)}\nstop={int(order.stop)}\n"
        f"targets='{targets}'\nprotected='{protected}'\n"
    )


def preview(kind: str, nonce: str) -> bytes:
    """The script that contains or thaws, as it is sent, with no process to act on."""
    order = Order(stamp="0" * 14, targets=())
    parts = _THAW if kind == "thaw" else _CONTAIN
    return script(settings(order, nonce, private=False), parts, nonce)


def deeds(targets: tuple[Target, ...], answer: Answer, nonce: str) -> tuple[Deed, ...]:
    """Read what the host says it did. What it says nothing valid about failed."""
    told = _told(answer, nonce)
    if told is None:
        why = safe_text(answer.cut or answer.complaint.decode("utf-8", "replace").strip()[-200:])
        return tuple(Deed(target, "failed", why or "no answer") for target in targets)
    return tuple(
        account.complete(_deed(target, told), answer.output.decode("ascii", "replace"))
        for target in targets
    )


def _told(answer: Answer, nonce: str) -> dict[int, list[str]] | None:
    lines = answer.output.decode("ascii", "replace").split("\n")
    header = f"picket\t{PROTOCOL}\t{nonce}"
    if header not in lines or not any(_is_end(line, nonce) for line in lines[:-1]):
        return None
    told: dict[int, list[str]] = {}
    for line in lines[lines.index(header) + 1 : -1]:
        word, *fields = line.split("\t")
        known = _WORD.fullmatch(word) and word not in account.MORE
        if known and fields and _DIGITS.fullmatch(fields[0]):
            told[int(fields[0])] = [word, *fields]
    return told


def _is_end(line: str, nonce: str) -> bool:
    return re.fullmatch(rf"end\t\d+\t{nonce}", line) is not None


def _deed(target: Target, told: dict[int, list[str]]) -> Deed:
    match told.get(target.pid):
        case ["refused", _, why] if _WORD.fullmatch(why):
            return Deed(target, "refused", why)
        case ["frozen" | "already" | "stopped" | "thawed" as word, _, start, inode, stamp] if (
            _DIGITS.fullmatch(start) and _DIGITS.fullmatch(inode) and _STAMP.fullmatch(stamp)
        ):
            done = Target(target.pid, int(start), int(inode))
            if target.start and done != target:
                return Deed(target, "failed", "the host speaks of another process")
            return Deed(done, word, stamp)
    return Deed(target, "failed", "the host did not say what it did")

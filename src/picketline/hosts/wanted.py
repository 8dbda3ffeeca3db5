"""Indicators on their way to a host: lines of text, as `frame/indicators.sh` reads them.

=severity|id|why    what the lines below it are known by
fNAME               a file's base name
pWORD               a program or a word of a command line
sHEX                a sha256
hNAME               a host's name
aHEX ADDRESS        an address, first as /proc/net/tcp has it
"""

import ipaddress
import os
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import msgspec

from picketline.core import indicators
from picketline.core.errors import ConfigError
from picketline.core.indicators import Indicator, Indicators, address, sendable
from picketline.core.report import Gap

LARGEST = 256 << 10
"""Bytes of all lines together."""
_UNSENT = re.compile(r"[^ !#-&(-\[\]-_a-{}~]")
_NAMES = {
    "filename": "names of files",
    "host": "hosts",
    "process": "words of command lines",
    "sha256": "hashes",
}


class Wanted(msgspec.Struct, frozen=True):
    """What is sent to each host, and what a report says about it."""

    lines: tuple[str, ...] = ()
    coverage: tuple[Gap, ...] = ()


def load(file: Path) -> Wanted:
    """The indicators of a file. Raises ConfigError, naming it, if they cannot be sent."""
    try:
        with open(os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as stream:  # noqa: PTH123  # of a descriptor
            data = stream.read(indicators.LARGEST + 1)
    except OSError as problem:
        raise ConfigError(f"{file}: {problem.strerror or problem}") from None
    return wanted(indicators.read(data, str(file)))


def wanted(given: Indicators) -> Wanted:
    """The lines of some indicators. Raises ConfigError if they are more than a host is sent."""
    sent = [each for each in given.indicators if sendable(each.kind, each.value)]
    lines = tuple(_lines(sent))
    size = sum(len(line) + 1 for line in lines)
    if size > LARGEST:
        raise ConfigError(
            f"the indicators make {size >> 10} KiB of text, a host is sent {LARGEST >> 10} KiB"
            " at most; export fewer: --limit"
        )
    return Wanted(lines, tuple(_coverage(given, sent)))


def _lines(sent: Iterable[Indicator]) -> Iterable[str]:
    group = ""
    for each in sorted(sent, key=lambda each: (_group(each), each.kind, each.value)):
        if _group(each) != group:
            group = _group(each)
            yield group
        yield _line(each)


def _group(each: Indicator) -> str:
    return f"={each.severity.value}|{each.id}|{_UNSENT.sub('?', each.why)}"


def _line(each: Indicator) -> str:
    found = address(each.value) if each.kind == "host" else None
    return f"a{_as_kernel(found)} {each.value}" if found else f"{each.kind[0]}{each.value}"


def _as_kernel(found: ipaddress.IPv4Address | ipaddress.IPv6Address) -> str:
    """An address as a little-endian kernel prints it: each of its words from behind."""
    packed = found.packed
    words = (packed[at : at + 4] for at in range(0, len(packed), 4))
    return "".join(word[::-1].hex().upper() for word in words)


def _coverage(given: Indicators, sent: list[Indicator]) -> Iterable[Gap]:
    counts = Counter(each.kind for each in sent)
    kinds = ", ".join(f"{_NAMES[kind]} {counts[kind]}" for kind in sorted(counts)) or "nothing"
    source = f" of corpus {given.corpus[:12]}" if given.corpus else ""
    yield Gap("indicators", f"looked for{source}: {kinds}; packages by name are not")
    if left := len(given.indicators) - len(sent):
        why = "hold characters that are not sent to a host, and were not looked for"
        yield Gap("indicators", f"{left} of {len(given.indicators)} {why}")

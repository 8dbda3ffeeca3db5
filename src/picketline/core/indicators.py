"""Values known bad, as the file that `picosentry ioc export --for picket` writes for hosts.

    {"schema": "picketline.indicators/1", "corpus": "<digest>", "indicators": [
      {"id": "2025-11-x", "kind": "filename", "value": "setup_bun.js", "severity": "high",
       "why": "..."}]}

| kind | value | what it is looked for as |
|---|---|---|
| sha256 | 64 hex digits, small | the hash of a program or file |
| filename | a base name | a file of that name |
| process | a base name without blanks | a program, or a word of a command line |
| host | a name in small letters, or an address | a far end, or a name in a text |
"""

import ipaddress
import re
from typing import Final, Literal

import msgspec

from picketline.core import canonical
from picketline.core.errors import ConfigError
from picketline.core.model import Severity

SCHEMA: Final = "picketline.indicators/1"
LARGEST = 1 << 20
"""Bytes of a file."""
MOST = 2000
"""Indicators of a file."""
_SENT = re.compile(r"[!#-&(-\[\]-_a-{}~](?:[ !#-&(-\[\]-_a-{}~]*[!#-&(-\[\]-_a-{}~])?")
_WORD = re.compile(r"[A-Za-z0-9._@+~%-]+")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_HEX = re.compile(r"[0-9a-f]{64}|")
_HOST = re.compile(r"(?=.{1,253}\Z)(?:[\w-]{1,63}\.)+[\w-]{1,63}")
_LONGEST = 255
_LONGEST_WHY = 200

Kind = Literal["filename", "host", "process", "sha256"]


class Indicator(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A value known bad. `id` names what is known (a campaign), so that many may share one."""

    id: str
    kind: Kind
    value: str
    severity: Severity
    why: str = ""


class Indicators(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a file holds. `corpus` is the digest of the corpus that it was made from, or ""."""

    schema: Literal["picketline.indicators/1"]
    corpus: str = ""
    indicators: tuple[Indicator, ...] = ()


def write(corpus: str, indicators: tuple[Indicator, ...]) -> bytes:
    """The file's bytes: canonical JSON, by kind and value."""
    ordered = tuple(sorted(indicators, key=lambda each: (each.kind, each.value)))
    return canonical.encode(Indicators(schema=SCHEMA, corpus=corpus, indicators=ordered)) + b"\n"


def read(data: bytes, where: str) -> Indicators:
    """What a file holds. Raises ConfigError, naming `where` and the place in it."""
    if len(data) > LARGEST:
        raise ConfigError(f"{where}: larger than {LARGEST >> 10} KiB; export fewer: --limit")
    try:
        found = msgspec.json.decode(data, type=Indicators)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as wrong:
        raise ConfigError(
            f"{where}: no indicators as `picosentry ioc export --for picket` writes: {wrong}"
        ) from None
    if len(found.indicators) > MOST:
        raise ConfigError(
            f"{where}: {len(found.indicators)} indicators, a host is sent {MOST} at most;"
            " export fewer: --limit"
        )
    if not _HEX.fullmatch(found.corpus):
        raise ConfigError(f"{where}: corpus: not 64 hex digits")
    _check(found, where)
    return found


def sendable(kind: Kind, value: str) -> bool:
    """Whether a value can travel to a host and be looked for there.

    It is printable ASCII without quotes, bars and backslashes; a word has no blanks.
    """
    return bool((_WORD if kind == "process" else _SENT).fullmatch(value))


def address(value: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The address that a host is, one of IPv4 in one of IPv6 taken out; None for a name."""
    try:
        found = ipaddress.ip_address(value)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def _check(found: Indicators, where: str) -> None:
    seen: set[tuple[str, str]] = set()
    for number, each in enumerate(found.indicators):
        wrong = problem(each) or (
            "is given twice; remove one" if (each.kind, each.value) in seen else ""
        )
        if wrong:
            raise ConfigError(
                f"{where}: indicators[{number}]: {each.kind} {each.value[:80]!r} {wrong}"
            )
        seen.add((each.kind, each.value))


def problem(each: Indicator) -> str:
    """What is wrong with an indicator that no reader takes, "" if nothing is."""
    if not _ID.fullmatch(each.id):
        return "has an id that is none: letters, digits, . _ -, at most 64"
    if len(each.why) > _LONGEST_WHY:
        return f"has a why of more than {_LONGEST_WHY} characters"
    if each.kind == "sha256":
        return "" if each.value and _HEX.fullmatch(each.value) else "is no sha256: 64 small digits"
    if each.kind == "host":
        return _no_host(each.value)
    if each.value in {"", ".", ".."} or "/" in each.value or len(each.value) > _LONGEST:
        return "is no base name"
    return ""


def _no_host(value: str) -> str:
    found = address(value)
    if found is not None:
        return "" if str(found) == value else f"is not written as {found}"
    if not _HOST.fullmatch(value) or value.replace(".", "").isdigit():
        return "is no host: a name with a dot in it, or an address"
    return "" if value == value.lower() else "is not in small letters"

"""Indicators that a person registered, a JSON file each."""

import datetime as dt
import hashlib
import re
from collections.abc import Callable

import msgspec

from picketline.core import canonical
from picketline.core.errors import CorpusError
from picketline.core.model import Severity
from picketline.packages.corpus import place, versions
from picketline.packages.corpus.facts import Indicator, IndicatorKind

SOURCE = "registered"
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_PACKAGE = re.compile(r"(?:@[^\s/@]{1,214}/)?[^\s/@]{1,214}")
_HOST = re.compile(r"(?=.{1,253}\Z)(?:[\w-]{1,63}\.)*[\w-]{1,63}")
_LARGEST = 1 << 20
_LONGEST_NAME = 255
_LONGEST_RANGE = 1 << 16


class Registered(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """An indicator, why and on which day it was registered."""

    indicator: Indicator
    reason: str = ""
    registered: dt.date | None = None


def indicator(  # noqa: PLR0913  # the options of `ioc register`
    kind: IndicatorKind,
    value: str,
    *,
    severity: Severity = Severity.CRITICAL,
    expires: dt.date | None = None,
    identity: str = "",
    ranges: str = versions.ALL,
    source: str = SOURCE,
    exact: bool = False,
) -> Indicator:
    """An indicator of checked values; without `identity` its id follows from them.

    Raises CorpusError, saying what is wrong with which.
    """
    value = _CHECKS[kind](value.strip())
    if len(ranges) > _LONGEST_RANGE:
        raise CorpusError("that range of versions is too long")
    held = versions.checked(ranges) if kind == "package" else versions.ALL
    name = hashlib.sha256(canonical.encode([kind, value, held])).hexdigest()[:12]
    return Indicator(
        id=checked_id(identity or f"ioc-{name}"),
        kind=kind,
        value=value,
        versions=held,
        severity=severity,
        source=source,
        expires=expires,
        exact=exact,
    )


def checked_id(text: str) -> str:
    """An id that is also the name of a file."""
    if not _ID.fullmatch(text):
        raise CorpusError(f"{text[:80]!r} cannot be an id: use letters, digits, . _ -, at most 64")
    return text


def lapsed(each: Indicator, today: dt.date) -> bool:
    """Whether an indicator's last day is past."""
    return each.expires is not None and each.expires < today


def register(where: place.Place, each: Registered) -> None:
    """Keep an indicator; an earlier one of its id is replaced."""
    file = where.ioc / f"{checked_id(each.indicator.id)}.json"
    place.write(file, canonical.encode(each) + b"\n")


def remove(where: place.Place, identity: str) -> None:
    """Forget an indicator. Raises CorpusError if there is none of that id."""
    file = where.ioc / f"{checked_id(identity)}.json"
    try:
        file.unlink()
    except (FileNotFoundError, NotADirectoryError):
        raise CorpusError(f"no registered indicator {identity}; see ioc list") from None


def registered(where: place.Place) -> tuple[Registered, ...]:
    """All of them, expired ones too, by id. Raises CorpusError for a file that is none."""
    return tuple(_read(where, file.stem) for file in place.listed(where.ioc, ".json"))


def _read(where: place.Place, identity: str) -> Registered:
    file = where.ioc / f"{identity}.json"
    try:
        each = msgspec.json.decode(place.read(file, _LARGEST), type=Registered)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
        raise CorpusError(f"{file}: not a registered indicator: {problem}") from None
    if each.indicator.id != identity:
        raise CorpusError(f"{file}: holds {each.indicator.id[:80]!r}; remove it or rename it")
    checked(each.indicator, str(file))
    return each


def checked(each: Indicator, where: str) -> Indicator:
    """An indicator from a file, as it is; raises CorpusError, naming `where`, if it is none."""
    try:
        value = _CHECKS[each.kind](each.value)
        versions.checked(each.versions)
    except CorpusError as problem:
        raise CorpusError(f"{where}: {problem}") from None
    if value != each.value:
        raise CorpusError(f"{where}: {each.value[:80]!r} is not written as {value[:80]!r}")
    return each


def _package(value: str) -> str:
    if not _PACKAGE.fullmatch(value):
        raise CorpusError(f"{value[:80]!r} is no name of a package")
    return value


def _sha256(value: str) -> str:
    if not _SHA256.fullmatch(value.lower()):
        raise CorpusError(f"{value[:80]!r} is no sha256: 64 hex digits")
    return value.lower()


def _filename(value: str) -> str:
    if value in {"", ".", ".."} or "/" in value or len(value) > _LONGEST_NAME:
        raise CorpusError(f"{value[:80]!r} is no base name of a file")
    return value


def _host(value: str) -> str:
    import ipaddress  # noqa: PLC0415  # costly to import, and seldom needed

    value = value.lower().rstrip(".")
    try:
        return str(ipaddress.ip_address(value.strip("[]")))
    except ValueError:
        pass
    if not _HOST.fullmatch(value) or "." not in value or value.replace(".", "").isdigit():
        raise CorpusError(f"{value[:80]!r} is no host: a name with a dot in it, or an address")
    return value


_CHECKS: dict[IndicatorKind, Callable[[str], str]] = {
    "package": _package,
    "sha256": _sha256,
    "filename": _filename,
    "host": _host,
}

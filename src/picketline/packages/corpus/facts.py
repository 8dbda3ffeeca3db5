"""The records of a corpus."""

import datetime as dt
from typing import Literal

import msgspec

from picketline.core.model import Severity

IndicatorKind = Literal["package", "sha256", "filename", "host"]


class Indicator(msgspec.Struct, frozen=True, kw_only=True):
    """A value known bad.

    For a package `value` is its name and `versions` a range of npm, `*` for all; for the others
    `value` is the hash (64 hex digits), base name or host. `expires` is the last day it holds.
    `exact`: a person said how bad it is, wherever it stands.
    """

    id: str
    kind: IndicatorKind
    value: str
    versions: str = "*"
    severity: Severity = Severity.CRITICAL
    source: str = ""
    references: tuple[str, ...] = ()
    expires: dt.date | None = None
    exact: bool = False


class Advisory(msgspec.Struct, frozen=True, kw_only=True):
    """A published statement about versions of a package, from OSV data or retire.js.

    `fixed` is the lowest version without it above the one asked for, "" if there is none.
    """

    id: str
    name: str
    severity: Severity
    aliases: tuple[str, ...] = ()
    cwe: tuple[str, ...] = ()
    fixed: str = ""
    source: str = ""


class Near(msgspec.Struct, frozen=True, order=True):
    """A popular name that another is close to.

    `how` is one word: swap, drop, add, change, homoglyph, separator, scope, combo. `rank`
    counts from 1, the most popular.
    """

    rank: int
    name: str
    how: str


class PackInfo(msgspec.Struct, frozen=True, order=True):
    """A pack of a corpus: what it is called, when its facts were collected, and what it holds."""

    name: str
    version: str
    collected: dt.date
    digest: str
    signed_by: str
    indicators: int = 0
    advisories: int = 0
    names: int = 0
    licence: str = ""

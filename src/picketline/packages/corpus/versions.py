"""Versions of npm against ranges and spans."""

import functools
import re
from collections.abc import Iterable
from typing import Any

import msgspec

from picketline.core.errors import CorpusError
from picketline.packages.ranges import nodesemver

ALL = "*"
_LONGEST = 256
_INCLUSIVE = {">=", "<=", "=", ""}
_EXACT = re.compile(r"\d{1,16}\.\d{1,16}\.\d{1,16}(?:-[0-9A-Za-z.-]+)?")


class Span(msgspec.Struct, frozen=True, array_like=True):
    """Versions from `introduced` on ("": the first), before `fixed`, up to and with `last`.

    "" as `fixed` or `last`: no such end.
    """

    introduced: str = ""
    fixed: str = ""
    last: str = ""


def plain(version: str) -> str:
    """`version` without what says nothing of its order: a leading `v` or `=`, the build."""
    return version.strip().lstrip("v=").partition("+")[0].strip()


def joined(versions: Iterable[str]) -> str:
    """The range of exactly some versions; "" for none, which npm reads as all."""
    return " || ".join(sorted({plain(version) for version in versions}))


def checked(versions: str) -> str:
    """A range as it is kept; raises CorpusError if npm could not read it."""
    if versions.strip() in {"", ALL}:
        return ALL
    _, ranges = _alternatives(versions)
    for each in ranges:
        if len(each) > _LONGEST or nodesemver().valid_range(each, loose=True) is None:
            raise CorpusError(f"{each[:80]!r} is no range of versions; say it as npm does: >=1 <2")
    return versions.strip()


def within(version: str, versions: str) -> bool:
    """Whether a version is of a range; what is no version is of none but `*`.

    1.5.0-beta is of `<2.0.0`, as npm has it with includePrerelease; 2.0.0-beta is not.
    """
    if versions == ALL:
        return True
    exact, ranges = _alternatives(versions)
    bare = plain(version)
    if not bare or len(bare) > _LONGEST:
        return False
    return bare in exact or any(_satisfies(bare, each) for each in ranges)


@functools.lru_cache(maxsize=1 << 12)
def named(versions: str) -> tuple[str, ...]:
    """The versions that a range spells out and holds, sorted: of `>=1.2.3 <2.0.0` 1.2.3."""
    exact, ranges = _alternatives(versions)
    spelled = {text for each in ranges for text in _EXACT.findall(each[:_LONGEST])}
    return tuple(sorted(exact | {text for text in spelled if within(text, versions)}))


@functools.lru_cache(maxsize=1 << 12)
def ends(versions: str) -> frozenset[str]:
    """The versions that a range begins or ends with: of `^1.2.3` and `<=1.2.3` it is 1.2.3."""
    if len(versions) > _LONGEST:
        return frozenset()
    try:
        parts = nodesemver().make_range(versions, loose=True).set
    except (ValueError, TypeError, AttributeError, IndexError, RecursionError):
        return frozenset()
    held = (each for part in parts for each in part if str(each.operator or "") in _INCLUSIVE)
    return frozenset(str(getattr(each.semver, "version", "")) for each in held) - {""}


def in_span(version: str, span: Span) -> bool:
    """Whether a version, which must be one (`is_version`), lies in a span."""
    if span.introduced and before(version, span.introduced):
        return False
    if span.fixed and not before(version, span.fixed):
        return False
    return not (span.last and before(span.last, version))


def before(one: str, other: str) -> bool:
    """Whether a version precedes another. Raises CorpusError if one of them is none."""
    return bool(_parsed(one).compare(_parsed(other)) < 0)


def is_version(text: str) -> bool:
    """Whether a text can be ordered among versions."""
    try:
        _parsed(text)
    except CorpusError:
        return False
    return True


@functools.lru_cache(maxsize=1 << 14)
def _parsed(version: str) -> Any:
    if len(version) <= _LONGEST:
        try:
            return nodesemver().make_semver(plain(version), loose=True)
        except ValueError:
            pass
    raise CorpusError(f"{version[:80]!r} is no version")


@functools.lru_cache(maxsize=1 << 12)
def _alternatives(versions: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """The exact versions of a range, and the ranges that are none."""
    parts = [part.strip() for part in versions.split("||")]
    bare = {part: plain(part) for part in parts}
    exact = {part: text for part, text in bare.items() if _EXACT.fullmatch(text)}
    return frozenset(exact.values()), tuple(part for part in parts if part not in exact)


def _satisfies(version: str, versions: str) -> bool:
    try:
        semver = nodesemver()
        return bool(semver.satisfies(version, versions, loose=True, include_prerelease=True))
    except ValueError:
        return False

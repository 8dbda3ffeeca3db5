"""Ranges of versions as npm reads them; what is no range or version raises nothing."""

import re
from functools import lru_cache
from typing import Any

_LONGEST = 256
_MOST = 64
_PLAIN = re.compile(r"[~^]?(?:0|[1-9][0-9]{0,8})(?:\.(?:0|[1-9][0-9]{0,8})){2}", re.ASCII)
"""What most ranges look like: no need to ask."""


@lru_cache(maxsize=1 << 14)
def is_range(text: str) -> bool:
    """Whether npm takes a text for a range of versions; "" is one."""
    return _PLAIN.fullmatch(text) is not None or _parsed(text) is not None


@lru_cache(maxsize=1 << 14)
def holds(text: str, version: str) -> bool | None:
    """Whether a version lies in a range, a version before a release too; None: cannot be told."""
    if _parsed(text) is None:
        return None
    try:
        semver = nodesemver()
        if semver.valid(version, loose=True) is None:
            return None
        return bool(semver.satisfies(version, text, loose=True, include_prerelease=True))
    except (ValueError, TypeError, RecursionError):
        return None


@lru_cache(maxsize=1 << 12)
def unbounded(text: str) -> bool:
    """Whether a range takes every later version, whatever it may be."""
    text = text.strip()
    found = _parsed(text)
    if found is None:
        return text in {"latest", "next"}
    return any(all(_open(each) for each in part) for part in found)


def _open(comparator: Any) -> bool:
    return str(comparator.operator or "") in {">", ">="} or not getattr(
        comparator.semver, "version", ""
    )


@lru_cache(maxsize=1 << 12)
def meet(one: str, other: str) -> bool | None:
    """Whether some version lies in both ranges; None: cannot be told.

    If any does, then one at an end of an interval of theirs, or next to it.
    """
    first, second = _parsed(one), _parsed(other)
    if first is None or second is None:
        return None
    ends = {"0.0.0"}
    for comparator in (each for found in (first, second) for part in found for each in part):
        ends |= _ends(comparator)
    if len(ends) > _MOST:
        return None
    return any(holds(one, end) and holds(other, end) for end in sorted(ends))


def _ends(comparator: Any) -> set[str]:
    version = getattr(comparator.semver, "version", "")
    if not version:
        return set()
    semver = comparator.semver
    return {str(version), f"{semver.major}.{semver.minor}.{int(semver.patch) + 1}"}


@lru_cache(maxsize=1 << 14)
def _parsed(text: str) -> list[list[Any]] | None:
    if len(text) > _LONGEST or text.count("||") > _MOST:
        return None
    try:
        found: list[list[Any]] = nodesemver().make_range(text.strip() or "*", loose=True).set
    except (ValueError, TypeError, AttributeError, IndexError, RecursionError):
        return None
    return found


def nodesemver() -> Any:
    """The library that reads versions as npm does, imported late: it costs time."""
    import nodesemver as found  # type: ignore[import-untyped]  # noqa: PLC0415  # as above

    return found

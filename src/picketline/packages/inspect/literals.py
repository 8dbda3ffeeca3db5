"""Hosts that stand in a text as they are: in web addresses, and alone between quotes."""

import re
from collections.abc import Iterable, Iterator

from picketline.packages import matcher

MOST = 256
"""The most hosts of one file that are noted."""
_STARTS = (b"://", b":\\/\\/")
_HOST = re.compile(rb"(?:[^\s/@\"'`]{1,200}@)?((?:[\w-]{1,63}\.){1,20}[\w-]{1,63})")
_QUOTED = re.compile(
    rb"[\"'`]((?:[\w-]{1,63}\.){1,20}(?!(?:[cm]?[jt]sx?|json|css|html|node|map)[\"'`])"
    rb"(?:[a-zA-Z]{2,24}|\d{1,3}))[\"'`/:]"
)
_QUOTED_BEGINS = ("[\"'`][A-Za-z0-9_-]{1,63}\\.[A-Za-z0-9_-]", 0)


def hosts(data: bytes) -> tuple[tuple[str, int], ...]:
    """The first `MOST` hosts of a text, each with the line where it stands first, sorted."""
    lines: dict[str, int] = {}
    line, before = 1, 0
    for at, found in sorted((*_addressed(data), *_quoted(data))):
        if found in lines:
            continue
        if len(lines) == MOST:
            break
        line += data.count(b"\n", before, at)
        before = at
        lines[found] = line
    return tuple(sorted(lines.items()))


def _addressed(data: bytes) -> Iterator[tuple[int, str]]:
    """Hosts of addresses; each only where it stands first."""
    seen: set[bytes] = set()
    for start in _STARTS:
        for at in _places(data, start):
            if len(seen) > MOST:
                return
            found = _HOST.match(data, at + len(start))
            if found and found[1] not in seen:
                seen.add(found[1])
                yield at, found[1].decode("ascii", "replace").lower()


def _places(data: bytes, start: bytes) -> Iterable[int]:
    """Where `start` stands."""
    places = matcher.starts(((re.escape(start.decode()), len(start)),))(data)
    return (
        (one.start() for one in re.finditer(re.escape(start), data)) if places is None else places
    )


def _quoted(data: bytes) -> Iterator[tuple[int, str]]:
    """Texts between quotes that may be hosts; each only where it stands first."""
    seen: set[bytes] = set()
    for found in matcher.found(data, _QUOTED, _QUOTED_BEGINS):
        if found[1] not in seen:
            seen.add(found[1])
            yield found.start(1), found[1].decode("ascii", "replace").lower()
        if len(seen) > MOST:
            return

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
_QUOTED_ENDS = "[\"'`][A-Za-z0-9_-]+(?:\\.[A-Za-z0-9_-]+)+[\"'`/:]"
_ENDS = (*(re.escape(start.decode()) for start in _STARTS), _QUOTED_ENDS)
_QUOTES = (b'"', b"'", b"`")
_LONGEST = 21 * 64 + 2
"""Bytes of the longest text that `_QUOTED` matches."""


def hosts(data: bytes) -> tuple[tuple[str, int], ...]:
    """The first `MOST` hosts of a text, each with the line where it stands first, sorted."""
    lines: dict[str, int] = {}
    line, before = 1, 0
    for at, found in _named(data):
        if found in lines:
            continue
        if len(lines) == MOST:
            break
        line += data.count(b"\n", before, at)
        before = at
        lines[found] = line
    return tuple(sorted(lines.items()))


def _named(data: bytes) -> list[tuple[int, str]]:
    """Hosts and where they stand, in order, each kind of the first `MOST` and one more."""
    places = matcher.ends(_ENDS)(data)
    if places is None:
        addressed = [
            found.end() for start in _STARTS for found in re.finditer(re.escape(start), data)
        ]
        quoted: Iterable[re.Match[bytes]] = _QUOTED.finditer(data)
    else:
        addressed = [at for at, which in places if which < len(_STARTS)]
        quoted = _quoted(data, [at for at, which in places if which == len(_STARTS)])
    hosts = (found for at in sorted(addressed) if (found := _HOST.match(data, at)))
    return sorted((*_first(hosts), *_first(quoted)))


def _quoted(data: bytes, ends: list[int]) -> Iterator[re.Match[bytes]]:
    """What `_QUOTED.finditer` gives, from where it may end."""
    done = 0
    for end in ends:
        before = max(done, end - _LONGEST)
        start = max(data.rfind(quote, before, end - 1) for quote in _QUOTES)
        if start >= 0 and (found := _QUOTED.match(data, start)):
            done = found.end()
            yield found


def _first(found: Iterable[re.Match[bytes]]) -> Iterator[tuple[int, str]]:
    """Each host only where it stands first."""
    seen: set[bytes] = set()
    for one in found:
        if one[1] not in seen:
            seen.add(one[1])
            yield one.start(), one[1].decode("ascii", "replace").lower()
        if len(seen) > MOST:
            return

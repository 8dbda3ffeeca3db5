"""What an expression is made of: through names and local functions, within a bound."""

import bisect
import re
from collections.abc import Iterable

from picketline.packages import matcher
from picketline.packages.inspect.names import Names, Value

Origins = list[tuple[int, str]]
_DECODERS = re.compile(
    rb"(?P<base64>\batob\b|(?<!toString\()[\"'`]base64(?:url)?[\"'`])"
    rb"|(?P<hex>(?<!toString\()(?<!digest\()[\"'`]hex[\"'`])"
    rb"|(?P<codes>\bfromC(?:harCode|odePoint)\b)|(?P<hidden>\bcodePointAt\b)"
    rb"|(?P<inflate>\b(?:inflate|gunzip|unzip|brotliDecompress)(?:Raw)?(?:Sync)?(?=\s?[(,)]))"
    rb"|(?P<decipher>\bcreateDecipher(?:iv)?\b)"
    rb"|(?P<escapes>\b(?:unescape|decodeURIComponent)\b)"
    rb"|(?P<reverse>\.reverse\s?\(\)\s{0,8}\.join\b)"
)
_NEEDLES = (
    *((word, len(word)) for word in ("atob", "inflate", "gunzip", "unzip", "brotliDecompress")),
    *((word, len(word)) for word in ("codePointAt", "createDecipher", "unescape")),
    ("decodeURIComponent", 18),
    ("fromC", 5),
    ("\\.reverse", 8),
    ("[\"'`]base64", 7),
    ("[\"'`]hex", 4),
)
"""What every decoder's name begins with, and its bytes."""
_NAME = re.compile(rb"(?:(?<![\w$.])|(?<=\.\.\.))[A-Za-z_$][\w$]{0,63}")
_BRACKET = ord("[")
_STEPS = 48
_MOST_NAMES = 64
_LARGEST_SPAN = 6000


def decoders(plain: bytes, code: bytes) -> Origins:
    """Where a script without its comments decodes something, and how.

    `code` is the script without its texts: what is only named in a text is no call of it, but in
    `String["fromCharCode"]`.
    """
    places = matcher.found(plain, _DECODERS, *_NEEDLES)
    return [
        (found.start(), found.lastgroup or "")
        for found in places
        if code[found.start()] == plain[found.start()] or plain[found.start() - 2] == _BRACKET
    ]


def origins(
    names: Names, start: int, end: int, places: Origins, *, handed: bool = True
) -> list[str]:
    """Which of `places` the bytes from `start` to `end` are made of, sorted by name."""
    found: set[str] = set()
    for span in spans(names, [(start, end)], handed=handed) if places else ():
        found |= within(places, *span)
    return sorted(found)


def spans(
    names: Names, waiting: list[tuple[int, int]], *, handed: bool = True
) -> list[tuple[int, int]]:
    """The places that the given ones are made of, and they themselves, as starts and ends.

    Follows names to what they are assigned and to functions of at most 6,000 bytes, 48 places.
    With `handed` also parameters to what calls give, and objects to what is put into them.
    """
    if not waiting:
        return []
    asked = (*waiting[0], handed)
    if len(waiting) == 1 and asked in names.spans:
        return names.spans[asked]
    alone = len(waiting) == 1
    seen = dict.fromkeys(waiting)
    waiting = list(waiting)
    for _ in range(_STEPS):
        if not waiting:
            break
        for span in _named(names, *waiting.pop(0), handed=handed):
            if span not in seen and span[1] - span[0] <= _LARGEST_SPAN:
                seen[span] = None
                waiting.append(span)
    if alone:
        names.spans[asked] = list(seen)
    return list(seen)


def within(places: Origins, start: int, end: int) -> set[str]:
    """The names of the places from `start` to `end`."""
    first = bisect.bisect_left(places, (start, ""))
    last = bisect.bisect_left(places, (end, ""))
    return {name for _, name in places[first:last]}


def _named(names: Names, start: int, end: int, *, handed: bool) -> Iterable[tuple[int, int]]:
    code = names.syntax.code
    words = dict.fromkeys(found[0] for found, _ in zip(
        _NAME.finditer(code, start, min(end, start + _LARGEST_SPAN)), range(_MOST_NAMES),
        strict=False,
    ))  # fmt: skip
    for word in words:
        name = word.decode()
        values = names.values(name, start)
        if values is None:
            continue
        for value in values:
            yield from _made_of(names, value)
            for one in names.given(value) if handed else ():
                yield from _made_of(names, one)
        for node in names.filled(name, start) if handed else ():
            yield node.start_byte, node.end_byte


def _made_of(names: Names, value: Value) -> Iterable[tuple[int, int]]:
    if value.part is not None:
        yield value.part.start_byte, value.part.end_byte
    if value.node is not None and value.node.id not in names.parted:
        yield value.node.start_byte, value.node.end_byte
    if value.span is not None:
        yield value.span

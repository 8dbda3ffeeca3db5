"""Where a piece of a script may begin to be read: in code, or behind a text that it began in."""

import bisect
import re
from collections.abc import Iterator
from itertools import islice

from picketline.packages import matcher
from picketline.packages.inspect import gates

_TEXTS = re.compile(
    rb"\"[^\"\\\n]*(?:\\.[^\"\\\n]*){0,100000}\"?|'[^'\\\n]*(?:\\.[^'\\\n]*){0,100000}'?"
    rb"|`[^`\\]*(?:\\.[^`\\]*){0,100000}`?",
    re.DOTALL,
)
"""A text, or the beginning of one that does not end: nothing is read twice."""
_BEHIND = re.compile(
    rb"(?:[\"'`]\s{0,8}[];,)+}.:?&|=\n]|[*]/)[^\"'`]{0,80}?(?:\b(?:require|eval|import|Function|fetch|atob"
    rb"|request|runIn\w{1,20}|(?:exec|spawn)\w{0,12})\s?\(|\bprocess\.env\b)"
)
"""The end of a text or of a comment, and a call behind it."""
_STAR, _TEMPLATE = ord("*"), ord("`")
_MOST = 3
_LONGEST = 1 << 14
_MOST_CALLS = 200


def pieces(data: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    """What to read, each from where to where, all of it first.

    A piece that does not begin with its file may begin within a text: then what is read as texts
    is code. Where a call stands within such a text, behind a quote, what follows that quote is a
    reading of its own, at most 3 of them; and what stands behind a comment that began
    earlier. These are 16 KiB at the most.
    """
    yield start, end
    closed = data.find(b"*/", start, end) + 2 if start else 0
    if closed > 1 and data.find(b"/*", start, closed) < 0:
        yield from _worth(data, closed, end)
    for _ in range(_MOST if start else 0):
        start = _turned(data, start, end)
        if not start:
            return
        yield from _worth(data, start, end)


def _worth(data: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    """What is read of a piece, if its signals go together."""
    end = min(end, start + _LONGEST)
    if gates.near(frozenset(matcher.signals(data[start:end]))):
        yield start, end


def _turned(data: bytes, start: int, end: int) -> int:
    """Behind which quote within a text a call stands, by a reading from `start`; or 0.

    At the beginning of a line only a template can be open.
    """
    calls = list(islice(_BEHIND.finditer(data, start, end), _MOST_CALLS))
    texts = [text.span() for text in _TEXTS.finditer(data, start, end)] if calls else []
    if data[start - 1 : start] == b"\n":
        texts = [text for text in texts if data[text[0]] == _TEMPLATE]
    begins = [text[0] for text in texts]
    for call in calls:
        known = bisect.bisect_right(begins, call.start()) - 1
        if known >= 0 and call.end() <= texts[known][1]:
            return call.start() + (2 if data[call.start()] == _STAR else 1)
    return 0

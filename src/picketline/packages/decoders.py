"""Encoded texts undone, layer by layer: what a long literal comes to.

Pure and bounded: at most four layers and a budget of decoded bytes; nothing is ever raised, and
what does not look like text when it is decoded is left alone.
"""

import base64
import binascii
import codecs
import re
import urllib.parse
import zlib
from collections import deque
from collections.abc import Callable, Container, Iterable, Iterator
from itertools import islice

from picketline.packages import matcher

DEPTH = 4
BUDGET = 8 << 20
"""The most decoded bytes of one file."""
_MOST = 2000
_LARGE = 1 << 17
_SMALL = 1 << 10
_HEAD = 4096
_FIRST = 128
_SHORTEST = 8
_NUMBER = rb"(?:0x[0-9A-Fa-f]{1,2}|[0-9]{1,3})"
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{64,}={0,2}")
_QUOTED = re.compile(rb"[\"'`]([A-Za-z0-9+/_-]{64,}={0,2})")
_RUNS: tuple[tuple[str, re.Pattern[bytes]], ...] = (
    ("escapes", re.compile(rb"\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|u\{[0-9A-Fa-f]{1,6}\})"
                           rb"(?:\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|u\{[0-9A-Fa-f]{1,6}\})){15,}")),
    ("codes", re.compile(rb"[\[(]\s{0,8}(%b\s{0,8},(?:\s{0,8}%b\s{0,8},){14,}\s{0,8}%b)"
                         % ((_NUMBER,) * 3))),
    ("percent", re.compile(rb"%[0-9A-Fa-f]{2}(?:%[0-9A-Fa-f]{2}){20,}")),
)  # fmt: skip
_BEGINNINGS = {
    "base64": ("(^|[^A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{64}", 64),
    "quoted": ("[\"'`][A-Za-z0-9+/_-]{64}", 65),
    "codes": ("[\\[(][0-9 \\t-\\r][0-9A-Fa-fx, \\t-\\r]{30}", 32),
}
"""How runs that are slow to search for begin, and the bytes of that."""
_ESCAPE = re.compile(rb"\\x([0-9A-Fa-f]{2})|\\u([0-9A-Fa-f]{4})|\\u\{([0-9A-Fa-f]{1,6})\}")
_CODE = re.compile(
    rb"\b(?:function|require|return|eval|import|const|var|let|process|window|exec|https?:|curl|wget"
    rb"|bash|powershell|module|Function|document|echo|node|npm|fetch|atob|Buffer)\b"
)
_BACKWARDS = re.compile(rb"noitcnuf|eriuqer|nruter|\blave\b|ssecorp|tsnoc|//:s?ptth|tropmi")
_TURNED = re.compile(rb"shapgvba|erdhver|erghea|\briny\b|cebprff|uggcf?://")
_HEX = b"0123456789abcdefABCDEF"
_URL_SAFE = bytes.maketrans(b"-_", b"+/")
_CONTROLS = bytes(set(range(32)) - {9, 10, 12, 13} | {127})
_HIGHEST = 0x10FFFF
_GZIP, _ZLIB = 31, 15
_NONE: tuple[str, ...] = ()
_LARGEST_BARE = 1 << 20
_PRINTED = bytes([9, 10, 13, *range(32, 127)])
_ROT13 = bytes.maketrans(
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
    b"NOPQRSTUVWXYZABCDEFGHIJKLMnopqrstuvwxyzabcdefghijklm",
)
Ways = Iterator[tuple[tuple[str, ...], bytes]]


KINDS = frozenset({"base64", "escapes", "codes", "percent"})
"""The kinds of encoded runs."""
Run = tuple[int, str, bytes]
"""Where an encoded run begins, what it looks like, and its bytes."""


def layers(
    text: bytes, budget: int = BUDGET, runs: list[Run] | None = None
) -> Iterator[tuple[int, tuple[str, ...], bytes]]:
    """What the encoded runs in `text` come to: offset in `text`, how it was decoded, the result.

    The names are outermost first: base64, hex, escapes, codes, percent, gzip, zlib, reverse,
    rot13. A result is tried again, to four layers; `budget` bounds all results together, in
    bytes. `runs` are the literals of `text`, where they are known already.
    """
    waiting = deque((at, _NONE, name, run) for at, name, run in runs or literals(text))
    left = budget
    for _ in range(_MOST):
        if not waiting or left <= 0:
            return
        at, names, name, run = waiting.popleft()
        ways, plain, cost = _undone(name, run, left)
        left -= cost
        if not ways:
            continue
        through = (*names, *ways)
        yield at, through, plain
        if len(through) < DEPTH:
            waiting += [(at, through, again, inner) for _, again, inner in literals(plain)]


def literals(text: bytes, kinds: Container[str] = KINDS) -> list[Run]:
    """The encoded runs of a text in order, the first 2,000 of each of `kinds`.

    In a text over 128 KiB base64 counts only where it stands in quotes.
    """
    large = len(text) > _LARGE
    based = ("base64", "quoted", _QUOTED) if large else ("base64", "base64", _BASE64)
    found: list[Run] = []
    for name, begins, pattern in (based, *((name, name, pattern) for name, pattern in _RUNS)):
        if name in kinds:
            runs = islice(_matches(text, begins, pattern), _MOST)
            found += [(run.start(at := run.lastindex or 0), name, run[at]) for run in runs]
    return sorted(found)[:_MOST]


def _matches(text: bytes, begins: str, pattern: re.Pattern[bytes]) -> Iterator[re.Match[bytes]]:
    """What `pattern.finditer` gives, only where a match can begin."""
    begun = _BEGINNINGS.get(begins)
    if begun is None or len(text) <= _SMALL:
        return pattern.finditer(text)
    return matcher.found(text, pattern, begun)


def _undone(name: str, run: bytes, budget: int) -> tuple[tuple[str, ...], bytes, int]:
    """What a run comes to, where that looks like text: the ways, the text, the bytes made."""
    cost = 0
    for how, data in _DECODERS[name](run):
        plain, inflated = _inflated(data, max(budget - cost, 1))
        cost += len(data) + len(plain)
        text, wide = _narrowed(plain)
        if cost <= 2 * budget and looks_like_text(text):
            turned, text = _turned(text)
            return (*how, *inflated, *wide, *turned), text, cost
    return _NONE, b"", cost


def _narrowed(data: bytes) -> tuple[bytes, tuple[str, ...]]:
    """The UTF-16 that PowerShell takes as UTF-8; other bytes as they are."""
    if len(data) < 16 or data[1:64:2].strip(b"\x00"):  # noqa: PLR2004  # shorter says nothing
        return data, _NONE
    return data.decode("utf-16-le", "replace").encode("utf-8", "replace"), ("utf-16",)


def _turned(data: bytes) -> tuple[tuple[str, ...], bytes]:
    """A text that only makes sense backwards, or turned by 13 letters, made right."""
    if not _CODE.search(data):
        if _BACKWARDS.search(data):
            return ("reverse",), data.decode("utf-8", "replace")[::-1].encode()
        if _TURNED.search(data):
            return ("rot13",), codecs.encode(data.decode("utf-8", "replace"), "rot13").encode()
    return _NONE, data


def looks_like_text(data: bytes) -> bool:
    """Whether bytes are UTF-8, perhaps cut off, of which hardly anything is a control."""
    controls = len(data) - len(data.translate(None, _CONTROLS))
    return len(data) >= _SHORTEST and controls <= len(data) // 50 and _is_utf8(data)


def _is_utf8(data: bytes) -> bool:
    """Whether bytes are UTF-8, perhaps cut off."""
    try:
        codecs.utf_8_decode(data, "strict", False)  # noqa: FBT003  # its end may be cut off
    except UnicodeDecodeError:
        return False
    return True


def _of_base64(run: bytes) -> Ways:
    """The ways that a run of these letters can be read, where its head says that it may be."""
    if (
        len(run) % 2 == 0
        and not run[:_HEAD].translate(None, _HEX)
        and not run.translate(None, _HEX)
    ):
        yield ("hex",), binascii.unhexlify(run)
        yield ("reverse", "hex"), binascii.unhexlify(run[::-1])
    if _promising(run[:_HEAD]):
        yield ("base64",), unbased(run)
    if _promising(_turned_round(run[-_HEAD - 2 :])[:_HEAD]):
        yield ("reverse", "base64"), unbased(_turned_round(run))
    if _promising(run[:_HEAD].translate(_ROT13)):
        yield ("rot13", "base64"), unbased(run.translate(_ROT13))
    if bare := _bare(run):
        yield ("base64", "deflate"), bare


def _bare(run: bytes) -> bytes:
    """What base64 of deflate without a head comes to; b"" where its beginning is no such thing."""
    head = unbased(run[: _FIRST * 4])
    if looks_like_text(head):
        return b""
    begins = _deflated(head, _FIRST)
    whole = len(run) <= _FIRST * 4
    if not begins or not (looks_like_text(begins) or _nearly_text(begins)):
        return b""
    return begins if whole and len(begins) < _FIRST else _deflated(unbased(run), _LARGEST_BARE)


def _nearly_text(data: bytes) -> bool:
    return len(data) >= _SHORTEST and not data.translate(None, _PRINTED)


def _deflated(data: bytes, most: int) -> bytes:
    try:
        return zlib.decompressobj(-15).decompress(data, most)
    except zlib.error:
        return b""


def _turned_round(run: bytes) -> bytes:
    return run[::-1].lstrip(b"=")


def _promising(letters: bytes) -> bool:
    """Whether what these letters of base64 come to begins like text, or is packed."""
    begins = unbased(letters[:_FIRST])
    if _packed(begins):
        return True
    if not _narrowed(begins)[1] and not _is_utf8(begins):
        return False
    return looks_like_text(_narrowed(unbased(letters))[0])


def unbased(run: bytes) -> bytes:
    """Bytes out of base64 of either alphabet; a letter too many is left out."""
    clean = run.rstrip(b"=").translate(_URL_SAFE)
    clean = clean[: len(clean) - (len(clean) % 4 == 1)]
    return base64.b64decode(clean + b"=" * (-len(clean) % 4))


def _of_escapes(run: bytes) -> Ways:
    yield ("escapes",), _characters(int(b"".join(codes), 16) for codes in _ESCAPE.findall(run))


def _of_codes(run: bytes) -> Ways:
    items = [item.strip() for item in run.split(b",")]
    numbers = [int(item, 16 if item[:2] == b"0x" else 10) for item in items]
    yield ("codes",), _characters(numbers)
    yield ("codes",), bytes(number & 255 for number in numbers)


def _of_percent(run: bytes) -> Ways:
    yield ("percent",), urllib.parse.unquote_to_bytes(run)


def _characters(codes: Iterable[int]) -> bytes:
    text = "".join(chr(code) for code in codes if code <= _HIGHEST)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()


def _packed(data: bytes) -> int:
    """The window of zlib that bytes by their head are packed with: gzip, zlib; or 0."""
    if data[:2] == b"\x1f\x8b":
        return _GZIP
    head = int.from_bytes(data[:2], "big")
    return _ZLIB if len(data) > 8 and data[0] == 0x78 and head % 31 == 0 else 0  # noqa: PLR2004  # RFC 1950


def _inflated(data: bytes, budget: int) -> tuple[bytes, tuple[str, ...]]:
    """Bytes out of gzip or zlib, at most `budget` of them; as they were if they are neither."""
    window = _packed(data)
    if not window:
        return data, _NONE
    try:
        plain = zlib.decompressobj(window).decompress(data, budget)
    except zlib.error:
        return data, _NONE
    return plain, ("gzip" if window == _GZIP else "zlib",)


_DECODERS: dict[str, Callable[[bytes], Ways]] = {
    "base64": _of_base64,
    "escapes": _of_escapes,
    "codes": _of_codes,
    "percent": _of_percent,
}

"""The grammars that obfuscators write: how a text looks that no person wrote."""

import re
from collections.abc import Iterator

from picketline.packages import matcher
from picketline.packages.inspect.words import Place

_HEX_CALLS = re.compile(rb"\b_0x[0-9a-f]{4,6}\(")
_HEX_NAMES = re.compile(rb"\b_0x[0-9a-f]{4,6}\b")
_SHUFFLE = re.compile(
    rb"while\s?\(!!\[\]\)|\[[\"']push[\"']\]\(\w{1,12}\[[\"']shift[\"']\]\(\)\)"
    rb"|\bpush\(\w{1,12}\.shift\(\)\)"
)
_FLATTENED = re.compile(rb"[\"'](?:\d{1,3}\|){3,}\d{1,3}[\"']\s?(?:\.split|\[[\"']split)")
_JSFUCK = re.compile(rb"[\[\]()!+]{200,}")
_FEW_NAMES = 20
_LETTER = re.compile(rb"[\"']([A-Za-z]{16,4000})[\"']\]\s?=\s?[\"'][^\"'\\\n][\"'][;,]")
_CODED_KEY = re.compile(rb"[\"']\d{1,3}(?:,\d{1,3}){2,400}[\"']\.\w{1,40}\(\)\]")
_SEED = (
    rb"\*\s?\([A-Za-z_$][\w$]{0,23}\s?\+\s?\d{1,7}\)\s?\+\s?\([A-Za-z_$][\w$]{0,23}\s?%\s?\d{3,8}\)"
)
_SEEDED = re.compile(
    rb"\bcharAt\([^\0]{0,200}?" + _SEED + rb"[^\0]{0,200}?" + _SEED + rb"[^\0]{0,400}?\.join\("
)
_FEW_LETTERS = 16
_FEW_KEYS = 2


def obfuscated(code: bytes) -> Iterator[Place]:
    """The grammar that obfuscators write."""
    if b"_0x" in code:
        yield from _renamed(code)
    flat = _FLATTENED.search(code) if b"switch" in code and b"split" in code else None
    if flat and re.search(rb"while\s?\((?:!!\[\]|true|!0|1)\)", code):
        yield "obfuscated", flat.start(), "control-flow"
    found = _JSFUCK.search(code) if "jsfuck" in matcher.signals(code) else None
    if found and len({*found[0]}) >= 5:  # noqa: PLR2004  # of its six
        yield "obfuscated", found.start(), "jsfuck"
    at = code.find(b"=~[];")
    if at > 0 and b"$$" in code[at : at + 200]:
        yield "obfuscated", at, "jjencode"
    at = code.find("ﾟωﾟ".encode())
    if at >= 0:
        yield "obfuscated", at, "aaencode"
    yield from _ciphered(code)


def _renamed(code: bytes) -> Iterator[Place]:
    """The names that obfuscators give."""
    names = {found[0] for found, _ in zip(_HEX_NAMES.finditer(code), range(2000), strict=False)}
    call = _HEX_CALLS.search(code)
    if call and len(names) >= _FEW_NAMES // 4 and _SHUFFLE.search(code):
        yield "obfuscated", call.start(), "string-array"
    elif len(names) >= _FEW_NAMES:
        yield "obfuscated", code.find(b"_0x"), "names"


def _ciphered(code: bytes) -> Iterator[Place]:
    """Texts that are put together letter by letter, or out of an order that a number gives."""
    signals = matcher.signals(code)
    if "letter-table" in signals:
        letters = list(_LETTER.finditer(code))
        if len({found[1] for found in letters}) >= _FEW_LETTERS:
            yield "obfuscated", letters[0].start(), "letter-table"
    if "coded-key" in signals:
        keys = list(_CODED_KEY.finditer(code))
        if len(keys) >= _FEW_KEYS:
            yield "obfuscated", keys[0].start(), "coded-keys"
    seeded = _SEEDED.search(code) if "seeded" in signals else None
    if seeded:
        yield "obfuscated", seeded.start(), "seeded-order"

"""What JavaScript's own functions give for known values: texts, lists, bytes. Pure and bounded."""

import base64
import binascii
import itertools
import json
import math
import re
import urllib.parse
import zlib
from collections.abc import Callable, Sequence
from typing import Any

LONGEST = 1 << 20
"""The most characters or bytes of a text that is made."""
MOST_ITEMS = 100_000
_HIGHEST = 0x10FFFF
_BASE64 = re.compile(r"[^A-Za-z0-9+/]")
_NUMBER = re.compile(
    r"\s*(0[xX][0-9A-Fa-f]{1,8}|[+-]?(?:\d{1,15}\.?\d{0,15}|\.\d{1,15})(?:e\d\d?)?)\s*"
)
_WHOLE = re.compile(r"\s*([+-]?)(0[xX])?([0-9A-Za-z]{1,64})")
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_CODED = re.compile(r"%([0-9A-Fa-f]{2})|%u([0-9A-Fa-f]{4})")
_NAN = float("nan")
Told = Any
"""None (also null), bool, int, float, str, bytes, list, dict; and functions of a script."""


class Untold(Exception):  # noqa: N818  # an answer, not an error
    """What no literal tells."""


def text(value: Told, depth: int = 8) -> str:
    """A value as a text; raises Untold for what has none."""
    if isinstance(value, str):
        return value
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if value is None:
        return "undefined"
    return _written(value, depth)


def _written(value: Told, depth: int) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return _numeral(value)
    if isinstance(value, list) and depth:
        return bounded(",".join("" if one is None else text(one, depth - 1) for one in value))
    if isinstance(value, dict):
        return "[object Object]"
    raise Untold


def _numeral(value: Told) -> str:
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e21:  # noqa: PLR2004  # ECMA-262
        return str(int(value))
    return str(value) if isinstance(value, float) or abs(value) < 1 << 70 else "Infinity"


def number(value: Told) -> int | float:
    """A value as a number, NaN where it is none."""
    if isinstance(value, bool | int | float):
        return int(value) if isinstance(value, bool) else value
    if isinstance(value, list):
        value = text(value)
    if isinstance(value, str):
        if not value.strip():
            return 0
        found = _NUMBER.fullmatch(value)
        return _parsed(found[1]) if found else _NAN
    return _NAN


def literal(written: str) -> int | float:
    """The number that a literal of a script is."""
    plain = written.replace("_", "").lower()
    for prefix, base in (("0x", 16), ("0b", 2), ("0o", 8)):
        if plain.startswith(prefix):
            return int(plain[2:66], base)
    found = _NUMBER.fullmatch(plain)
    if not found:
        raise Untold
    return _parsed(found[1])


def _parsed(written: str) -> int | float:
    if written[:2].lower() == "0x":
        return int(written, 16)
    return whole(float(written))


def whole(value: float) -> int | float:
    """An integer where a number is one."""
    return int(value) if math.isfinite(value) and value == int(value) else value


def truth(value: Told) -> bool:
    """Whether a value counts as true."""
    if isinstance(value, list | dict | bytes):
        return True
    return bool(value) and value == value  # noqa: PLR0124  # NaN


def bounded(value: str) -> str:
    """A text, unless it is too long."""
    if len(value) > LONGEST:
        raise Untold
    return value


def of_codes(given: Sequence[Told]) -> str:
    """`String.fromCharCode`."""
    codes = [number(one) for one in given]
    if any(not 0 <= code <= _HIGHEST for code in codes):
        raise Untold
    made = "".join(chr(int(code)) for code in codes)
    return made.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def of_bytes(value: Told, coding: Told = "") -> bytes:
    """`Buffer.from`."""
    if isinstance(value, bytes):
        return value
    if isinstance(value, list):
        return bytes(int(code) & 255 for code in map(number, value) if math.isfinite(code))
    if not isinstance(value, str):
        raise Untold
    kind = str(coding or "utf8").lower()
    if kind in {"base64", "base64url"}:
        return unbased(value)
    if kind == "hex":
        try:
            return binascii.unhexlify(value[: len(value) // 2 * 2])
        except (binascii.Error, ValueError):
            raise Untold from None
    if kind in {"latin1", "binary", "ascii"}:
        return value.encode("latin1", "replace")
    return value.encode("utf-16-le" if "16" in kind or "ucs" in kind else "utf-8", "replace")


def unbased(value: str) -> bytes:
    """Bytes out of base64, of either alphabet."""
    clean = _BASE64.sub("", value.replace("-", "+").replace("_", "/"))
    clean = clean[: len(clean) - (len(clean) % 4 == 1)]
    return base64.b64decode(clean + "=" * (-len(clean) % 4))


def shown(value: bytes, coding: Told = "") -> str:
    """`Buffer.toString`."""
    kind = str(coding or "utf8").lower()
    if kind == "hex":
        return value.hex()
    if kind == "base64":
        return base64.b64encode(value).decode()
    if kind in {"latin1", "binary", "ascii"}:
        return value.decode("latin1")
    return value.decode("utf-16-le" if "16" in kind or "ucs" in kind else "utf-8", "replace")


def inflated(value: Told, window: int = 47) -> bytes:
    """Bytes out of zlib, gzip (47: either) or bare deflate (-15), at most 1 MiB."""
    if isinstance(value, str):
        value = value.encode("latin1", "replace")
    if not isinstance(value, bytes):
        raise Untold
    try:
        return zlib.decompressobj(window).decompress(value, LONGEST)
    except zlib.error:
        raise Untold from None


def unescaped(value: Told) -> str:
    """`unescape`: each byte a character."""
    return _CODED.sub(lambda found: chr(int(found[1] or found[2], 16)), text(value))


def _integer(value: Told, base: Told = None) -> int | float:
    """`parseInt`."""
    found = _WHOLE.match(text(value))
    radix = int(number(base)) if base else 16 if found and found[2] else 10
    if not found or not 2 <= radix <= 36:  # noqa: PLR2004  # ECMA-262
        return _NAN
    known = _DIGITS[:radix]
    digits = "".join(itertools.takewhile(lambda digit: digit in known, found[3].lower()))
    if not digits:
        return 0 if found[2] else _NAN
    return int(digits, radix) * (-1 if found[1] == "-" else 1)


def _json(value: Told) -> Told:
    try:
        return json.loads(text(value)[:LONGEST])
    except (ValueError, RecursionError):
        raise Untold from None


def _merged(*values: Told) -> dict[str, Told]:
    made: dict[str, Told] = {}
    for value in values:
        made |= value if isinstance(value, dict) else {}
    return made


def path(*parts: Told) -> str:
    """`path.join`, without tidying."""
    return bounded(re.sub("/{2,}", "/", "/".join(text(part) for part in parts)))


def keys(value: Told) -> list[Told]:
    """`Object.keys`."""
    if isinstance(value, dict):
        return list(value)
    return [str(at) for at in range(len(value))] if isinstance(value, list | str) else []


def _held(value: Told) -> list[Told]:
    return list(value.values()) if isinstance(value, dict) else listed(value)


def listed(value: Told) -> list[Told]:
    """What `[...value]` gives."""
    if isinstance(value, dict):
        return [list(pair) for pair in value.items()]
    if isinstance(value, list | str | bytes):
        return list(value[:MOST_ITEMS])
    raise Untold


def _map(pairs: Told = None) -> dict[str, Told]:
    made: dict[str, Told] = {}
    for pair in listed(pairs or []):
        if not isinstance(pair, list) or len(pair) < 2:  # noqa: PLR2004  # key and value
            raise Untold
        made[text(pair[0])] = pair[1]
    return made


def _unquoted(value: Told) -> str:
    return urllib.parse.unquote(text(value))


def _raw(strings: Told, *values: Told) -> str:
    parts = [text(part) for part in listed(strings)]
    given = [*map(text, values), *[""] * len(parts)]
    return "".join(one + another for one, another in zip(parts, given, strict=False))


def _seconds(value: Told, *_: Told) -> Told:
    return value


BUILT: dict[str, Callable[..., Told]] = {
    "String": text, "Number": number, "Boolean": truth, "Object": _seconds,
    "String.fromCharCode": lambda *given: of_codes(given),
    "String.fromCodePoint": lambda *given: of_codes(given), "String.raw": _raw,
    "Buffer.from": of_bytes, "Buffer": of_bytes, "Buffer()": of_bytes,
    "Buffer.concat": lambda parts, *_: b"".join(map(of_bytes, listed(parts))),
    "Uint8Array": lambda value, *_: list(of_bytes(value)),
    "Uint8Array.from": lambda value, *_: list(of_bytes(value)),
    "Uint8Array.of": lambda *values: list(values),
    "Uint16Array": lambda value, *_: listed(value), "Array.of": lambda *values: list(values),
    "Array": lambda *values: list(values), "Map": _map, "Set": lambda value=(): listed(value),
    "atob": lambda value: unbased(text(value)).decode("latin1"),
    "btoa": lambda value: base64.b64encode(text(value).encode("latin1", "replace")).decode(),
    "unescape": unescaped, "decodeURIComponent": _unquoted, "decodeURI": _unquoted,
    "escape": lambda value: urllib.parse.quote(text(value)), "parseInt": _integer,
    "Number.parseInt": _integer, "parseFloat": number, "Number.parseFloat": number,
    "encodeURIComponent": lambda value: urllib.parse.quote(text(value), safe="!'()*~"),
    "isNaN": lambda value: number(value) != number(value),
    "JSON.parse": lambda value, *_: _json(value), "Object.keys": keys, "Object.values": _held,
    "Object.entries": lambda value: [list(pair) for pair in _merged(value).items()],
    "Object.assign": _merged, "Object.freeze": _seconds, "Object.fromEntries": _map,
    "Math.floor": lambda value: math.floor(number(value)),
    "Math.round": lambda value: math.floor(number(value) + 0.5),
    "Math.ceil": lambda value: math.ceil(number(value)),
    "Math.abs": lambda value: abs(number(value)),
    "Math.min": lambda *values: min(map(number, values)),
    "Math.max": lambda *values: max(map(number, values)),
    "Math.pow": lambda value, by: power(number(value), number(by)),
    "path.join": path, "path.resolve": path, "path.posix.join": path, "path.normalize": path,
    "os.EOL": lambda: "\n", "TextDecoder": lambda *_: "", "TextEncoder": lambda *_: "",
    **dict.fromkeys(("TextDecoder().decode", "Buffer().toString"),
                    lambda value: of_bytes(value).decode("utf-8", "replace")),
    "TextEncoder().encode": lambda value: list(of_bytes(text(value))),
    **dict.fromkeys(("inflateSync", "gunzipSync", "unzipSync"), inflated),
    **{f"zlib.{name}": lambda value, *_: inflated(value)
       for name in ("inflateSync", "gunzipSync", "unzipSync")},
    "zlib.inflateRawSync": lambda value, *_: inflated(value, -15),
    "querystring.unescape": _unquoted, "url.fileURLToPath": text,
    "URL": lambda value, *_: text(value),
}  # fmt: skip
"""Functions and constructors by their paths."""
CONSTANTS: dict[str, Told] = {
    "path.sep": "/", "path.delimiter": ":", "undefined": None, "NaN": _NAN, "Infinity": math.inf,
    "os.EOL": "\n", "__dirname": ".", "import.meta.dirname": ".",
}  # fmt: skip


def power(value: float, by: float) -> int | float:
    """`value ** by`, as far as it can be told."""
    try:
        return whole(float(value) ** float(by))
    except (OverflowError, ZeroDivisionError, TypeError, ValueError):
        raise Untold from None

"""What operators and escapes of JavaScript give for known values. Pure."""

import re
from collections.abc import Callable

from picketline.packages.inspect import methods
from picketline.packages.inspect.methods import Told, Untold, number, text

_ESCAPE = re.compile(
    r"\\(?:x([0-9A-Fa-f]{2})|u\{([0-9A-Fa-f]{1,6})\}|u([0-9A-Fa-f]{4})|([0-7]{1,3})|(\r\n|[\s\S]))"
)
_ONE = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "v": "\v", "\n": "", "\r\n": ""}
_HIGHEST = 0x10FFFF
_NUMBERS: dict[str, Callable[[int, int], int]] = {
    "|": lambda a, b: a | b,
    "&": lambda a, b: a & b,
    "^": lambda a, b: a ^ b,
    "<<": lambda a, b: a << (b & 31),
    ">>": lambda a, b: a >> (b & 31),
}


def operated(sign: str, left: Told, right: Told) -> Told:
    """What an operator gives."""
    if sign == "+":
        if numeric(left) and numeric(right):
            return number(left) + number(right)
        return methods.bounded(text(left) + text(right))
    if sign in {"===", "==", "!==", "!="}:
        return (left == right) == (sign[0] == "=")
    if sign in {"<", ">", "<=", ">="}:
        texts = isinstance(left, str) and isinstance(right, str)
        return (
            _compared(sign, left, right) if texts else _compared(sign, number(left), number(right))
        )
    return _calculated(sign, number(left), number(right))


def _compared(sign: str, one: Told, two: Told) -> bool:
    if sign[0] == ">":
        one, two = two, one
    return bool(one <= two if sign[1:] else one < two)


def _calculated(sign: str, a: float, b: float) -> Told:
    if sign in _NUMBERS:
        return int32(_NUMBERS[sign](int32(a), int32(b)))
    if sign == ">>>":
        return (int32(a) & 0xFFFFFFFF) >> (int32(b) & 31)
    return _divided(sign, a, b) if sign in {"/", "%"} else _multiplied(sign, a, b)


def _multiplied(sign: str, a: float, b: float) -> Told:
    if sign == "-":
        return a - b
    if sign == "*":
        return methods.whole(a * b) if abs(a) < 1 << 53 and abs(b) < 1 << 53 else float(a) * b
    if sign == "**":
        return methods.power(a, b)
    raise Untold


def _divided(sign: str, a: float, b: float) -> Told:
    if b == 0 or a != a or b != b:  # noqa: PLR0124  # NaN
        return float("nan")
    return methods.whole(a / b if sign == "/" else _remainder(a, b))


def _remainder(a: float, b: float) -> float:
    left = abs(a) % abs(b)
    return left if a >= 0 else -left


def int32(value: float) -> int:
    """A number as the operators on bits take it."""
    if value != value or value in {float("inf"), float("-inf")}:  # noqa: PLR0124  # NaN
        return 0
    return (int(value) + (1 << 31)) % (1 << 32) - (1 << 31)


def numeric(value: Told) -> bool:
    """Whether a value is added as a number."""
    return isinstance(value, bool | int | float)


def unescaped(written: str) -> str:
    """A text of JavaScript without its escapes."""
    if "\\" not in written:
        return written
    made = _ESCAPE.sub(_character, written)
    return made.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _character(found: re.Match[str]) -> str:
    code = found[1] or found[2] or found[3]
    if code or found[4]:
        value = int(code, 16) if code else int(found[4], 8)
        return chr(value) if value <= _HIGHEST else ""
    return _ONE.get(found[5], found[5])

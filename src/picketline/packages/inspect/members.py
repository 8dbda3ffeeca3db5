"""What the methods of texts, lists and bytes give. Pure and bounded; see `methods`."""

import re
from collections.abc import Callable
from typing import Any

from picketline.packages.inspect import methods
from picketline.packages.inspect.methods import LONGEST, MOST_ITEMS, Told, Untold, number, text

_SET = r"[\w\s:;,@#%&!-]|\\[\W_wWdDsStnr]"
_SIMPLE = re.compile(
    r"(?:[\w\s:;,@#%&!~'\"`<>=/-]|\\[\W_wWdDsStnr]|[+.|$^]|\[\^?(?:" + _SET + r"){1,40}\])*"
)
_FLAGS = frozenset("gimsuy")
_FEW = 1 << 12
"""The most characters that an expression with a repeat is tried on."""


class Pattern:
    """A regular expression of a script, as far as Python reads it alike and in linear time."""

    def __init__(self, source: str, flags: str) -> None:
        """Raise Untold for all but simple ones: no groups, no repeats but `+` behind one."""
        if not _SIMPLE.fullmatch(source) or len(source) > 200 or not _FLAGS.issuperset(flags):  # noqa: PLR2004
            raise Untold
        if source.count("+") > 1:
            raise Untold
        kind = re.IGNORECASE if "i" in flags else re.NOFLAG
        try:
            self.pattern = re.compile(source, kind | re.ASCII)
        except re.error:
            raise Untold from None
        self.every = "g" in flags
        self._repeats = "+" in source

    def on(self, value: Told) -> "re.Pattern[str]":
        """The expression, for a text that it reads in few steps."""
        if self._repeats and len(text(value)) > _FEW:
            raise Untold
        return self.pattern


def member(value: Told, name: str) -> Told:
    """A property of a value."""
    if isinstance(value, dict) and name in value:
        return value[name]
    if isinstance(value, list | str | bytes):
        if name == "length":
            return len(value)
        if name.isdigit() and len(name) < 10:  # noqa: PLR2004  # an index
            at = int(name)
            return value[at] if at < len(value) else None
    if isinstance(value, list) and name in {"raw", "buffer"}:
        return value
    if isinstance(value, dict) and name == "size":
        return len(value)
    raise Untold


def called(value: Told, name: str, given: list[Told]) -> Told:
    """What a method of a value gives."""
    table: dict[str, Callable[..., Told]] = (
        _TEXT if isinstance(value, str)
        else _LIST if isinstance(value, list)
        else _BYTES if isinstance(value, bytes)
        else _DICT if isinstance(value, dict)
        else _NUMBER if isinstance(value, int | float)
        else _PATTERN if isinstance(value, Pattern)
        else {}
    )  # fmt: skip
    way = table.get(name)
    if way is None:
        raise Untold
    try:
        return way(value, *given)
    except (TypeError, ValueError, IndexError, OverflowError, MemoryError):
        raise Untold from None


def _at(value: Told, size: int, otherwise: int) -> int:
    """A position counted from either end, within the size."""
    if value is None:
        return otherwise
    told = number(value)
    at = int(told) if told == told else 0  # noqa: PLR0124  # NaN
    return max(0, size + at) if at < 0 else min(at, size)


def _slice(value: Any, start: Told = None, end: Told = None) -> Any:
    return value[_at(start, len(value), 0) : _at(end, len(value), len(value))]


def _substring(value: str, start: Told = None, end: Told = None) -> str:
    size = len(value)
    first, last = (min(max(int(number(at)), 0), size) if at is not None else otherwise
                   for at, otherwise in ((start, 0), (end, size)))  # fmt: skip
    return value[min(first, last) : max(first, last)]


def _substr(value: str, start: Told = None, count: Told = None) -> str:
    first = _at(start, len(value), 0)
    return value[first : None if count is None else first + max(0, int(number(count)))]


def _code(value: str, at: Told = 0) -> Told:
    place = int(number(at))
    return ord(value[place]) if 0 <= place < len(value) else float("nan")


def _char(value: str, at: Told = 0) -> str:
    place = int(number(at))
    return value[place : place + 1] if place >= 0 else ""


def _split(value: str, parting: Told = None, most: Told = None) -> list[Told]:
    if parting is None:
        return [value]
    if isinstance(parting, Pattern):
        found: list[Told] = list(parting.on(value).split(value, MOST_ITEMS))
    else:
        by = text(parting)
        found = list(value.split(by) if by else value)
    return found[: MOST_ITEMS if most is None else int(number(most))]


def _replace(value: str, what: Told, by: Told, *, every: bool = False) -> str:
    new = text(by)
    if isinstance(what, Pattern):
        if "$" in new:
            raise Untold
        most = 0 if what.every else 1
        grown = len(value) + len(new) * (len(value) + 1 if not most else 1)
        if grown > LONGEST * 4:
            raise Untold
        return methods.bounded(what.on(value).sub(lambda _: new, value, count=most))
    old = text(what)
    count = value.count(old) if every else 1
    if len(value) + count * len(new) > LONGEST:
        raise Untold
    return value.replace(old, new, count)


def _pad(value: str, size: Told, by: Told = " ", *, end: bool = False) -> str:
    missing = min(int(number(size)), LONGEST) - len(value)
    more = (text(by) * (missing // max(len(text(by)), 1) + 1))[: max(missing, 0)]
    return value + more if end else more + value


def _repeat(value: str, count: Told) -> str:
    times = int(number(count))
    if not 0 <= times * len(value) <= LONGEST:
        raise Untold
    return value * times


def _join(value: list[Told], parting: Told = ",") -> str:
    between = text("," if parting is None else parting)
    if len(between) * len(value) > LONGEST:
        raise Untold
    return methods.bounded(between.join("" if one is None else text(one) for one in value))


def _concat(value: list[Told], *more: Told) -> list[Told]:
    made = list(value)
    for one in more:
        made += one if isinstance(one, list) else [one]
    return _short(made)


def _short(value: list[Told]) -> list[Told]:
    if len(value) > MOST_ITEMS:
        raise Untold
    return value


def _reverse(value: list[Told]) -> list[Told]:
    value.reverse()
    return value


def _push(value: list[Told], *more: Told) -> int:
    value += more
    return len(_short(value))


def _unshift(value: list[Told], *more: Told) -> int:
    value[:0] = more
    return len(_short(value))


def _splice(value: list[Told], start: Told = None, count: Told = None, *more: Told) -> list[Told]:
    first = _at(start, len(value), 0)
    last = len(value) if count is None else first + max(0, int(number(count)))
    taken = value[first:last]
    value[first:last] = more
    return taken


def _flat(value: list[Told], *_: Told) -> list[Told]:
    made: list[Told] = []
    for one in value:
        made += one if isinstance(one, list) else [one]
    return _short(made)


def _radix(value: float, base: Told = None) -> str:
    if base is None or number(base) == 10:  # noqa: PLR2004  # decimal
        return text(value)
    left, radix, digits = int(value), int(number(base)), ""
    if value != left or left < 0 or not 2 <= radix <= 36 or left >= 1 << 64:  # noqa: PLR2004
        raise Untold
    while left:
        left, digit = divmod(left, radix)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return digits or "0"


def _index(value: Any, what: Told, start: Told = 0) -> int:
    first = _at(start, len(value), 0)
    if isinstance(value, str):
        return value.find(text(what), first)
    return value.index(what, first) if what in value[first:] else -1


def _fill(value: list[Told], what: Told = None, *_: Told) -> list[Told]:
    value[:] = [what] * len(value)
    return value


def _itself(value: Told, *_: Told) -> Told:
    return value


def _get(value: dict[str, Told], key: Told) -> Told:
    return value.get(text(key))


def _set(value: dict[str, Told], key: Told, what: Told) -> Told:
    value[text(key)] = what
    return value


_TEXT: dict[str, Callable[..., Told]] = {
    "toString": _itself, "valueOf": _itself, "normalize": _itself, "trim": str.strip,
    "trimStart": str.lstrip, "trimEnd": str.rstrip, "toLowerCase": str.lower,
    "toUpperCase": str.upper, "toLocaleLowerCase": str.lower, "slice": _slice,
    "substring": _substring, "substr": _substr, "charAt": _char,
    "at": lambda value, at=0: value[int(number(at))], "charCodeAt": _code, "codePointAt": _code,
    "split": _split, "replace": _replace, "padStart": _pad, "repeat": _repeat, "indexOf": _index,
    "replaceAll": lambda value, what, by: _replace(value, what, by, every=True),
    "padEnd": lambda value, size, by=" ": _pad(value, size, by, end=True),
    "concat": lambda value, *more: methods.bounded(value + "".join(map(text, more))),
    "includes": lambda value, what: text(what) in value,
    "startsWith": lambda value, what: value.startswith(text(what)),
    "endsWith": lambda value, what: value.endswith(text(what)),
    "match": lambda value, what: _matched(what, value),
}  # fmt: skip
_LIST: dict[str, Callable[..., Told]] = {
    "join": _join, "slice": _slice, "concat": _concat, "reverse": _reverse, "flat": _flat,
    "push": _push, "unshift": _unshift, "splice": _splice, "indexOf": _index, "fill": _fill,
    "toReversed": lambda value: value[::-1], "at": lambda value, at=0: value[int(number(at))],
    "pop": lambda value: value.pop() if value else None, "toArray": _itself,
    "shift": lambda value: value.pop(0) if value else None, "values": _itself,
    "includes": lambda value, what: what in value, "toString": text, "valueOf": _itself,
    "subarray": _slice, "entries": lambda value: [list(pair) for pair in enumerate(value)],
    "keys": lambda value: list(range(len(value))),
    "get": lambda value, at=0: value[int(number(at))],
}  # fmt: skip
_BYTES: dict[str, Callable[..., Told]] = {
    "toString": methods.shown, "slice": _slice, "subarray": _slice, "toJSON": list,
    "reverse": lambda value: value[::-1], "valueOf": _itself, "swap16": _itself,
    "readUInt8": lambda value, at=0: value[int(number(at))],
    "join": lambda value, by=",": _join(list(value), by),
    "utf8Slice": lambda value, *_: methods.shown(value),
    "latin1Slice": lambda value, *_: methods.shown(value, "latin1"),
}  # fmt: skip
_DICT: dict[str, Callable[..., Told]] = {
    "get": _get, "set": _set, "has": lambda value, key: text(key) in value,
    "keys": list, "values": lambda value: list(value.values()),
    "entries": lambda value: [list(pair) for pair in value.items()],
    "hasOwnProperty": lambda value, key: text(key) in value,
    "toString": text,
}  # fmt: skip
_NUMBER: dict[str, Callable[..., Told]] = {"toString": _radix, "valueOf": _itself}


def _tested(pattern: Pattern, value: Told) -> bool:
    return pattern.on(value).search(text(value)) is not None


def _matched(pattern: Told, value: str) -> Told:
    if not isinstance(pattern, Pattern):
        raise Untold
    return list(pattern.on(value).findall(value)) or None


_PATTERN: dict[str, Callable[..., Told]] = {"test": _tested}

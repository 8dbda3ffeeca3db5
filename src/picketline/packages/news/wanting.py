"""How bad it is that a version of a package depends on something that the one before did not."""

import bisect
import re
from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

import msgspec

from picketline.core.model import Severity
from picketline.packages.corpus import Near, versions
from picketline.packages.corpus.near import Neighbours
from picketline.packages.news.facts import Item
from picketline.packages.news.sides import Seen

_Held = TypeVar("_Held")
_Order = tuple[int, int, int, bool, str]
_NUMBERS = re.compile(r"[v=]?(\d{1,16})\.(\d{1,16})\.(\d{1,16})")
_TYPED = frozenset({"swap", "drop", "add", "change", "homoglyph", "separator"})


def order(version: str) -> _Order:
    """A version as what orders it: its numbers, releases after what comes before them."""
    found = _NUMBERS.match(version)
    numbers = (int(found[1]), int(found[2]), int(found[3])) if found else (-1, -1, -1)
    early = version[found.end() :].partition("+")[0] if found else version
    return (*numbers, not early, early)


def _key(row: tuple[_Order, str, object]) -> tuple[_Order, str]:
    return row[0], row[1]


def siblings(names: Iterable[str]) -> Neighbours:
    """Names, filed so that those close to another are found."""
    return Neighbours({name: rank for rank, name in enumerate(dict.fromkeys(names), 1)})


class Rungs(Generic[_Held]):
    """What is held of several versions of a package, by version."""

    def __init__(self, held: Iterable[tuple[str, _Held]]) -> None:
        self._held = sorted(((order(version), version, each) for version, each in held), key=_key)
        self._keys = [key for key, _, _ in self._held]

    def nearest(self, version: str) -> tuple[str, _Held]:
        """The version itself, else the highest below it, else the lowest, and what is held."""
        at = bisect.bisect_right(self._keys, order(version))
        _, found, held = self._held[max(0, at - 1)]
        return found, held


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """One new dependency: `by` in `version` wants it, and in version `was` did not.

    `was` is "" for who was not there. `name` is what it is known as, `real` and `taken` are the
    package and version that come. `there`: it was there before, for somebody. `siblings` are what
    else `by` depends on.
    """

    by: str
    version: str
    was: str
    name: str
    real: str
    taken: str = ""
    there: bool = False
    siblings: Neighbours
    at: tuple[str, int] = ("", 0)


def step(before: str, after: str) -> str:
    """How far a version is from the one before: patch, minor, same; "" for all else."""
    if before == after:
        return "same"
    one, other = _NUMBERS.match(before), _NUMBERS.match(after)
    if not one or not other or one[1] != other[1] or not versions.is_version(before):
        return ""
    if not versions.is_version(after) or not versions.before(before, after):
        return ""
    return "patch" if one[2] == other[2] else "minor"


def item(before: Seen, after: Seen, wish: Wish) -> Item:
    """What is told of a new dependency: an injected one where a small upgrade brings it."""
    far = step(wish.was, wish.version) if wish.was and not wish.there else ""
    signs = dict(_signs(before, after, wish))
    return after.item(
        "injected" if far else "dependency",
        wish.by,
        wish.name,
        "; ".join((_said(wish, far), *signs.values())),
        _severity(frozenset(signs), far),
        version=wish.version,
        at=wish.at,
    )


def _said(wish: Wish, far: str) -> str:
    """Who wants what, as of which version."""
    what = f"{wish.real}@{wish.taken}" if wish.taken else wish.real
    what += "" if wish.real == wish.name else f" as {wish.name}"
    if far == "same":
        return f"{wish.version}, the same version, newly depends on {what}"
    if far:
        return f"{wish.was} to {wish.version} ({far}) newly depends on {what}"
    return f"newly depends on {what}"


def _signs(before: Seen, after: Seen, wish: Wish) -> Iterator[tuple[str, str]]:
    """What speaks for or against it, each as a word and as it is told."""
    corpus = after.project.corpus
    if bad := corpus.known_bad(wish.real, wish.taken):
        yield "bad", f"known bad: {bad[0].id}"
    unknown = corpus.rank(wish.real) is None
    if unknown and any(pack.names for pack in corpus.packs):
        yield "unknown", "not among the popular names"
    if wish.real in after.hooked and wish.real not in before.hooked:
        yield "hooked", "it runs something at install"
    if _scope(wish.real) and _scope(wish.real) == _scope(wish.by):
        yield "kin", "of the same scope"
    if sibling := _typed(wish.siblings.of(wish.real)):
        yield "near", f"one step from {sibling}, on which it depends, too"
    elif unknown and (popular := _typed(corpus.near(wish.real))):
        yield "near", f"one step from the popular {popular}"


def _typed(found: Iterable[Near]) -> str:
    """The first name of which another is a slip of the hand, or looks alike."""
    return next((each.name for each in found if each.how in _TYPED), "")


def _severity(signs: frozenset[str], far: str) -> Severity:
    """`far`: how far the upgrade goes that brings it; "" where it is no small one."""
    if "bad" in signs:
        return Severity.CRITICAL
    unknown = "unknown" in signs and "kin" not in signs
    odd = bool(signs & {"near", "hooked"})
    if not far and unknown:
        return Severity.MEDIUM if odd else Severity.LOW
    if not far:
        return Severity.LOW if odd else Severity.INFO
    if unknown:
        return Severity.HIGH if odd or far in {"patch", "same"} else Severity.MEDIUM
    return Severity.MEDIUM if odd else Severity.LOW


def _scope(name: str) -> str:
    return name.partition("/")[0] if name.startswith("@") else ""

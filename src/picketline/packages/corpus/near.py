"""Names that are close to popular ones."""

import itertools
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property

from picketline.packages.corpus.facts import Near

TOP = 5000
"""How many popular names are looked at."""
COMBO_TOP = 500
"""How many of them are looked for inside longer names."""
SHORTEST = 4
"""In letters: shorter names are all close to each other."""
_LONGEST = 214
_AFFIXES = ("js", "node", "core", "utils", "api", "lib", "dev", "official")
_SUFFIXES = (*(f"-{word}" for word in _AFFIXES), ".js", "js")
_PREFIXES = ("js-", "node-")
_SEPARATORS = str.maketrans("", "", "-_.@/")
_LOOKALIKES = str.maketrans(
    {
        "0": "o",
        "1": "l",
        "i": "l",
        "\u0430": "a",
        "\u0435": "e",
        "\u043e": "o",
        "\u0440": "p",
        "\u0441": "c",
        "\u0443": "y",
        "\u0445": "x",
        "\u0456": "l",
        "\u0458": "j",
        "\u04bb": "h",
        "\u0501": "d",
        "\u0455": "s",
        "\u051b": "q",
        "\u051d": "w",
        "\u03bf": "o",
        "\u03b1": "a",
        "\u03bd": "v",
        "\u03b9": "l",
        "\u0131": "l",
        "\u0261": "g",
    }
)
_HOW = ("homoglyph", "separator", "scope", "swap", "drop", "add", "change", "combo")
"""Where a name is close in two ways, the first is told."""


class Neighbours:
    """The popular names, filed so that those close to another are found at once."""

    def __init__(self, ranks: Mapping[str, int]) -> None:
        """`ranks` are in order, from 1."""
        self._ranks = ranks
        self._top = tuple(itertools.islice(ranks, TOP))

    def of(self, name: str) -> tuple[Near, ...]:
        """The popular names that `name` is close to, the most popular first; never itself."""
        if not name or len(name) > _LONGEST:
            return ()
        best: dict[str, str] = {}
        for other, how in self._found(name):
            told = best.get(other)
            if other != name and (told is None or _HOW.index(how) < _HOW.index(told)):
                best[other] = how
        return tuple(sorted(Near(self._ranks[other], other, how) for other, how in best.items()))

    def _found(self, name: str) -> Iterator[tuple[str, str]]:
        for other in self._shapes.get(_shape(name), ()):
            if _comparable(name, other):
                yield other, "homoglyph"
        yield from self._regrouped(name)
        if name[0] == "@":
            yield from self._beside(name)
        else:
            yield from self._edited(name)
            yield from ((other, "combo") for other in self._inside(name))

    def _regrouped(self, name: str) -> Iterator[tuple[str, str]]:
        """Names of the same letters: `lodash_es`, and `babel-core` for `@babel/core`."""
        for other in self._letters.get(_letters(name), ()):
            if _comparable(name, other):
                yield other, "separator"
            elif name[0] != "@":
                yield other, "scope"

    def _beside(self, name: str) -> Iterator[tuple[str, str]]:
        """The same name in a scope that looks alike."""
        scope, bare = _split(name)
        for other in self._scoped.get(bare, ()):
            if _edit(scope, _split(other)[0]):
                yield other, "scope"

    def _edited(self, name: str) -> Iterator[tuple[str, str]]:
        if len(name) < SHORTEST - 1:
            return
        for cut in {name, *_cuts(name)}:
            for other in self._cut.get(cut, ()):
                if how := _edit(name, other):
                    yield other, how

    def _inside(self, name: str) -> Iterator[str]:
        for suffix in _SUFFIXES:
            if name.endswith(suffix) and name[: -len(suffix)] in self._combo:
                yield name[: -len(suffix)]
        for prefix in _PREFIXES:
            if name.startswith(prefix) and name[len(prefix) :] in self._combo:
                yield name[len(prefix) :]

    @cached_property
    def _combo(self) -> frozenset[str]:
        names = itertools.islice(self._ranks, COMBO_TOP)
        return frozenset(name for name in names if len(name) >= SHORTEST and name[0] != "@")

    @cached_property
    def _cut(self) -> dict[str, list[str]]:
        """Popular names by themselves and by what is left when a letter is dropped."""
        found: dict[str, list[str]] = {}
        for name in self._top:
            if name[0] != "@" and len(name) >= SHORTEST:
                for cut in {name, *_cuts(name)}:
                    found.setdefault(cut, []).append(name)
        return found

    @cached_property
    def _shapes(self) -> dict[str, list[str]]:
        return _filed(self._top, _shape)

    @cached_property
    def _letters(self) -> dict[str, list[str]]:
        return _filed(self._top, _letters)

    @cached_property
    def _scoped(self) -> dict[str, list[str]]:
        names = [name for name in self._top if name[0] == "@"]
        return _filed(names, lambda name: _split(name)[1])


def close(name: str, other: str) -> str:
    """How one word is taken for another: homoglyph, drop, add, change or swap; "" if it is not."""
    if name == other:
        return ""
    return "homoglyph" if _shape(name) == _shape(other) else _edit(name, other)


def _filed(names: Iterable[str], key: Callable[[str], str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name in names:
        if len(name) >= SHORTEST:
            found.setdefault(key(name), []).append(name)
    return found


def _comparable(name: str, other: str) -> bool:
    """Both without a scope, or in two: whoever owns a scope owns all names in it."""
    scope, other_scope = _split(name)[0], _split(other)[0]
    return scope != other_scope if scope and other_scope else scope == other_scope


def _split(name: str) -> tuple[str, str]:
    """The scope, "" if none, and the rest."""
    scope, slash, bare = name.partition("/")
    return (scope, bare) if slash and name[0] == "@" else ("", name)


def _shape(name: str) -> str:
    """What a name looks like: the same for names that are easily taken for each other."""
    if not name.isascii():
        name = unicodedata.normalize("NFKC", name).casefold()
    return name.lower().translate(_LOOKALIKES).replace("rn", "m").replace("vv", "w")


def _letters(name: str) -> str:
    return name.lower().translate(_SEPARATORS)


def _cuts(name: str) -> Iterator[str]:
    return (name[:at] + name[at + 1 :] for at in range(len(name)))


def _same(name: str, other: str) -> int:
    """How many letters two names begin with in common."""
    for at, (one, two) in enumerate(zip(name, other, strict=False)):
        if one != two:
            return at
    return min(len(name), len(other))


def _edit(name: str, other: str) -> str:
    """How one step makes `other` into `name`; "" if it takes none or more.

    One digit for another is none: `es5-shim` is no typo of `es6-shim`.
    """
    at = _same(name, other)
    if len(name) + 1 == len(other):
        return "drop" if name[at:] == other[at + 1 :] else ""
    if len(name) == len(other) + 1:
        return "add" if name[at + 1 :] == other[at:] else ""
    if len(name) != len(other) or at == len(name):
        return ""
    if name[at + 1 :] == other[at + 1 :]:
        return "" if name[at].isdigit() and other[at].isdigit() else "change"
    swapped = name[at : at + 2] == other[at : at + 2][::-1] and name[at + 2 :] == other[at + 2 :]
    return "swap" if swapped else ""

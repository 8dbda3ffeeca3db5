"""The closer look at one file, and at what its encoded texts come to."""

import re
from collections.abc import Mapping
from itertools import islice

from picketline.packages import decoders, matcher
from picketline.packages.facts import Mark
from picketline.packages.inspect import gates, grammars, refs, shells, surface, words
from picketline.packages.inspect.places import Marks, bounded
from picketline.packages.inspect.readings import pieces
from picketline.packages.inspect.regions import regions
from picketline.packages.inspect.script import Script
from picketline.packages.inspect.syntax import parsed
from picketline.packages.shell import commands

_MOST_DECODED = 64
_GYP_COMMAND = re.compile(rb"<!@?\(([^)\n]{1,2000})\)")
_DEPTH = 3
_ACTS = frozenset(
    {
        *("executes", "connects", "evaluates", "reads-secret", "reads-environment", "odd-host"),
        *("fetches-and-runs", "raw-address", "loads-native"),
    }
)
"""Marks of an encoded text for which the file that holds it is looked at, too."""


def closely(data: bytes, kind: str, signals: frozenset[str]) -> tuple[Mark, ...]:
    """The marks of a file with suspicious signals, those of decoded texts among them, bounded.

    Of a large script only those regions are parsed where the signals stand together.
    """
    marks = Marks(data)
    runs = _surface(data, kind, marks, signals)
    if kind == "text":
        for name, at, value in words.threats(data) if "secret-text" in signals else ():
            if name == "secret":
                marks.add(name, at, value)
        return bounded(marks.found())
    if kind != "javascript":
        return bounded([*_inner(data, kind, marks, 0), *_of_decoded(data, runs)])
    found: list[Mark] = []
    for start, end in regions(data):
        for first, last in pieces(data, start, end):
            marks.shift = first
            found += _script(data[first:last], marks, 0)
    return bounded([*found, *marks.found(), *_of_decoded(data, runs)])


def wholly(data: bytes, kind: str) -> tuple[Mark, ...]:
    """All marks of a file, whatever its signals; `closely` where it is too large to parse.

    A text of no known kind is read as JavaScript: what runs it need not ask for a name.
    """
    kind = "javascript" if kind == "text" else kind
    marks, signals = Marks(data), frozenset(matcher.signals(data))
    runs = _surface(data, kind, marks, signals)
    found = _inner(data, kind, marks, 0)
    if any(mark.name == "unparsed" for mark in found):
        found += closely(data, kind, signals)
    return bounded([*found, *_of_decoded(data, runs)])


def joined(data: bytes, kind: str, beside: Mapping[str, bytes]) -> tuple[Mark, ...]:
    """As `wholly`, with the values of other files of the package at hand, by relative paths."""
    marks = Marks(data)
    marks.beside = beside
    return bounded(_inner(data, "javascript" if kind == "text" else kind, marks, 0))


def decoded(data: bytes, kind: str, signals: frozenset[str]) -> tuple[Mark, ...]:
    """The marks of the encoded texts in a file; where these say much, of the file itself too."""
    kinds = {name.removeprefix("long-") for name in signals & gates.DECODED}
    found = _of_decoded(data, decoders.literals(data, kinds))
    if kind == "javascript" and _ACTS & {mark.name for mark in found}:
        return closely(data, kind, signals)
    return bounded(found)


def unseen(data: bytes) -> tuple[Mark, ...]:
    """The marks of hidden characters alone."""
    marks = Marks(data)
    if not {"unseen", "bidi"} & {*matcher.wide(data)}:
        return ()
    for name, at, value in surface.hidden(data):
        marks.add(name, at, value)
    return bounded(marks.found())


def references(data: bytes, kind: str) -> tuple[str, ...]:
    """The relative files that a script of this kind leads to, tidied and sorted."""
    found: list[str] = []
    if kind == "javascript" and (syntax := parsed(data)) is not None:
        found = list(refs.of_script(Script(syntax, Marks(data))))
        found = [path for path in found if path.startswith(".") or "/" in path or "." in path]
    elif kind == "python":
        found = [path for text in _substituted(data) for path in refs.of_shell(text)]
    elif kind in {"shell", "text"}:
        found = list(refs.of_shell(data.decode("utf-8", "replace")))
    return tuple(sorted({tidied for path in found if (tidied := refs.tidy(path))}))


def _surface(data: bytes, kind: str, marks: Marks, signals: frozenset[str]) -> list[decoders.Run]:
    """Note what shows without a parser; the encoded runs that were found."""
    places: list[words.Place] = []
    if signals & {"unseen", "bidi"}:
        places += surface.hidden(data)
    if "gap" in signals and kind == "javascript":
        places += surface.pushed(data)
    kinds = {name.removeprefix("long-") for name in signals & gates.DECODED}
    runs = decoders.literals(data, kinds) if kinds else []
    if kind == "javascript":
        places += surface.packed(data, runs)
    for name, at, value in places:
        marks.add(name, at, value)
    return runs


def _inner(data: bytes, kind: str, marks: Marks, depth: int) -> list[Mark]:
    if kind == "javascript":
        return _script(data, marks, depth)
    if kind == "shell":
        for name, value, text in shells.told(commands(data.decode("utf-8", "replace"))):
            marks.add(name, data.find(text.encode()), value, text)
    if kind == "python":
        for script in _substituted(data):
            for name, value, text in shells.told(commands(script)):
                marks.add(name, data.find(text.encode("utf-8", "replace")), value, text)
    for name, at, value in (*words.threats(data), *words.reaches(data)):
        marks.add(name, at, value)
    return marks.found()


def _substituted(data: bytes) -> list[str]:
    """The commands that a build description of gyp runs while it is read."""
    found = islice(_GYP_COMMAND.finditer(data), _MOST_DECODED)
    return [one[1].decode("utf-8", "replace") for one in found]


def _script(data: bytes, marks: Marks, depth: int) -> list[Mark]:
    syntax = parsed(data)
    if syntax is None:
        marks.add("unparsed", -1, f"{len(data)} bytes")
        for name, at, value in (*words.threats(data), *grammars.obfuscated(data)):
            marks.add(name, at, value)
        return marks.found()
    for name, at, value in (*grammars.obfuscated(syntax.plain), *surface.mixed(syntax.code)):
        marks.add(name, at, value)
    script = Script(syntax, marks)
    script.look()
    inner: list[Mark] = []
    if depth < _DEPTH:
        for at, text, how in script.codes:
            inner += _code(text, marks.layer(at, how), depth)
    return [*marks.found(), *inner]


def _code(text: str, marks: Marks, depth: int) -> list[Mark]:
    """The marks of a text that a script runs as code."""
    data = text.encode("utf-8", "replace")
    marks.of(data)
    return _inner(data, "javascript", marks, depth + 1)


def _of_decoded(data: bytes, runs: list[decoders.Run]) -> list[Mark]:
    """The marks of what long encoded texts come to, as far as their signals say anything."""
    found: list[Mark] = []
    looked = 0
    for at, names, plain in decoders.layers(data, runs=runs):
        signals = frozenset(matcher.signals(plain))
        if not (gates.suspicious(signals) or signals & gates.RUNS) or looked >= _MOST_DECODED:
            continue
        looked += 1
        line = data.count(b"\n", 0, at) + 1
        marks = Marks(plain, names, line)
        _inner(plain, "javascript", marks, _DEPTH)
        found += marks.found()
    return found

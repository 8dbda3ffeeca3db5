"""What is new in the code of a package: hooks, what it can do, hosts, files of foreign kinds."""

import re
from collections.abc import Iterable, Iterator

import msgspec

from picketline.core.model import Severity
from picketline.packages import chains, surface
from picketline.packages.facts import File, Package
from picketline.packages.news import hosts, words
from picketline.packages.news.facts import Item
from picketline.packages.news.sides import Copies, Seen

_MORE = re.compile(r"(?:^| )and \d+ more$")
_PROGRAMS = frozenset({"elf", "pe", "macho"})
_FOREIGN = _PROGRAMS | {"wasm", "zip", "gzip", "tar", "class"}
_IN_COMMAND = "fetches-and-runs"


class _Word(msgspec.Struct, frozen=True, order=True):
    """A mark's name, and its value where another one is another thing."""

    name: str
    value: str = ""


class _Spot(msgspec.Struct, frozen=True, order=True):
    """Where something stands, of which version of the package, and the text there."""

    path: str
    line: int
    version: str
    text: str = ""


_Words = dict[_Word, _Spot]


def news(before: Copies, seen: Seen, name: str, after: Copies) -> Iterator[Item]:
    """What the copies of one package have that those before have not."""
    yield from _hooks(before, seen, name, after)
    yield from _words(before, seen, name, after)
    yield from _hosts(before, seen, name, after)
    yield from _files(before, seen, name, after)


def _hooks(before: Copies, seen: Seen, name: str, after: Copies) -> Iterator[Item]:
    held = {(run.hook, run.command) for package in before for run in package.runs}
    hooks = {hook for hook, _ in held}
    told: set[tuple[str, str]] = set()
    for package in after:
        for run in package.runs:
            pair = (run.hook, run.command)
            if pair not in held | told:
                told.add(pair)
                first = bool(before) and not held
                yield seen.item(
                    "hook",
                    name,
                    run.hook,
                    _hook_why(run.hook in hooks, first=first),
                    Severity.HIGH if first else Severity.MEDIUM,
                    value=run.command,
                    version=package.version,
                    at=(
                        package.manifest.path,
                        package.manifest.lines.get(f"scripts.{run.hook}", 0),
                    ),
                )


def _hook_why(known: bool, *, first: bool) -> str:  # noqa: FBT001  # said by its place
    if first:
        return "nothing of it ran at install before"
    return "another command than before" if known else "runs at install"


def _words(before: Copies, seen: Seen, name: str, after: Copies) -> Iterator[Item]:
    """Marks of files that run, of kinds that those before did not have there."""
    old, new = _installed(before), _installed(after)
    old_import, new_import = _imported(before), _imported(after)
    at_install = {word: spot for word, spot in new.items() if word not in old}
    at_import = {
        word: spot
        for word, spot in new_import.items()
        if word not in old and word not in old_import and word not in at_install
    }
    for when, found in (("install", at_install), ("import", at_import)):
        kinds = frozenset(kind for word in found if (kind := words.kind_of(word.name)))
        for word, spot in sorted(found.items()):
            kind = words.kind_of(word.name)
            if kind is not None:
                yield seen.item(
                    kind,
                    name,
                    f"{when}: {word.name}{f' {word.value}' if word.value else ''}",
                    spot.text or "told by its command",
                    words.severity(
                        word.name, install=when == "install", fresh=not before, kinds=kinds
                    ),
                    version=spot.version,
                    at=(spot.path, spot.line),
                )


def _installed(copies: Copies) -> _Words:
    found: _Words = {}
    for package in copies:
        running = chains.running(package)
        _take(found, package, (file for file in package.files if file.path in running))
        if _IN_COMMAND in surface.at_install(package):
            spot = _Spot(package.manifest.path, 0, package.version)
            found.setdefault(_Word(_IN_COMMAND), spot)
    return found


def _imported(copies: Copies) -> _Words:
    found: _Words = {}
    for package in copies:
        imports = frozenset(package.imports)
        _take(found, package, (file for file in package.files if file.path in imports))
    return found


def _take(found: _Words, package: Package, files: Iterable[File]) -> None:
    for file in files:
        for mark in file.content.marks:
            value = _MORE.sub("", mark.value) if mark.name in words.SPECIFIC else ""
            spot = _Spot(file.path, mark.line, package.version, mark.text)
            found.setdefault(_Word(mark.name, value), spot)


def _hosts(before: Copies, seen: Seen, name: str, after: Copies) -> Iterator[Item]:
    """Hosts that files which run name, and none of before did."""
    held = {host for package in before for file in package.files for host, _ in file.content.hosts}
    for package in after:
        running, imports = chains.running(package), frozenset(package.imports)
        for file in package.files:
            early = file.path in running
            for host, line in file.content.hosts if early or file.path in imports else ():
                bad = bool(seen.project.corpus.matching("host", host))
                if host in held or not (bad or hosts.likely(host)):
                    continue
                held.add(host)
                quiet = Severity.LOW if early and before else Severity.INFO
                yield seen.item(
                    "host",
                    name,
                    host,
                    "a host known bad" if bad else f"named where code runs{' at install' * early}",
                    Severity.HIGH if bad else quiet,
                    version=package.version,
                    at=(file.path, line),
                )


def _files(before: Copies, seen: Seen, name: str, after: Copies) -> Iterator[Item]:
    """Programs, archives and the like, by path below the package."""
    held = {
        _foreign(package, file)
        for package in before
        for file in package.files
        if file.content.kind in _FOREIGN
    }
    kinds = {kind for _, kind in held}
    for package in after:
        for file in package.files:
            kind = file.content.kind
            if kind in _FOREIGN and (told := _foreign(package, file)) not in held:
                held.add(told)
                loud = kind in _PROGRAMS and kind not in kinds
                weight = Severity.MEDIUM if loud else Severity.LOW
                yield seen.item(
                    "file",
                    name,
                    told[0],
                    f"a file of the kind {kind}",
                    weight if before else Severity.INFO,
                    value=kind,
                    version=package.version,
                    at=(file.path, 0),
                )


def _foreign(package: Package, file: File) -> tuple[str, str]:
    return chains.below(package, file.path), file.content.kind

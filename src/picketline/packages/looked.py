"""The closest look at a file that something runs, by what runs it: JavaScript and all others."""

from collections.abc import Iterable, Iterator

from picketline.packages import (
    gyp,
    inspect,
    languages,
    opened_files,
    opened_texts,
    shell_runs,
)
from picketline.packages.facts import Mark
from picketline.packages.inspect import shells
from picketline.packages.inspect.places import Marks, bounded
from picketline.packages.inspect.words import threats
from picketline.packages.reading import Look
from picketline.packages.shell import commands
from picketline.packages.shell_names import NODES

_NAMED = ("makefile", "gnumakefile", "justfile", "cmakelists.txt")
_GYP = (".gyp", ".gypi")
_ENDINGS = (".mk", ".cmake", *_GYP, ".ps1", ".psm1", ".psd1", ".py", ".md")
_MOST_CODES = 50
_WEIGHT = 8
_BINARY = frozenset({"elf", "pe", "macho", "wasm", "binary", "class", "zip", "gzip", "tar"})
_WORDS = (".pl", ".pm", ".rb", ".php", ".lua", ".ps1", ".psm1", ".rs", ".vbs", ".cmake", ".mk")


def dialect(path: str) -> str:
    """What a file's name adds to its bytes, so that equal bytes are read differently."""
    name = path.rpartition("/")[2].lower()
    if (read := opened_files.kind(path)) in opened_texts.OCCASIONS:
        return f" {read}"
    if name in _NAMED:
        return f" {name}"
    return next((f" {ending}" for ending in _ENDINGS if name.endswith(ending)), "")


def look(data: bytes, path: str, kind: str) -> Look:
    """The marks of a file, the names that it leads to, and the hosts that it names."""
    if (read := opened_files.kind(path)) in opened_texts.OCCASIONS:
        return Look(bounded(_told(data, read)), (), inspect.hosts(data, path))
    name = path if kind != "json" or path.endswith(".json") else f"{path}.js"
    marks, refers = inspect.deeper(data, name), inspect.refers(data, name)
    if path.lower().endswith(_GYP):
        own, names = _built(data)
        marks, refers = bounded([*marks, *own]), tuple(sorted({*refers, *names}))
    elif languages.foreign(path, kind):
        own, names = _foreign(data, path, kind)
        marks, refers = bounded([*marks, *own]), tuple(sorted({*refers, *names}))
    return Look(marks, refers, inspect.hosts(data, path))


def weight(path: str, kind: str) -> int:
    """How often a file's bytes count: other languages cost more than JavaScript does."""
    return _WEIGHT if languages.foreign(path, kind) else 1


def unread(path: str, kind: str) -> str:
    """How little of a file that is run was read, or ""."""
    if kind in _BINARY:
        return "it is run, and is no text: its code was not read"
    grammar = kind == "python" or path.lower().endswith(_WORDS)
    if grammar and not path.lower().endswith(_GYP):
        return "it is run, and is no JavaScript: its words were read, not its grammar"
    return ""


def of_command(script: str) -> Iterator[Mark]:
    """What a command does by itself, and the code that it carries."""
    yield from inspect.deeper(script.encode("utf-8", "replace"), "command.sh")
    for each in shell_runs.started(commands(script))[:_MOST_CODES]:
        if each.kind == "code" and each.by in NODES:
            yield from inspect.deeper(each.what.encode("utf-8", "replace"), "command.js")


def names_of(scripts: Iterable[str]) -> Iterator[str]:
    """The files that commands run, or that the code in them names."""
    for script in scripts:
        for each in shell_runs.started(commands(script)):
            if each.kind == "file":
                yield f"{each.folder}/{each.what}" if each.folder else each.what
            elif each.kind == "code" and each.by in NODES:
                yield from inspect.refers(each.what.encode("utf-8", "replace"), "code.js")


def placed(marks: Marks, found: Iterable[Mark], at: int) -> None:
    """Add the marks of a text that stands at an offset."""
    for mark in found:
        marks.add(mark.name, at, mark.value, mark.text)


def _told(data: bytes, kind: str) -> list[Mark]:
    """What a text tells an assistant, or the runner of a workflow, to do."""
    read = opened_texts.workflow if kind == "workflow" else opened_texts.instructions
    marks = Marks(data)
    for name, at, value, text in read(data.decode("latin-1")):
        marks.add(name, at, value, text)
    if kind != "workflow" and len(data) > opened_texts.LARGEST:
        marks.add("unparsed", -1, f"{len(data)} bytes")
    return marks.found()


def _built(data: bytes) -> tuple[list[Mark], tuple[str, ...]]:
    """What a build by node-gyp runs while it reads its files, and after."""
    found = gyp.read(data[: gyp.LARGEST].decode("latin-1"))
    marks = Marks(data)
    for each in found.commands:
        placed(marks, of_command(each.script), each.at)
    if not found.whole:
        marks.add("unparsed", -1, f"{len(data)} bytes")
    names = (*found.files, *names_of(each.script for each in found.commands))
    return marks.found(), tuple(dict.fromkeys(names))


def _foreign(data: bytes, path: str, kind: str) -> tuple[list[Mark], tuple[str, ...]]:
    """What a script in another language shows, by its words."""
    plain = data[: languages.LARGEST]
    found = languages.read(plain.decode("latin-1"), path)
    marks = Marks(data)
    if kind == "text":
        for name, value, text in shells.told(commands(plain.decode("utf-8", "replace"))):
            marks.add(name, data.find(text.encode()), value, text)
    for name, at, value, text in found.places:
        marks.add(name, at, value, text)
    for name, at, value in threats(plain):
        marks.add(name, at, value)
    if len(data) > languages.LARGEST:
        marks.add("unparsed", -1, f"{len(data)} bytes")
    return marks.found(), found.names

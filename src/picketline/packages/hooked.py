"""How bad a hook is: its commands, the files that they lead to, and what stands in both."""

import re
from collections.abc import Iterator

import msgspec

from picketline.core import canonical
from picketline.core.model import Severity
from picketline.packages import chains, looked, shell, telling
from picketline.packages.chains import Ladder, Words, chain
from picketline.packages.facts import Content, File, Mark, Package, Run
from picketline.packages.shell_fetches import adds_and_runs

SECRET_FILE = "secret-file"  # noqa: S105  # a word of the ladders
OWN_LIBRARY = "own-library"
"""A command loads a library of the package: `rundll32 x.dll`, `LD_PRELOAD=./x.so`."""
RUNS_ADDED = "runs-what-it-installs"
"""A command installs another package by its name, and runs it at once."""
NO_SOURCES = "no-sources"
"""A build starts a file of the package, and has nothing to compile."""
_INSTALLER = ("writes-outside", "other-package")
_FEW = 12
_LOADERS = {"rundll32", "regsvr32", "regasm", "installutil"}
_LIBRARY = re.compile(
    r"(?!.*://)[\w./\\$-]{1,200}\.(?:dll|ocx|cpl|node|so|dylib)\b(?:,.*)?", re.DOTALL
)
_PRELOADS = {"LD_PRELOAD", "DYLD_INSERT_LIBRARIES"}
_SOURCE = re.compile(
    r".*\.(?:c|cc|cpp|cxx|h|hh|hpp|m|mm|s|S|asm|cu|rc|swift|rs|go|zig|f|f90|java|pyx)"
)
_BUILD = "binding.gyp"

LADDER = Ladder(
    install=(
        chain(Severity.CRITICAL, "fetches-and-runs sends-secret sends-token mines deletes-home"),
        chain(Severity.CRITICAL, "opens-shell spreads"),
        chain(Severity.CRITICAL, "runs-decoded", chains.SHOWN | chains.HIDDEN | chains.ODD),
        chain(Severity.CRITICAL, chains.TAKES, chains.ODD),
        chain(Severity.CRITICAL, chains.TAKES, chains.HIDDEN, chains.REACHES),
        chain(Severity.HIGH, chains.SPREADS, chains.TAKES | chains.REACHES | {"executes"}),
        chain(Severity.HIGH, "assistant scans-secrets intercepts dead-drop"),
        chain(Severity.HIGH, chains.UNCHECKED),
        chain(Severity.HIGH, chains.STAYS),
        chain(Severity.HIGH, "starts-fetched", "hides-process"),
        chain(Severity.HIGH, chains.HIDDEN, chains.ACTS),
        chain(Severity.HIGH, chains.OBFUSCATOR),
        chain(Severity.HIGH, chains.ODD, "connects executes"),
        chain(Severity.HIGH, SECRET_FILE, "connects"),
        chain(Severity.HIGH, OWN_LIBRARY),
        chain(Severity.HIGH, "runs-data-file"),
        chain(Severity.HIGH, RUNS_ADDED),
        chain(Severity.HIGH, NO_SOURCES, chains.ACTS | chains.TAKES),
        chain(Severity.HIGH, "identifies", "connects"),
        chain(Severity.MEDIUM, "hides-process disables-tls loads-native", chains.REACHES),
        chain(Severity.MEDIUM, "starts-fetched"),
        chain(Severity.MEDIUM, NO_SOURCES),
        chain(Severity.MEDIUM, "reads-secret", "connects"),
        chain(Severity.MEDIUM, "runs-decoded", chains.TEXT_DECODER),
        chain(Severity.MEDIUM, chains.HIDDEN),
        chain(Severity.MEDIUM, frozenset({"writes-outside", "wallet", chains.WRITES_IF_CALLED})),
        chain(Severity.MEDIUM, "packed", "evaluates loads-native"),
        chain(Severity.LOW, chains.REACHES | {"installs", "runs-decoded"}),
    )
)
"""What a command that runs by itself is judged by."""


class Judged(msgspec.Struct, frozen=True):
    """A hook: its severity with the words that say so, and where they stand.

    `run` is what shows most of it, `file` its file, if there is one, and `own` the places in it;
    `inline` are the marks of the commands. `digest` is of the commands and of every file that
    they run: new code is a new statement.
    """

    severity: Severity
    why: Words
    run: Run
    file: File | None
    own: tuple[Mark, ...]
    inline: tuple[Mark, ...]
    digest: str


def judged(
    package: Package, hook: str, ladder: Ladder, rule: str, also: Words = frozenset()
) -> Judged:
    """How bad a hook of a package is by a ladder; `rule` is the one that tells it.

    `also` are words that hold beside those of the marks.
    """
    runs = [run for run in package.runs if run.hook == hook]
    files = {file.path: file for file in package.files}
    prefix = f"{package.path}/" if package.path else ""
    reached = [(run, files[prefix + run.path]) for run in runs if prefix + run.path in files]
    commands = tuple(dict.fromkeys(each for run in runs for each in _commands(package, run)))
    inline = tuple(
        dict.fromkeys(mark for command in commands for mark in looked.of_command(command))
    )
    more = also | frozenset(_more(package, runs, commands))
    severity, why = _severity(inline, [file.content for _, file in reached], more, ladder)
    run, file, own = _worst(runs, reached, why, rule)
    digest = canonical.digest(
        [sorted(commands), sorted({file.content.sha256 for _, file in reached})]
    )
    return Judged(severity, why, run, file, tuple(own), inline, digest)


def _worst(
    runs: list[Run], reached: list[tuple[Run, File]], why: Words, rule: str
) -> tuple[Run, File | None, list[Mark]]:
    """The run that shows most of what the hook is judged by, its file, and its places."""
    best: tuple[Run, File | None, list[Mark]] = (runs[0], None, [])
    most = 0
    for run, file in reached:
        marks = [mark for mark in file.content.marks if mark.name in why]
        words = len({mark.name for mark in marks})
        if words > most:
            most = words
            best = (run, file, telling.places(marks, rule, why))
    return best


def _severity(
    inline: tuple[Mark, ...], contents: list[Content], more: Words, ladder: Ladder
) -> tuple[Severity, Words]:
    """How bad the command and its files are; together if they are few, else each by itself."""
    shown = {chains.SMALL_FILE} if any(mark.name == "runs-decoded" for mark in inline) else set()
    several = [
        _words(inline) | shown | more,
        *(_words(each.marks) | chains.decoding(each) for each in contents),
    ]
    if sum(bool(each.marks) for each in contents) <= _FEW:
        several = [frozenset().union(*several)]
    told = [found for words in several if (found := ladder.judge(words, "install"))]
    return max(told, key=lambda one: one[0].rank, default=(Severity.INFO, frozenset()))


def _words(marks: tuple[Mark, ...]) -> Words:
    """The names of marks; writing among other packages is what installers of binaries do."""
    names = {mark.name for mark in marks if (mark.name, mark.value) != _INSTALLER}
    files = any(mark.name == "reads-secret" and not mark.value.startswith("env:") for mark in marks)
    names |= chains.unchecked(marks) | chains.staying(marks)
    if "writes-outside" in names and chains.waits(marks):
        names = (names - {"writes-outside"}) | {chains.WRITES_IF_CALLED}
    return chains.grammar(marks) | names | ({SECRET_FILE} if files else set())


def _more(package: Package, runs: list[Run], commands: tuple[str, ...]) -> Iterator[str]:
    """What commands and builds show beside the marks."""
    foreign = package.origin not in {"root", "member"}
    for script in commands:
        if foreign and adds_and_runs(shell.commands(script)):
            yield RUNS_ADDED
        for one in shell.commands(script):
            own = one.program in _LOADERS and any(map(_LIBRARY.fullmatch, one.argv[1:]))
            if own or any(name in _PRELOADS and _LIBRARY.fullmatch(value)
                          for name, value in one.environment):  # fmt: skip
                yield OWN_LIBRARY
    led = any(_BUILD in run.chain and not run.path.endswith((".gyp", ".gypi")) for run in runs)
    if led and not any(_SOURCE.fullmatch(file.path) for file in package.files):
        yield NO_SOURCES


def _commands(package: Package, run: Run) -> Iterator[str]:
    """The hook's command, and those of the manifest's scripts that it goes through."""
    yield run.command
    for step in run.chain[1:]:
        script, colon, text = step.partition(": ")
        elsewhere = "/" in script or script.startswith("config.")
        if colon and (elsewhere or package.manifest.scripts.get(script) == text):
            yield text

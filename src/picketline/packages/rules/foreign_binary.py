"""Program is run at install, or is called by the name of something else.

Why: A library of scripts has no need of a program that its install starts, and none at all of one
that is called a font, a picture or a database. Both are how a stealer is brought along.
Limits: What a program does is not known: it is judged by its first bytes, its name and what starts
it. Programs that are fetched are L2-POST-001's and L2-EXEC-001's. Archives are L2-BUND-001's.
Benign: Programs that are called what they are (no extension, .exe, .dll, .so, .node, .bare) and are
started when the package is used: not told.
Next: Ask the package's source for the program; without one, remove the package and look for what
the program left.
"""

import re
from collections.abc import Iterator

import msgspec

from picketline.core import canonical
from picketline.core.check import rule
from picketline.core.model import Finding, Severity
from picketline.packages import chains, telling
from picketline.packages.facts import File, Package, Project
from picketline.packages.purls import subject

_PROGRAMS = frozenset({"elf", "pe", "macho"})
_OTHERS = frozenset(
    (  # noqa: SIM905  # words are easier to read than a list of them
        "png jpg jpeg gif svg webp avif bmp ico woff woff2 ttf otf eot css scss less html htm md "
        "txt json yml yaml toml xml map db sqlite dat data log csv tsv pdf mp3 mp4 wav ogg webm "
        "js cjs mjs jsx ts cts mts tsx py sh vue lock license"
    ).split()
)
_STARTER = re.compile(r"\b(?:rundll32|regsvr32|mshta|installutil)\b", re.IGNORECASE)
_LIBRARY = "dll"
_DIRECT = 2
"""Steps of a command that starts a program itself: what a script starts is L2-POST-001's."""
_STARTS = frozenset({"executes", "loads-native", "hides-process"})


class _Sign(msgspec.Struct, frozen=True):
    severity: Severity
    why: str
    files: tuple[File, ...]
    chain: str = ""


@rule(
    "L2-BIN-001",
    severity=(Severity.MEDIUM, Severity.HIGH),
    since="0.2",
    category="install",
    tags=("malware", "T1195.002", "T1036.008", "T1218", "CWE-506"),
)
def foreign_binary(project: Project) -> Iterator[Finding]:
    """One finding a package and sign."""
    found = [
        _found(package, sign)
        for package in sorted(project.packages, key=lambda each: each.path)
        if (programs := tuple(_programs(package)))
        for sign in _signs(package, programs)
    ]
    yield from telling.merged(found)


def _programs(package: Package) -> Iterator[File]:
    for file in package.files:
        if file.content.kind in _PROGRAMS:
            yield file


def _signs(package: Package, programs: tuple[File, ...]) -> Iterator[_Sign]:
    running = chains.running(package)
    runs = [
        (file, run)
        for file in programs
        if (run := running.get(file.path))
        and (len(run.chain) <= _DIRECT or _extension(file) == _LIBRARY)
    ]
    for file, run in runs:
        steps = telling.steps(chains.led(run))
        yield _Sign(Severity.HIGH, "the install runs a program", (file,), steps)
    libraries = tuple(file for file in programs if file.content.kind == "pe")
    starter = _starter(package) if libraries and not runs else ""
    if starter:
        why = "the install starts a library by a tool of Windows"
        yield _Sign(Severity.HIGH, why, libraries, starter)
    masked = tuple(file for file in programs if _extension(file) in _OTHERS)
    if masked:
        started = _starts(package)
        severity = Severity.HIGH if started else Severity.MEDIUM
        why = "a program is called by the name of something else"
        yield _Sign(severity, f"{why}, and the package starts some" if started else why, masked)


def _starter(package: Package) -> str:
    """The hook that leads to a tool which starts libraries, "" for none."""
    signals = {file.path: file.content.signals for file in package.files}
    prefix = f"{package.path}/" if package.path else ""
    for run in package.runs:
        if _STARTER.search(run.command) or "windows-tool" in signals.get(prefix + run.path, ()):
            return telling.steps(chains.led(run))
    return ""


def _starts(package: Package) -> bool:
    """Whether anything that runs at install or import speaks of starting programs."""
    paths = {*chains.running(package), *package.imports}
    return any(
        "process" in file.content.signals or not _STARTS.isdisjoint(chains.marked(file))
        for file in package.files
        if file.path in paths
    )


def _extension(file: File) -> str:
    base = file.path.rpartition("/")[2].lower()
    return base.rpartition(".")[2]


def _found(package: Package, sign: _Sign) -> Finding:
    hashes = sorted({file.content.sha256 for file in sign.files})
    return foreign_binary.find(
        subject(package.name),
        sign.severity,
        f"{sign.why} {canonical.digest(hashes)}",
        evidence=[
            ("purl", package.purl),
            ("chain", sign.chain),
            ("why", sign.why),
            *telling.listed("file", [chains.below(package, file.path) for file in sign.files]),
            ("kind", sign.files[0].content.kind),
            ("sha256", hashes[0]),
        ],
        at=(sign.files[0].path, 0),
    )

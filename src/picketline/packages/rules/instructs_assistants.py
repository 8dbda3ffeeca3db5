"""Package writes where assistants, editors or workflows take their orders from.

Why: What stands in the rules of an assistant, the tasks of an editor or a workflow is done later,
by somebody else's hand and with their rights: the package itself is then long gone.
Limits: Told by words of the whole file: that it names such a place and writes files. Which file it
writes is not followed; where that is seen, L2-POST-001 and L2-EXEC-001 tell it. What already lies
in a project is L2-OPEN-001's.
Benign: Programs that set up assistants when somebody calls them (bin) are not told. A hook that
only names such a file in a comment, and writes another, is medium.
Next: Look at CLAUDE.md, AGENTS.md, .cursor, .vscode and .github in the projects that installed it,
and at the same places in the homes of who did.
"""

from collections.abc import Iterator

import msgspec

from picketline.core.check import rule
from picketline.core.model import Finding, Severity
from picketline.packages import chains, telling
from picketline.packages.facts import File, Package, Project
from picketline.packages.purls import subject

_PLACES = {
    "place-assistant": "the rules of an assistant",
    "place-editor": "the tasks of an editor",
    "place-workflow": "a workflow",
}
_SCRIPTS = frozenset({"javascript", "shell", "python"})
_WRITES = frozenset({"writes-file"})
_COMMANDS = frozenset({"fetch-tool", "piped-shell"})


class _Sign(msgspec.Struct, frozen=True):
    severity: Severity
    file: File
    why: str
    chain: str


@rule(
    "L2-ASST-001",
    severity=(Severity.MEDIUM, Severity.HIGH),
    since="0.2",
    category="install",
    tags=("malware", "T1195.002", "T1546", "T1554", "CWE-506"),
)
def instructs_assistants(project: Project) -> Iterator[Finding]:
    """Each package's worst file."""
    found = []
    for package in sorted(project.packages, key=lambda each: each.path):
        signs = sorted(_signs(package), key=lambda one: (-one.severity.rank, one.file.path))
        found += [_found(package, sign) for sign in signs[:1]]
    yield from telling.merged(found)


def _signs(package: Package) -> Iterator[_Sign]:
    running = chains.running(package)
    entries = _entries(package)
    for file in package.files:
        words = frozenset(file.content.signals)
        places = [said for place, said in _PLACES.items() if place in words]
        run = running.get(file.path)
        script = file.content.kind in _SCRIPTS
        if not places or not script or words.isdisjoint(_WRITES):
            continue
        why = f"writes files and names {' and '.join(places)}"
        if run:
            steps = telling.steps(chains.led(run))
            commands = sorted(words & _COMMANDS)
            severity = Severity.HIGH if commands else Severity.MEDIUM
            more = f", with commands: {', '.join(commands)}" if commands else ""
            yield _Sign(severity, file, why + more, steps)
        elif file.path in entries and "home" in words:
            yield _Sign(Severity.MEDIUM, file, f"{why}, in a home", "import")


def _entries(package: Package) -> frozenset[str]:
    """The files that importing the package runs first: those that no command is called by."""
    commands = {each.removeprefix("./") for each in package.manifest.bin.values()}
    named = {each.removeprefix("./") for each in package.manifest.entries} - commands
    prefix = f"{package.path}/" if package.path else ""
    return frozenset(prefix + each for each in named)


def _found(package: Package, sign: _Sign) -> Finding:
    return instructs_assistants.find(
        subject(package.name),
        sign.severity,
        f"{sign.why} {sign.file.content.sha256}",
        evidence=[
            ("purl", package.purl),
            ("chain", sign.chain),
            ("why", sign.why),
            ("file", chains.below(package, sign.file.path)),
        ],
        at=(sign.file.path, 0),
    )

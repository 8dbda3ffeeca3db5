"""Opening the folder runs more than a task.

Why: Editors, containers, direnv, git and assistants start what a folder's own files tell them to,
often before anyone has read those files; an assistant does what the texts in them say. Attackers
leave such files in repositories and packages, so that they come back when the package is gone.
Limits: What a person starts by choice is not followed: targets of a makefile, a debugger's launch
configurations, scripts of the manifest. Prose is judged by its words: a text that asks for harm
politely, in another language or by a picture is not seen. Of workflows only what leaves with
secrets, code from without that gets them, and what gives a shell is told; actions are not read.
Hooks in the manifest itself and those of hook managers in YAML are not read.
Benign: Tasks that build, servers of assistants by npx, containers that install: nothing is told.
A container that fetches and runs an installer is high at most.
Next: Do not open the folder with such a program. Read the file that is named, remove what you
did not write, and change every secret that was within reach if it has run.
"""

from collections.abc import Iterator

import msgspec

from picketline.core.check import rule
from picketline.core.model import Finding, Severity
from picketline.packages import hooked, opened, opened_texts, telling
from picketline.packages.chains import Ladder, Words, chain
from picketline.packages.facts import Package, Project
from picketline.packages.purls import subject

_INSTRUCTS = "instructs"
_OWNER = "L2-POST-001"
"""The rule whose places those of this one are, for what no install runs."""
_LADDER = Ladder(
    install=(
        chain(Severity.HIGH, _INSTRUCTS, "hidden-characters sends-secret fetches-and-runs"),
        *hooked.LADDER.install,
    )
)
_MILDER = ("in its container", opened_texts.OCCASIONS["instructions"])


@rule(
    "L2-OPEN-001",
    severity=(Severity.MEDIUM, Severity.CRITICAL),
    since="0.1",
    category="install",
    tags=("malware", "T1204.002", "T1059", "T1546", "CWE-506", "CWE-829"),
)
def opened_folder(project: Project) -> Iterator[Finding]:
    """Each thing that opening a folder runs, as bad as what it leads to, if that is bad."""
    yield from telling.merged(
        found
        for package in project.packages
        for hook in dict.fromkeys(run.hook for run in package.runs)
        if (place := opened.of_hook(hook)) is not None
        and (found := _judged(package, hook, place)) is not None
    )


def _judged(package: Package, hook: str, place: tuple[str, int, str]) -> Finding | None:
    path, line, when = place
    found = hooked.judged(package, hook, _LADDER, _OWNER, _also(when))
    severity = min(found.severity, Severity.HIGH) if when.endswith(_MILDER) else found.severity
    least = Severity.HIGH if package.origin in {"root", "member"} else Severity.MEDIUM
    if severity < least:
        return None
    own = found.file is not None and bool(found.own)
    shown = msgspec.structs.replace(found.run, chain=(f"{path}: {when}", *found.run.chain[1:]))
    return opened_folder.find(
        subject(package.name),
        severity,
        f"{path.removeprefix(f'{package.path}/')} {when} {found.digest}",
        evidence=[
            ("purl", package.purl),
            ("command", telling.steps([found.run.command])),
            ("chain", telling.steps(shown.chain)),
            ("why", ", ".join(sorted(found.why))),
            *telling.snippets(mark for mark in found.inline if mark.name in found.why),
            *telling.snippets(found.own),
        ],
        at=(found.file.path, found.own[0].line) if found.file and own else (path, line),
    )


def _also(when: str) -> Words:
    return frozenset({_INSTRUCTS} if when == opened_texts.OCCASIONS["instructions"] else ())

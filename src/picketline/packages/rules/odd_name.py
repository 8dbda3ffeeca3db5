"""Name of a package is none: a flag, a shell's text, or letters that look like others.

Why: A name that begins with a dash is a flag to whoever types it after a command, one with marks
of a shell runs in a script that does not quote it, and one of foreign letters is taken for another.
Limits: Names in locks and of folders on disk; those that a manifest asks for are L2-MANI-002's,
those of known packages L2-IOC-001's. Names close to popular ones are L2-TYPO-001's.
Benign: Old packages may have capitals and marks that new ones may not: not told.
Next: Find out who asked for it; remove it, and look at the commands that were typed.
"""

import re
from collections.abc import Iterator

from picketline.core.check import rule
from picketline.core.model import Finding, Severity
from picketline.packages import hygiene, locks, redaction
from picketline.packages.facts import Project
from picketline.packages.purls import purl, subject

_NAME = re.compile(r"(?:@[A-Za-z0-9~][\w.~-]*/)?[A-Za-z0-9~_][\w.~!'()*-]*", re.ASCII)
_SHELL = re.compile(r"[\s;&|<>$`\"\\]|\$\(|\.\./")
Named = tuple[str, str, str, int]
"""Name, version, and where it stands."""


@rule(
    "L2-NAME-001",
    severity=(Severity.LOW, Severity.MEDIUM),
    since="0.2",
    category="confusion",
    tags=("malware", "T1195.002", "T1036", "CWE-88", "CWE-1007"),
)
def odd_name(project: Project) -> Iterator[Finding]:
    """Each name once for each version."""
    project = locks.ordered(project)
    asked = frozenset(_asked(project))
    told = [
        _found(*named, why)
        for named in _named(project)
        if named[0] not in asked and (why := _why(named[0]))
    ]
    yield from hygiene.distinct(told)


def _asked(project: Project) -> Iterator[str]:
    """The names that manifests ask for, as far as L2-MANI-002 looks at them."""
    for package in project.packages:
        own = package.origin in {"root", "member"}
        for each in package.manifest.dependencies:
            if own or each.group != "dev":
                yield each.name


def _named(project: Project) -> Iterator[Named]:
    for lock in project.lockfiles:
        for entry in lock.entries:
            for name in dict.fromkeys((entry.name, entry.alias)):
                if name and not entry.link:
                    yield name, entry.version, lock.path, entry.line
    for package in project.packages:
        _, found, name = f"/{package.path}".rpartition(f"/{locks.MODULES}/")
        if found and package.origin == "installed":
            yield name, package.version, package.manifest.path, 0


def _why(name: str) -> str:
    if _NAME.fullmatch(name):
        return ""
    if name.startswith("-"):
        return "a command line reads it as a flag"
    if _SHELL.search(name):
        return "a shell reads more in it than a name"
    if not name.isascii():
        return "its letters are not those that they look like"
    return "no package can be called so"


def _found(name: str, version: str, path: str, line: int, why: str) -> Finding:
    return odd_name.find(
        subject(name),
        Severity.LOW if why.startswith("no package") else Severity.MEDIUM,
        hygiene.exact(name),
        evidence=[
            ("purl", purl(name, version)),
            ("why", f"{redaction.line(name, 200)}: {why}"),
        ],
        at=(path, line),
    )

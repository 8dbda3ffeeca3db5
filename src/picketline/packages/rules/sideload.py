"""Dependency comes from elsewhere than a registry.

Why: What comes by git, address or path has no version that cannot change, no integrity of the
registry's and no one who could take it down. npm builds what comes by git: its hooks run.
Limits: What lies at the other end is not fetched: only what is installed is looked at. Whether a
commit belongs to a branch of its repository cannot be told offline. Which names are popular is
what the corpus holds: without its list no name is known to be taken. An alias that is its
package's name, with or without the mark of a version (`lodash4`, `react-18`), is nothing. What
names a commit of a repository of another name is L2-FORK-001's.
Benign: The project's own choice, held to a commit or a hash, is low; paths inside the project,
workspaces and aliases that keep the name are not told.
Next: Take the package from a registry, or hold it to a full commit.
"""

from collections.abc import Iterator
from posixpath import join, normpath

from picketline.core.check import rule
from picketline.core.model import Finding, Severity
from picketline.packages import locks, specs, surface
from picketline.packages.facts import Project
from picketline.packages.hygiene import distinct, exact
from picketline.packages.purls import subject
from picketline.packages.wanted import Wanted, orphan, wanted


@rule(
    "L2-SIDELOAD-001",
    severity=(Severity.INFO, Severity.HIGH),
    since="0.1",
    category="confusion",
    tags=("malware", "T1195.002", "CWE-829", "CWE-494"),
)
def sideload(project: Project) -> Iterator[Finding]:
    """Each spec that leads elsewhere, by who wrote it and what it leads to."""
    project = locks.ordered(project)
    yield from distinct(_found(project))


def _found(project: Project) -> Iterator[Finding]:
    known = surface.of(project)
    for each in wanted(project):
        told = None if orphan(each) else _told(project, known, each)
        if told:
            severity, why = told
            yield sideload.find(
                subject(each.by),
                severity,
                exact(f"{each.name}: {each.spec.shown}"),
                evidence=[
                    ("purl", each.purl),
                    ("why", f"{each.name} from {each.spec.shown[:200]}: {why}"),
                ],
                at=(each.path, each.line),
            )


def _told(project: Project, known: surface.Surface, each: Wanted) -> tuple[Severity, str] | None:
    spec = each.spec
    if spec.kind == "alias":
        return _alias(project, known, each)
    if spec.kind == "file":
        return _path(each)
    if spec.kind in {"git", "tarball", "registry"}:
        hooked = known.named(each.name, git=spec.kind == "git")
        return _fetched(each, hooked=hooked)
    if spec.protocol == "exec":
        return Severity.HIGH if not each.own else Severity.LOW, "a script makes it at install"
    return None


def _fetched(each: Wanted, *, hooked: bool) -> tuple[Severity, str]:
    """By git or an address."""
    signs = []
    if each.spec.insecure:
        signs.append("nothing protects the line")
    if not each.own:
        signs.append("another package wants it")
    if not (each.spec.commit or each.pinned):
        signs.append("nothing holds it to one content")
    if not signs:
        return Severity.LOW, "the project holds it to one content"
    if hooked:
        return Severity.HIGH, ", ".join([*signs, "it has install hooks"])
    return Severity.MEDIUM, ", ".join(signs)


def _path(each: Wanted) -> tuple[Severity, str] | None:
    """By a path; only those that lead out of the project say anything."""
    path = each.spec.path
    absolute = each.spec.outside and not path.startswith("..")
    led = path if absolute else normpath(join(each.folder or ".", path))
    if not absolute and led != ".." and not led.startswith("../"):
        return None
    if each.own:
        return Severity.LOW, "its path leads out of the project"
    return Severity.MEDIUM, "another package's path leads out of the project"


def _alias(project: Project, known: surface.Surface, each: Wanted) -> tuple[Severity, str] | None:
    """By another package's name."""
    corpus, name = project.corpus, each.spec.name
    taken = corpus.rank(each.name) is not None
    popular = corpus.rank(name) is not None or name.partition("/")[0] in project.policy.scopes
    another = taken and not popular and specs.base(each.name) != specs.base(name)
    if specs.keeps(each.name, name, corpus.knows) and not another:
        return None
    why = f"known as {each.name}, it is {name}"
    if popular:
        return (Severity.INFO, why) if each.own else None
    hooked = known.named(name)
    why += ", which has install hooks" if hooked else ""
    if taken:
        severe = hooked or not each.own
        return (Severity.HIGH if severe else Severity.MEDIUM), f"{why}: a popular name is taken"
    if each.own:
        return Severity.LOW, why
    return (Severity.HIGH if hooked else Severity.MEDIUM), why

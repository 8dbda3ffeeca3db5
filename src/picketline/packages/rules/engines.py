"""Installed package needs an engine that the project excludes.

Why: A project that names the engines that it runs on, and installs what cannot run on any of
them, is not what was tested.
Limits: Only a range of node's versions that shares none with the project's is told; one that is
merely narrower is not. Which engine is really there is not looked at.
Benign: Packages of another platform's, and tools that run elsewhere, may need other engines.
Next: Widen the project's engines, or take a version of the package that runs on them.
"""

from collections.abc import Iterator

from picketline.core.check import rule
from picketline.core.model import Finding, Severity
from picketline.packages import hygiene, locks, ranges
from picketline.packages.facts import Project

_ENGINE = "node"


@rule(
    "L2-ENGIN-001",
    severity=(Severity.INFO, Severity.LOW),
    since="0.1",
    category="policy",
    tags=("CWE-439",),
)
def engines(project: Project) -> Iterator[Finding]:
    """One finding for all packages that run on none of the root's engines."""
    project = locks.ordered(project)
    root = locks.root(project)
    wanted = root.manifest.engines.get(_ENGINE, "")
    if not wanted.strip():
        return
    places = [
        f"{name} needs node {needed}"
        for name, needed in sorted(_needs(project))
        if ranges.meet(wanted, needed) is False
    ]
    if places:
        line = root.manifest.lines.get(f"engines.{_ENGINE}", 0)
        group = hygiene.Group(
            f"runs on no node of the project's {wanted}", places, root.manifest.path, line
        )
        yield hygiene.counted(engines, project, Severity.LOW, group)


def _needs(project: Project) -> set[tuple[str, str]]:
    """The names of packages with the versions of node that they need."""
    found = {
        (package.name, package.manifest.engines.get(_ENGINE, "").strip())
        for package in project.packages
        if package.origin not in {"root", "member"}
    }
    found |= {
        (entry.name, entry.engines.get(_ENGINE, "").strip())
        for lock in locks.kept(project)
        for entry in lock.entries
        if not entry.link
    }
    return {pair for pair in found if pair[1]}

"""Range of a dependency has no upper end.

Why: A range that takes every later version takes the one that an attacker publishes.
Limits: Ranges of installed packages are not judged, nor those of peers: what they come to is
pinned by the project's lock.
Benign: Where a lock pins the version it is low: it matters when the lock is made anew.
Next: Give the range an upper end, such as ^1.2.3.
"""

from collections.abc import Iterator

from picketline.core.check import rule
from picketline.core.model import Finding, Severity
from picketline.packages import hygiene, locks, ranges, specs
from picketline.packages.facts import Dependency, Package, Project


@rule(
    "L2-MANI-001",
    severity=(Severity.LOW, Severity.MEDIUM),
    since="0.1",
    category="integrity",
    tags=("CWE-1357",),
)
def manifest_ranges(project: Project) -> Iterator[Finding]:
    """One finding for what locks pin, one for what they do not."""
    project = locks.ordered(project)
    members = {package.name for package in locks.own(project)}
    pins = locks.Pins(project)
    groups: dict[bool, list[tuple[Package, Dependency]]] = {True: [], False: []}
    for package in locks.own(project):
        names = pins.above(package.path)
        for each in package.manifest.dependencies:
            if each.name not in members and _open(each):
                groups[each.name in names].append((package, each))
    for pinned, found in groups.items():
        if found:
            yield _counted(project, found, pinned=pinned)


def _open(dependency: Dependency) -> bool:
    spec = specs.parse(dependency.spec)
    if dependency.group == "peer" or spec.kind not in {"range", "tag", "alias"}:
        return False
    text = dependency.spec.strip() if spec.kind == "tag" else spec.versions
    return ranges.unbounded(text)


def _counted(project: Project, found: list[tuple[Package, Dependency]], *, pinned: bool) -> Finding:
    package, first = min(found, key=lambda pair: (pair[0].path, pair[1]))
    section = {"dev": "devDependencies", "optional": "optionalDependencies"}
    line = package.manifest.lines.get(f"{section.get(first.group, 'dependencies')}.{first.name}", 0)
    group = hygiene.Group(
        what="range without an end" + ("" if pinned else ", and no lock pins it"),
        places=[
            f"{one.manifest.path}: {each.name}@{each.spec or '(empty)'}" for one, each in found
        ],
        path=package.manifest.path,
        line=line,
    )
    severity = Severity.LOW if pinned else Severity.MEDIUM
    return hygiene.counted(manifest_ranges, project, severity, group)

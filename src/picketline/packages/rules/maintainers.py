"""Other people stand behind a later version, and it runs something at install.

Why: Packages are handed over, bought or taken; the first thing that the new owner of a bad kind
adds is a hook.
Limits: Who published a version is not in the tarball: only the people whom two manifests in the
project name are compared. Changes over time need the registry, or an earlier report (`diff`).
Benign: Projects change hands; without new hooks nothing is told.
Next: Find out who published the later version, and read its hooks.
"""

from collections.abc import Iterator

from picketline.core.check import rule
from picketline.core.model import Finding, Severity
from picketline.packages import locks
from picketline.packages.facts import Package, Project
from picketline.packages.hygiene import exact
from picketline.packages.purls import subject
from picketline.packages.successors import successors


@rule(
    "L2-MAINT-001",
    severity=(Severity.INFO, Severity.MEDIUM),
    since="0.1",
    category="integrity",
    tags=("T1195.002", "CWE-1357"),
)
def maintainers(project: Project) -> Iterator[Finding]:
    """Two versions of one package whose people have nobody in common."""
    project = locks.ordered(project)
    for before, after in successors(project):
        one, other = _people(before), _people(after)
        if one and other and not one & other:
            yield maintainers.find(
                subject(after.name),
                Severity.MEDIUM,
                exact(f"{', '.join(sorted(one))} became {', '.join(sorted(other))}"),
                evidence=[
                    ("purl", after.purl),
                    ("why", "wholly other people, and install hooks that are new"),
                    ("before", f"{before.version}: {', '.join(before.manifest.people)}"[:200]),
                    ("after", f"{after.version}: {', '.join(after.manifest.people)}"[:200]),
                ],
                at=(after.manifest.path, 0),
            )


def _people(package: Package) -> frozenset[str]:
    """The people of a manifest: names, and mail addresses where there are any."""
    found: set[str] = set()
    for person in package.manifest.people:
        name, _, rest = person.lower().partition("<")
        found |= {name.strip(), rest.partition(">")[0].strip()}
    return frozenset(found - {""})

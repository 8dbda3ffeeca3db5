"""Where a package was made cannot be followed.

Why: A package whose source nobody can find can only be judged by its tarball; an account that
was taken over publishes from elsewhere than the versions before.
Limits: Signatures and attestations stand in the registry, not in locks or manifests: whether a
package has them, and whether they are valid, is not known offline. A repository is what the
manifest says, and may be a lie.
Benign: Old and small packages often name no repository: told once, for those with hooks alone.
Next: Ask the registry: `npm audit signatures`.
"""

from collections.abc import Iterator

from picketline.core.check import rule
from picketline.core.model import Finding, Severity
from picketline.packages import hygiene, locks, surface
from picketline.packages.facts import Package, Project
from picketline.packages.purls import subject
from picketline.packages.successors import successors


@rule(
    "L2-PROV-001",
    severity=(Severity.INFO, Severity.MEDIUM),
    since="0.1",
    category="integrity",
    tags=("T1195.002", "CWE-345"),
)
def provenance(project: Project) -> Iterator[Finding]:
    """Repositories that change together with hooks, and hooks without a repository."""
    project = locks.ordered(project)
    for before, after in successors(project):
        one, other = _owner(before), _owner(after)
        if one and one != other:
            yield provenance.find(
                subject(after.name),
                Severity.MEDIUM,
                hygiene.exact(f"{one} became {other or 'none'}"),
                evidence=[
                    ("purl", after.purl),
                    ("why", "another repository, and install hooks that are new"),
                    ("before", f"{before.version}: {one}"[:200]),
                    ("after", f"{after.version}: {other or 'none'}"[:200]),
                ],
                at=(after.manifest.path, after.manifest.lines.get("repository", 1)),
            )
    bare = [
        package.name
        for package in project.packages
        if package.origin in {"installed", "bundled"}
        and surface.hooked(package)
        and not package.manifest.repository
    ]
    if bare:
        group = hygiene.Group("has install hooks and names no repository", bare)
        yield hygiene.counted(provenance, project, Severity.LOW, group)


def _owner(package: Package) -> str:
    """Who owns the repository: host and owner, or what else stands for it."""
    text = package.manifest.repository.lower().partition("#")[0]
    text = text.rpartition("://")[2].rpartition("@")[2].replace(":", "/").removesuffix(".git")
    parts = [part for part in text.split("/") if part]
    known = {"github", "gitlab", "bitbucket", "gist"}
    hosted = [part.partition(".")[0] if part.partition(".")[0] in known else part for part in parts]
    if len(hosted) == 2 and hosted[0] not in known:  # noqa: PLR2004  # owner/name, on github
        hosted.insert(0, "github")
    return "/".join(hosted[:2])

"""Package is another's fork that changes what an install runs, or a commit of a foreign repository.

Why: Worms hung commits on forks of well-known repositories and had packages depend on them:
the address looks right, the commit is nobody's, and npm runs its prepare script.
Limits: Whether a commit is on a branch of the repository, and who forked what, is not known
offline. A fork is told only if it keeps the name of a popular package and brings hooks.
Benign: Projects depend on commits of their own forks: low if the project itself says so.
Next: Look at the commit; is it in the history of the repository whose name it carries?
"""

from collections.abc import Iterator

from picketline.core.check import rule
from picketline.core.model import Finding, Severity
from picketline.packages import locks, redaction, specs, surface
from picketline.packages.facts import Package, Project
from picketline.packages.hygiene import distinct, exact
from picketline.packages.purls import subject
from picketline.packages.wanted import Wanted, orphan, wanted


@rule(
    "L2-FORK-001",
    severity=(Severity.INFO, Severity.HIGH),
    since="0.1",
    category="integrity",
    tags=("T1195.002", "CWE-829"),
)
def fork_drift(project: Project) -> Iterator[Finding]:
    """Commits of repositories of another name, then forks with hooks of their own."""
    project = locks.ordered(project)
    known = surface.of(project)
    orphans = (each for each in wanted(project) if orphan(each))
    yield from distinct(_commit(each, _severity(each, known)) for each in orphans)
    yield from distinct(_forks(project))


def _forks(project: Project) -> Iterator[Finding]:
    hookless = {package.name for package in project.packages if not surface.hooked(package)}
    for package in project.packages:
        original = _forked(project, package)
        if original:
            yield _fork(package, original, plain=original in hookless)


def _severity(each: Wanted, known: surface.Surface) -> Severity:
    if each.own:
        return Severity.MEDIUM if each.group == "optional" else Severity.LOW
    risky = each.group == "optional" or known.named(each.name, git=True)
    return Severity.HIGH if risky else Severity.MEDIUM


def _commit(each: Wanted, severity: Severity) -> Finding:
    return fork_drift.find(
        subject(each.by),
        severity,
        exact(f"{each.name}: {each.spec.shown}"),
        evidence=[
            ("purl", each.purl),
            ("why", f"{each.name} ({each.group}) is a commit: {each.spec.shown[:200]}"),
            ("repository", each.spec.repository[:200]),
        ],
        at=(each.path, each.line),
    )


def _forked(project: Project, package: Package) -> str:
    """The popular package whose name a scoped one with hooks keeps, "" if there is none."""
    base = specs.base(package.name)
    if package.origin in {"root", "member"} or base == package.name:
        return ""
    unknown = project.corpus.rank(package.name) is None and project.corpus.rank(base) is not None
    owner = package.name.partition("/")[0].strip("@").lower()
    if not unknown or not surface.hooked(package) or owner in _owner(package).split("/"):
        return ""
    return base


def _owner(package: Package) -> str:
    """The repository's address in parts, in lower case."""
    return package.manifest.repository.lower().replace(":", "/")


def _fork(package: Package, original: str, *, plain: bool) -> Finding:
    scripts = "; ".join(sorted({f"{run.hook}: {run.command}" for run in package.runs}))
    hooks = redaction.line(scripts, 200)
    return fork_drift.find(
        subject(package.name),
        Severity.MEDIUM if plain else Severity.LOW,
        exact(f"fork of {original}: {scripts}"),
        evidence=[
            ("purl", package.purl),
            ("why", f"has the name of {original} and hooks of its own: {hooks}"),
            ("repository", specs.shown(package.manifest.repository)[:200]),
        ],
        at=(package.manifest.path, package.manifest.lines.get("scripts", 0)),
    )

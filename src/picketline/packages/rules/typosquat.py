"""Name is close to a popular one, and more than the name speaks against it.

Why: A name that is typed, remembered or made up wrongly is taken by somebody who waits for it.
Limits: A close name alone says next to nothing: of known malicious names one in a hundred is
close to a popular one, and many good ones are. Downloads and age cannot be known offline.
Benign: Names that are popular themselves are never told, nor those that other packages want.
Next: Check that the name is the one that was meant; if it is, compare its repository.
"""

from collections.abc import Iterator

import msgspec

from picketline.core.check import rule
from picketline.core.model import Finding, Severity
from picketline.packages import locks, specs, surface
from picketline.packages.corpus import Near
from picketline.packages.facts import Dependency, Locked, Lockfile, Package, Project
from picketline.packages.hygiene import exact
from picketline.packages.purls import purl, subject


@rule(
    "L2-TYPO-001",
    severity=(Severity.INFO, Severity.HIGH),
    since="0.1",
    category="confusion",
    tags=("malware", "T1195.002", "CWE-506"),
)
def typosquat(project: Project) -> Iterator[Finding]:
    """Each unpopular name that is close to a popular one and has a second sign."""
    project = locks.ordered(project)
    asked = _Asked.of(project)
    for name, packages in sorted(_installed(project).items()):
        near = _near(project, name)
        if near:
            judged = [(_judged(each, near, asked), each) for each in packages]
            (severity, signs), package = max(judged, key=lambda one: (one[0][0], one[1].path))
            if signs:
                yield _found(package, near, severity, signs)
    yield from _locked(project, asked)


class _Asked(msgspec.Struct, frozen=True):
    """Which names the project's own manifests and locks want, and which only others do."""

    own: frozenset[str]
    others: frozenset[str]
    repositories: dict[str, str]

    @classmethod
    def of(cls, project: Project) -> "_Asked":
        own = locks.own(project)
        wanted = [each for package in own for each in package.manifest.dependencies]
        wanted += [
            each
            for lock in project.lockfiles
            for one in lock.importers
            for each in one.dependencies
        ]
        others = {
            name
            for package in project.packages
            if package.origin not in {"root", "member"}
            for each in package.manifest.dependencies
            if each.group != "dev"
            for name in _meant(each)
        } | {
            name for lock in project.lockfiles for one in lock.entries for name in one.dependencies
        }
        return cls(
            own=frozenset(name for each in wanted for name in _meant(each)),
            others=frozenset(others),
            repositories={each.name: _plain(each.manifest.repository) for each in project.packages},
        )


def _meant(each: Dependency) -> Iterator[str]:
    """The name that is asked for; of an alias also that of its package."""
    yield each.name
    spec = specs.parse(each.spec)
    if spec.kind == "alias":
        yield spec.name


def _installed(project: Project) -> dict[str, list[Package]]:
    found: dict[str, list[Package]] = {}
    for package in project.packages:
        if not (package.origin in {"root", "member"} and package.manifest.private):
            found.setdefault(package.name, []).append(package)
    return found


def _near(project: Project, name: str) -> Near | None:
    """The most popular name that another is close to, if it is not popular itself."""
    if project.corpus.rank(name) is not None:
        return None
    return next(iter(project.corpus.near(name)), None)


def _judged(package: Package, near: Near, asked: _Asked) -> tuple[Severity, list[str]]:
    """How bad, and the signs; none where the name stands alone."""
    strong = _strong(package)
    weak = _weak(package, near, asked)
    if strong:
        return Severity.HIGH, strong + weak
    if package.origin in {"root", "member"}:
        return Severity.INFO, []
    hooked = surface.hooked(package)
    if hooked and weak:
        return Severity.MEDIUM, ["has install hooks", *weak]
    direct = package.name in asked.own and package.name not in asked.others
    return (Severity.INFO, weak) if direct and len(weak) > 1 else (Severity.INFO, [])


def _strong(package: Package) -> list[str]:
    runs, can_run = surface.at_install(package), surface.anywhere(package)
    signs = {
        "reaches out at install": runs & surface.REACHES,
        "hides code": can_run & surface.HIDES,
        "holds what attacks hold": can_run & surface.HARMS,
    }
    return [sign for sign, words in signs.items() if words]


def _weak(package: Package, near: Near, asked: _Asked) -> list[str]:
    repository = _plain(package.manifest.repository)
    signs = []
    if package.name in asked.own and package.name not in asked.others:
        signs.append("wanted by this project alone")
    if not repository:
        signs.append("names no repository")
    elif repository == asked.repositories.get(near.name) or repository.endswith(f"/{near.name}"):
        signs.append(f"names the repository of {near.name}")
    return signs


def _plain(repository: str) -> str:
    """A repository as `owner/name`, without what spells it differently."""
    text = repository.lower().removesuffix("/").removesuffix(".git").replace(":", "/")
    return "/".join(text.split("/")[-2:])


def _found(package: Package, near: Near, severity: Severity, signs: list[str]) -> Finding:
    scripts = " ".join(f"{run.hook}: {run.command}" for run in package.runs)
    return typosquat.find(
        subject(package.name),
        severity,
        exact(f"{near.how} of {near.name}: {', '.join(signs)} {scripts}".strip()),
        evidence=[
            ("purl", package.purl),
            ("why", f"{near.how} of {near.name}: {', '.join(signs)}"),
            ("rank", near.rank),
        ],
        at=(package.manifest.path, package.manifest.lines.get("name", 0)),
    )


def _locked(project: Project, asked: _Asked) -> Iterator[Finding]:
    """What only a lock knows: hooks of a name that the project alone wants."""
    seen = set(_installed(project))
    for lock in project.lockfiles:
        for entry in lock.entries:
            fresh = entry.hooks and entry.name in asked.own - asked.others
            if fresh and entry.name not in seen:
                seen.add(entry.name)
                near = _near(project, entry.name)
                if near:
                    yield _of_lock(lock, entry, near)


def _of_lock(lock: Lockfile, entry: Locked, near: Near) -> Finding:
    return typosquat.find(
        subject(entry.name),
        Severity.MEDIUM,
        f"{near.how} of {near.name}: has install hooks",
        evidence=[
            ("purl", purl(entry.name, entry.version)),
            ("why", f"{near.how} of {near.name}: has install hooks, wanted by this project alone"),
            ("rank", near.rank),
        ],
        at=(lock.path, entry.line),
    )

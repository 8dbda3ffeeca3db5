"""A package brings other packages along.

Why: What lies within a package is installed with it: no lockfile pins it, no audit names it, and
it takes the place of the package that it is called after.
Limits: A copy is compared only with one of the same name and version in the same tree. Without
a lockfile a nested package is taken as meant if anything around it depends on its name. Packed
archives within packages are named and known by hash; what is in them is not unpacked.
Benign: Tools bundle their dependencies to start without an install, and leave documents and
tests out of the copies: info.
Next: Compare the copy with the same version from the registry; a difference that the
package does not explain is a reason to remove it.
"""

from collections.abc import Iterator, Mapping

from picketline.core import canonical
from picketline.core.check import rule
from picketline.core.model import Finding, Severity
from picketline.packages import at_home, chains, telling
from picketline.packages.chains import Ladder, Look, Words, chain
from picketline.packages.facts import File, Package, Project
from picketline.packages.purls import subject

_MODULES = "node_modules"
_CODE = frozenset({"javascript", "shell", "python", "elf", "pe", "macho", "wasm"})
_ARCHIVES = frozenset({"gzip", "tar", "zip"})
_PACKED = (".tgz", ".tar.gz", ".tar", ".zip", ".asar")
_DOES = chains.ACTS | chains.TAKES | chains.ODD | chains.HIDDEN | {"runs-decoded", "wallet"}
_LADDER = Ladder(
    install=(
        chain(Severity.HIGH, chains.HIDDEN, chains.ACTS),
        chain(Severity.HIGH, "fetches-and-runs deletes-home"),
    ),
    imported=(
        chain(Severity.HIGH, "runs-decoded", chains.SHOWN | chains.HIDDEN | chains.ODD),
        chain(Severity.HIGH, "mines"),
        chain(Severity.HIGH, chains.TAKES, chains.ODD, "connects"),
    ),
)


@rule(
    "L2-BUND-001",
    severity=(Severity.INFO, Severity.HIGH),
    since="0.1",
    category="confusion",
    tags=("malware", "T1195.002", "T1574", "CWE-506"),
)
def bundled(project: Project) -> Iterator[Finding]:
    """What packages bring along: first what is wrong with it, then that it is there."""
    brought = {package.path: above for package in project.packages if (above := _above(package))}
    yield from telling.merged(
        each
        for found in (
            _differing(project, brought),
            _shadowing(project, brought),
            _threatening(project, brought),
            _plain(project),
        )
        for each in found
    )


def _words(look: Look) -> Words:
    return at_home.words(look.file.content) | chains.decoding(look.file.content)


def _above(package: Package) -> str:
    """The folder of the package that brings this one along, "" for none."""
    if package.origin not in {"bundled", "archive"}:
        return ""
    return _holder(package.path)


def _holder(path: str) -> str:
    return path.rpartition(f"/{_MODULES}/")[0]


def _differing(project: Project, brought: Mapping[str, str]) -> Iterator[Finding]:
    """Copies that are not what the same version is elsewhere in the tree."""
    same: dict[tuple[str, str], list[Package]] = {}
    for package in project.packages:
        if package.version and package.origin not in {"root", "member"}:
            same.setdefault((package.name, package.version), []).append(package)
    for copies in same.values():
        copies.sort(key=lambda package: (package.path in brought, package.path))
        for package in copies[1:]:
            if package.path in brought:
                yield from _compared(package, copies[0])


def _compared(package: Package, other: Package) -> Iterator[Finding]:
    known = _code(other)
    changed = {
        path: file
        for path, file in _code(package).items()
        if path not in known or known[path].content.sha256 != file.content.sha256
    }
    if not changed:
        return
    imports = frozenset(package.imports)
    running = [file for file in changed.values() if file.path in imports]
    new = {path for path, file in changed.items() if _does(file) - _does(known.get(path))}
    severity = Severity.MEDIUM if running else Severity.LOW
    yield bundled.find(
        subject(package.name),
        Severity.HIGH if new else severity,
        f"differs {canonical.digest(sorted(file.content.sha256 for file in changed.values()))}",
        evidence=[
            ("purl", package.purl),
            ("differs from", other.path),
            *telling.listed("file", sorted(changed, key=lambda path: (path not in new, path))),
            *telling.listed("does besides", sorted(_new(changed, known))),
        ],
        at=(changed[min(new or changed)].path, 0),
    )


def _code(package: Package) -> dict[str, File]:
    return {
        chains.below(package, file.path): file
        for file in package.files
        if file.content.kind in _CODE
    }


def _does(file: File | None) -> frozenset[str]:
    return chains.marked(file) & _DOES if file else frozenset()


def _new(changed: Mapping[str, File], known: Mapping[str, File]) -> frozenset[str]:
    found = (_does(file) - _does(known.get(path)) for path, file in changed.items())
    return frozenset().union(*found)


def _shadowing(project: Project, brought: Mapping[str, str]) -> Iterator[Finding]:
    """Packages inside others that neither a manifest nor a lockfile asks for."""
    holders = {each.path for each in project.packages if each.origin in {"installed", "bundled"}}
    locked = {
        f"{base}/{entry.key}" if (base := lock.path.rpartition("/")[0]) else entry.key
        for lock in project.lockfiles
        for entry in lock.entries
    }
    wanted: dict[str, set[str]] | None = None
    for package in project.packages:
        above = _holder(package.path)
        if above not in holders or package.path in brought or package.path in locked:
            continue
        wanted = _wanted(project) if wanted is None else wanted
        if _folder_name(package.path) not in wanted[above] and package.files:
            yield _shadow(package, above)


def _folder_name(path: str) -> str:
    return path.rpartition(f"{_MODULES}/")[2]


def _wanted(project: Project) -> dict[str, set[str]]:
    """The names that each package, or one inside it, depends on."""
    wanted: dict[str, set[str]] = {package.path: set() for package in project.packages}
    for package in project.packages:
        names = {each.name for each in package.manifest.dependencies if each.group != "dev"}
        path = package.path
        while path:
            if path in wanted:
                wanted[path] |= names
            path = _holder(path)
    return wanted


def _shadow(package: Package, above: str) -> Finding:
    found = chains.verdict(package, _LADDER, _words)
    severity = Severity.MEDIUM if package.imports or package.runs else Severity.LOW
    return bundled.find(
        subject(package.name),
        found.severity if found else severity,
        f"unasked {canonical.digest(sorted(file.content.sha256 for file in package.files))}",
        evidence=[
            ("purl", package.purl),
            ("within", above),
            ("asked for by", "nothing: no manifest around it, no lockfile"),
            ("why", ", ".join(sorted(found.words)) if found else ""),
        ],
        at=(found.look.file.path if found else package.manifest.path or package.path, 0),
    )


def _threatening(project: Project, brought: Mapping[str, str]) -> Iterator[Finding]:
    """Packages that were brought along and carry threats."""
    for package in project.packages:
        found = chains.verdict(package, _LADDER, _words) if package.path in brought else None
        if found:
            files = sorted({each.file.content.sha256 for each in (found.look, *found.also)})
            yield bundled.find(
                subject(package.name),
                found.severity,
                f"threatens {canonical.digest(files)}",
                evidence=[
                    ("purl", package.purl),
                    ("within", brought[package.path]),
                    ("why", ", ".join(sorted(found.words))),
                ],
                at=(found.look.file.path, 0),
            )


def _plain(project: Project) -> Iterator[Finding]:
    """That a package brings others along, or archives: one statement each."""
    inside: dict[str, list[str]] = {}
    for package in project.packages:
        if package.origin == "bundled":
            inside.setdefault(_holder(package.path), []).append(package.purl)
    for package in project.packages:
        if package.origin in {"root", "member"}:
            continue
        archives = [
            file
            for file in package.files
            if file.content.kind in _ARCHIVES and file.path.lower().endswith(_PACKED)
        ]
        purls = sorted(inside.get(package.path, ()))
        if purls:
            yield _brings(package, "bundles", purls, package.manifest.path)
        if archives:
            paths = [chains.below(package, file.path) for file in archives]
            yield _brings(package, "archives", paths, archives[0].path)


def _brings(package: Package, what: str, values: list[str], path: str) -> Finding:
    return bundled.find(
        subject(package.name),
        Severity.INFO,
        f"{what} {canonical.digest(values)}",
        evidence=[
            ("purl", package.purl),
            ("how many", len(values)),
            *telling.listed(what, values),
        ],
        at=(path, 0),
    )

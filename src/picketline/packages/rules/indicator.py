"""A known bad package, file or host is there.

Why: Somebody has looked at it and found it bad: a version of a package, a file by its hash or
name, a host that stolen data went to.
Limits: Only what the corpus holds is known. A file's name alone proves little: medium, unless the
file is large, an install runs it, its hash is known too, or who registered it said how bad it is.
Hosts are known where an install or import can reach code that names them plainly or by an encoding
that is undone, at most 256 of a file, and in addresses of manifests, locks and hooks.
Benign: Packages with the same file name for their own reasons: medium, to be looked at once.
Next: Take the machine as compromised if the package was installed with its scripts: change every
secret on it, then remove the package.
"""

import re
from collections.abc import Iterator

from picketline.core.check import rule
from picketline.core.model import Finding, Severity
from picketline.packages import chains, specs, telling
from picketline.packages.corpus import Corpus, Indicator
from picketline.packages.facts import Dependency, File, Mark, Package, Project
from picketline.packages.purls import purl, subject

_LARGE = 1 << 20
_HOST = re.compile(r"(?:https?|wss?|ftp|git(?:\+\w+)?)://(?:[^\s/@\"'`]{1,200}@)?([\w.-]{4,253})")
_HOSTS = frozenset({"odd-host", "raw-address", "computed-name"})
_NAME = re.compile(r"(?<![\w.-])[\w-]{1,63}(?:\.[\w-]{1,63}){1,20}")
_EXACT = frozenset("0123456789")
_KEYS = {
    "prod": "dependencies",
    "dev": "devDependencies",
    "optional": "optionalDependencies",
    "peer": "peerDependencies",
}
_HOW = {
    "package": "a version known bad",
    "sha256": "a file known by its hash",
    "filename": "a file known by its name",
    "host": "a host known bad",
}
Where = tuple[str, int]


@rule(
    "L2-IOC-001",
    severity=(Severity.INFO, Severity.CRITICAL),
    since="0.1",
    category="install",
    tags=("malware", "stable", "T1195.002", "CWE-506"),
)
def indicator(project: Project) -> Iterator[Finding]:
    """Each indicator once for each name and version, and once for each package's file or host."""
    for (name, version), places in sorted(_versions(project).items()):
        for each in project.corpus.known_bad(name, version):
            yield _package(each, name, version, places)
    yield from _addresses(project)
    for package in project.packages:
        found = (*_files(package, project.corpus), *_hosts(package, project.corpus))
        yield from dict.fromkeys(found)


def _versions(project: Project) -> dict[tuple[str, str], list[Where]]:
    """Where each version is: on disk, in locks, and where a manifest asks for it."""
    found: dict[tuple[str, str], list[Where]] = {}
    for package in project.packages:
        place = (package.manifest.path, package.manifest.lines.get("name", 0))
        found.setdefault((package.name, package.version), []).append(place)
    for lock in project.lockfiles:
        for entry in lock.entries:
            for each in specs.versions(entry):
                found.setdefault(each, []).append((lock.path, entry.line))
    known = {name for name, version in found if version}
    for (name, version), place in _asked(project):
        if version or name not in known:
            found.setdefault((name, version), []).append(place)
    return found


def _asked(project: Project) -> Iterator[tuple[tuple[str, str], Where]]:
    """What manifests depend on: by exact version, or by name alone (then all versions are bad)."""
    for package in project.packages:
        for each, place in _dependencies(package):
            yield _unaliased(each.name, each.spec), place
            if (packed := specs.packed(specs.parse(each.spec)))[0]:
                yield packed, place


def _dependencies(package: Package) -> Iterator[tuple[Dependency, Where]]:
    """What a manifest depends on where it is used, with its place."""
    own = package.origin in {"root", "member"}
    for each in package.manifest.dependencies:
        if own or each.group in {"prod", "optional"}:
            line = package.manifest.lines.get(f"{_KEYS[each.group]}.{each.name}", 0)
            yield each, (package.manifest.path, line)


def _unaliased(name: str, spec: str) -> tuple[str, str]:
    """The package that a dependency is really of, and its version if that is exact."""
    if spec.startswith("npm:"):
        name, _, spec = spec[4:].rpartition("@") if "@" in spec[5:] else (spec[4:], "", "")
    bare = spec.strip().lstrip("v=").strip()
    exact = bare[:1] in _EXACT and bare.count(".") >= 2 and not set(bare) & set(" |<>*x~^")  # noqa: PLR2004  # MAJOR.MINOR.PATCH
    return name, bare if exact else ""


def _addresses(project: Project) -> Iterator[Finding]:
    """Hosts of addresses in locks, manifests and hooks, each once for a package."""
    seen: dict[tuple[str, str, str], list[Where]] = {}
    told = [*_locked(project), *_written(project)]
    known = {(host, name) for host, name, version, _ in told if version}
    for host, name, version, place in told:
        if version or (host, name) not in known:
            seen.setdefault((host, name, version), []).append(place)
    for (host, name, version), places in sorted(seen.items()):
        for each in project.corpus.matching("host", host):
            yield _package(each, name, version, places)


def _locked(project: Project) -> Iterator[tuple[str, str, str, Where]]:
    """Where locks take packages from: host, name, version and place."""
    for lock in project.lockfiles:
        for entry in lock.entries:
            for host in _of_address(entry.resolved):
                yield host, entry.name, entry.version, (lock.path, entry.line)
        for importer in lock.importers:
            for each in importer.dependencies:
                for host in _of_address(each.spec):
                    yield host, each.name, "", (lock.path, 0)


def _written(project: Project) -> Iterator[tuple[str, str, str, Where]]:
    """What manifests take packages from, and what their hooks name."""
    for package in project.packages:
        for each, place in _dependencies(package):
            for host in _of_address(each.spec):
                yield host, each.name, "", place
        for run in package.runs:
            line = package.manifest.lines.get(f"scripts.{run.hook}", 0)
            for host in {found[0].lower() for found in _NAME.finditer(run.command)}:
                yield host, package.name, package.version, (package.manifest.path, line)


def _of_address(text: str) -> set[str]:
    """The hosts of an address, as far as it has any."""
    if ":" not in text:
        return set()
    return {specs.parse(text).host, *(found[1].lower() for found in _HOST.finditer(text))} - {""}


def _package(found: Indicator, name: str, version: str, places: list[Where]) -> Finding:
    (path, line), *others = sorted(places)
    return indicator.find(
        subject(name),
        found.severity,
        f"{found.id} {name}@{version}",
        evidence=[
            ("purl", purl(name, version)),
            *_said(found),
            *telling.listed("also at", [other for other, _ in others]),
        ],
        at=(path, line or 1),
    )


def _files(package: Package, corpus: Corpus) -> Iterator[Finding]:
    """Files that are known by hash, or else by name."""
    running = chains.running(package)
    for file in package.files:
        hashes = corpus.matching("sha256", file.content.sha256)
        base = file.path.rpartition("/")[2]
        for each in hashes or corpus.matching("filename", base):
            large = file.content.size > _LARGE
            sure = bool(hashes) or file.path in running or large or each.exact
            severity = each.severity if sure else min(each.severity, Severity.MEDIUM)
            yield _inside(each, package, severity, file, 0)


def _hosts(package: Package, corpus: Corpus) -> Iterator[Finding]:
    """Hosts that code names; in what never runs they are low."""
    runs = {*chains.running(package), *package.imports}
    for file in package.files:
        hosts = dict(file.content.hosts)
        for mark in file.content.marks:
            for host in _named(mark):
                hosts.setdefault(host, mark.line)
        told: set[str] = set()
        for line, host in sorted((line, host) for host, line in hosts.items()):
            for each in corpus.matching("host", host):
                sure = file.path in runs or each.exact
                severity = each.severity if sure else min(each.severity, Severity.LOW)
                if each.id not in told:
                    told.add(each.id)
                    yield _inside(each, package, severity, file, line)


def _named(mark: Mark) -> Iterator[str]:
    """The hosts that a mark names."""
    if mark.name in _HOSTS and "." in mark.value:
        yield mark.value.split("/")[0].split(" ")[0].lower()
    if "://" in mark.text:
        yield from (found[1].lower().rstrip(".") for found in _HOST.finditer(mark.text))


def _inside(
    found: Indicator, package: Package, severity: Severity, file: File, line: int
) -> Finding:
    return indicator.find(
        subject(package.name),
        severity,
        f"{found.id} {file.content.sha256}",
        evidence=[
            ("purl", package.purl),
            *_said(found),
            ("file", chains.below(package, file.path)),
            ("sha256", file.content.sha256),
        ],
        at=(file.path, line),
    )


def _said(found: Indicator) -> Iterator[tuple[str, str]]:
    yield "why", f"{found.source or found.id}: {_HOW[found.kind]}"
    yield "indicator", found.id
    yield found.kind, found.value
    yield "source", found.source
    yield from telling.listed("reference", found.references)

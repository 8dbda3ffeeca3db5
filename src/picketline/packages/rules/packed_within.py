"""Package brings along what is meant for another tool: an archive, or a start-up file of python.

Why: What an install unpacks, installs or publishes from within a package is in no lock and was seen
by no audit: a worm carries its next copy so. A .pth file runs whenever a python finds it.
Limits: Archives within packages are not unpacked: they are known by hash alone. What is fetched is
L2-POST-001's. That an archive is there at all is L2-BUND-001's, info.
Benign: Packages with their own tarball in them by mistake, of the same version or an earlier one,
test data, and weights of models called .pth: nothing uses them at install.
Next: Unpack the archive by hand and compare it with the package's source; remove the package.
"""

import re
from collections.abc import Iterator

import msgspec

from picketline.core import canonical
from picketline.core.check import rule
from picketline.core.model import Finding, Severity
from picketline.packages import chains, telling
from picketline.packages.corpus import versions
from picketline.packages.facts import File, Package, Project, Run
from picketline.packages.purls import subject

_ARCHIVES = frozenset({"gzip", "tar", "zip"})
_TEXTS = frozenset({"python", "text"})
_TOOLS = re.compile(
    r"\b(?:npm|pnpm|yarn|bun|npx)\s+(?:publish|install|i|add|exec|dlx)\b"
    r"|\b(?:tar|unzip|7z|gunzip|bsdtar)\s",
)
_TARBALL = re.compile(r"([\w.~-]{1,214}?)-(\d{1,9}\.\d{1,9}\.\d{1,9}[\w.+-]{0,80})\.tgz")
_USES = frozenset({"installs", "publishes"})


class _Sign(msgspec.Struct, frozen=True):
    severity: Severity
    why: str
    files: tuple[File, ...]
    chain: str = ""


@rule(
    "L2-PACK-001",
    severity=(Severity.MEDIUM, Severity.HIGH),
    since="0.2",
    category="install",
    tags=("malware", "T1195.002", "T1546.018", "CWE-506"),
)
def packed_within(project: Project) -> Iterator[Finding]:
    """One finding a package and kind."""
    found = [
        _found(package, sign)
        for package in sorted(project.packages, key=lambda each: each.path)
        if package.origin not in {"root", "member"} or package.runs
        for sign in _signs(package)
    ]
    yield from telling.merged(found)


def _signs(package: Package) -> Iterator[_Sign]:
    archives = tuple(file for file in package.files if file.content.kind in _ARCHIVES)
    run = _using(package, archives) if archives else None
    if run:
        steps = telling.steps(chains.led(run))
        why = "the install uses an archive that the package brings"
        yield _Sign(Severity.HIGH, why, _meant(archives, run.command), steps)
    else:
        later = tuple(file for file in archives if _later(package, file))
        if later:
            yield _Sign(Severity.MEDIUM, "a later release of itself lies within", later)
    started = tuple(
        file for file in package.files if file.path.endswith(".pth") and file.content.kind in _TEXTS
    )
    if started:
        why = "a start-up file of python in a package of npm"
        acts = any(not chains.ACTS.isdisjoint(chains.marked(file)) for file in started)
        severity = Severity.HIGH if acts or package.runs else Severity.MEDIUM
        yield _Sign(severity, why, started)


def _using(package: Package, archives: tuple[File, ...]) -> Run | None:
    """The run that unpacks, installs or publishes one of the archives."""
    marks = {file.path: chains.marked(file) for file in package.files}
    prefix = f"{package.path}/" if package.path else ""
    for run in package.runs:
        if _TOOLS.search(run.command) and any(_base(file) in run.command for file in archives):
            return run
        if run.path and _USES & marks.get(prefix + run.path, frozenset()):
            return run
    return None


def _later(package: Package, file: File) -> bool:
    """Whether an archive is called like a later release of the package, as npm would call it."""
    called = package.name.removeprefix("@").replace("/", "-")
    found = _TARBALL.fullmatch(_base(file))
    if not found or found[1] not in {called, package.name.rpartition("/")[2]}:
        return False
    numbers = (found[2], package.version)
    return all(map(versions.is_version, numbers)) and versions.before(package.version, found[2])


def _meant(archives: tuple[File, ...], command: str) -> tuple[File, ...]:
    """The archives that a command names; all of them if it names none."""
    return tuple(file for file in archives if _base(file) in command) or archives


def _base(file: File) -> str:
    return file.path.rpartition("/")[2]


def _found(package: Package, sign: _Sign) -> Finding:
    hashes = sorted({file.content.sha256 for file in sign.files})
    return packed_within.find(
        subject(package.name),
        sign.severity,
        f"{sign.why} {canonical.digest(hashes)}",
        evidence=[
            ("purl", package.purl),
            ("chain", sign.chain),
            ("why", sign.why),
            *telling.listed("file", [chains.below(package, file.path) for file in sign.files]),
            ("sha256", hashes[0]),
        ],
        at=(sign.files[0].path, 0),
    )

"""Copy of a library with a published advisory lies among the files.

Why: A copy is in no manifest and no lock: no update reaches it, and no audit names it.
Limits: It is known by its file's name alone (`jquery-1.12.4.min.js`, `jquery/1.12.4/jquery.js`),
and by the advisories that the corpus holds. A copy that is called otherwise is not seen. Whether a
page uses it is not told.
Benign: Test data and demonstrations of a library; in an installed package it is low.
Next: Take the library as a dependency in its fixed version, or replace the copy.
"""

import itertools
import re
from collections.abc import Iterator

import msgspec

from picketline.core.check import rule
from picketline.core.model import Finding, Severity
from picketline.packages import telling
from picketline.packages.corpus import Advisory
from picketline.packages.facts import Package, Project
from picketline.packages.purls import purl, subject

_VERSION = r"v?(\d{1,4}\.\d{1,4}\.\d{1,4}(?:-[a-z]{1,5}[.-]?\d{0,3})?)"
_KIND = r"(?:[.-](?:min|slim|prod|dev|umd|esm|full|bundle|pack|packed|compat))*\.[cm]?js"
_NAME = r"([a-z][a-z0-9.-]{1,60}?)"
_NAMED = re.compile(rf"{_NAME}[-.@]{_VERSION}{_KIND}", re.IGNORECASE)
_PLAIN = re.compile(rf"{_NAME}{_KIND}", re.IGNORECASE)
_FOLDER = re.compile(_VERSION, re.IGNORECASE)
_DIGIT = re.compile(r"\d\.\d")
_BEGINS = frozenset("0123456789vV")
_NEAR = 4
"""How many folders above a file are looked at for its version."""


class _Copy(msgspec.Struct, frozen=True, order=True):
    name: str
    version: str
    path: str


@rule(
    "L2-ADV-002",
    severity=(Severity.INFO, Severity.MEDIUM),
    since="0.2",
    category="policy",
    tags=("CWE-1395", "CWE-1104"),
)
def vendored_library(project: Project) -> Iterator[Finding]:
    """One finding a package and copy."""
    for package in sorted(project.packages, key=lambda each: each.path):
        for (name, version), copies in sorted(_copies(package).items()):
            advisories = project.corpus.advisories(name, version)
            if advisories and name != package.name:
                yield _found(package, copies, advisories)


def _copies(package: Package) -> dict[tuple[str, str], list[_Copy]]:
    found: dict[tuple[str, str], list[_Copy]] = {}
    for file in package.files:
        named = _library(file.path) if file.content.kind == "javascript" else None
        if named:
            name, version = named[0].lower(), named[1]
            found.setdefault((name, version), []).append(_Copy(name, version, file.path))
    return found


def _library(path: str) -> tuple[str, str] | None:
    """Name and version that a path says, by the file's name or by two folders above it."""
    *folders, base = path.rsplit("/", _NEAR)
    if _DIGIT.search(base) and (match := _NAMED.fullmatch(base)):
        return match[1], match[2]
    for name, version in itertools.pairwise(folders[-_NEAR + 1 :]):
        if version[:1] in _BEGINS and (match := _FOLDER.fullmatch(version)):
            plain = _PLAIN.fullmatch(base)
            if plain and name.lower() == plain[1].lower():
                return name, match[1]
    return None


def _found(package: Package, copies: list[_Copy], advisories: tuple[Advisory, ...]) -> Finding:
    first, *others = sorted(copies)
    own = package.origin in {"root", "member"}
    most = Severity.MEDIUM if own else Severity.LOW
    worst = max(each.severity for each in advisories)
    return vendored_library.find(
        subject(package.name),
        min(most, worst),
        f"{first.name} {first.version}: {' '.join(each.id for each in advisories)}",
        evidence=[
            ("purl", package.purl),
            ("why", f"a copy of {first.name} {first.version}, which has advisories"),
            ("library", purl(first.name, first.version)),
            *telling.listed("advisory", [each.id for each in advisories]),
            *telling.listed("fixed in", [each.fixed for each in advisories if each.fixed]),
            *telling.listed("also at", [each.path for each in others]),
        ],
        at=(first.path, 0),
    )

"""Packages of a few files with marks, for the tests of what rules share."""

import hashlib

from picketline.core.model import Severity
from picketline.packages.chains import Ladder, chain
from picketline.packages.corpus import Corpus
from picketline.packages.facts import Content, File, Manifest, Mark, Package, Project, Run
from picketline.packages.purls import purl

DECODED = Mark("runs-decoded", 3, "base64", "eval(atob(x))")
INNER = Mark("executes", 3, "child_process.exec", "exec('id')", ("base64", "hex"))
LADDER = Ladder(
    install=(chain(Severity.HIGH, "runs-decoded"),),
    imported=(chain(Severity.MEDIUM, "runs-decoded", "connects executes"),),
    never=(chain(Severity.LOW, "runs-decoded"),),
)


def file(path: str, *marks: Mark, text: str = "", size: int = 9) -> File:
    """A script with these marks; its hash is that of `text`, or of its path."""
    digest = hashlib.sha256((text or path).encode()).hexdigest()
    return File(path, Content(digest, size, "javascript", (), marks))


def package(path: str, *files: File, runs: tuple[Run, ...] = (), version: str = "1.0.0") -> Package:
    """An installed package `p`; what has no `test` in its path can be imported."""
    return Package(
        path=path,
        purl=purl("p", version),
        name="p",
        version=version,
        origin="installed",
        manifest=Manifest(path=f"{path}/package.json", name="p", version=version),
        files=files,
        runs=runs,
        imports=tuple(file.path for file in files if "test" not in file.path),
    )


def project(*packages: Package) -> Project:
    """A project of these packages, with an empty corpus."""
    return Project(packages=packages, corpus=Corpus.of())

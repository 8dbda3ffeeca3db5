"""Projects for bills of materials: packages on disk, and locks of npm."""

import datetime as dt

from picketline.packages.corpus import Corpus
from picketline.packages.facts import (
    Dependency,
    Importer,
    Locked,
    Lockfile,
    Manifest,
    Origin,
    Package,
    Project,
)
from picketline.packages.purls import purl

EMPTY = Corpus([], [], dt.date(2026, 1, 1))
SHA512 = "sha512-" + "A" * 86 + "=="
SHA1 = "sha1-" + "A" * 27 + "="


def package(
    path: str, name: str, version: str = "1.0.0", origin: Origin = "installed", **needs: str
) -> Package:
    """A package on disk, with what it depends on."""
    asked = tuple(Dependency(each, spec, "prod") for each, spec in needs.items())
    manifest = Manifest(path=f"{path}/package.json", dependencies=asked, licence="MIT")
    return Package(
        path=path,
        purl=purl(name, version),
        name=name,
        version=version,
        origin=origin,
        manifest=manifest,
    )


def project(*packages: Package, locks: tuple[Lockfile, ...] = (), **needs: str) -> Project:
    """A project whose root depends on `needs`."""
    root = package("", "app", origin="root", **needs)
    installed = any(each.origin == "installed" for each in packages)
    return Project(packages=(root, *packages), corpus=EMPTY, lockfiles=locks, installed=installed)


def lock(*entries: Locked, **asked: str) -> Lockfile:
    """A lockfile of npm whose root asks for some packages."""
    wanted = tuple(Dependency(name, spec, "prod") for name, spec in asked.items())
    return Lockfile(
        path="package-lock.json",
        kind="npm",
        version="3",
        importers=(Importer("", wanted),),
        entries=entries,
    )


def entry(name: str, version: str = "1.0.0", under: str = "", **more: object) -> Locked:
    """An entry of npm's lock."""
    key = f"{under}node_modules/{name}"
    return Locked(key=key, name=name, version=version, **more)  # type: ignore[arg-type]  # by test

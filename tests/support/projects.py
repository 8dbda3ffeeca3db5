"""Projects as facts, made by hand: for rules and what they share."""

from collections.abc import Iterable

from picketline.packages.corpus import Corpus
from picketline.packages.facts import (
    Content,
    Dependency,
    File,
    Importer,
    Locked,
    Lockfile,
    LockKind,
    Manifest,
    Mark,
    Origin,
    Package,
    Policy,
    Project,
    Run,
    Setting,
)
from picketline.packages.purls import purl

_OWN = ("files", "imports", "origin", "runs", "wanted_by")


def wants(group: str = "prod", **specs: str) -> tuple[Dependency, ...]:
    """Dependencies by name."""
    return tuple(Dependency(name, spec, group) for name, spec in specs.items())  # type: ignore[arg-type]


def package(name: str, path: str = "", version: str = "1.0.0", **more: object) -> Package:
    """A package; its manifest takes what the package does not, its origin follows its path."""
    origin: Origin = "root" if not path else "installed" if "node_modules" in path else "member"
    own = {"origin": origin} | {key: more.pop(key) for key in _OWN if key in more}
    where = f"{path}/package.json" if path else "package.json"
    manifest = Manifest(path=where, name=name, version=version, **more)  # type: ignore[arg-type]
    return Package(
        path=path,
        purl=purl(name, version),
        name=name,
        version=version,
        manifest=manifest,
        **own,  # type: ignore[arg-type]
    )


def hook(command: str, path: str = "", name: str = "postinstall") -> Run:
    """What a hook runs."""
    return Run(path, name, command, (f"{name}: {command}",))


def script(path: str, *marks: str) -> File:
    """A file of JavaScript with marks by name."""
    found = tuple(Mark(name, number) for number, name in enumerate(marks, 1))
    return File(path, Content(sha256="0" * 64, size=9, kind="javascript", marks=found))


def locked(key: str, version: str = "1.0.0", **more: object) -> Locked:
    """An entry of npm's lock at a key, or of another's under a name."""
    name = str(more.pop("name", key.rpartition("node_modules/")[2]))
    return Locked(key=key, name=name, version=version, **more)  # type: ignore[arg-type]


def lock(
    *entries: Locked, path: str = "package-lock.json", kind: LockKind = "npm", **more: object
) -> Lockfile:
    """A lock of entries; `asks` is what its root asks for."""
    asks = more.pop("asks", None)
    importers = () if asks is None else (Importer("", asks),)  # type: ignore[arg-type]
    return Lockfile(
        path=path,
        kind=kind,
        version="3",
        entries=entries,
        importers=importers,
        **more,  # type: ignore[arg-type]
    )


def project(
    *packages: Package,
    locks: Iterable[Lockfile] = (),
    settings: Iterable[Setting] = (),
    policy: Policy | None = None,
    popular: tuple[str, ...] = (),
) -> Project:
    """A project; it has a root called app if none is given."""
    found = packages if packages and not packages[0].path else (package("app"), *packages)
    return Project(
        packages=found,
        corpus=Corpus.of(popular=popular),
        lockfiles=tuple(locks),
        settings=tuple(settings),
        policy=policy or Policy(),
        installed=any("node_modules" in each.path for each in found),
    )

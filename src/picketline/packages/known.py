"""Who stands behind packages and where they come from: as a baseline notes it, and as it changes.

Lockfiles carry no people, and neither carries who published a version: that is never guessed.
"""

from collections.abc import Iterable, Iterator

from picketline.core.report import Gap
from picketline.packages import locks, registry, specs, surface
from picketline.packages.facts import Known, Locked, Lockfile, Manifest, Package, Project
from picketline.packages.hygiene import exact

MOST = 50_000
"""Packages that a baseline notes; of one package `MANY` people and as many sources."""
MANY = 32
_OWN = frozenset({"root", "member"})
_CODE = "codeload.github.com"
_FETCHED = frozenset({"registry", "tarball"})


def people(manifest: Manifest) -> frozenset[str]:
    """The people of a manifest: names, and mail addresses where there are any, in lower case."""
    found: set[str] = set()
    for person in manifest.people:
        name, _, rest = person.lower().partition("<")
        found |= {name.strip(), rest.partition(">")[0].strip()}
    return frozenset(map(exact, found - {""}))


def repository(manifest: Manifest) -> str:
    """`host/owner/name` of a manifest's repository in lower case; "" if it names none."""
    text = manifest.repository.strip()
    if not text:
        return ""
    spec = specs.parse(text)
    path = "/".join((spec.repository or spec.path).split("/")[:2])
    return exact(f"{spec.host.removeprefix('www.')}/{path}".lower() if spec.host else text.lower())


def source(entry: Locked) -> str:
    """Where a lock takes an entry from: a registry's host, `tarball HOST` or `git HOST/OWNER/NAME`.

    `http://` stands before what nothing protects; "" where the lock does not say, or it is local.
    """
    spec = specs.source(entry)
    line = "http://" if spec.insecure else ""
    if spec.kind == "git":
        return exact(f"git {line}{spec.host}/{spec.repository}".lower())
    if spec.kind not in _FETCHED or not spec.host:
        return ""
    if spec.host == _CODE:
        return exact(f"git {line}github.com/{'/'.join(spec.path.split('/')[:2])}".lower())
    host = registry.HOST if spec.host in locks.PUBLIC else spec.host
    return exact(f"{'tarball ' if spec.kind == 'tarball' else ''}{line}{host}")


def taken(project: Project) -> Iterator[tuple[Lockfile, Locked, str]]:
    """The entries of locks that say where they are taken from, and where that is."""
    for lock in locks.kept(project):
        for entry in lock.entries:
            if not entry.link and (where := source(entry)):
                yield lock, entry, where


def sources(project: Project) -> dict[str, frozenset[str]]:
    """The sources of each name that locks say one of."""
    found: dict[str, set[str]] = {}
    for _, entry, where in taken(project):
        found.setdefault(entry.name, set()).add(where)
    return {name: frozenset(some) for name, some in found.items()}


def foreign(project: Project) -> Iterator[Package]:
    """The packages that are not the project's own."""
    return (each for each in project.packages if each.origin not in _OWN and each.name)


def of(projects: Iterable[Project]) -> tuple[Known, ...]:
    """What a baseline notes of all packages in some projects, by name: at most `MOST`."""
    found: dict[str, Known] = {}
    for project in projects:
        for each in _seen(project):
            before = found.get(each.name)
            found[each.name] = _both(before, each) if before else each
    return tuple(found[name] for name in sorted(found)[:MOST])


def merged(before: Iterable[Known], after: Iterable[Known]) -> tuple[Known, ...]:
    """Both by name; of one name what is noted after, at most `MOST`."""
    found = {each.name: each for each in (*before, *after)}
    return tuple(found[name] for name in sorted(found)[:MOST])


def unmet(project: Project) -> tuple[Gap, ...]:
    """Says how many packages a known state does not know, if there is one."""
    if not project.known:
        return ()
    names = {each.name for each in foreign(project)} | sources(project).keys()
    missing = names - {each.name for each in project.known}
    why = f"names that it does not note, so that nothing can be compared: {len(missing)}"
    return (Gap("known state", why),) if missing else ()


def _seen(project: Project) -> Iterator[Known]:
    """Each package on disk, and each name in locks, by itself."""
    for package in foreign(project):
        yield Known(
            name=exact(package.name),
            people=_few(people(package.manifest)),
            repositories=_few({repository(package.manifest)} - {""}),
            hooked=surface.hooked(package),
        )
    hooked = {entry.name for lock in project.lockfiles for entry in lock.entries if entry.hooks}
    for name, some in sources(project).items():
        yield Known(name=exact(name), sources=_few(some), hooked=name in hooked)


def _both(one: Known, other: Known) -> Known:
    return Known(
        name=one.name,
        people=_few({*one.people, *other.people}),
        repositories=_few({*one.repositories, *other.repositories}),
        sources=_few({*one.sources, *other.sources}),
        hooked=one.hooked or other.hooked,
    )


def _few(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(texts)[:MANY])

"""What is new in the manifest of a package: dependencies, their sources, people, commands."""

from collections.abc import Iterator

from picketline.core.model import Severity
from picketline.packages import known, specs
from picketline.packages.facts import Dependency, Package
from picketline.packages.news import wanting
from picketline.packages.news.facts import Item
from picketline.packages.news.sides import Copies, Seen, asked

_NAMED = 3
_LOUD = frozenset({"git", "tarball"})


def news(before: Seen, seen: Seen, name: str) -> Iterator[Item]:
    """What the copies of one package say that those before do not."""
    old, new = before.copies.get(name, ()), seen.copies[name]
    yield from _dependencies(before, seen, name)
    yield from _elsewhere(old, seen, name, new)
    if old:
        yield from _people(old, seen, name, new)
    yield from _commands(old, seen, name, new)


def _dependencies(before: Seen, seen: Seen, name: str) -> Iterator[Item]:
    """Names that a version wants and the one before it did not; of one not there before none."""
    old = before.copies.get(name, ())
    told: set[str] = set()
    rungs = wanting.Rungs((each.version, each) for each in old)
    for package in seen.copies[name] if old else ():
        _, was = rungs.nearest(package.version)
        held = {each.name for each in asked(was)}
        wants = list(asked(package))
        siblings = wanting.siblings(each.name for each in wants)
        for each in wants:
            if each.name in held or each.name in told:
                continue
            told.add(each.name)
            real = _real(each)
            wish = wanting.Wish(
                by=package.name,
                version=package.version,
                was="" if _kept(seen, package) else was.version,
                name=each.name,
                real=real,
                taken=_taken(seen, real),
                there=real in before.names,
                siblings=siblings,
                at=_at(package, each),
            )
            yield wanting.item(before, seen, wish)


def _kept(seen: Seen, package: Package) -> bool:
    """Whether it is a project that people work on: its wishes are their own."""
    own = package.origin in {"root", "member"}
    return own and (seen.project.installed or bool(seen.locks))


def _real(each: Dependency) -> str:
    return specs.parse(each.spec).name or each.name


def _taken(seen: Seen, name: str) -> str:
    """The version of a name, where there is one alone."""
    found = seen.versions.get(name, frozenset())
    return next(iter(found)) if len(found) == 1 else ""


def _at(package: Package, each: Dependency) -> tuple[str, int]:
    section = {"dev": "devDependencies", "optional": "optionalDependencies"}.get(
        each.group, "peerDependencies" if each.group == "peer" else "dependencies"
    )
    return package.manifest.path, package.manifest.lines.get(f"{section}.{each.name}", 0)


def _elsewhere(old: Copies, seen: Seen, name: str, new: Copies) -> Iterator[Item]:
    """Dependencies that come by git, address, path or under another name, and did not."""
    held = {(each.name, _place(each)) for package in old for each in asked(package)}
    for package in new:
        for each in asked(package):
            place = _place(each)
            if place and (each.name, place) not in held:
                held.add((each.name, place))
                kind = specs.parse(each.spec).kind
                own = package.origin in {"root", "member"}
                loud = Severity.MEDIUM if own else Severity.HIGH
                yield seen.item(
                    "source",
                    name,
                    f"dependency {each.name}",
                    f"wants {each.name} from {place}",
                    loud if kind in _LOUD else Severity.LOW,
                    value=place,
                    version=package.version,
                    at=_at(package, each),
                )


def _place(each: Dependency) -> str:
    """Where a spec leads, whatever the version or commit; "" for a registry's own package."""
    spec = specs.parse(each.spec)
    if spec.kind == "git":
        return f"git {spec.host}/{spec.repository}".lower()
    if spec.kind in {"tarball", "registry"}:
        return f"{'http://' if spec.insecure else ''}{spec.host}"
    if spec.kind == "alias" and not specs.keeps(each.name, spec.name):
        return f"the package {spec.name}"
    return spec.path if spec.kind == "file" else ""


def _people(old: Copies, seen: Seen, name: str, new: Copies) -> Iterator[Item]:
    """People whom none before named, and a repository that none did."""
    held = frozenset().union(*(known.people(each.manifest) for each in old))
    places = {known.repository(each.manifest) for each in old} - {""}
    shown = ", ".join(sorted(places)[:_NAMED])
    for package in new:
        now, where = known.people(package.manifest), known.repository(package.manifest)
        at = (package.manifest.path, 0)
        wholly = not now & held
        if held and now - held:
            why = "wholly other people than before" if wholly else "somebody joined"
            yield seen.item(
                "maintainer",
                name,
                "people",
                why,
                Severity.MEDIUM if wholly else Severity.LOW,
                value=", ".join(sorted(now - held)),
                version=package.version,
                at=at,
            )
        if where and places and where not in places:
            yield seen.item(
                "repository",
                name,
                "repository",
                f"before: {shown}",
                Severity.LOW,
                value=where,
                version=package.version,
                at=at,
            )


def _commands(old: Copies, seen: Seen, name: str, new: Copies) -> Iterator[Item]:
    held = {command for package in old for command in package.manifest.bin}
    for package in new:
        for command in package.manifest.bin:
            if command not in held:
                held.add(command)
                yield seen.item(
                    "bin",
                    name,
                    command,
                    "a command that it did not bring before" if old else "a command",
                    Severity.LOW if old else Severity.INFO,
                    version=package.version,
                    at=(package.manifest.path, package.manifest.lines.get(f"bin.{command}", 0)),
                )

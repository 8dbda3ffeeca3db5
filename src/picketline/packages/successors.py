"""Two versions of one package in a project, of which the later runs more at install."""

from collections.abc import Iterator
from functools import cmp_to_key
from itertools import pairwise

from picketline.packages import surface
from picketline.packages.corpus import versions
from picketline.packages.facts import Package, Project


def successors(project: Project) -> Iterator[tuple[Package, Package]]:
    """Neighbours by version, without and with install hooks, by name."""
    by_name: dict[str, dict[str, Package]] = {}
    for package in project.packages:
        if package.origin in {"installed", "bundled"} and versions.is_version(package.version):
            by_name.setdefault(package.name, {}).setdefault(package.version, package)
    for _, held in sorted(by_name.items()):
        if any(map(surface.hooked, held.values())):
            for before, after in pairwise(_ordered(list(held.values()))):
                if surface.hooked(after) and not surface.hooked(before):
                    yield before, after


def _ordered(packages: list[Package]) -> list[Package]:
    """By version, the earliest first."""
    return sorted(packages, key=cmp_to_key(_compared))


def _compared(one: Package, other: Package) -> int:
    if versions.before(one.version, other.version):
        return -1
    return int(versions.before(other.version, one.version))

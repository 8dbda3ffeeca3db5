"""Range of a dependency takes in a version known bad.

Why: Without a lock an install takes whatever the range allows on that day. A range that begins or
ends with a bad version was written while that version was the newest: somebody had it.
Limits: Which versions a registry still holds cannot be told offline; most bad ones are taken down.
Of versions that are bad by a range only those that it spells out are known. What is asked for
by one exact version is told by L2-IOC-001, what a lock holds too.
Benign: A range that has the bad version in its midst takes a later one today: low, once for all,
and nothing where a lock pins the dependency.
Next: Ask for at least the version after the bad one, and commit a lock. Where the range begins with
the bad version, find out which machines installed it then.
"""

from collections.abc import Iterator
from typing import Any

import msgspec

from picketline.core.check import rule
from picketline.core.model import Finding, Severity
from picketline.packages import hygiene, locks, specs, telling
from picketline.packages.corpus import Indicator, versions
from picketline.packages.facts import Project
from picketline.packages.purls import purl, subject

_KEYS = {
    "prod": "dependencies",
    "dev": "devDependencies",
    "optional": "optionalDependencies",
    "peer": "peerDependencies",
}
_OVERRIDES = ("overrides", "resolutions", "pnpm.overrides")
_LISTS = ("catalog.", "overrides.", "resolutions.")
_CATALOGS = "catalogs."
_DEEPEST = 8
Bad = tuple[tuple[str, Indicator], ...]


class _Asked(msgspec.Struct, frozen=True):
    """A range that the project itself holds; `known` is the name it is known by.

    `settled` says that it is no dependency's own: an override, or a line of a catalogue.
    """

    name: str
    known: str
    spec: str
    key: str
    path: str
    line: int
    settled: bool = False

    @property
    def folder(self) -> str:
        """Where it stands."""
        return self.path.rpartition("/")[0]

    @property
    def overriding(self) -> bool:
        """Whether it counts whatever a lock said before."""
        return self.settled and not self.key.startswith("catalog")


@rule(
    "L2-IOC-002",
    severity=(Severity.LOW, Severity.HIGH),
    since="0.2",
    category="install",
    tags=("malware", "T1195.002", "CWE-506"),
)
def known_bad_range(project: Project) -> Iterator[Finding]:
    """Each range that begins or ends with a bad version, and one finding for all others."""
    if not project.packages:
        return
    project = locks.ordered(project)
    pins = locks.Pins(project)
    midst: list[str] = []
    told: list[Finding] = []
    for each in _asked(project):
        bad = _bad(project, each)
        pinned = each.known in pins.above(each.folder)
        if at_end := tuple(one for one in bad if one[0] in versions.ends(each.spec)):
            told.append(_found(each, at_end, pinned=pinned and not each.overriding))
        elif bad and not pinned:
            midst.append(f"{each.path}: {each.name}@{each.spec}: {_words(bad)}")
    yield from hygiene.distinct(told)
    if midst:
        group = hygiene.Group("no lock keeps out a version known bad", midst)
        yield hygiene.counted(known_bad_range, project, Severity.LOW, group)


def _asked(project: Project) -> Iterator[_Asked]:
    for package in locks.own(project):
        path, lines = package.manifest.path, package.manifest.lines
        for each in package.manifest.dependencies:
            key = _KEYS[each.group]
            for name, spec in _range(each.name, each.spec):
                yield _Asked(name, each.name, spec, key, path, lines.get(f"{key}.{each.name}", 0))
        for key in _OVERRIDES:
            line = lines.get(key.partition(".")[0], 0)
            for name, spec in _overrides(package.manifest.settings.get(key, "")):
                yield _Asked(name, name, spec, key, path, line, settled=True)
    for setting in locks.settings(project):
        known = _listed(setting.key)
        for name, spec in _range(known, setting.value) if known else ():
            key = setting.key.partition(".")[0]
            yield _Asked(name, known, spec, key, setting.path, setting.line, settled=True)


def _range(known: str, text: str) -> Iterator[tuple[str, str]]:
    """Name and range of what is really asked for, if it is a range of the registry's."""
    spec = specs.parse(text)
    if spec.kind in {"range", "alias"}:
        yield spec.name or known, spec.versions


def _listed(key: str) -> str:
    """The package that a line of pnpm's or yarn's settings is about: of `catalog.a` it is a."""
    if key.startswith(_CATALOGS):
        return _named(key.removeprefix(_CATALOGS).partition(".")[2])
    front = next((each for each in _LISTS if key.startswith(each)), "")
    return _named(key.removeprefix(front)) if front else ""


def _overrides(text: str) -> Iterator[tuple[str, str]]:
    """Name and range of each override, however deep it stands."""
    try:
        waiting: list[tuple[str, Any, int]] = [("", msgspec.json.decode(text or "{}"), 0)]
    except (msgspec.DecodeError, RecursionError):
        return
    while waiting:
        name, value, depth = waiting.pop()
        if isinstance(value, str) and name:
            yield from _range(name, value)
        elif isinstance(value, dict) and depth < _DEEPEST:
            waiting += [
                (name if key == "." else _named(key), one, depth + 1) for key, one in value.items()
            ]


def _named(key: str) -> str:
    """The package that a key of overrides means: of `**/a`, `b>a` and `a@<2` it is a."""
    last = key.rpartition(">")[2].removeprefix("**/")
    scope, slash, bare = last.rpartition("/")
    scope = scope.rpartition("/")[2]
    at = bare.partition("@")[0]
    return f"{scope}/{at}" if slash and scope.startswith("@") else at


def _bad(project: Project, each: _Asked) -> Bad:
    """What is known bad of a range, but for a dependency that names one version alone."""
    found = project.corpus.known_bad_in(each.name, each.spec)
    exact = not each.settled and versions.plain(each.spec) in {one for one, _ in found}
    return () if exact else found


def _words(bad: Bad) -> str:
    return ", ".join(dict.fromkeys(f"{version} {each.id}" for version, each in bad))


def _found(each: _Asked, bad: Bad, *, pinned: bool) -> Finding:
    worst = max(indicator.severity for _, indicator in bad)
    severity = Severity.LOW if pinned else min(worst, Severity.HIGH)
    why = "a lock pins another" if pinned else "no lock pins another"
    return known_bad_range.find(
        subject(each.name),
        severity,
        hygiene.exact(f"{each.name}@{each.spec}: {_words(bad)}"),
        evidence=[
            ("purl", purl(each.name, bad[0][0])),
            ("why", f"{each.key}: {each.spec} begins or ends with {bad[0][0]}, {why}"),
            *telling.listed("indicator", [indicator.id for _, indicator in bad]),
            *telling.listed("source", [indicator.source for _, indicator in bad]),
        ],
        at=(each.path, each.line),
    )

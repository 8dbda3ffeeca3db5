"""A corpus as rules ask it: nothing is read here, nothing leaves the machine."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path

import msgspec

from picketline.core import canonical
from picketline.packages.corpus import pack, place, versions
from picketline.packages.corpus.facts import Advisory, Indicator, Near, PackInfo
from picketline.packages.corpus.near import Neighbours
from picketline.packages.corpus.registered import lapsed, registered

_LONGEST_HOST = 253
_Packages = dict[str, dict[str, str]]


class _Part:
    """One pack; its sections are read when they are first asked for."""

    def __init__(self, held: place.Held) -> None:
        self.where = held.where
        self.contents = held.sealed.contents(held.where)
        self.info = _info(held, self.contents)

    @cached_property
    def packages(self) -> _Packages:
        return pack.decoded(self.contents.packages, _Packages, self.where)

    @cached_property
    def _advisories(self) -> dict[str, msgspec.Raw]:
        return pack.decoded(self.contents.advisories, dict[str, msgspec.Raw], self.where)

    def bad(self, name: str) -> Iterator[Indicator]:
        """What the bulk says of a package, whatever its version."""
        for identity, held in self.packages.get(name, {}).items():
            campaign = self.contents.campaigns.get(identity)
            yield Indicator(
                id=identity,
                kind="package",
                value=name,
                versions=held,
                source=pack.called(campaign, self.contents.source),
                references=campaign.references if campaign else (),
            )

    def records(self, name: str) -> tuple[pack.Record, ...]:
        """The advisories of a package, whatever its version."""
        if name not in self._advisories:
            return ()
        return pack.decoded(self._advisories[name], tuple[pack.Record, ...], self.where)


class Corpus:
    """All packs of one scan together. Immutable.

    `digest` is 64 hex digits over the facts that can match: the packs' digests and the
    registered indicators in force on `today`. The same digest, the same answers.
    """

    digest: str
    packs: tuple[PackInfo, ...]

    def __init__(
        self, held: Iterable[place.Held], indicators: Iterable[Indicator], today: dt.date
    ) -> None:
        """`indicators` are registered ones; those past their day are left out here."""
        self.today = today
        self._parts = sorted(map(_Part, held), key=lambda part: part.info)
        self.packs = tuple(part.info for part in self._parts)
        packed = [each for part in self._parts for each in part.contents.indicators]
        own = sorted((each for each in indicators if not lapsed(each, today)), key=canonical.encode)
        past = sorted((each for each in packed if lapsed(each, today)), key=canonical.encode)
        self.digest = canonical.digest(
            {"packs": sorted(info.digest for info in self.packs), "own": own, "past": past}
        )
        self._by_value: dict[tuple[str, str], list[Indicator]] = defaultdict(list)
        for each in (*own, *(each for each in packed if not lapsed(each, today))):
            self._by_value[each.kind, each.value].append(each)

    @classmethod
    def load(cls, folder: Path | None, today: dt.date) -> "Corpus":
        """The built-in packs, and what lies in `folder` (see `place`).

        `today` ends what has expired. Raises CorpusError if a file there does not hold.
        """
        if folder is None:
            return cls(place.built_in(), (), today)
        where = place.Place(folder)
        own = (each.indicator for each in registered(where))
        return cls([*place.built_in(), *where.held()], own, today)

    @classmethod
    def of(
        cls,
        indicators: Iterable[Indicator] = (),
        advisories: Iterable[tuple[str, pack.Record]] = (),
        popular: Sequence[str] = (),
        packs: Iterable[place.Held] = (),
        today: dt.date = dt.date(2000, 1, 1),
    ) -> "Corpus":
        """A corpus of what is given: for tests. `advisories` are (package, record)."""
        found: dict[str, tuple[pack.Record, ...]] = {}
        for name, record in advisories:
            found[name] = (*found.get(name, ()), record)
        made = pack.Pack(
            name="given",
            version="1",
            collected=today,
            advisories=found,
            names="\n".join(popular),
        )
        held = place.Held("given", pack.Sealed.of(made), "unsigned")
        return cls([held, *packs], indicators, today)

    def __repr__(self) -> str:
        return f"Corpus({self.digest[:12]})"

    def known_bad(self, name: str, version: str) -> tuple[Indicator, ...]:
        """What says that this version of a package is bad; all versions' alone for version ""."""
        found = [each for part in self._parts for each in part.bad(name)]
        found += self._by_value.get(("package", name), ())
        return _ordered(each for each in found if versions.within(version, each.versions))

    def known_bad_in(self, name: str, spec: str) -> tuple[tuple[str, Indicator], ...]:
        """Versions known bad that a range of npm takes in, with what says so, by version.

        Of what is bad by a range only the versions that the range spells out are known.
        """
        found = [each for part in self._parts for each in part.bad(name)]
        found += self._by_value.get(("package", name), ())
        taken = (
            (version, each)
            for each in _ordered(found)
            for version in versions.named(each.versions)
            if versions.within(version, spec.strip() or versions.ALL)
        )
        return tuple(sorted(taken, key=lambda pair: (pair[0], pair[1].id)))

    def matching(self, kind: str, value: str) -> tuple[Indicator, ...]:
        """The indicators of a hash (sha256), base name (filename) or host, subdomains too."""
        if kind == "host":
            return _ordered(
                each for host in _hosts(value) for each in self._by_value.get((kind, host), ())
            )
        key = value.lower() if kind == "sha256" else value
        return _ordered(self._by_value.get((kind, key), ()))

    def listed(self, kind: str) -> tuple[Indicator, ...]:
        """Every indicator of a kind, by id; of packages those alone that are not of the bulk."""
        return _ordered(
            each for (held, _), found in self._by_value.items() if held == kind for each in found
        )

    def advisories(self, name: str, version: str) -> tuple[Advisory, ...]:
        """The advisories that hold for a version, each once; none for what is no version."""
        if not versions.is_version(version):
            return ()
        found: dict[str, Advisory] = {}
        for part in self._parts:
            for record in part.records(name):
                if record.id not in found and _holds(record, version):
                    found[record.id] = _advisory(part, name, version, record)
        return _told_once(found)

    def rank(self, name: str) -> int | None:
        """How popular a name is, from 1; None if it is not among the popular."""
        return self._ranks.get(name)

    def knows(self, scope: str) -> bool:
        """Whether a popular name stands in a scope, `@types`."""
        return scope in self._scopes

    def near(self, name: str) -> tuple[Near, ...]:
        """The popular names that another is close to, the most popular first; never itself."""
        return self._neighbours.of(name)

    @cached_property
    def _scopes(self) -> frozenset[str]:
        return frozenset(name.partition("/")[0] for name in self._ranks if name[0] == "@")

    @cached_property
    def _ranks(self) -> dict[str, int]:
        """Of the newest list of names there is."""
        lists = [part for part in self._parts if part.info.names]
        if not lists:
            return {}
        newest = max(lists, key=lambda part: (part.info.collected, part.info))
        return {name: rank for rank, name in enumerate(newest.contents.names.split(), 1)}

    @cached_property
    def _neighbours(self) -> Neighbours:
        return Neighbours(self._ranks)


def digest_of(folder: Path | None, today: dt.date) -> str:
    """The digest of what `Corpus.load` gives."""
    return Corpus.load(folder, today).digest


def _info(held: place.Held, contents: pack.Contents) -> PackInfo:
    indicators, advisories, names = held.sealed.header.counts
    return PackInfo(
        name=contents.name,
        version=contents.version,
        collected=contents.collected,
        digest=held.sealed.header.digest,
        signed_by=held.signed_by,
        indicators=indicators,
        advisories=advisories,
        names=names,
        licence=contents.licence,
    )


def _ordered(found: Iterable[Indicator]) -> tuple[Indicator, ...]:
    """The same one once, by id."""
    unique = {canonical.encode(each): each for each in found}
    return tuple(sorted(unique.values(), key=lambda each: (each.id, canonical.encode(each))))


def _hosts(value: str) -> Iterator[str]:
    """A host and what it is a subdomain of, not the last label alone."""
    host = value.lower().rstrip(".")
    if len(host) > _LONGEST_HOST:
        return
    yield host
    while "." in (host := host.partition(".")[2]):
        yield host


def _holds(record: pack.Record, version: str) -> bool:
    if versions.plain(version) in record.versions:
        return True
    return any(versions.in_span(version, span) for span in record.spans)


def _advisory(part: _Part, name: str, version: str, record: pack.Record) -> Advisory:
    return Advisory(
        id=record.id,
        name=name,
        severity=record.severity,
        aliases=record.aliases,
        cwe=record.cwe,
        fixed=_fixed(record, version),
        source=record.source or part.contents.source,
    )


def _told_once(found: dict[str, Advisory]) -> tuple[Advisory, ...]:
    """By id, without those that another is an alias of; GitHub's ids are preferred."""
    kept: dict[str, Advisory] = {}
    names: set[str] = set()
    for identity in sorted(found, key=lambda each: (not each.startswith("GHSA-"), each)):
        each = found[identity]
        if identity not in names and names.isdisjoint(each.aliases):
            kept[identity] = each
            names |= {identity, *each.aliases}
    return tuple(kept[identity] for identity in sorted(kept))


def _fixed(record: pack.Record, version: str) -> str:
    """The lowest version above one at which a span ends and no other holds."""
    best = ""
    for span in record.spans:
        later = span.fixed and versions.before(version, span.fixed)
        if (
            later
            and not _holds(record, span.fixed)
            and (not best or versions.before(span.fixed, best))
        ):
            best = span.fixed
    return best

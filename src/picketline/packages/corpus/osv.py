"""Records of the OSV schema: what they say of packages of npm."""

import functools
from collections.abc import Iterable
from typing import Any

import msgspec

from picketline.core.errors import CorpusError
from picketline.core.model import Severity
from picketline.packages.corpus import cvss, versions
from picketline.packages.corpus.pack import Record
from picketline.packages.corpus.versions import Span

_ORDERED = {"SEMVER", "ECOSYSTEM"}
_MALICIOUS = "MAL-"
_LONGEST = 214
_MOST_EVENTS = 1000
_WORDS = {
    "LOW": Severity.LOW,
    "MODERATE": Severity.MEDIUM,
    "MEDIUM": Severity.MEDIUM,
    "HIGH": Severity.HIGH,
    "CRITICAL": Severity.CRITICAL,
}


class _Event(msgspec.Struct):
    introduced: str | None = None
    fixed: str | None = None
    last_affected: str | None = None


class _Range(msgspec.Struct):
    type: str
    events: list[_Event] = []


class _Package(msgspec.Struct):
    ecosystem: str = ""
    name: str = ""


class _Affected(msgspec.Struct):
    package: _Package | None = None
    ranges: list[_Range] | None = None
    versions: list[str] | None = None
    ecosystem_specific: Any = None


class _Score(msgspec.Struct):
    type: str = ""
    score: str = ""


class _Entry(msgspec.Struct):
    id: str
    modified: str = ""
    withdrawn: str | None = None
    aliases: list[str] | None = None
    affected: list[_Affected] | None = None
    severity: list[_Score] | None = None
    database_specific: Any = None


class Read(msgspec.Struct, frozen=True, kw_only=True):
    """What one entry says: `bad` are (name, versions) known malicious, by its id.

    `modified` is the day it was last changed, as written, "" if it does not say.
    """

    id: str
    modified: str = ""
    withdrawn: bool = False
    bad: tuple[tuple[str, str], ...] = ()
    advisories: tuple[tuple[str, Record], ...] = ()


_DECODER = msgspec.json.Decoder(_Entry)


def read(data: bytes) -> Read:
    """Read one entry. Raises CorpusError, saying what is wrong, if it cannot be used."""
    try:
        entry = _DECODER.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
        raise CorpusError(str(problem)) from None
    if not entry.id or len(entry.id) > _LONGEST:
        raise CorpusError("an id of no or too many characters")
    if entry.withdrawn:
        return Read(id=entry.id, withdrawn=True)
    npm = [each for each in entry.affected or () if each.package and _npm(each.package)]
    day = entry.modified[:10]
    if entry.id.startswith(_MALICIOUS):
        bad = tuple((_name(each), _versions(each)) for each in npm)
        return Read(id=entry.id, modified=day, bad=bad)
    records = tuple((_name(each), _record(entry, each)) for each in npm)
    return Read(id=entry.id, modified=day, advisories=records)


def _npm(package: _Package) -> bool:
    return package.ecosystem.partition(":")[0] == "npm"


def _name(affected: _Affected) -> str:
    name = affected.package.name if affected.package else ""
    if not name or len(name) > _LONGEST or not name.isprintable():
        raise CorpusError(f"{name[:80]!r} is no name of a package")
    return name


def _versions(affected: _Affected) -> str:
    """The range of npm that an entry of malware speaks of."""
    spans = [_written(span) for span in _spans(affected)]
    if versions.ALL in spans:
        return versions.ALL
    listed = [versions.joined(affected.versions)] if affected.versions else []
    return versions.checked(" || ".join(listed + spans))


def _written(span: Span) -> str:
    least = f">={span.introduced}" if span.introduced else ""
    most = f"<{span.fixed}" if span.fixed else f"<={span.last}" if span.last else ""
    return f"{least} {most}".strip() or versions.ALL


def _record(entry: _Entry, affected: _Affected) -> Record:
    about = entry.database_specific
    cwe = about.get("cwe_ids") if isinstance(about, dict) else None
    return Record(
        id=entry.id,
        severity=_severity(entry, affected),
        aliases=tuple(sorted(set(entry.aliases or ()))),
        cwe=_texts(cwe),
        spans=_spans(affected),
        versions=tuple(sorted({versions.plain(each) for each in affected.versions or ()})),
    )


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        return ()
    return tuple(sorted({each for each in value if isinstance(each, str)}))


def _severity(entry: _Entry, affected: _Affected) -> Severity:
    """As a word says it, else by the highest CVSS v3 score, else medium."""
    for about in (affected.ecosystem_specific, entry.database_specific):
        word = about.get("severity") if isinstance(about, dict) else None
        if isinstance(word, str) and word.upper() in _WORDS:
            return _WORDS[word.upper()]
    scored = (cvss.severity(each.score) for each in entry.severity or ())
    return max((each for each in scored if each), default=Severity.MEDIUM)


def _spans(affected: _Affected) -> tuple[Span, ...]:
    """Raises CorpusError if nothing says which versions, or one cannot be ordered."""
    ranges = [each for each in affected.ranges or () if each.type in _ORDERED]
    if sum(len(each.events) for each in ranges) > _MOST_EVENTS:
        raise CorpusError(f"more than {_MOST_EVENTS} events")
    found = [span for each in ranges for span in _opened(each.events)]
    if not found and not affected.versions:
        raise CorpusError(f"does not say which versions of {_name(affected)}")
    return tuple(dict.fromkeys(found))


def _opened(events: Iterable[_Event]) -> list[Span]:
    """Spans between events, which may stand in any order."""
    told = [pair for event in events for pair in _told(event)]
    spans: list[Span] = []
    start: str | None = None
    for kind, version in sorted(told, key=functools.cmp_to_key(_order)):
        if kind == "introduced":
            start = version if start is None else start
        elif start is not None:
            spans.append(Span(start, version) if kind == "fixed" else Span(start, "", version))
            start = None
    return spans if start is None else [*spans, Span(start)]


def _told(event: _Event) -> list[tuple[str, str]]:
    """(kind, version) of what an event says; "" for version 0, the first."""
    pairs = (
        ("introduced", event.introduced),
        ("fixed", event.fixed),
        ("last_affected", event.last_affected),
    )
    found = [(kind, "" if text == "0" else text) for kind, text in pairs if text is not None]
    for _, text in found:
        if text and not versions.is_version(text):
            raise CorpusError(f"{text[:80]!r} is no version")
    return found


def _order(one: tuple[str, str], other: tuple[str, str]) -> int:
    """By version; at the same one what ends comes before what begins."""
    if one[1] != other[1]:
        if not one[1] or (other[1] and versions.before(one[1], other[1])):
            return -1
        if not other[1] or versions.before(other[1], one[1]):
            return 1
    kinds = ("fixed", "introduced", "last_affected")
    return kinds.index(one[0]) - kinds.index(other[0])

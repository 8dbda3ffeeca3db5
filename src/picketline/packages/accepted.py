"""What a person took on: baselines by fingerprint, and ignore files by rule, package and path.

A baseline is JSON of the schema `picosentry.baseline/1`; an earlier report serves as one. It may
carry the known state of packages, a line each (see `known.py`). An ignore file is text, a line
each, in which `*` and `?` stand for any characters (a slash too):

    RULE[:package[:path]]  # reason

`package` is a name, with or without `@version`. `path` counts from the root of the project or,
where a package is named, from the folder of that package below node_modules. A fingerprint holds
what was recognised, so that new code is told of again; an ignore holds for whatever comes, so each
needs its reason.
"""

import datetime as dt
import fnmatch
import re
from collections.abc import Container, Iterable, Iterator
from functools import lru_cache
from typing import Annotated, Literal, TypeVar
from urllib.parse import unquote

import msgspec

from picketline.core import canonical, report
from picketline.core.decide import Decided, Disposition, narrow
from picketline.core.errors import SettingsError
from picketline.core.report import Gap
from picketline.core.text import safe_text
from picketline.packages import known as states
from picketline.packages.documents import Place, decoded, shown
from picketline.packages.facts import Known

_Shape = TypeVar("_Shape", bound=msgspec.Struct)
SCHEMA = "picosentry.baseline/1"
REPORT = "picketline.project/1"
MOST_IGNORES = 10_000
FORM = "RULE[:package[:path]]  # reason"
_OURS = "picketline."
_LONGEST_LINE = 4096
_PURL = "pkg:npm/"
_REASON = re.compile(r"[ \t]#(.*)")
_GLOB = re.compile(r"[*?]")
_INSTALLED = "/node_modules/"
_NUMBER = re.compile(r"([0-9]+)")
_BYTE = re.compile(r"\(byte (\d+)\)")
_LAST_SECOND = 253_402_300_799.0
"""Of the year 9999."""


class Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One accepted fingerprint: of which rule and package, why, by whom, since when.

    `package` is a purl without version. `until` is the last day it holds; None means no end.
    """

    rule: str
    package: str
    fingerprint: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
    reason: Annotated[str, msgspec.Meta(pattern=r"\S")]
    owner: str = ""
    accepted: dt.date
    until: dt.date | None = None

    @property
    def label(self) -> str:
        """The entry as a person is shown it."""
        return safe_text(f"{self.rule} {self.package} {self.fingerprint[:12]}")


class Ignore(msgspec.Struct, frozen=True, kw_only=True):
    """A rule, package and path of which nothing is told; "" stands for any.

    `where` is the file and line that say so.
    """

    rule: str = ""
    package: str = ""
    path: str = ""
    reason: str
    until: dt.date | None = None
    where: str = ""

    @property
    def label(self) -> str:
        """The ignore as a person is shown it."""
        parts = (self.rule or "any rule", self.package, self.path)
        return safe_text(f"{self.where}: {':'.join(parts).rstrip(':')}".removeprefix(": "))

    def matches(self, finding: Decided) -> bool:
        """Whether it speaks of `finding`."""
        name, version = package_of(finding)
        versioned = "@" in self.package[1:]
        return (
            self.rule in {"", finding.rule}
            and _is(self.package, f"{name}@{version}" if versioned else name)
            and self._is_at(finding.location.path or "")
        )

    def _is_at(self, path: str) -> bool:
        """A path of the project; of an installed package too, where one is named."""
        return _is(self.path, path) or (
            bool(self.package) and _INSTALLED in f"/{path}" and _is(self.path, _inner(path))
        )


class _File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    schema: Literal["picosentry.baseline/1"]
    entries: tuple[Entry, ...]
    known: Annotated[tuple[Known, ...], msgspec.Meta(max_length=states.MOST)] = ()


class _Head(msgspec.Struct, frozen=True):
    schema: str = ""


class Accepted:
    """Entries by fingerprint, ignores in their order, and what is known of packages. Immutable."""

    def __init__(
        self,
        entries: Iterable[Entry] = (),
        ignores: Iterable[Ignore] = (),
        known: Iterable[Known] = (),
    ) -> None:
        self.entries = {each.fingerprint: each for each in sorted(entries, key=_place)}
        self.ignores = tuple(ignores)
        self.known = tuple(known)
        self._index: dict[tuple[str, str], list[int]] = {}
        for number, ignore in enumerate(self.ignores):
            self._index.setdefault((ignore.rule, _plain_name(ignore.package)), []).append(number)

    def __bool__(self) -> bool:
        return bool(self.entries or self.ignores or self.known)

    def apply(self, finding: Decided, today: dt.date) -> Decided:
        """The finding; if it was taken on, recorded only, with the reason.

        What is past its last day does nothing. What was taken on before stays as it is.
        """
        if finding.reason is not None:
            return finding
        entry = self.entries.get(finding.fingerprint)
        if entry is not None and _holds(entry, today):
            return _narrowed(finding, f"accepted: {entry.reason}")
        for ignore in self._speaking(finding):
            if _holds(ignore, today):
                return _narrowed(finding, f"ignored: {ignore.reason}")
        return finding

    def merged(self, other: "Accepted") -> "Accepted":
        """Both together; of one fingerprint, and of one package, that of `other`."""
        return Accepted(
            (self.entries | other.entries).values(),
            (*self.ignores, *other.ignores),
            states.merged(self.known, other.known),
        )

    def unused(self, findings: Iterable[Decided]) -> "Accepted":
        """What no finding meets."""
        entries, ignores = dict(self.entries), dict(enumerate(self.ignores))
        for finding in findings:
            entries.pop(finding.fingerprint, None)
            if ignores:
                for number in self._numbers(finding):
                    ignores.pop(number, None)
        return Accepted(entries.values(), ignores.values())

    def expired(self, today: dt.date) -> "Accepted":
        """What is past its last day."""
        return Accepted(
            (each for each in self.entries.values() if not _holds(each, today)),
            (each for each in self.ignores if not _holds(each, today)),
        )

    def idle(self, findings: Iterable[Decided], today: dt.date) -> tuple[Gap, ...]:
        """What does nothing, to be said aloud: what has expired, and what no finding meets."""
        past, unmet = self.expired(today), self.unused(findings)
        gaps = {each.label: f"ended on {each.until}; it is told again" for each in past.all()}
        for each in unmet.all():
            gaps.setdefault(each.label, "nothing that was found meets it")
        return tuple(sorted((Gap(what, why) for what, why in gaps.items()), key=by_line))

    def all(self) -> Iterator[Entry | Ignore]:
        """The entries by rule, package and fingerprint, then the ignores."""
        yield from self.entries.values()
        yield from self.ignores

    def to_bytes(self) -> bytes:
        """Entries and known state as a baseline, the same bytes for the same ones; no ignores.

        What is known stands on a line a package, so that a change of one is a change of one line.
        """
        held = {"schema": SCHEMA, "entries": list(self.entries.values())}
        text = msgspec.json.format(canonical.encode(held), indent=2)
        if not self.known:
            return text + b"\n"
        rows = b",\n".join(b"    " + canonical.encode(each) for each in sorted(self.known))
        return text.removesuffix(b"\n}") + b',\n  "known": [\n' + rows + b"\n  ]\n}\n"

    def _speaking(self, finding: Decided) -> Iterator[Ignore]:
        return (self.ignores[number] for number in self._numbers(finding))

    def _numbers(self, finding: Decided) -> list[int]:
        if not self.ignores:
            return []
        name, _ = package_of(finding)
        keys = {(rule, package) for rule in ("", finding.rule) for package in ("", name)}
        found = (number for key in keys for number in self._index.get(key, ()))
        return sorted(number for number in found if self.ignores[number].matches(finding))


def load(data: bytes, where: str, known_rules: Container[str]) -> Accepted:
    """Read a baseline, an earlier report or an ignore file; `where` names it in errors.

    Raises SettingsError with the line, if it is none of them, or an ignore names no known rule
    or has no reason.
    """
    place = Place(where, SettingsError)
    if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return Accepted(ignores=_ignores(decoded(data, place), place, known_rules))
    if _json(data, place, _Head).schema.startswith(_OURS):
        return Accepted(_of_report(report_of(data, where)))
    return baseline_of(data, where)


def baseline_of(data: bytes, where: str) -> Accepted:
    """A baseline and nothing else. Raises SettingsError with the line if it is none."""
    place = Place(where, SettingsError)
    file = _json(data, place, _File)
    found = Accepted(file.entries, known=file.known)
    if len(found.entries) != len(file.entries):
        raise place.wrong("a fingerprint stands there twice; keep one of its entries")
    return found


def is_report(data: bytes) -> bool:
    """Whether `data` claims to be a report, of whatever kind and version."""
    try:
        return _json(data, Place("", SettingsError), _Head).schema.startswith(_OURS)
    except SettingsError:
        return False


def report_of(data: bytes, where: str) -> report.Report:
    """An earlier report on a project. Raises SettingsError if it is none, or of another schema."""
    place = Place(where, SettingsError)
    made = _json(data, place, report.Report)
    if made.schema != REPORT:
        what = f"a report of {shown(made.schema)}; {REPORT} is read: scan anew with -f json"
        raise place.wrong(what)
    return made


def parted(text: str) -> tuple[str, str]:
    """What a line ignores, and its reason; "" if it has none."""
    match = _REASON.search(text)
    return (text[: match.start()].strip(), match[1].strip()) if match else (text.strip(), "")


def read_ignore(text: str, place: Place, line: int) -> Ignore:
    """One line of an ignore file. Raises SettingsError if it has no reason."""
    if len(text) > _LONGEST_LINE:
        raise place.wrong(f"longer than {_LONGEST_LINE} characters", line)
    spec, reason = parted(text)
    if not reason:
        raise place.wrong(f"{shown(text)} has no reason; write {FORM}", line)
    rule, package, path = (*spec.split(":", 2), "", "")[:3]
    return Ignore(rule=rule, package=package, path=path, reason=reason, where=at(place, line))


def checked(ignore: Ignore, place: Place, line: int, known_rules: Container[str]) -> Ignore:
    """The ignore; raises SettingsError if there is no such rule."""
    if ignore.rule not in known_rules:
        what = f"no rule {shown(ignore.rule)}; see picosentry rules, and write {FORM}"
        raise place.wrong(what, line)
    return ignore


def at(place: Place, line: int) -> str:
    """A file and line as they are shown."""
    return f"{safe_text(place.path)}, line {line}"


def by_line(gap: Gap) -> tuple[tuple[int, str], ...]:
    """What sorts gaps by their texts, and what is a number in them, such as a line, as one."""
    pieces = _NUMBER.split(gap.what)
    bare = [each.lstrip("0") if nth % 2 else each for nth, each in enumerate(pieces)]
    whole = ((len(each) if nth % 2 else 0, each) for nth, each in enumerate(bare))
    return (*whole, (0, gap.why))


def package_of(finding: Decided) -> tuple[str, str]:
    """The name and version of what a finding is about; "" for a version that it does not tell."""
    purl = next((str(each.value) for each in finding.evidence if each.name == "purl"), "")
    name = unquote(finding.subject.identity.removeprefix(_PURL))
    return name, unquote(purl.rpartition("@")[2]) if "@" in purl else ""


def _place(entry: Entry) -> tuple[str, str, str]:
    return (entry.rule, entry.package, entry.fingerprint)


def _holds(each: Entry | Ignore, today: dt.date) -> bool:
    return each.until is None or today <= each.until


def _narrowed(finding: Decided, reason: str) -> Decided:
    """Recorded, with the reason; what would have been recorded anyway gets the reason too."""
    return msgspec.structs.replace(narrow(finding, Disposition.RECORD, reason), reason=reason)


def _plain_name(package: str) -> str:
    """The name that a pattern of a package stands for alone; "" if it may stand for many."""
    name = package[:1] + package[1:].partition("@")[0]
    return "" if _GLOB.search(name) else name


def _inner(path: str) -> str:
    """The path of an installed file from its package's folder on."""
    inside = f"/{path}".rpartition(_INSTALLED)[2]
    steps = inside.split("/", 2)
    return "/".join(steps[2 if inside.startswith("@") else 1 :])


def _is(pattern: str, text: str) -> bool:
    return not pattern or pattern == text or _compiled(pattern).match(text) is not None


@lru_cache(maxsize=MOST_IGNORES)
def _compiled(pattern: str) -> re.Pattern[str]:
    """A pattern of `*` and `?`; brackets, which are common in paths, stand for themselves."""
    return re.compile(fnmatch.translate(pattern.replace("[", "[[]")))


def _ignores(text: str, place: Place, known_rules: Container[str]) -> Iterator[Ignore]:
    count = 0
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        count += 1
        if count > MOST_IGNORES:
            raise place.wrong(f"more than {MOST_IGNORES} ignores; use wider ones", number)
        yield checked(read_ignore(line.strip(), place, number), place, number, known_rules)


def _of_report(made: report.Report) -> Iterator[Entry]:
    """An entry for each finding of a report."""
    seconds = made.started if 0 <= made.started <= _LAST_SECOND else 0.0
    day = dt.datetime.fromtimestamp(seconds, dt.UTC).date()
    for part in made.parts:
        for finding in part.findings:
            yield Entry(
                rule=finding.rule,
                package=finding.subject.identity,
                fingerprint=finding.fingerprint,
                reason=f"in the report {made.digest[:12]}",
                accepted=day,
            )


def _json(data: bytes, place: Place, shape: type[_Shape]) -> _Shape:
    try:
        return msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"), type=shape)
    except RecursionError:
        raise place.wrong("nested too deeply; nothing of ours writes that") from None
    except UnicodeDecodeError:
        raise place.wrong("no UTF-8; write the file anew") from None
    except msgspec.MsgspecError as problem:
        found = _BYTE.search(str(problem))
        line = data.count(b"\n", 0, int(found[1])) + 1 if found else 0
        raise place.wrong(f"no baseline or report: {safe_text(str(problem))}", line) from None

"""What is imported: packs of others, and feeds of OSV records made into one."""

import datetime as dt
import os
import re
import stat
from pathlib import Path

import msgspec

from picketline.core.errors import CorpusError
from picketline.packages.corpus import feeds, osv, pack, place, seal, versions
from picketline.packages.corpus.registered import checked

_MOST_TOLD = 20
_LARGEST_KEPT = 1 << 30
_GZIP = b"\x1f\x8b"
_NAMES = re.compile(r"\S{1,214}(?:\n\S{1,214})*")


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """What came of an import: the pack's file, and what of a feed was left out, and why.

    `problems` tells the first of the unreadable ones, `unreadable` counts all.
    """

    file: Path
    counts: tuple[int, int, int]
    signed_by: str
    withdrawn: int = 0
    other: int = 0
    unreadable: int = 0
    problems: tuple[str, ...] = ()


def take(  # noqa: PLR0913  # the options of `corpus import`
    path: Path,
    target: place.Place,
    *,
    today: dt.date,
    unsigned: bool = False,
    key: Path | None = None,
    name: str = "",
) -> Taken:
    """Import a pack, or a file, folder or zip of OSV records, which nobody signs.

    `name` is that of the pack, by default its own or that of the file. `today` dates a feed
    that does not date itself. A pack that `key` signed makes that public key a trusted one.
    Raises CorpusError if it cannot be taken at all.
    """
    if not path.is_dir() and _begins(path).startswith(_GZIP):
        if name:
            raise CorpusError(f"{path}: a pack has its own name; --name is for OSV records")
        return _take_pack(path, target, unsigned=unsigned, key=key)
    if path.suffix == pack.SUFFIX and not path.is_dir():
        raise CorpusError(f"{path}: a damaged pack, it does not begin as one; get it anew")
    if not unsigned:
        raise CorpusError(f"{path}: OSV records carry no signature; take them with --unsigned")
    feed = _Feed()
    for piece in feeds.pieces(path):
        feed.add(piece)
        if feed.kept > _LARGEST_KEPT:
            raise CorpusError(f"{path}: more than {_LARGEST_KEPT >> 20} MiB; import it in parts")
    made = feed.pack(name or _named(path), today)
    sealed = pack.Sealed.of(made)
    return Taken(
        file=target.keep(sealed, _free(made.name)),
        counts=made.counts(),
        signed_by=seal.UNSIGNED,
        withdrawn=feed.withdrawn,
        other=feed.other,
        unreadable=feed.unreadable,
        problems=tuple(feed.problems),
    )


def vetted(found: pack.Pack, where: str) -> pack.Pack:
    """A pack whose every value can be used. Raises CorpusError for the first that cannot."""
    for each in found.indicators:
        checked(each, where)
    for campaign in found.campaigns.values():
        if len(campaign.title) > pack.LONGEST_TITLE or not campaign.title.isprintable():
            raise CorpusError(f"{where}: {campaign.title[:80]!r} is no title of a campaign")
    try:
        for held in found.packages.values():
            for ranges in held.values():
                versions.checked(ranges)
        for records in found.advisories.values():
            for record in records:
                _check_spans(record)
    except CorpusError as problem:
        raise CorpusError(f"{where}: {problem}") from None
    if found.names and not _NAMES.fullmatch(found.names):
        raise CorpusError(f"{where}: its names are not a line each")
    return found


def _check_spans(record: pack.Record) -> None:
    for span in record.spans:
        for version in (span.introduced, span.fixed, span.last):
            if version and not versions.is_version(version):
                raise CorpusError(f"{record.id[:80]}: {version[:80]!r} is no version")


def _take_pack(path: Path, target: place.Place, *, unsigned: bool, key: Path | None) -> Taken:
    sealed = pack.unsealed(place.read(path, pack.LARGEST_FILE), str(path))
    if unsigned:
        sealed = sealed.signed(b"")
    trusted = {seal.key_name(key): seal.checked_key(key)} if key else target.trusted
    signed_by = seal.signer(sealed, trusted, str(path))
    if signed_by == seal.UNSIGNED and not unsigned:
        raise CorpusError(f"{path}: nobody signed this pack; to take it all the same: --unsigned")
    found = vetted(sealed.pack(str(path)), str(path))
    name = _free(found.name)
    if key:
        target.trust(key)
    return Taken(file=target.keep(sealed, name), counts=found.counts(), signed_by=signed_by)


def _free(name: str) -> str:
    if place.is_built_in(name):
        raise CorpusError(f"{name} is a built-in pack, which cannot be replaced; use another name")
    return name


def _begins(path: Path) -> bytes:
    try:
        with open(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as stream:  # noqa: PTH123  # of a descriptor
            if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                raise CorpusError(f"{path}: no regular file; give a file, a folder or a zip")
            return stream.read(2)
    except OSError as problem:
        raise CorpusError(f"{path}: {problem.strerror}") from None


def _named(path: Path) -> str:
    return re.sub(r"[^a-z0-9._-]+", "-", path.resolve().stem.lower()).strip("-._")[:64] or "osv"


class _Feed:
    """OSV records on their way into a pack."""

    def __init__(self) -> None:
        self.withdrawn = 0
        self.other = 0
        self.unreadable = 0
        self.problems: list[str] = []
        self.kept = 0
        self._latest = ""
        self._packages: dict[str, dict[str, str]] = {}
        self._advisories: dict[str, dict[str, pack.Record]] = {}

    def add(self, piece: feeds.Piece) -> None:
        """Take what a file says; what cannot be read is counted and told."""
        if piece.problem:
            self._tell(piece.where, piece.problem)
            return
        try:
            self._keep(osv.read(piece.data))
        except CorpusError as problem:
            self._tell(piece.where, str(problem))
        else:
            self.kept += len(piece.data)

    def _tell(self, where: str, problem: str) -> None:
        self.unreadable += 1
        if len(self.problems) < _MOST_TOLD:
            self.problems.append(f"{where}: {problem}")

    def _keep(self, entry: osv.Read) -> None:
        if entry.withdrawn:
            self.withdrawn += 1
        elif not entry.bad and not entry.advisories:
            self.other += 1
        else:
            self._latest = max(self._latest, entry.modified)
        for name, held in entry.bad:
            earlier = self._packages.setdefault(name, {})
            earlier[entry.id] = _either(earlier.get(entry.id, ""), held)
        for name, record in entry.advisories:
            found = self._advisories.setdefault(name, {})
            found[record.id] = _merged(found.get(record.id), record)

    def pack(self, name: str, today: dt.date) -> pack.Pack:
        """All that was taken. Raises CorpusError if that is nothing."""
        if not self._packages and not self._advisories:
            first = f": {self.problems[0]}" if self.problems else ""
            raise CorpusError(f"no OSV record of npm in it{first}")
        try:
            collected = min(dt.date.fromisoformat(self._latest), today)
        except ValueError:
            collected = today
        return pack.Pack(
            name=name,
            version=collected.isoformat(),
            collected=collected,
            source="OSV",
            packages=self._packages,
            advisories={
                each: tuple(found[identity] for identity in sorted(found))
                for each, found in self._advisories.items()
            },
        )


def _either(earlier: str, ranges: str) -> str:
    if versions.ALL in {earlier, ranges}:
        return versions.ALL
    return " || ".join(filter(None, (earlier, ranges)))


def _merged(earlier: pack.Record | None, record: pack.Record) -> pack.Record:
    """One record of two entries for the same package: it may be listed once a range."""
    if earlier is None:
        return record
    return msgspec.structs.replace(
        record,
        severity=max(earlier.severity, record.severity),
        spans=tuple(dict.fromkeys((*earlier.spans, *record.spans))),
        versions=tuple(sorted({*earlier.versions, *record.versions})),
    )

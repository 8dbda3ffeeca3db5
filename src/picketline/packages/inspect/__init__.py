"""What one file's bytes tell: kind, signals, and the marks of a closer look.

Every file is hashed and matched once (stage A). Only a file whose signals make a suspicious
combination, or that an install hook runs (`deeper`), is looked at exactly and parsed.
"""

import functools
import hashlib
from collections.abc import Iterable, Iterator, Mapping

from picketline.packages import matcher
from picketline.packages.facts import Content, Mark
from picketline.packages.inspect import beside, gates, literals, look
from picketline.packages.inspect.kinds import declares, kind
from picketline.packages.inspect.literals import MOST as MOST_HOSTS
from picketline.packages.inspect.syntax import LARGEST
from picketline.packages.inspect.version import ruleset

__all__ = [
    "LARGEST",
    "MOST_HOSTS",
    "content",
    "deeper",
    "hosts",
    "joined",
    "named",
    "refers",
    "role",
    "ruleset",
    "runs",
    "unread",
]

_TEXTS = {"javascript", "json", "shell", "python", "yaml", "text"}
_SCRIPTS = {"javascript", "shell", "python"}
_SPEAKS = {"network", "fetch-tool", "windows-tool", "piped-shell", "process"}
_MOST_SEEN = 1 << 14
_seen: dict[tuple[str, str, bool], Content] = {}
"""What was made of bytes that came before: packages bring the same files along again and again."""


def content(data: bytes, name: str) -> Content:
    """What the bytes tell of themselves; `name` is the file's path or base name.

    A cache's key is `sha256`, `role(name)` and `ruleset()`.
    """
    sort, inert = kind(data, name), role(name) == "inert"
    digest = hashlib.sha256(data).hexdigest()
    key = (digest, sort, inert)
    if key not in _seen:
        if len(_seen) >= _MOST_SEEN:
            _seen.clear()
        _seen[key] = _content(data, digest, sort, inert=inert)
    return _seen[key]


def _content(data: bytes, digest: str, sort: str, *, inert: bool) -> Content:
    if sort not in _TEXTS or inert:
        if sort in _TEXTS and not data.isascii():
            return Content(digest, len(data), sort, (), look.unseen(data))
        return Content(digest, len(data), sort)
    signals = matcher.signals(data)
    if not signals:
        return Content(digest, len(data), sort)
    named = literals.hosts(data) if sort in _SCRIPTS and not _SPEAKS.isdisjoint(signals) else ()
    return Content(digest, len(data), sort, signals, _marks(data, sort, signals), named)


def role(name: str) -> str:
    """What a name adds to the bytes: its extension in lower case; "inert" for what cannot run."""
    base = name.rsplit("/", 1)[-1].lower()
    if base.endswith(".map") or declares(base):
        return "inert"
    return base.rpartition(".")[2] if "." in base else ""


def deeper(data: bytes, name: str) -> tuple[Mark, ...]:
    """The marks of a file that an install hook runs: read whole, whatever its signals."""
    sort = kind(data, name)
    return look.wholly(data, sort) if sort in _TEXTS else ()


def joined(data: bytes, name: str, given: Mapping[str, bytes]) -> tuple[Mark, ...]:
    """As `deeper`, with the bytes of other files, by the relative paths that the script gives."""
    sort = kind(data, name)
    return look.joined(data, sort, given) if sort in {"javascript", "text"} else ()


def named(data: bytes) -> Iterator[str]:
    """The relative files that a script requires or reads by plain names, as written."""
    return beside.named(data, [(0, len(data))])


def runs(signals: Iterable[str]) -> bool:
    """Whether a file with these signals may run something."""
    return not gates.RUNS.isdisjoint(signals)


def hosts(data: bytes, name: str) -> tuple[tuple[str, int], ...]:
    """The first 256 hosts that a text names plainly, each with its first line, sorted."""
    return literals.hosts(data) if kind(data, name) in _TEXTS else ()


def refers(data: bytes, name: str) -> tuple[str, ...]:
    """The relative files that a script requires, imports, starts or reads to run: `./a/b.js`.

    As written, sorted, without extension where the script gives none; to be resolved against
    the script's own folder, what is started also against the package's.
    """
    return look.references(data, kind(data, name))


def unread(found: Content) -> str:
    """Why a file was not read to its end, or ""."""
    return next((mark.value for mark in found.marks if mark.name == "unparsed"), "")


@functools.lru_cache(maxsize=1 << 12)
def _gate(signals: tuple[str, ...]) -> tuple[bool, bool]:
    known = frozenset(signals)
    return gates.suspicious(known), bool(known & gates.DECODED)


def _marks(data: bytes, sort: str, signals: tuple[str, ...]) -> tuple[Mark, ...]:
    suspicious, encoded = _gate(signals)
    if suspicious:
        return look.closely(data, sort, frozenset(signals))
    return look.decoded(data, sort, frozenset(signals)) if encoded else ()

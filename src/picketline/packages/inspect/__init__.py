"""What one file's bytes tell: kind, signals, and the marks of a closer look.

Every file is hashed and matched once (stage A). Only a file whose signals make a suspicious
combination, or that an install hook runs (`deeper`), is looked at exactly and parsed.
"""

import functools
import hashlib

from picketline.core import canonical
from picketline.packages import matcher, patterns
from picketline.packages.facts import Content, Mark
from picketline.packages.inspect import gates, literals, look
from picketline.packages.inspect.kinds import declares, kind
from picketline.packages.inspect.literals import MOST as MOST_HOSTS
from picketline.packages.inspect.syntax import LARGEST

__all__ = [
    "LARGEST",
    "MOST_HOSTS",
    "RULESET",
    "content",
    "deeper",
    "hosts",
    "refers",
    "role",
    "unread",
]

_TEXTS = {"javascript", "json", "shell", "python", "yaml", "text"}
_SCRIPTS = {"javascript", "shell", "python"}
_SPEAKS = {"network", "fetch-tool", "windows-tool", "piped-shell", "process"}
_VERSION = 3
RULESET = canonical.digest([patterns.SIGNALS, gates.TOGETHER, sorted(gates.ALONE), _VERSION])
"""The sha256 of the patterns and of the inspector's version: part of the key of any cache."""


def content(data: bytes, name: str) -> Content:
    """What the bytes tell of themselves; `name` is the file's path or base name.

    A cache's key is `sha256`, `role(name)` and `RULESET`.
    """
    sort = kind(data, name)
    digest = hashlib.sha256(data).hexdigest()
    if sort not in _TEXTS or role(name) == "inert":
        if sort in _TEXTS and not data.isascii():
            return Content(digest, len(data), sort, (), look.unseen(data))
        return Content(digest, len(data), sort)
    signals = matcher.signals(data)
    if not signals:
        return Content(digest, len(data), sort)
    named = hosts(data, name) if sort in _SCRIPTS and not _SPEAKS.isdisjoint(signals) else ()
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
    return look.decoded(data, frozenset(signals)) if encoded else ()

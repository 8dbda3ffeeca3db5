"""A pack: one file of facts, the same bytes for the same facts.

The file is gzip of two lines of canonical JSON: a header with the sha256 of the second line and,
if somebody vouches for it, an Ed25519 signature; and the contents.
"""

import base64
import binascii
import datetime as dt
import gzip
import hashlib
import io
import re
import zlib
from typing import TypeVar

import msgspec

from picketline.core import canonical
from picketline.core.errors import CorpusError
from picketline.core.model import Severity
from picketline.packages.corpus.facts import Indicator
from picketline.packages.corpus.versions import Span

FORMAT = 1
SUFFIX = ".pack"
LARGEST_FILE = 128 << 20
"""Of a pack's file, in bytes."""
LARGEST = 512 << 20
"""Of what it unpacks to, in bytes."""
LONGEST_TITLE = 200
"""Of what a campaign is called, in characters."""
NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_HEADER = 4096
_LEVEL = 9
_T = TypeVar("_T")


class Record(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An advisory as it is kept: under its package's name, with the versions it holds for."""

    id: str
    severity: Severity
    aliases: tuple[str, ...] = ()
    cwe: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()
    versions: tuple[str, ...] = ()
    source: str = ""


class Campaign(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the world calls an incident, and where it was told."""

    title: str
    references: tuple[str, ...] = ()


class Pack(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The contents of a pack.

    `packages` are critical indicators of packages, the bulk, in short: name -> id -> versions.
    `campaigns` name the ids among them that have a name. `indicators` are all others. `names`
    are popular ones, the most popular first, a line each.
    """

    name: str
    version: str
    collected: dt.date
    source: str = ""
    licence: str = ""
    attribution: str = ""
    packages: dict[str, dict[str, str]] = {}
    campaigns: dict[str, Campaign] = {}
    indicators: tuple[Indicator, ...] = ()
    advisories: dict[str, tuple[Record, ...]] = {}
    names: str = ""

    def counts(self) -> tuple[int, int, int]:
        """How many indicators, advisories and names there are."""
        packages = sum(map(len, self.packages.values()))
        advisories = sum(map(len, self.advisories.values()))
        return packages + len(self.indicators), advisories, len(self.names.split())


class Contents(msgspec.Struct, frozen=True, kw_only=True):
    """A pack whose parts are not read yet."""

    name: str
    version: str
    collected: dt.date
    source: str = ""
    licence: str = ""
    attribution: str = ""
    packages: msgspec.Raw = msgspec.Raw(b"{}")
    campaigns: dict[str, Campaign] = {}
    indicators: tuple[Indicator, ...] = ()
    advisories: msgspec.Raw = msgspec.Raw(b"{}")
    names: str = ""


class Header(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What stands before the contents: `signature` is base64, over `signed_bytes`."""

    format: int
    digest: str
    counts: tuple[int, int, int]
    signature: str = ""

    def signed_bytes(self) -> bytes:
        """What a key signs."""
        return canonical.encode(["picketline corpus pack", self.format, self.digest, self.counts])

    def raw_signature(self) -> bytes:
        """The signature's bytes, none if there is none that could be one."""
        try:
            return base64.b64decode(self.signature, validate=True)
        except (binascii.Error, ValueError):
            return b""


class Sealed(msgspec.Struct, frozen=True):
    """A pack as it travels: its header, and its contents as canonical JSON."""

    header: Header
    body: bytes

    @classmethod
    def of(cls, pack: Pack) -> "Sealed":
        """Seal a pack, unsigned. Raises CorpusError if its name or its size cannot be."""
        if not NAME.fullmatch(pack.name):
            raise CorpusError(f"a pack cannot be called {pack.name[:80]!r}: use a-z 0-9 . _ -")
        body = canonical.encode(pack)
        if len(body) > LARGEST:
            raise CorpusError(f"{pack.name}: larger than {LARGEST >> 20} MiB; make it in parts")
        digest = hashlib.sha256(body).hexdigest()
        return cls(Header(format=FORMAT, digest=digest, counts=pack.counts()), body)

    def signed(self, signature: bytes) -> "Sealed":
        """The same with a signature; with none for no bytes."""
        text = base64.b64encode(signature).decode()
        return Sealed(msgspec.structs.replace(self.header, signature=text), self.body)

    def to_bytes(self) -> bytes:
        """The file: the same bytes for the same pack and signature."""
        data = canonical.encode(self.header) + b"\n" + self.body
        return gzip.compress(data, compresslevel=_LEVEL, mtime=0)

    def contents(self, where: str) -> Contents:
        """The contents, their parts still unread. `where` names the file in errors."""
        return decoded(self.body, Contents, where)

    def pack(self, where: str) -> Pack:
        """The whole pack, checked. Raises CorpusError if its contents are not what they should."""
        pack = decoded(self.body, Pack, where)
        if not NAME.fullmatch(pack.name) or pack.counts() != self.header.counts:
            raise CorpusError(f"{where}: the pack's header and contents do not agree; get it anew")
        return pack


def called(campaign: Campaign | None, source: str) -> str:
    """What a finding says of where it is known from: the campaign first, if there is one."""
    return f"{campaign.title} ({source})" if campaign else source


def unsealed(data: bytes, where: str) -> Sealed:
    """Read a pack's file; nothing of its contents is trusted but their digest.

    Raises CorpusError if it is none, of another format, larger than LARGEST or changed.
    """
    head, _, body = _unpacked(data, where).partition(b"\n")
    if len(head) > _HEADER:
        raise CorpusError(f"{where}: not a pack of this product")
    header = decoded(head, Header, where)
    if header.format != FORMAT:
        raise CorpusError(f"{where}: a pack of format {header.format}; this one reads {FORMAT}")
    if hashlib.sha256(body).hexdigest() != header.digest:
        raise CorpusError(f"{where}: the pack was changed: its digest does not hold; get it anew")
    return Sealed(header, body)


def decoded(data: bytes | msgspec.Raw, kind: type[_T], where: str) -> _T:
    """JSON as what it should be; raises CorpusError, naming `where`, if it is not."""
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
        raise CorpusError(f"{where}: not a pack of this product: {problem}") from None


def _unpacked(data: bytes, where: str) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
            text = stream.read(LARGEST + 1)
    except (OSError, EOFError, zlib.error) as problem:
        raise CorpusError(f"{where}: not a pack of this product: {problem}") from None
    if len(text) > LARGEST:
        raise CorpusError(f"{where}: unpacks to more than {LARGEST >> 20} MiB")
    return text

"""Packages fetched by name through the user's own npm, to be scanned later. Uses the network.

npm finds the registry, logs in and checks what it receives; no script of a package is run.
What is there already, whole, is not fetched again.
"""

import contextlib
import hashlib
import re
import subprocess
import tempfile
import time
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import msgspec

from picketline.core import whole
from picketline.core.errors import TargetError
from picketline.core.text import safe_text
from picketline.packages import npm_pack, redaction, specs
from picketline.packages.facts import Lockfile

STATE = "fetched.json"
_SCHEMA = "picketline.fetched/1"
_BATCH = 16
_TIMEOUT = 600
_MOST = 100_000
_LARGEST_STATE = 256 << 20
_MOST_TOLD = 300
_NAME = re.compile(r"(?:@[a-z0-9~][\w.~-]{0,120}/)?[a-zA-Z0-9~_][\w.~-]{0,213}", re.ASCII)
_PREFIX = re.compile(r"^npm (?:error|ERR!|warn|WARN)(?: (?:code|404))?\b")
_VERSION = re.compile(r"[0-9A-Za-z^~*][\w.+*-]{0,200}", re.ASCII)


class Wanted(msgspec.Struct, frozen=True, order=True):
    """A package by name and version, range or tag; with the integrity that a lock asks for."""

    name: str
    version: str = "latest"
    integrity: str = ""

    @property
    def spec(self) -> str:
        """As npm takes it."""
        return f"{self.name}@{self.version}"


class Fetched(msgspec.Struct, frozen=True):
    """What came of one spec: the file's name and the hash of its bytes, or the problem."""

    spec: str
    version: str = ""
    file: str = ""
    sha512: str = ""
    problem: str = ""


class _State(msgspec.Struct, frozen=True):
    """What lies in a folder, by spec."""

    schema: str = _SCHEMA
    fetched: dict[str, Fetched] = {}


class _Packed(msgspec.Struct, frozen=True):
    """What npm says of a tarball that it wrote."""

    id: str
    name: str
    version: str
    filename: str
    integrity: str


def listed(text: str, where: str) -> list[Wanted]:
    """The packages that the lines of a list name, each once, in order; `#` begins a comment.

    Raises TargetError with the line of what is no package.
    """
    found: dict[Wanted, None] = {}
    for at, line in enumerate(text.splitlines(), 1):
        word = line.partition("#")[0].strip()
        if not word:
            continue
        name, mark, version = word[1:].partition("@") if word[0] == "@" else word.partition("@")
        name = f"@{name}" if word[0] == "@" else name
        if not _NAME.fullmatch(name) or (mark and not _VERSION.fullmatch(version)):
            shown = safe_text(word)[:80]
            raise TargetError(f"{where}, line {at}: {shown} is no NAME or NAME@VERSION")
        found[Wanted(name, version or "latest")] = None
        if len(found) > _MOST:
            raise TargetError(f"{where}, line {at}: more than {_MOST} packages")
    return list(found)


def locked(lock: Lockfile) -> tuple[list[Wanted], int]:
    """The packages that a lockfile takes from a registry, and how many it takes from elsewhere."""
    found: dict[str, Wanted] = {}
    others = 0
    for entry in lock.entries:
        if entry.link or entry.bundled:
            continue
        known = _NAME.fullmatch(entry.name) and _VERSION.fullmatch(entry.version)
        if not known or specs.source(entry).kind not in {"registry", "none"}:
            others += 1
            continue
        each = Wanted(entry.name, entry.version, entry.integrity)
        if not (before := found.get(each.spec)) or not before.integrity:
            found[each.spec] = each
    return list(found.values()), others


def fetch(
    wanted: Sequence[Wanted],
    folder: Path,
    *,
    npm: str = "npm",
    rate: float = 10.0,
    tick: Callable[[int, int], None] | None = None,
) -> list[Fetched]:
    """Bring what is `wanted` into `folder`, at most `rate` packages a second.

    What was brought is noted in `fetched.json` after each batch: an interrupted run goes on
    where it was. What could not be had says why, and is tried again next time.

    Raises TargetError where npm cannot be run or the folder is no place for it.
    """
    folder = folder.absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        known = _known(folder)
    except OSError as problem:
        raise TargetError(f"{folder}: {problem.strerror}") from None
    waiting = [each for each in wanted if not _is_there(folder, each, known.get(each.spec))]
    done = len(wanted) - len(waiting)
    for start in range(0, len(waiting), _BATCH):
        batch = waiting[start : start + _BATCH]
        began = time.monotonic()
        known.update((each.spec, each) for each in _brought(batch, folder, npm))
        whole.replace(folder / STATE, msgspec.json.encode(_State(fetched=known)), 0o644)
        done += len(batch)
        if tick is not None:
            tick(done, len(wanted))
        if start + _BATCH < len(waiting):
            time.sleep(max(0.0, len(batch) / rate - (time.monotonic() - began)))
    return [known[each.spec] for each in wanted]


def _known(folder: Path) -> dict[str, Fetched]:
    """What was noted of earlier runs; nothing where that cannot be read."""
    state = folder / STATE
    if not state.is_file() or state.stat().st_size > _LARGEST_STATE:
        return {}
    with contextlib.suppress(msgspec.DecodeError):
        found = msgspec.json.decode(state.read_bytes(), type=_State)
        if found.schema == _SCHEMA:
            return dict(found.fetched)
    return {}


def _is_there(folder: Path, wanted: Wanted, known: Fetched | None) -> bool:
    """Whether a file lies there with the bytes that were noted, and that a lock asks for."""
    if known is None or not known.file or "/" in known.file:
        return False
    file = folder / known.file
    if not file.is_file() or file.is_symlink() or _sha512(file) != known.sha512:
        return False
    return _fits(wanted, _stated(known.sha512))


def _fits(wanted: Wanted, stated: str) -> bool:
    """Whether bytes of this integrity are those that a lock asks for, as far as it does."""
    asked = [each for each in wanted.integrity.split() if each.startswith("sha512-")]
    return not asked or stated in asked


def _stated(digest: str) -> str:
    return f"sha512-{b64encode(bytes.fromhex(digest)).decode()}"


def _sha512(file: Path) -> str:
    with file.open("rb") as data:
        return hashlib.file_digest(data, "sha512").hexdigest()


def _brought(batch: Sequence[Wanted], folder: Path, npm: str) -> Iterator[Fetched]:
    """What one call of npm brings; where it fails, each package by itself."""
    with tempfile.TemporaryDirectory(prefix=".fetching-", dir=folder) as scratch:
        try:
            packed = _pack(batch, Path(scratch), npm)
        except _FailedError as problem:
            if len(batch) == 1:
                yield Fetched(batch[0].spec, problem=str(problem))
                return
            packed = None
        if packed is not None:
            for each, one in zip(batch, packed, strict=True):
                yield _kept(each, one, Path(scratch), folder)
            return
    for each in batch:
        yield from _brought([each], folder, npm)


class _FailedError(Exception):
    """npm said no."""


def _pack(batch: Sequence[Wanted], scratch: Path, npm: str) -> list[_Packed]:
    """Run npm in a folder of its own, where no project's settings lie."""
    words = ["--json", "--ignore-scripts", "--pack-destination", str(scratch), "--"]
    try:
        code, out, said = npm_pack.run(
            npm, [*words, *(each.spec for each in batch)], scratch, _TIMEOUT
        )
    except OSError as problem:
        raise TargetError(f"cannot run {npm}: {problem.strerror}; install npm") from None
    except subprocess.TimeoutExpired:
        raise _FailedError(f"npm did not end within {_TIMEOUT} s") from None
    if code:
        raise _FailedError(_last(said))
    try:
        found = msgspec.json.decode(out, type=list[_Packed])
    except msgspec.DecodeError:
        raise _FailedError("npm told nothing that can be read") from None
    if [one.name for one in found] != [each.name for each in batch]:
        raise _FailedError("npm brought other packages than were asked for")
    if len({one.filename for one in found}) != len(found):
        raise _FailedError("two of its tarballs have one name")
    return found


def _last(said: bytes) -> str:
    """What npm complained of first, safe to show."""
    lines = (_PREFIX.sub("", line).strip() for line in said.decode("utf-8", "replace").splitlines())
    told = [line for line in dict.fromkeys(lines) if line and not line.startswith("A complete log")]
    return redaction.line(" / ".join(told[:2]), _MOST_TOLD) or "npm said nothing"


def _kept(wanted: Wanted, packed: _Packed, scratch: Path, folder: Path) -> Fetched:
    """The tarball in its place, if its bytes are those that npm and the lock speak of."""
    source = scratch / packed.filename
    name = f"{wanted.name.replace('/', '+')}-{packed.version}.tgz"
    if "/" in packed.filename + packed.version or source.is_symlink() or not source.is_file():
        return Fetched(wanted.spec, problem="npm wrote no such file")
    digest = _sha512(source)
    if packed.integrity != _stated(digest) or not _fits(wanted, packed.integrity):
        return Fetched(wanted.spec, problem="its bytes are not those that its integrity speaks of")
    source.replace(folder / name)
    return Fetched(wanted.spec, packed.version, name, digest)

"""Reads every file of a walk once, and remembers what its bytes told.

What is remembered is held to a file's inode, size and both times. A file that changed within
two seconds of being read is read again next time: its times may not tell a later change.
"""

import contextlib
import hashlib
import os
import stat
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import msgspec

from picketline.core import fanout, own
from picketline.core.errors import TargetError
from picketline.core.report import Gap
from picketline.core.text import safe_text
from picketline.packages import inspect
from picketline.packages.facts import Content, Mark
from picketline.packages.walk import Entry, shown

WHOLE = 64 << 20
"""Bytes of a file that is read as a whole; a larger one is hashed, and judged by its head."""
LARGEST = 2 << 30
ALL = 32 << 30
"""Bytes of all files together that are read; what comes after is told."""
HASHED = frozenset({"elf", "pe", "macho", "wasm", "zip", "gzip", "tar", "class", "binary"})
"""Kinds of which nothing but the hash and the beginning is judged."""
_BATCH_BYTES = 4 << 20
_BATCH_FILES = 400
_WORTH_WORKERS = 48 << 20
_SETTLED = 2_000_000_000
_LARGEST_MEMORY = 1 << 29
_HOW = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC

Stamp = tuple[int, int, int, int]


class Look(msgspec.Struct, frozen=True):
    """What the closest look at a script showed, and the files and hosts that it names."""

    marks: tuple[Mark, ...]
    refers: tuple[str, ...]
    hosts: tuple[tuple[str, int], ...] = ()


class Memory(msgspec.Struct):
    """What is remembered of a project: stamps and contents of files by path, and closest looks.

    A look is filed under its content's hash and kind.
    """

    ruleset: str
    files: dict[bytes, tuple[Stamp, int]] = {}
    contents: list[Content] = []
    looks: dict[str, Look] = {}


class Read(msgspec.Struct, frozen=True):
    """What came of reading: contents by path, what could not be read, and looks so far.

    `fresh` is how many files were read, of the others the contents were known.
    """

    contents: dict[bytes, Content]
    skipped: tuple[Gap, ...]
    looks: dict[str, Look] = {}
    fresh: int = 0


def read(
    root: bytes,
    entries: Sequence[Entry],
    known: Memory,
    jobs: int,
    tick: Callable[[int, int], None] | None = None,
) -> Read:
    """Read `entries` below `root`, with the help of what is `known`.

    `tick` is told how many files were read, and of how many.
    """
    found: dict[bytes, Content] = {}
    fresh: list[Entry] = []
    skipped: list[Gap] = []
    room = ALL
    for entry in entries:
        stamp, place = known.files.get(entry.path, ((), 0))
        room -= entry.size if entry.size <= LARGEST else 0
        if room < 0:
            skipped.append(Gap(shown(entry.path), f"not read: beyond {ALL >> 30} GiB in all"))
        elif stamp == _stamp(entry):
            found[entry.path] = known.contents[place]
        else:
            fresh.append(entry)
    for path, result in _read_fresh(root, fresh, jobs):
        if isinstance(result, Content):
            found[path] = result
        else:
            skipped.append(Gap(shown(path), result))
        if tick is not None:
            tick(len(found), len(entries))
    return Read(found, tuple(skipped), dict(known.looks), len(fresh))


def _read_fresh(
    root: bytes, fresh: list[Entry], jobs: int
) -> Iterator[tuple[bytes, Content | str]]:
    tasks = [(root, batch) for batch in _batches(fresh)]
    large = sum(min(entry.size, WHOLE) for entry in fresh) >= _WORTH_WORKERS
    count = fanout.workers(jobs) if large or jobs > 1 else 1
    for (_, batch), results in zip(
        tasks, fanout.each(_read_batch, tasks, count, _unread), strict=True
    ):
        yield from zip(batch, results, strict=True)


def _batches(entries: list[Entry]) -> list[list[bytes]]:
    batches: list[list[bytes]] = []
    room = 0
    for entry in entries:
        if room <= 0 or len(batches[-1]) >= _BATCH_FILES:
            batches.append([])
            room = _BATCH_BYTES
        batches[-1].append(entry.path)
        room -= entry.size
    return batches


def _read_batch(task: tuple[bytes, list[bytes]]) -> list[Content | str]:
    root, paths = task
    return [_read_one(root, path) for path in paths]


def _unread(task: tuple[bytes, list[bytes]], _: fanout.WorkerError) -> list[Content | str]:
    return ["ended the process that reads it"] * len(task[1])


def _read_one(root: bytes, path: bytes) -> Content | str:
    try:
        descriptor = os.open(os.path.join(root, path), _HOW)
    except OSError as problem:
        return f"cannot be read: {problem.strerror}"
    try:
        return _content(descriptor, path)
    finally:
        os.close(descriptor)


def _content(descriptor: int, path: bytes) -> Content | str:
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        return "no file any more"
    if status.st_size > LARGEST:
        return f"larger than {LARGEST >> 30} GiB, not read"
    name = shown(path)
    try:
        return _looked_at(descriptor, status.st_size, name)
    except OSError as problem:
        return f"cannot be read: {problem.strerror}"
    except Exception as problem:  # noqa: BLE001  # a defect costs one file, and is told
        return f"could not be looked into: {type(problem).__name__}"


def _looked_at(descriptor: int, size: int, name: str) -> Content | str:
    data = _up_to(descriptor, min(size, WHOLE) + 1)
    if len(data) > WHOLE:
        return _streamed(descriptor, data, name)
    if len(data) > size:
        return "grew while it was read"
    return inspect.content(data, name)


def _up_to(descriptor: int, most: int) -> bytes:
    """The first `most` bytes of a file that should have one less, or fewer where it ends before.

    One less came in answer to a demand for more: that is its end.
    """
    data = os.read(descriptor, most)
    while data and len(data) < most - 1 and (chunk := os.read(descriptor, most - len(data))):
        data += chunk
    return data


def _streamed(descriptor: int, head: bytes, name: str) -> Content | str:
    """A large file: its hash, and its kind by how it begins."""
    content = inspect.content(head[:4096], name)
    if content.kind not in HASHED:
        return f"a {content.kind} file larger than {WHOLE >> 20} MiB, not read"
    hashed, size = hashlib.sha256(head), len(head)
    while size <= LARGEST and (chunk := os.read(descriptor, 1 << 20)):
        hashed.update(chunk)
        size += len(chunk)
    if size > LARGEST:
        return "grew while it was read"
    return Content(sha256=hashed.hexdigest(), size=size, kind=content.kind)


def _stamp(entry: Entry) -> Stamp:
    return (entry.size, entry.mtime, entry.ctime, entry.inode)


def remembered(memory: Path | None) -> Memory:
    """What the file `memory` holds; nothing if it is another's, damaged or of other rules."""
    empty = Memory(inspect.ruleset())
    if memory is None:
        return empty
    try:
        data = own.read(memory, _LARGEST_MEMORY)
        known = msgspec.msgpack.decode(data, type=Memory) if data else empty
    except (OSError, msgspec.DecodeError):
        return empty
    whole = all(0 <= place < len(known.contents) for _, place in known.files.values())
    return known if whole and known.ruleset == inspect.ruleset() else empty


def remember(memory: Path, entries: Sequence[Entry], now: Read, known: Memory) -> None:
    """Write what is known now, in one step, if it is more or less than what was `known`.

    A disk that refuses costs the next scan its time.
    """
    if not now.fresh and len(known.files) == len(now.contents) and known.looks == now.looks:
        with contextlib.suppress(OSError):
            os.utime(memory)
        return
    settled = time.time_ns() - _SETTLED
    found, places = now.contents, dict[Content, int]()
    files = {
        entry.path: (_stamp(entry), places.setdefault(found[entry.path], len(places)))
        for entry in entries
        if entry.path in found and entry.ctime < settled and entry.mtime < settled
    }
    hashes = {content.sha256 for content in places}
    looks = {key: look for key, look in now.looks.items() if key.partition(" ")[0] in hashes}
    data = msgspec.msgpack.encode(Memory(inspect.ruleset(), files, list(places), looks))
    written = memory.with_name(f"{memory.name}.{os.getpid()}")
    try:
        memory.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with open(written, "xb", opener=_private) as file:
            file.write(data)
        written.replace(memory)
        own.forget(memory.parent, "*.memory")
    except OSError:
        with contextlib.suppress(OSError):
            written.unlink()


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def given(path: Path, most: int) -> bytes:
    """The bytes of a file that a person named, which may be a link, at most `most` of them.

    Raises TargetError where it is no file, is larger or cannot be read.
    """
    where = safe_text(str(path))
    try:
        data = _regular(os.open(path, _HOW & ~os.O_NOFOLLOW), most)
    except OSError as problem:
        raise TargetError(f"{where}: cannot be read: {problem.strerror}") from None
    if data is None:
        raise TargetError(f"{where}: no file; give one")
    if len(data) > most:
        raise TargetError(f"{where}: larger than {most >> 20} MiB, or grows while it is read")
    return data


def again(root: bytes, path: bytes) -> bytes | None:
    """The bytes of a file once more, at most `WHOLE` of them; None if it cannot be read now."""
    try:
        data = _regular(os.open(os.path.join(root, path), _HOW), WHOLE)
    except OSError:
        return None
    return None if data is None or len(data) > WHOLE else data


def _regular(descriptor: int, most: int) -> bytes | None:
    """The bytes of a file, one more than `most` at the most; None if it is no regular file."""
    with open(descriptor, "rb", buffering=0) as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            return None
        return _up_to(file.fileno(), min(status.st_size, most) + 1)

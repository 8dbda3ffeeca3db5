"""picosentry scan --from: many archives, lockfiles or folders, each a part of one report.

What is done is noted in the cache as it comes, and not done again as long as the file, the
corpus, the rules and the day are the same: an interrupted run goes on where it was.
"""

import contextlib
import hashlib
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from picketline import __version__
from picketline.cli.picosentry import asked, progress
from picketline.cli.picosentry.asked import Asked, Scanner
from picketline.core import canonical, fanout, own
from picketline.core.errors import PicketlineError, TargetError
from picketline.core.report import Gap, Part
from picketline.core.text import safe_text
from picketline.packages import inspect, lockfiles, reading, redaction, scan
from picketline.packages.walk import shown

_LARGEST_LIST = 64 << 20
_LARGEST_NOTES = 1 << 30
_MOST = 100_000
_ARCHIVES = (".tgz", ".tar.gz")
_GIVEN = ("rules", "fail_on", "trust_config", "max_corpus_age")
_BEFORE_WORKERS = 4


class _Task(NamedTuple):
    target: str
    name: str
    flags: dict[str, Any]


class _Note(msgspec.Struct, frozen=True):
    """A part, and the file that it is of: size, times and inode."""

    target: str
    stamp: tuple[int, int, int, int]
    part: Part


class _Notes:
    """What was done of a list before, and what is done now; nothing without a file."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._known = {note.target: note for note in _noted(file)} if file else {}

    def known(self, target: Path) -> Part | None:
        """The part of a file that is as it was."""
        note = self._known.get(str(target))
        return note.part if note and note.stamp == _stamp(target) else None

    def add(self, target: Path, part: Part) -> None:
        """Note what was done; a disk that refuses costs the next run its time."""
        stamp = _stamp(target)
        if self._file is None or stamp is None or part.errors:
            return
        line = msgspec.json.encode(_Note(str(target), stamp, part)) + b"\n"
        with contextlib.suppress(OSError):
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with open(self._file, "ab", opener=_private) as file:
                file.write(line)


def run(source: Path, flags: dict[str, Any]) -> int:
    """Scan what `source` lists, write, and answer with the exit code."""
    targets = listed(source)
    started = 0.0 if flags["deterministic_output"] else time.time()
    scanner = Scanner.of(flags)
    notes = _Notes(None if flags["no_cache"] else _place(source, scanner, flags))
    with asked.limited(flags["timeout"]), asked.crew(flags):
        parts = tuple(_parts(targets, notes, flags))
    made = scan.report(parts, scanner.corpus, started=started)
    base = source if source.is_dir() else source.parent
    return asked.told(Asked(made, (), scanner.fail_on, scanner.gating), flags | {"target": base})


def listed(source: Path) -> list[tuple[Path, str]]:
    """The targets that a file lists, a path a line, or that lie in a folder; and their names.

    Paths are relative to the list. Raises TargetError with what is wrong.
    """
    where = safe_text(str(source))
    if source.is_dir():
        names = sorted(os.listdir(source))  # noqa: PTH208  # names as they are
        wanted = [each for each in names if each.endswith(_ARCHIVES) or each in lockfiles.NAMES]
        base = source
    else:
        lines = os.fsdecode(reading.given(source, _LARGEST_LIST)).split("\n")
        wanted = [each.rstrip("\r") for each in lines if each.strip() and each[:1] != "#"]
        base = source.parent
    if not wanted:
        raise TargetError(f"{where}: lists nothing to scan")
    if len(wanted) > _MOST:
        raise TargetError(f"{where}: lists more than {_MOST} targets")
    return [(base / each, shown(os.fsencode(each))) for each in dict.fromkeys(wanted)]


def _parts(targets: list[tuple[Path, str]], notes: _Notes, flags: dict[str, Any]) -> Iterator[Part]:
    """The parts in order: those that are known, and those of the workers."""
    known = {target: notes.known(target) for target, _ in targets}
    bare = {name: value for name, value in flags.items() if name != "certificates"}
    tasks = [
        _Task(str(target.absolute()), name, bare | {"jobs": 1})
        for target, name in targets
        if known[target] is None
    ]
    count = fanout.workers(flags["jobs"]) if len(tasks) >= _BEFORE_WORKERS else 1
    fresh = fanout.each(_one, tasks, count, _broken)
    with progress.bar("scanning") as tick:
        for done, (target, _) in enumerate(targets, 1):
            part = known[target]
            if part is None:
                part = msgspec.json.decode(next(fresh), type=Part)
                notes.add(target, part)
            yield part
            if tick is not None:
                tick(done, len(targets))


_scanners: dict[str, Scanner] = {}


def _one(task: _Task) -> bytes:
    """One part, as a worker sends it. What cannot be scanned at all is an error of its part."""
    key = repr(sorted(task.flags.items()))
    if key not in _scanners:
        _scanners[key] = Scanner.of(task.flags)
    try:
        scanned, _ = _scanners[key].one(Path(task.target), task.name)
    except PicketlineError as problem:
        return _broken(task, problem)
    return msgspec.json.encode(scanned.part)


def _broken(task: _Task, problem: PicketlineError) -> bytes:
    gap = Gap(task.name, redaction.line(str(problem), 300))
    name = redaction.redacted(task.name)
    return msgspec.json.encode(Part(kind=scan.KIND, name=name, status="unfinished", errors=(gap,)))


def _place(source: Path, scanner: Scanner, flags: dict[str, Any]) -> Path | None:
    """The file of notes of a list, for one corpus, set of rules, baseline and day."""
    folder = asked.cache()
    if folder is None:
        return None
    baseline = flags["baseline"]
    said = reading.given(Path(baseline), _LARGEST_LIST) if baseline else b""
    given = {
        "source": os.fsencode(os.path.realpath(source)).hex(),
        "corpus": scanner.corpus.digest,
        "made by": [__version__, inspect.ruleset()],
        "flags": {name: repr(flags.get(name)) for name in _GIVEN},
        "baseline": hashlib.sha256(said).hexdigest(),
        "day": scanner.corpus.today.isoformat(),
    }
    own.forget(folder / "lists", "*.jsonl")
    return folder / "lists" / f"{canonical.digest(given)[:32]}.jsonl"


def _noted(file: Path) -> Iterator[_Note]:
    """The notes of earlier runs; a line that was cut off is left out."""
    try:
        lines = own.read(file, _LARGEST_NOTES).splitlines()
    except OSError:
        return
    for line in lines:
        with contextlib.suppress(msgspec.DecodeError):
            yield msgspec.json.decode(line, type=_Note)


def _stamp(target: Path) -> tuple[int, int, int, int] | None:
    """What changes with a file; None for a folder, which is always looked at."""
    try:
        status = target.stat()
    except OSError:
        return None
    if target.is_dir():
        return None
    return (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NOFOLLOW, 0o600)

"""The two sides of a comparison: what each is, and how it is read."""

import datetime as dt
from pathlib import Path
from typing import Literal

from picketline.cli import options as shared
from picketline.core.errors import CorpusError, TargetError
from picketline.core.report import Report
from picketline.core.text import safe_text
from picketline.packages import accepted, collect, lockfiles, reading
from picketline.packages.corpus import Corpus
from picketline.packages.news.compare import Given

Kind = Literal["report", "lockfile", "tarball", "folder"]
_HEAD = 1 << 16
_SPACE = b"\xef\xbb\xbf \t\r\n"
_GZIP = b"\x1f\x8b"
_USTAR = slice(257, 262)
_TAR = (".tgz", ".tar.gz", ".tar")


def kind(path: Path) -> Kind:
    """What a path is by its name or its first bytes. Raises TargetError if it is none of them."""
    if path.is_dir():
        return "folder"
    where = safe_text(str(path))
    if path.name == collect.MANIFEST:
        raise TargetError(f"{where}: a manifest alone; give the folder that it lies in")
    if base(path):
        return "lockfile"
    head = _head(path)
    if head.startswith(_GZIP) or head[_USTAR] == b"ustar" or path.name.endswith(_TAR):
        return "tarball"
    if head.lstrip(_SPACE).startswith(b"{"):
        return "report"
    raise TargetError(
        f"{where}: neither a report (-f json), a lockfile, a tarball nor a folder; give one of them"
    )


def base(path: Path) -> str:
    """The name that a lockfile has in a project, however the file is called; "" for none."""
    if path.name in lockfiles.NAMES:
        return path.name
    head = _head(path)
    found = _by_content(head)
    if found or head.lstrip(_SPACE).startswith(b"{"):
        return found
    return next((each for each in lockfiles.NAMES if each[0] != "." and each in path.name), "")


def read(path: Path, what: Kind, corpus: Corpus, memory: Path | None = None) -> Given:
    """A side that is no report. Raises PackagesError where it cannot be read at all."""
    assert what != "report"  # noqa: S101  # reports have their own comparison
    options = collect.Options(memory=memory)
    if what == "lockfile":
        seen = collect.lockfile(path, corpus, options, base(path))
    else:
        seen = collect.target(path, corpus, options)
    return Given(path.name or str(path), what, seen)


def report(path: Path) -> Report:
    """A side that is a report. Raises PackagesError if it is none."""
    return accepted.report_of(reading.given(path, 1 << 28), str(path))


def corpus(folder: str | None) -> Corpus:
    """What is known of packages. Raises CorpusError if there is no such folder."""
    if folder and not Path(folder).is_dir():
        raise CorpusError(f"{folder}: no folder of a corpus")
    return Corpus.load(shared.corpus_folder(folder), dt.datetime.now(dt.UTC).date())


def _head(path: Path) -> bytes:
    if not path.is_file():
        raise TargetError(f"{safe_text(str(path))}: no file or folder; give one")
    try:
        with path.open("rb") as stream:
            return stream.read(_HEAD)
    except OSError as problem:
        where = safe_text(str(path))
        raise TargetError(f"{where}: cannot be read: {problem.strerror}") from None


def _by_content(head: bytes) -> str:
    """What a lockfile of any name begins like."""
    text = head.lstrip(_SPACE)
    if text.startswith(b"{"):
        before = text.partition(b'"packages"')[0]
        if b'"lockfileVersion"' not in text:
            return ""
        return "bun.lock" if b'"workspaces"' in before else "package-lock.json"
    if text.startswith(b"lockfileVersion:") or b"\nlockfileVersion:" in text:
        return "pnpm-lock.yaml"
    yarn = b"# yarn lockfile v1" in text or text.startswith(b"__metadata:")
    return "yarn.lock" if yarn or b"\n__metadata:" in text else ""

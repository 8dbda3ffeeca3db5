"""Fresh popular names, through the user's own npm: the only part that uses a network."""

import datetime as dt
import subprocess
import tempfile
from pathlib import Path

import msgspec

from picketline.core.errors import CorpusError
from picketline.packages import npm_pack
from picketline.packages.corpus import names, place
from picketline.packages.corpus.pack import Pack, Sealed

NAME = "updated-names"
_TIMEOUT = 300
_MOST_TOLD = 2000


def refresh(target: place.Place, npm: str, today: dt.date, top: int | None = None) -> Pack:
    """Get the list of popular names with `npm pack`, and keep the first `top` (all) of it.

    The registry is the one that npm is set up with; no script of a package is run. Raises
    CorpusError if npm cannot be run or what it brings is not what it should be.
    """
    with tempfile.TemporaryDirectory(prefix="picosentry-") as folder:
        _pack(npm, Path(folder))
        found = place.listed(Path(folder), ".tgz")
        if len(found) != 1:
            raise CorpusError(f"npm pack wrote {len(found)} tarballs of {names.PACKAGE}, not one")
        data = place.read(found[0], names.LARGEST_FILE)
    made = msgspec.structs.replace(names.pack(data, names.PACKAGE, today, top), name=NAME)
    target.keep(Sealed.of(made), NAME)
    return made


def _pack(npm: str, folder: Path) -> None:
    """Run npm in a folder of its own, where no project's settings lie."""
    words = [names.PACKAGE, "--ignore-scripts", "--pack-destination", str(folder)]
    try:
        code, _, said = npm_pack.run(npm, words, folder, _TIMEOUT)
    except OSError as problem:
        raise CorpusError(f"cannot run {npm}: {problem.strerror}; install npm") from None
    except subprocess.TimeoutExpired:
        raise CorpusError(f"npm did not end within {_TIMEOUT} s; try again") from None
    if code:
        raise CorpusError(f"npm pack {names.PACKAGE} failed: {_last(said)}")


def _last(said: bytes) -> str:
    """What it complained of, safe to show, its end if it is long."""
    lines = said.decode("utf-8", "replace").strip().splitlines()
    return " / ".join(lines)[-_MOST_TOLD:] or "it said nothing"

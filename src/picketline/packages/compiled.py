"""Patterns as hyperscan compiles them, kept between two runs: to compile takes 0.2 s each time.

What is kept is named by a hash of the patterns. hyperscan checks its sum, and the version and
processor that it was made for; what does not fit is compiled anew.
"""

import contextlib
import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from picketline.core import own, whole

if TYPE_CHECKING:
    import hyperscan

_LARGEST = 64 << 20
_places: list[Path] = []


def keep_in(folder: Path | None) -> None:
    """Keep what is compiled from now on in `folder`; None for nowhere."""
    _places[:] = [folder] if folder else []


def database(expressions: Sequence[str], flags: Sequence[int] | int) -> "hyperscan.Database":
    """A database of `expressions`, told by their place in the list.

    Raises ImportError where hyperscan is not installed.
    """
    import hyperscan  # noqa: PLC0415  # costs start-up time and is not there everywhere

    made_of = repr((list(expressions), flags))
    name = f"{hashlib.sha256(made_of.encode()).hexdigest()[:32]}.hyperscan"
    for folder in _places:
        with contextlib.suppress(OSError, hyperscan.error):
            return hyperscan.loadb(own.read(folder / name, _LARGEST), hyperscan.HS_MODE_BLOCK)
    found = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    found.compile(
        expressions=[text.encode() for text in expressions],
        ids=list(range(len(expressions))),
        flags=flags,
    )
    for folder in _places:
        with contextlib.suppress(OSError):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            whole.replace(folder / name, hyperscan.dumpb(found), 0o600)
            own.forget(folder, "*.hyperscan")
    return found

"""The folder that state lives in: where it is, and who may set it up."""

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from picketline.core.errors import StoreError

_TRIES = 200
_PAUSE = 0.05


def default_folder(environ: Mapping[str, str], *, root: bool) -> Path:
    """Where state lives if nobody says otherwise.

    `$XDG_STATE_HOME/picketline` if that variable is an absolute path, else
    /var/lib/picketline for root, else ~/.local/state/picketline. Raises StoreError if
    HOME is needed and not set.
    """
    state = environ.get("XDG_STATE_HOME", "")
    if Path(state).is_absolute():
        return Path(state, "picketline")
    if root:
        return Path("/var/lib/picketline")
    if not environ.get("HOME"):
        raise StoreError("no folder for the store: HOME is not set; give one with --store FOLDER")
    return Path(environ["HOME"], ".local/state/picketline")


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the folder's lock, which one process at a time may, and wait for it 10 s.

    SQLite may refuse, not wait, when two make one file WAL at once. Raises StoreError if
    the wait was in vain.
    """
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for _ in range(_TRIES):
            with contextlib.suppress(BlockingIOError):
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            time.sleep(_PAUSE)
        else:
            raise StoreError(f"{folder}: another process is opening the store; try again")
        yield
    finally:
        os.close(descriptor)

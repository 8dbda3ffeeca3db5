import fcntl
import os
import time
from pathlib import Path

import pytest

from picketline.core.errors import StoreError
from picketline.core.store import Store, default_folder


@pytest.mark.parametrize(
    ("environ", "root", "expected"),
    [
        ({"XDG_STATE_HOME": "/s", "HOME": "/h"}, False, "/s/picketline"),
        ({"XDG_STATE_HOME": "/s", "HOME": "/h"}, True, "/s/picketline"),
        ({"HOME": "/root"}, True, "/var/lib/picketline"),
        ({"HOME": "/h"}, False, "/h/.local/state/picketline"),
        ({"XDG_STATE_HOME": "", "HOME": "/h"}, False, "/h/.local/state/picketline"),
        ({"XDG_STATE_HOME": "relative", "HOME": "/h"}, False, "/h/.local/state/picketline"),
    ],
)
def test_default_folder(environ: dict[str, str], expected: str, *, root: bool) -> None:
    """State lives where XDG says, else in /var/lib for root, else below HOME."""
    assert default_folder(environ, root=root) == Path(expected)


def test_default_folder_without_home() -> None:
    """Without HOME the error says which flag to use."""
    with pytest.raises(StoreError, match="--store FOLDER"):
        default_folder({}, root=False)


def test_another_process_is_opening(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever holds the folder too long is waited for in vain, and that is said."""
    monkeypatch.setattr(time, "sleep", lambda _seconds: None)
    descriptor = os.open(folder, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    with pytest.raises(StoreError, match="another process is opening the store"):
        Store.open(folder)
    os.close(descriptor)
    Store.open(folder).close()

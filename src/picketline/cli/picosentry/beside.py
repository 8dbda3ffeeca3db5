"""Files that are written into the folder of a project, which may be hostile."""

from pathlib import Path

from picketline.core import whole
from picketline.core.errors import SettingsError
from picketline.core.text import safe_text

_MODE = 0o644


def create(path: Path, data: bytes) -> bool:
    """Write a new file; whether there was none. A link counts as one. Raises SettingsError."""
    try:
        with path.open("xb") as stream:
            stream.write(data)
    except FileExistsError:
        return False
    except OSError as problem:
        raise _failed(path, problem) from None
    return True


def replace(path: Path, data: bytes) -> None:
    """Write a file in one step; a link there is replaced, not followed. Raises SettingsError."""
    try:
        whole.replace(path, data, _MODE)
    except OSError as problem:
        raise _failed(path, problem) from None


def _failed(path: Path, problem: OSError) -> SettingsError:
    return SettingsError(f"{safe_text(str(path))}: {problem.strerror or problem}")

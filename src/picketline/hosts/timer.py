"""The systemd units of a controller that sweeps by itself."""

import re
from importlib import resources
from pathlib import Path

from picketline.core.errors import ConfigError

FOLDER = Path("/etc/systemd/system")
_NAMES = ("picket.service", "picket.timer")
_PROGRAM = "/usr/local/bin/picket"


def units(program: Path = Path(_PROGRAM)) -> dict[str, str]:
    """The units by name, starting `program`. Raises ConfigError for a path systemd cannot take."""
    if not re.fullmatch(r"[A-Za-z0-9/._+@-]+", str(program)):
        raise ConfigError(f"{program}: systemd cannot start a program with this path")
    folder = resources.files("picketline.hosts").joinpath("units")
    return {
        name: folder.joinpath(name).read_text(encoding="utf-8").replace(_PROGRAM, str(program))
        for name in _NAMES
    }


def install(folder: Path, program: Path) -> tuple[Path, ...]:
    """Write the units to `folder`. Raises ConfigError where that is not allowed."""
    written = []
    for name, text in units(program).items():
        path = folder / name
        try:
            path.write_text(text, encoding="utf-8")
        except OSError as problem:
            raise ConfigError(f"{path}: {problem.strerror}; run as root?") from None
        written.append(path)
    return tuple(written)

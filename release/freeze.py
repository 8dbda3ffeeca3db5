"""Pack picketline, what it needs and Python into one executable.

    release/freeze.py REQUIREMENTS EXECUTABLE WORK

REQUIREMENTS names the packages that may be packed; WORK is a folder for what is made on the way.
Run by a Python that has these, picketline and PyInstaller.
"""

import platform
import re
import sys
from collections.abc import Iterable, Mapping
from importlib import metadata
from pathlib import Path

OWN = "picketline"
_UNUSED = ("MySQLdb", "distutils", "lib2to3", "pydoc_data", "pysqlite2", "readline", "tkinter")
"""Modules that packages would use if they could; readline's licence is not for packing."""


def main(requirements: str, executable: str, work: str) -> None:
    """Make the executable."""
    from PyInstaller.__main__ import run  # noqa: PLC0415  # only in the tools

    names = pinned(Path(requirements).read_text(encoding="utf-8"))
    target = Path(executable)
    unwanted = [*_UNUSED, *foreign(metadata.packages_distributions(), names)]
    run(
        [
            *("--onefile", "--clean", "--noconfirm", "--log-level", "WARN"),
            *(["--strip"] if platform.system() == "Linux" else []),
            *("--name", target.name, "--distpath", str(target.parent)),
            *("--workpath", work, "--specpath", work, "--collect-all", OWN),
            *(word for module in unwanted for word in ("--exclude-module", module)),
            str(Path(__file__).with_name("entry.py")),
        ]
    )


def pinned(requirements: str) -> frozenset[str]:
    """The names of the packages that a file of pinned requirements has."""
    return frozenset(re.findall(r"^([a-z0-9._-]+)==", requirements, re.MULTILINE))


def key(name: str) -> str:
    """A package's name as requirements spell it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def foreign(owners: Mapping[str, Iterable[str]], names: frozenset[str]) -> list[str]:
    """The top-level modules that belong to no package of `names`, by the `owners` of each."""
    wanted = {*names, OWN}
    return sorted(module for module, each in owners.items() if not wanted & set(map(key, each)))


if __name__ == "__main__":
    main(*sys.argv[1:])

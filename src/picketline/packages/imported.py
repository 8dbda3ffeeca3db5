"""Which files of a package its importers reach."""

import re
from collections.abc import Collection, Iterable, Mapping

from picketline.packages.facts import File

_ASIDE = re.compile(
    "__tests__|__mocks__|(test|spec|example|demo|doc|fixture|benchmark)s?|bench", re.IGNORECASE
)
"""Folders of what no importer reaches."""


def files(own: Mapping[str, File], entries: Iterable[str], odd: Collection[str]) -> frozenset[str]:
    """The files, by path below the package, that importing or calling it may run.

    Those of tests, examples and the like are not, but where one of the `entries` lies in their
    folder; `odd` are files that are reached whatever they are called.
    """
    aside = tuple(filter(None, map(_aside, entries)))
    return frozenset(path for path, file in own.items() if _reached(path, file, aside, odd))


def _reached(path: str, file: File, aside: tuple[str, ...], odd: Collection[str]) -> bool:
    if file.content.kind != "javascript":
        return path in odd
    return path in odd or not _aside(path) or path.startswith(aside)


def _aside(path: str) -> str:
    """The folder of tests, examples or the like that a path lies in, "" for none."""
    folders = path.split("/")[:-1]
    for at, folder in enumerate(folders):
        if _ASIDE.fullmatch(folder):
            return "/".join(folders[: at + 1]) + "/"
    return ""

"""Which files of a project its package managers run: pnpmfiles, plugins, releases, preloads."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from posixpath import normpath

from picketline.packages.facts import File, Setting

_PNPMFILES = (".pnpmfile.cjs", ".pnpmfile.mjs", "pnpmfile.js")
_PLUGIN = re.compile(r"\.yarn/plugins/.+\.c?js")
_RELEASE = re.compile(r"\.yarn/releases/yarn-\d+\.\d+\.\d+(?:-rc\.\d+)?\.c?js")
_SIZES = range(900_000, 8 << 20)
"""Bytes of a release of yarn: one of that size and name is taken as what it says."""
_HOOKS = {
    "pnpmfile": "pnpmfile",
    "globalpnpmfile": "pnpmfile",
    "yarnpath": "yarnPath",
    "plugins": "yarn plugin",
    "scriptshell": "script-shell",
    "onloadscript": "onload-script",
    "nodeoptions": "node-options",
    "preload": "preload",
}
_MOST = 200


def loads(settings: Iterable[Setting], files: Mapping[str, File]) -> tuple[tuple[str, str], ...]:
    """What installs of the root run besides its hooks: what runs it, and the file, sorted.

    `files` are the root's own, by path.
    """
    found = [*_by_name(files), *_by_setting(settings)]
    return tuple(
        sorted({(hook, path) for hook, path in found[:_MOST] if path in files
                and not _is_release(path, files[path])})
    )  # fmt: skip


def _by_name(files: Mapping[str, File]) -> Iterator[tuple[str, str]]:
    for path in files:
        if path in _PNPMFILES:
            yield "pnpmfile", path
        elif _PLUGIN.fullmatch(path):
            yield "yarn plugin", path


def _by_setting(settings: Iterable[Setting]) -> Iterator[tuple[str, str]]:
    for each in settings:
        key = re.sub("[^a-z.]", "", each.key.lower())
        if "/" not in each.path and key in _HOOKS:
            for text in _texts(each.value):
                for word in text.split():
                    yield _HOOKS[key], normpath(word.removeprefix("file:"))


def _texts(value: str) -> Iterator[str]:
    """A plain value, or the texts of a list, of its mappings too."""
    if value[:1] not in "[{":
        yield value
        return
    try:
        waiting = [json.loads(value)]
    except (ValueError, RecursionError):
        return
    for _ in range(_MOST):
        if not waiting:
            return
        one = waiting.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict | list):
            waiting += list(one.values() if isinstance(one, dict) else one)[:_MOST]


def _is_release(path: str, file: File) -> bool:
    return bool(_RELEASE.fullmatch(path)) and file.content.size in _SIZES

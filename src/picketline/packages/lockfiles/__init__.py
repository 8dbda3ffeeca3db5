"""Lockfiles of npm, pnpm, yarn and bun, read strictly into one shape."""

from collections.abc import Callable

from picketline.core.errors import LockfileError
from picketline.packages.documents import shown
from picketline.packages.facts import Lockfile, LockKind

NAMES: dict[str, LockKind] = {
    ".package-lock.json": "npm",
    "bun.lock": "bun",
    "bun.lockb": "bun",
    "npm-shrinkwrap.json": "shrinkwrap",
    "package-lock.json": "npm",
    "pnpm-lock.yaml": "pnpm",
    "yarn.lock": "yarn",
}
"""Base names, and what they hold; a yarn.lock turns out to be berry's by its content."""


def read(data: bytes, path: str) -> Lockfile:
    """Read a lockfile, whose kind its base name tells, in the order of the file.

    Entries that cannot be read stand in `problems`, the rest is read nonetheless. Raises
    LockfileError, with path and line, where the file as a whole is not what its name says.
    """
    base = path.rpartition("/")[2]
    kind = NAMES.get(base)
    if kind is None:
        raise LockfileError(f"{shown(path)}: no name of a lockfile; give one of {', '.join(NAMES)}")
    if base == "bun.lockb":
        what = "bun's binary lockfile, which is not read; run `bun install --save-text-lockfile`"
        raise LockfileError(f"{shown(path)}: {what}")
    return _reader(kind)(data, path, kind)


def _reader(kind: LockKind) -> Callable[[bytes, str, LockKind], Lockfile]:
    if kind == "pnpm":
        from picketline.packages.lockfiles import pnpm  # noqa: PLC0415  # as read does

        return pnpm.read
    if kind == "bun":
        from picketline.packages.lockfiles import bun  # noqa: PLC0415  # as read does

        return bun.read
    if kind == "yarn":
        from picketline.packages.lockfiles import yarn  # noqa: PLC0415  # as read does

        return yarn.read
    from picketline.packages.lockfiles import npm  # noqa: PLC0415  # as read does

    return npm.read

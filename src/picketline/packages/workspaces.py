"""The members of a workspace, as npm, yarn, bun and pnpm find them."""

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from picketline.packages import manifests, plain_yaml
from picketline.packages.collect import MANIFEST
from picketline.packages.documents import Place, decoded
from picketline.packages.errors import SettingsError, TargetError

_PNPM = "pnpm-workspace.yaml"
_MOST = 10_000


def members(root: Path) -> list[str]:
    """The folders of the members of the workspace in `root`, below it, in order.

    Raises TargetError where `root` names no members, and SettingsError for a pattern that leads
    out of it.
    """
    patterns = [*_of_manifest(root), *_of_pnpm(root)]
    if not patterns:
        raise TargetError(f"{root}: no workspace: neither package.json nor {_PNPM} names members")
    wanted = [_checked(root, each) for each in patterns if not each.startswith("!")]
    unwanted = [each[1:].strip("/") for each in patterns if each.startswith("!")]
    found = {path for pattern in wanted for path in _matching(root, pattern)}
    return sorted(each for each in found if not _any_match(each, unwanted))


def _of_manifest(root: Path) -> tuple[str, ...]:
    path = root / MANIFEST
    return manifests.read(path.read_bytes(), MANIFEST).workspaces if path.is_file() else ()


def _of_pnpm(root: Path) -> Iterator[str]:
    path = root / _PNPM
    if path.is_file():
        place = Place(_PNPM, SettingsError)
        for document in plain_yaml.parse(decoded(path.read_bytes(), place), place).documents:
            found = document.value.get("packages") if isinstance(document.value, dict) else None
            yield from (each for each in found or () if isinstance(each, str))


def _checked(root: Path, pattern: str) -> str:
    bare = pattern.removeprefix("./").rstrip("/")
    if bare.startswith("/") or ".." in PurePosixPath(bare).parts or not bare:
        raise SettingsError(f"{root}: the workspace pattern {pattern!r} leads out of the project")
    return bare


def _matching(root: Path, pattern: str) -> Iterator[str]:
    for count, path in enumerate(root.glob(f"{pattern}/{MANIFEST}")):
        below = path.parent.relative_to(root)
        if count >= _MOST:
            raise TargetError(f"{root}: more than {_MOST} members match {pattern!r}")
        if "node_modules" not in below.parts and path.is_file():
            yield below.as_posix()


def _any_match(path: str, patterns: list[str]) -> bool:
    return any(PurePosixPath(path).match(each) for each in patterns)

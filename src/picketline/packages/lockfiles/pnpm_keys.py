"""How pnpm files packages: names and versions out of its keys."""

import re

_HOST = re.compile(r"[\w.-]+\.[\w-]+(?::\d+)?")


def without_peers(key: str) -> str:
    """A key of version 9 without the peers and patches in parentheses at its end."""
    return key[: _parenthesis(key)]


def named(key: str, version: str) -> tuple[str, str]:
    """The name and version that a key tells, "" for what it does not.

    `version` is that of the lockfile. A version that is an address is none.
    """
    if version.startswith("9"):
        return _at(without_peers(key))
    path = key.removeprefix("/")
    if path == key:
        host, _, path = key.partition("/")
        if not _HOST.fullmatch(host):
            return "", ""
    if version.startswith("5"):
        return _slash(path)
    return _at(without_peers(path))


def _parenthesis(key: str) -> int:
    """Where the parentheses at the end of a key begin: a path may hold others."""
    depth = 0
    start = len(key)
    for at in range(len(key) - 1, -1, -1):
        char = key[at]
        if char == ")":
            depth += 1
        elif char == "(":
            depth -= 1
            start = at
        elif not depth:
            break
    return start if not depth else len(key)


def _at(path: str) -> tuple[str, str]:
    """`@s/a@1.0.0`."""
    name, _, version = path[1:].partition("@")
    plain = version if not re.search("[:/]", version) else ""
    return path[:1] + name if version else "", plain


def _slash(path: str) -> tuple[str, str]:
    """`@s/a/1.0.0_b@2.0.0`, `a/1.0.0/b@2.0.0`."""
    parts = path.split("/")
    length = 2 if path.startswith("@") else 1
    if len(parts) <= length:
        return "", ""
    return "/".join(parts[:length]), parts[length].partition("_")[0]

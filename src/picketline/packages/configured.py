"""What package managers are told to do, in one shape: by files of settings and by manifests."""

import json
from collections.abc import Iterator
from typing import Any

import msgspec

from picketline.packages import locks
from picketline.packages.facts import Project

_WORKSPACE = "pnpm-workspace.yaml"
_MANIFEST = frozenset({"overrides", "resolutions", "trustedDependencies", "patchedDependencies"})
_LISTS = frozenset(
    {
        "allowbuilds",
        "configdependencies",
        "neverbuiltdependencies",
        "onlybuiltdependencies",
        "overrides",
        "patcheddependencies",
        "resolutions",
        "trusteddependencies",
    }
)
_MOST = 2000


class Configured(msgspec.Struct, frozen=True, kw_only=True):
    """One setting: `name` is its key in lower case without what parts its words.

    `values` are its texts by key: one under "" for a plain value, and the members of a list under
    their own text.
    """

    name: str
    key: str
    values: dict[str, str]
    path: str
    line: int

    @property
    def value(self) -> str:
        """The plain value, in short; "" for a list or a table."""
        return self.values.get("", "").strip()


def configured(project: Project) -> tuple[Configured, ...]:
    """All settings that hold for the project; those of one list or table are one."""
    found: dict[tuple[str, str], Configured] = {}
    for each in (*_of_files(project), *_of_manifests(project)):
        found.setdefault((each.path, each.name), each).values.update(each.values)
    return tuple(found.values())


def uses_pnpm(project: Project) -> bool:
    """Whether anything shows that pnpm installs the project."""
    return (
        any(lock.kind == "pnpm" for lock in project.lockfiles)
        or any("/.pnpm/" in f"/{package.path}" for package in project.packages)
        or any(each.path.endswith(_WORKSPACE) for each in locks.settings(project))
        or manager(project).startswith("pnpm")
        or any(key.startswith("pnpm.") for key in locks.root(project).manifest.settings)
    )


def manager(project: Project) -> str:
    """The package manager that the root's manifest names, with its version."""
    return _text(_decoded(locks.root(project).manifest.settings.get("packageManager", "")))


def _of_files(project: Project) -> Iterator[Configured]:
    for each in locks.settings(project):
        yield _one(each.key, each.value, each.path, each.line)


def _of_manifests(project: Project) -> Iterator[Configured]:
    for package in locks.own(project):
        manifest = package.manifest
        for key, value in sorted(manifest.settings.items()):
            section, _, rest = key.partition(".")
            if section == "pnpm" or key in _MANIFEST:
                line = manifest.lines.get(section, 0)
                yield _one(rest or key, value, manifest.path, line)


def _one(key: str, value: str, path: str, line: int) -> Configured:
    decoded = _decoded(value)
    head, _, rest = key.partition(".")
    if _plain(head) in _LISTS and rest:
        values = dict(_flat(decoded, rest))
    elif isinstance(decoded, list | dict):
        values = dict(_flat(decoded, ""))
    else:
        values = {"": _text(decoded)}
    named = head if _plain(head) in _LISTS else key
    return Configured(name=_plain(named), key=named, values=values, path=path, line=line)


def _plain(key: str) -> str:
    return key.replace("-", "").replace("_", "").lower()


def _decoded(value: str) -> Any:
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return value


def _flat(value: Any, name: str) -> Iterator[tuple[str, str]]:
    """The texts of a value with where they stand; lists name their members by themselves."""
    waiting: list[tuple[str, Any]] = [(name, value)]
    for _ in range(_MOST):
        if not waiting:
            return
        at, one = waiting.pop()
        if isinstance(one, dict):
            waiting += [(f"{at}>{key}" if at else str(key), each) for key, each in one.items()]
        elif isinstance(one, list):
            waiting += [(_text(each) if not isinstance(each, dict) else at, each) for each in one]
        elif at.isdigit():
            yield _text(one), _text(one)
        else:
            yield at, _text(one)


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True)

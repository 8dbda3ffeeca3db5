"""What the readers of lockfiles share: problems, names, and values that are texts."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

import msgspec

from picketline.core import canonical
from picketline.core.errors import LockfileError
from picketline.core.text import safe_text
from picketline.packages.documents import MAX_TEXT, Place, shown
from picketline.packages.facts import Dependency, Group, Importer

MAX_KEY = 16 * 1024
_MAX_PROBLEMS = 100
_T = TypeVar("_T")
_SCOPE = re.compile(r"@[^/]*/")
GROUPS: tuple[tuple[str, Group], ...] = (
    ("dependencies", "prod"),
    ("devDependencies", "dev"),
    ("optionalDependencies", "optional"),
    ("peerDependencies", "peer"),
)


class Problems:
    """What could not be read of one lockfile: the first 100, and how many more there were."""

    def __init__(self) -> None:
        self._told: list[str] = []
        self._more = 0

    def add(self, what: str, line: int = 0) -> None:
        """Note a problem; `what` may hold hostile text."""
        if len(self._told) < _MAX_PROBLEMS:
            self._told.append(safe_text(f"line {line}: {what}" if line else what))
        else:
            self._more += 1

    def entry(self, key: str, what: str, line: int = 0) -> None:
        """Note that the entry `key` was left out, and why."""
        self.add(f"{shown(key)}: {what}; not read", line)

    def told(self) -> tuple[str, ...]:
        """The problems, in the order they were met."""
        more = (f"{self._more} more problems",) if self._more else ()
        return (*self._told, *more)


def place(path: str) -> Place:
    """Where errors of a lockfile are raised."""
    return Place(path, LockfileError)


def converted(value: Any, kind: type[_T]) -> _T | str:
    """`value` as `kind`, strictly, or what is wrong with it."""
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        return shown(str(error).replace("`", "")).lower()


def split_spec(text: str) -> tuple[str, str]:
    """A name and what follows its `@`: `@s/a@^1` is `@s/a` and `^1`; "" where there is none."""
    name, _, spec = text[1:].partition("@")
    return text[:1] + name, spec


def target_of(known_as: str, spec: str) -> str:
    """The package that a spec takes: `npm:ms@2` takes ms, whatever it is known as."""
    if not spec.startswith("npm:"):
        return known_as
    name, version = split_spec(spec.removeprefix("npm:"))
    return name if version or _SCOPE.match(name) else known_as


def too_long(*values: str) -> str:
    """What is wrong where a name or a version is longer than facts may be; "" if none is."""
    longest = max(map(len, values), default=0)
    return f"a name or version of {longest} characters" if longest > MAX_TEXT else ""


def importer(path: str, sections: Iterable[tuple[Group, Mapping[str, str]]]) -> Importer:
    """What a project or member asks for; "." is its own folder."""
    asked = tuple(
        Dependency(name, spec, group)
        for group, section in sections
        for name, spec in section.items()
    )
    return Importer("" if path == "." else path, asked)


def named(*values: Any) -> str:
    """The first of them that can be the project's name; "" if none is."""
    return next((v for v in values if isinstance(v, str) and 0 < len(v) <= MAX_TEXT), "")


def settings(values: Mapping[str, Any]) -> dict[str, str]:
    """Settings as a lockfile's facts have them: canonical JSON by key."""
    return {key: canonical.encode(value).decode() for key, value in values.items()}

"""One way to read settings: file < environment < flag.

Every part declares its own settings as a frozen msgspec.Struct and names the
environment variables that may set its fields. Whatever is wrong is reported with the
file and line, the variable or the flag that said it.
"""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from picketline.core.errors import ConfigError

_Settings = TypeVar("_Settings", bound=msgspec.Struct)
_LARGEST_FILE = 1 << 20


class Source(msgspec.Struct, frozen=True):
    """The text of a TOML file and where it came from."""

    path: Path
    text: str
    table: dict[str, Any]

    def where(self, key: str, header: str = "", nth: int = 0) -> str:
        """Return 'file:line' of `key` within the `nth` table headed `header`."""
        return f"{self.path}:{_line(self.text, key, header, nth)}"


def read(path: Path, error: type[ConfigError] = ConfigError) -> Source:
    """Read a TOML file of at most 1 MiB; raises `error` naming the file and line."""
    try:
        with path.open("rb") as stream:
            data = stream.read(_LARGEST_FILE + 1)
    except OSError as problem:
        raise error(f"{path}: {problem.strerror or problem}") from None
    if len(data) > _LARGEST_FILE:
        raise error(f"{path}: larger than 1 MiB, which no settings file is")
    try:
        text = data.decode()
        return Source(path, text, tomllib.loads(text))
    except UnicodeDecodeError as problem:
        line = data[: problem.start].count(b"\n") + 1
        raise error(f"{path}:{line}: not UTF-8") from None
    except tomllib.TOMLDecodeError as problem:
        raise error(f"{path}: not TOML: {problem}") from None


class Layers(msgspec.Struct, frozen=True, kw_only=True):
    """Where settings come from, from the weakest to the strongest.

    `table` is a file and the header of its table; `variables` maps a field to the name of
    the environment variable that sets it; a flag of None was not given.
    """

    table: tuple[Source, str] | None = None
    environ: Mapping[str, Any] = {}
    variables: Mapping[str, str] = {}
    flags: Mapping[str, Any] = {}


def settings(
    shape: type[_Settings], layers: Layers, error: type[ConfigError] = ConfigError
) -> _Settings:
    """Merge the layers into one `shape`; raises `error` naming who said what is wrong."""
    values: dict[str, Any] = {}
    origin: dict[str, str] = {}
    if layers.table is not None:
        source, header = layers.table
        for key, value in _table(source, header, error).items():
            values[key], origin[key] = value, source.where(key, header)
    for field, name in layers.variables.items():
        if name in layers.environ:
            values[field], origin[field] = layers.environ[name], f"environment variable {name}"
    for field, value in layers.flags.items():
        if value is not None:
            values[field], origin[field] = value, f"flag --{field.replace('_', '-')}"
    return convert(values, shape, lambda key: origin.get(key, ""), error)


def convert(
    values: Mapping[str, Any], shape: type[_Settings], where: Any, error: type[ConfigError]
) -> _Settings:
    """Turn `values` into `shape`, raising `error` with `where(key)` and the key."""
    known = {field.encode_name: field for field in msgspec.structs.fields(shape)}
    for key, value in values.items():
        if key not in known:
            raise error(_message(where(key), key, f"unknown key; known: {', '.join(known)}"))
        try:
            msgspec.convert(value, known[key].type, strict=not isinstance(value, str))
        except msgspec.ValidationError as problem:
            raise error(_message(where(key), key, str(problem))) from None
    try:
        return msgspec.convert(dict(values), shape, strict=False)
    except msgspec.ValidationError as problem:
        raise error(_message(where(""), "", str(problem))) from None


def _message(where: str, key: str, problem: str) -> str:
    return ": ".join(part for part in (where, key, problem) if part)


def _table(source: Source, header: str, error: type[ConfigError]) -> dict[str, Any]:
    table = source.table.get(header, {})
    if not isinstance(table, dict):
        raise error(f"{source.where(header)}: {header}: must be a table, written [{header}]")
    return table


def _line(text: str, key: str, header: str, nth: int) -> int:
    """The line of `key` in the `nth` table of that header, or the header's own."""
    found, seen, inside = 1, -1, header == ""
    heading = re.compile(r"\s*\[+\s*" + re.escape(header) + r"\s*\]+")
    setting = re.compile(r"\s*\[*\s*[\"']?" + re.escape(key) + r"[\"']?\s*[\].=]")
    for number, line in enumerate(text.splitlines(), 1):
        if header and re.match(r"\s*\[", line):
            if heading.match(line):
                seen += 1
            inside = bool(heading.match(line)) and seen == nth
            found = number if inside else found
        elif inside and key and setting.match(line):
            return number
        if not header and key and setting.match(line):
            return number
    return found

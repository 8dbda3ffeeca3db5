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
    """The line of `key` in the `nth` table of that header, or the table's own, or 1."""
    lines = text.splitlines()
    name, table = (rf"[\"']?{re.escape(word)}[\"']?" for word in (key, header))
    setting = re.compile(rf"\s*{name}\s*[.=]") if key else None
    if not header:
        above = lines[: _headings(lines, "")[0] - 1]
        heading = re.compile(rf"\s*\[+\s*{name}\s*[\].]")
        return _first(above, setting) or _first(lines, heading) or 1
    own = _headings(lines, table)
    if nth < len(own) - 1:
        start = own[nth]
        end = min(number for number in _headings(lines, "") if number > start)
        inside = _first(lines[start : end - 1], setting)
        return start + inside if inside else start
    nested = re.compile(rf"\s*(\[\s*)?{table}\s*(\.\s*{name}\s*[\]=.]|=.*{name})")
    opened = _first(lines, re.compile(rf"\s*{table}\s*[.=]"))
    inline = re.compile(rf".*[{{,\s]{name}\s*=")
    below = [number for number in range(opened, len(lines) + 1) if inline.match(lines[number - 1])]
    if opened and nth < len(below):
        return below[nth]
    return _first(lines, nested) or opened or 1


def _headings(lines: list[str], table: str) -> list[int]:
    """The numbers of lines that open the table, or any, and one past the end."""
    heading = re.compile(rf"\s*\[+\s*{table}\s*\]" if table else r"\s*\[")
    found = [number for number, line in enumerate(lines, 1) if heading.match(line)]
    return [*found, len(lines) + 1]


def _first(lines: list[str], pattern: re.Pattern[str] | None) -> int:
    """The number of the first line that matches, or 0."""
    numbered = enumerate(lines, 1)
    return next((number for number, line in numbered if pattern and pattern.match(line)), 0)

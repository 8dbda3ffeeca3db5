"""Configuration of package managers, as settings: what they say, without their secrets.

Keys nest with dots (`npmScopes.acme.npmRegistryServer`); a list is canonical JSON. The value of
a key that holds a secret is `***`, unless it only names an environment variable; so are name and
password in an address.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from picketline.core import canonical
from picketline.core.errors import SettingsError
from picketline.packages import documents, plain_yaml, redaction
from picketline.packages.documents import MAX_DEPTH, Place
from picketline.packages.facts import Setting
from picketline.packages.lockfiles import syml

MAX_BYTES = 1024 * 1024
REDACTED = redaction.MASK
_MAX_DOTS = 1000
_SECRET = re.compile(
    r"(?:^|[:.])(?:_?auth|key|otp|_?token)$|auth[_-]?(?:token|ident)$|passw(?:or)?d$|passphrase$"
    r"|secret$|[a-z]token$|[_-]token$",
    re.IGNORECASE,
)
_OPEN = re.compile(r"(?:\$\{\w+\??\}|\$\w+|true|false)?")
_SECTION = re.compile(r"\[{1,2}\s*([^\]]+?)\s*\]{1,2}\s*(?:#.*)?")
_KEY = re.compile(r"\s*([\w.\"'@/-]+?)\s*=")


def read(data: bytes, path: str) -> tuple[Setting, ...]:
    """Read a configuration file, in its order; its base name, one of `NAMES`, tells its form.

    Raises SettingsError, with path and line, where it cannot be read, or exceeds 1 MiB.
    """
    place = Place(path, SettingsError)
    reader = NAMES.get(path.rpartition("/")[2])
    if reader is None:
        raise place.wrong(f"no name of a configuration; give one of {', '.join(NAMES)}")
    if len(data) > MAX_BYTES:
        raise place.wrong(f"has {len(data)} bytes; at most {MAX_BYTES} are read")
    text = documents.decoded(data, place).replace("\r\n", "\n")
    return tuple(
        Setting(path, key, _safe(key, value), line) for key, value, line in reader(text, place)
    )


_Found = Iterator[tuple[str, Any, int]]


def _npmrc(text: str, place: Place) -> _Found:
    """The form of npm's `ini`: sections, `key = value`, `key[] = value`, a key alone is true."""
    del place
    section = ""
    for number, line in enumerate(text.split("\n"), 1):
        body = line.strip()
        if not body or body[0] in ";#":
            continue
        head = re.fullmatch(r"\[([^\]]*)\]\s*", body)
        if head:
            section = f"{head[1].strip()}."
            continue
        key, equals, value = body.partition("=")
        name = _ini(key).removesuffix("[]")
        yield section + name, _ini(value) if equals else "true", number


def _ini(written: str) -> str:
    """A value without quotes, escapes and what follows an unescaped `;` or `#`."""
    text = written.strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        return text[1:-1]
    plain = re.match(r"(?:[^;#\\]|\\[\s\S]|\\$)*+", text)
    return re.sub(r"\\([;#\\])", r"\1", plain[0] if plain else "").strip()


def _yarnrc(text: str, place: Place) -> _Found:
    """The form of yarn classic's lockfile."""
    for node in syml.classic(text, place).nodes:
        for key in node.keys:
            if isinstance(node.value, str):
                yield key, node.value, node.line
            else:
                for one in node.value:
                    yield f"{key}.{one.keys[0]}", syml.text(one.value), one.line


def _yaml(text: str, place: Place) -> _Found:
    """YAML; of several documents all, though tools would take the first."""
    for document in plain_yaml.parse(text, place, MAX_DEPTH).documents:
        if not isinstance(document.value, dict):
            raise place.wrong("no mapping; write `key: value`")
        yield from _flat(document.value, document.lines)


def _toml(text: str, place: Place) -> _Found:
    for number, line in enumerate(text.split("\n"), 1):
        if line.count(".") > _MAX_DOTS:
            raise place.wrong(f"more than {_MAX_DOTS} dots in one line", number)
    try:
        value = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise place.wrong(f"no TOML, {documents.shown(str(error))}; put it right") from None
    except (RecursionError, ValueError):
        raise place.wrong("no TOML that can be read; put it right") from None
    yield from _flat(value, dict(_toml_lines(text)))


def _toml_lines(text: str) -> Iterator[tuple[tuple[str, ...], int]]:
    """Where keys stand, as far as lines tell it."""
    section: tuple[str, ...] = ()
    for number, line in enumerate(text.split("\n"), 1):
        if (head := _SECTION.fullmatch(line.strip())) is not None:
            section = _parts(head[1])
        elif (key := _KEY.match(line)) is not None:
            yield section + _parts(key[1]), number


def _parts(key: str) -> tuple[str, ...]:
    return tuple(part.strip("\"' ") for part in re.findall(r"\"[^\"]*\"|'[^']*'|[^.\"']+", key))


def _flat(value: Mapping[Any, Any], lines: Mapping[tuple[str, ...], int]) -> _Found:
    """The leaves of nested mappings, by dotted key, in their order."""
    waiting: list[tuple[tuple[str, ...], Any, int]] = [((), value, 0)]
    while waiting:
        path, one, above = waiting.pop()
        line = lines.get(path, above)
        if isinstance(one, dict) and (one or not path):
            inner = [((*path, str(key)), below, line) for key, below in one.items()]
            waiting.extend(reversed(inner))
        else:
            yield ".".join(path), one, line


def _safe(key: str, value: Any) -> str:
    """The value as a text, its secrets redacted."""
    if isinstance(value, list | dict):
        return canonical.encode(_redacted(value, MAX_DEPTH)).decode()
    if isinstance(value, bool):
        return str(value).lower()
    text = "" if value is None else str(value)
    if _SECRET.search(key) and not _OPEN.fullmatch(text):
        return REDACTED
    return redaction.redacted(text)


def _redacted(value: Any, depth: int, key: str = "") -> Any:
    if isinstance(value, dict) and depth:
        return {str(name): _redacted(one, depth - 1, str(name)) for name, one in value.items()}
    if isinstance(value, list) and depth:
        return [_redacted(one, depth - 1, key) for one in value]
    return value if isinstance(value, bool | int | None) else _safe(key, str(value))


NAMES: dict[str, Callable[[str, Place], _Found]] = {
    ".npmrc": _npmrc,
    ".yarnrc": _yarnrc,
    ".yarnrc.yml": _yaml,
    "bunfig.toml": _toml,
    "pnpm-workspace.yaml": _yaml,
}
"""Base names, and what reads them."""

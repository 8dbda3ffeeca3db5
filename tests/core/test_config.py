from pathlib import Path
from typing import Annotated, Any

import msgspec
import pytest

from picketline.core import config
from picketline.core.config import Layers, Source
from picketline.core.errors import ConfigError, InventoryError


class Knobs(msgspec.Struct, frozen=True):
    """Settings of a part that does not exist."""

    size: Annotated[int, msgspec.Meta(ge=1, le=9)] = 5
    name: str = "plain"
    loud: bool = False
    ports: tuple[int, ...] = ()


VARIABLES = {"size": "KNOB_SIZE", "name": "KNOB_NAME"}


def _file(folder: Path, text: str) -> Source:
    path = folder / "knobs.toml"
    path.write_bytes(text.encode())
    return config.read(path)


def _settings(source: Source | None = None, **layers: Any) -> Knobs:
    table = (source, "knobs") if source else None
    return config.settings(Knobs, Layers(table=table, variables=VARIABLES, **layers))


def test_nothing_said_is_the_default(tmp_path: Path) -> None:
    """A file without the table, no variable and flags of None change nothing."""
    assert _settings() == _settings(_file(tmp_path, "")) == Knobs()
    assert _settings(flags={"size": None}) == Knobs()


def test_the_environment_beats_the_file_and_a_flag_beats_both(tmp_path: Path) -> None:
    """Whoever is nearer to the run wins, setting by setting."""
    source = _file(tmp_path, '[knobs]\nsize = 1\nname = "file"\nloud = true\n')
    assert _settings(source) == Knobs(size=1, name="file", loud=True)
    environ = {"KNOB_SIZE": "2", "KNOB_NAME": "environment", "OTHER": "x"}
    assert _settings(source, environ=environ) == Knobs(2, "environment", loud=True)
    flags = {"size": 3, "loud": False, "name": None}
    assert _settings(source, environ=environ, flags=flags) == Knobs(3, "environment", loud=False)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[knobs]\nsize = 1\nsise = 2\n", "knobs.toml:3: sise: unknown key; known: size, name"),
        ('[knobs]\n\n"size" = 10\n', "knobs.toml:3: size: Expected `int` <= 9"),
        ("# size = 1\n[knobs]\nsize = 0\n", "knobs.toml:3: size: Expected `int` >= 1"),
        ('[knobs]\nsize = "many"\n', "knobs.toml:2: size: Expected `int`"),
        ("[knobs]\nsize = 1.5\n", "knobs.toml:2: size: Expected `int`"),
        ("[knobs]\nsize = true\n", "knobs.toml:2: size: Expected `int`"),
        ("[other]\nloud = 3\n[knobs]\nloud = 1\n", "knobs.toml:4: loud: Expected `bool`"),
        ("[knobs]\nname = 5\n", "knobs.toml:2: name: Expected `str`"),
        ("[knobs]\nports = [1,\n 'x']\n", "knobs.toml:2: ports: Expected `int`"),
        ("[ knobs ] # mine\r\nname = 5\r\n", "knobs.toml:2: name: Expected `str`"),
        ("\nknobs = 3\n", "knobs.toml:2: knobs: must be a table, written [knobs]"),
        ("[[knobs]]\nsize = 1\n", "knobs.toml:1: knobs: must be a table"),
        ("\n\n[knobs.size]\na = 1\n", "knobs.toml:3: size: Expected `int`"),
        ("\n\nknobs.size = 0\n", "knobs.toml:3: size: Expected `int` >= 1"),
        ("\n\nknobs = { size = 0 }\n", "knobs.toml:3: size: Expected `int` >= 1"),
        ('\n\n["knobs"]\nsize = 0\n', "knobs.toml:4: size: Expected `int` >= 1"),
        ("[knobs]\nports = [\n  [1],\n]\nsize = 0\n", "knobs.toml:2: ports: Expected `int`"),
    ],
)
def test_what_is_wrong_in_a_file_is_found(tmp_path: Path, text: str, message: str) -> None:
    """The message names the file, the line of the key, the key and what it may be."""
    with pytest.raises(ConfigError) as caught:
        _settings(_file(tmp_path, text))
    assert str(caught.value).startswith(f"{tmp_path}/{message}")


@pytest.mark.parametrize(
    ("layers", "message"),
    [
        ({"environ": {"KNOB_SIZE": "x"}}, "environment variable KNOB_SIZE: size: Expected `int`"),
        ({"environ": {"KNOB_SIZE": ""}}, "environment variable KNOB_SIZE: size: Expected `int`"),
        ({"environ": {"KNOB_SIZE": "10"}}, "environment variable KNOB_SIZE: size: Expected `int`"),
        ({"flags": {"size": 99}}, "flag --size: size: Expected `int` <= 9"),
        ({"flags": {"no_such": 1}}, "flag --no-such: no_such: unknown key"),
    ],
)
def test_who_said_it_is_named(layers: dict[str, Any], message: str) -> None:
    """Also a variable or a flag; the file that it overrode is not blamed."""
    with pytest.raises(ConfigError) as caught:
        _settings(**layers)
    assert str(caught.value).startswith(message)


def test_a_number_in_the_environment_is_text() -> None:
    """Variables hold text only; what reads as the right type is taken."""
    assert _settings(environ={"KNOB_SIZE": "7"}) == Knobs(size=7)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"[knobs]\nsize = \n", r"knobs.toml: not TOML: Invalid value \(at line 2, column 8\)"),
        (b"a = 1\na = 2\n", r"knobs.toml: not TOML: Cannot overwrite a value \(at line 2"),
        (b"[knobs]\n\nname = '\xff'\n", "knobs.toml:3: not UTF-8"),
        (b"#" * (1 << 20) + b"\n", "knobs.toml: larger than 1 MiB"),
    ],
)
def test_a_file_that_is_no_settings_file(tmp_path: Path, data: bytes, message: str) -> None:
    """Broken TOML, other encodings and far too much are refused with the place."""
    path = tmp_path / "knobs.toml"
    path.write_bytes(data)
    with pytest.raises(InventoryError, match=message):
        config.read(path, InventoryError)


def test_a_file_of_exactly_the_limit_is_read(tmp_path: Path) -> None:
    """1 MiB is not yet too much."""
    path = tmp_path / "knobs.toml"
    path.write_bytes(b"#" * (1 << 20))
    assert config.read(path).table == {}


@pytest.mark.parametrize(
    ("name", "reason"), [("missing.toml", "No such file or directory"), (".", "Is a directory")]
)
def test_a_file_that_cannot_be_read(tmp_path: Path, name: str, reason: str) -> None:
    """The system's own reason, with the path."""
    with pytest.raises(ConfigError) as caught:
        config.read(tmp_path / name)
    assert str(caught.value) == f"{tmp_path / name}: {reason}"


@pytest.mark.parametrize(
    ("key", "header", "nth", "line"),
    [
        ("note", "host", 0, 4),
        ("note", "host", 1, 8),
        ("become", "host", 1, 6),
        ("become", "host", 0, 2),
        ("", "host", 1, 6),
        ("top", "", 0, 1),
        ("note", "", 0, 10),
    ],
)
def test_a_line_is_sought_in_its_own_table(
    tmp_path: Path, key: str, header: str, nth: int, line: int
) -> None:
    """Of several tables of one name the right one; a key that is not there has its header's."""
    text = """\
top = 1
[[host]]
ssh = "a"
note = "become = x"

[[host]]
# note = "no"
  note = "b"

[note]
"""
    source = _file(tmp_path, text)
    assert source.where(key, header, nth) == f"{source.path}:{line}"

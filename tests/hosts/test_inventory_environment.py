from pathlib import Path
from typing import Any

import pytest

from picketline.core.errors import ConfigError
from picketline.hosts.inventory import load

ONE = '[[host]]\nssh = "a"\n'


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("PICKET_CPU_HOT", "80", {"cpu_hot": 80}),
        ("PICKET_BAD_PORTS", "3333", {"bad_ports": (3333,)}),
        ("PICKET_BAD_PORTS", " 1, 65535\n4444 ", {"bad_ports": (1, 65535, 4444)}),
        ("PICKET_TRIAGE_CMD", "claude -p 'x'", {"triage_cmd": "claude -p 'x'"}),
        ("PICKET_TRIAGE_CMD", "", {"triage_cmd": ""}),
    ],
)
def test_a_variable_beats_the_file(
    tmp_path: Path, name: str, value: str, expected: dict[str, Any]
) -> None:
    """The documented variables set what they are documented to set."""
    path = tmp_path / "i.toml"
    path.write_text(f'[settings]\ncpu_hot = 7\nbad_ports = [7]\ntriage_cmd = "x"\n{ONE}')
    plain = load(path, {}, {}, tmp_path).settings
    found = load(path, {name: value}, {}, tmp_path).settings
    assert {field: getattr(found, field) for field in expected} == expected
    assert found != plain


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("PICKET_CPU_HOT", value) for value in ("", "x", "0", "101", "-5", "50%", "5.5")),
        *(("PICKET_BAD_PORTS", value) for value in ("", " ", "0", "70000", "x", "1,,x", "-1")),
        ("PICKET_BAD_PORTS", "3333;4444"),
        ("PICKET_BAD_PORTS", " ".join(["1"] * 257)),
    ],
)
def test_a_variable_that_is_wrong_is_named(tmp_path: Path, name: str, value: str) -> None:
    """The message says which variable; without an inventory too."""
    with pytest.raises(ConfigError, match=f"^environment variable {name}: "):
        load(None, {name: value}, {}, tmp_path)

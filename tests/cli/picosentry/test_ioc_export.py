import json

import pytest
from desk import BIN, Desk, Done

_WRITTEN = "picosentry: left out: packages by name, which hosts are not searched for\n"


def _ioc(desk: Desk, *argv: object) -> Done:
    return desk.run(BIN / "picosentry", "ioc", *argv)


def test_export(desk: Desk) -> None:
    """What is built in and registered, the same bytes every time; what is left out is said."""
    _ioc(desk, "register", "--host", "evil.example", "--id", "mine", "--reason", "ticket 7")
    _ioc(desk, "register", "--filename", "index.js", "--id", "plain")
    _ioc(desk, "register", "--package", "evil", "--id", "pack")
    done = _ioc(desk, "export", "--for", "picket")
    assert done.returncode == 0
    assert done.stderr.startswith("picosentry: written: filename ")
    assert "\npicosentry: left out: 1 names that good files have, too\n" in done.stderr
    assert done.stderr.endswith(_WRITTEN)
    made = json.loads(done.stdout)
    assert made["schema"] == "picketline.indicators/1"
    (mine,) = (each for each in made["indicators"] if each["id"] == "mine")
    assert mine == {
        "id": "mine",
        "kind": "host",
        "severity": "critical",
        "value": "evil.example",
        "why": "ticket 7",
    }
    assert not {"plain", "pack"} & {each["id"] for each in made["indicators"]}
    assert _ioc(desk, "export", "--for", "picket", "-o", "i.json").stdout == ""
    assert (desk.here / "i.json").read_text() == done.stdout


def test_fewer(desk: Desk) -> None:
    """As many as are asked for."""
    done = _ioc(desk, "export", "--for", "picket", "--limit", "3")
    assert len(json.loads(done.stdout)["indicators"]) == 3
    assert "beyond the limit" in done.stderr


@pytest.mark.parametrize(
    "argv", [(), ("--for", "nobody"), ("--for", "picket", "--limit", "0"), ("--limit", "2001")]
)
def test_what_is_wrong_is_said(desk: Desk, argv: tuple[str, ...]) -> None:
    """With exit code 2."""
    done = _ioc(desk, "export", *argv)
    assert (done.returncode, done.stdout) == (2, "")


def test_picket_takes_it(desk: Desk) -> None:
    """The file that one writes goes into the script of the other."""
    _ioc(desk, "register", "--host", "evil.example", "--id", "mine", "--reason", "it's \xe9")
    assert _ioc(desk, "export", "--for", "picket", "-o", "i.json").returncode == 0
    script = desk.picket("probe", "--indicators", "i.json")
    assert (script.returncode, script.stderr) == (0, "")
    assert "\n=critical|mine|it?s ?\nhevil.example\n" in script.stdout

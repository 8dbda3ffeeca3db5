import datetime as dt
import json
import stat

import pytest
from desk import BIN, Desk, Done

TODAY = dt.datetime.now(dt.UTC).date()


def _ioc(desk: Desk, *argv: object) -> Done:
    return desk.run(BIN / "picosentry", "ioc", *argv)


def test_register_list_remove(desk: Desk) -> None:
    """Each kind by its option; what is listed says how long it holds and why."""
    assert _ioc(desk, "list").stdout == "nothing is registered\n"
    done = _ioc(
        desk,
        *("register", "--package", "@acme/evil@>=1.0.0 <2.0.0", "--severity", "high"),
        *("--expires", TODAY, "--reason", " ticket 7\x1b[2J ", "--id", "a"),
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "registered a: package @acme/evil >=1.0.0 <2.0.0\n"
    assert _ioc(desk, "register", "--sha256", "AB" * 32, "--id", "b").returncode == 0
    assert _ioc(desk, "register", "--filename", "bundle.js", "--id", "c").returncode == 0
    assert _ioc(desk, "register", "--host", "Evil.Example", "--id", "d").returncode == 0
    assert _ioc(desk, "register", "--package", "@acme/all", "--id", "e").returncode == 0
    assert _ioc(desk, "list").stdout.splitlines() == [
        f"a  high     package @acme/evil >=1.0.0 <2.0.0  until {TODAY}",
        "  ticket 7\\x1b[2J",
        f"b  critical sha256 {'ab' * 32}  without an end",
        "c  critical filename bundle.js  without an end",
        "d  critical host evil.example  without an end",
        "e  critical package @acme/all  without an end",
    ]
    said = json.loads(_ioc(desk, "list", "--json").stdout)
    assert [each["indicator"]["id"] for each in said] == list("abcde")
    assert said[0]["registered"] == TODAY.isoformat()
    assert _ioc(desk, "remove", "a").stdout == "removed a\n"
    assert len(json.loads(_ioc(desk, "list", "--json").stdout)) == 4


def test_a_severity_that_was_given(desk: Desk) -> None:
    """It is told as it is; without one a place may weaken it."""
    _ioc(desk, "register", "--filename", "a.js", "--id", "a", "--severity", "critical")
    _ioc(desk, "register", "--filename", "b.js", "--id", "b")
    said = json.loads(_ioc(desk, "list", "--json").stdout)
    assert [each["indicator"]["exact"] for each in said] == [True, False]


def test_private(desk: Desk) -> None:
    """What an organisation looks for is nobody else's business."""
    _ioc(desk, "register", "--host", "a.example", "--id", "a")
    file = desk.home / ".local/share/picketline/corpus/ioc/a.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_a_folder_of_ones_own(desk: Desk) -> None:
    """As it was asked for, and no other."""
    _ioc(desk, "register", "--host", "a.example", "--id", "a", "-c", "mine")
    assert (desk.here / "mine/ioc/a.json").exists()
    assert _ioc(desk, "list").stdout == "nothing is registered\n"


@pytest.mark.parametrize(
    ("argv", "problem"),
    [
        (("register",), "give one of --package, --sha256"),
        (("register", "--host", "a.example", "--sha256", "0" * 64), "give one of"),
        (("register", "--host", "evil"), "is no host"),
        (("register", "--sha256", "xyz"), "is no sha256"),
        (("register", "--filename", "../x"), "is no base name"),
        (("register", "--package", "evil@newest"), "is no range of versions"),
        (("register", "--package", ""), "is no name of a package"),
        (("register", "--host", "a.example", "--id", "../../x"), "cannot be an id"),
        (("register", "--host", "a.example", "--expires", "2020-01-01"), "2020-01-01 is past"),
        (("register", "--host", "a.example", "--severity", "bad"), "is not one of"),
        (("remove", "../../x"), "cannot be an id"),
        (("remove", "x"), "no registered indicator x; see ioc list"),
    ],
)
def test_what_is_wrong_is_said(desk: Desk, argv: tuple[str, ...], problem: str) -> None:
    """With exit code 2, and nothing is written."""
    done = _ioc(desk, *argv)
    assert (done.returncode, done.stdout) == (2, "")
    assert problem in " ".join(done.stderr.split())
    assert not (desk.home / ".local").exists()


def test_expired_ones_are_listed_as_such(desk: Desk) -> None:
    """Until they are removed."""
    _ioc(desk, "register", "--host", "a.example", "--id", "a", "--expires", TODAY)
    file = desk.home / ".local/share/picketline/corpus/ioc/a.json"
    file.write_text(file.read_text().replace(TODAY.isoformat(), "2020-01-01"))
    assert _ioc(desk, "list").stdout == "a  critical host a.example  expired 2020-01-01\n"

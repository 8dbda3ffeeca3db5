import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from build import found, record
from desk import Desk, Done, says

from picketline.core import report
from picketline.core.formats import FORMATS

DOWN = "#!/bin/sh\necho 'ssh: connect to host db port 22: Connection refused' >&2\nexit 255\n"
UNSURE = found(slam="0")


def _json(done: Done) -> dict[str, Any]:
    """The one JSON document that is all of stdout."""
    made: dict[str, Any] = json.loads(done.stdout)
    assert done.stdout.count("\n") == 1
    assert done.stdout.endswith("\n")
    return made


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({"a": says()}, 0),
        ({"a": says(), "b": says(record("cover", "journal", "rotated"))}, 0),
        ({"a": says(found("HOST-CPU-002", severity="info", slam="0"))}, 0),
        ({"a": says(), "b": says(UNSURE)}, 1),
        ({"a": DOWN, "b": says(UNSURE)}, 1),
        ({"a": says(), "b": DOWN}, 3),
        ({"a": says(end="")}, 3),
        ({"a": says(uid="1000")}, 3),
        ({"a": says("nonsense")}, 3),
    ],
)
def test_how_a_sweep_ends(desk: Desk, answers: dict[str, str], code: int) -> None:
    """0 clean, 1 found, 3 unfinished and nothing found; with no word on stderr."""
    desk.fleet(answers)
    done = desk.picket("run")
    assert (done.returncode, done.stderr) == (code, "")


def test_the_documented_line(desk: Desk) -> None:
    """Host, load and verdict of each host, in words and a sign; the summary last."""
    desk.fleet({"build-host": says(), "db": DOWN, "web-1": says(UNSURE)})
    first = desk.picket("run").stdout
    assert "=== build-host ===   load 0.11   ✓ clean   first sweep: learned 0 things\n" in first
    text = desk.picket("run").stdout
    assert "=== build-host ===   load 0.11   ✓ clean\n" in text
    assert re.search(r"=== db ===   \S unreachable   ssh: connect to host db port 22", text)
    assert "=== web-1 ===   load 0.11   ✗ 1 finding\n" in text
    assert "HIGH      alert          process /tmp/m" in text
    assert "=== summary ===" in text
    assert "inventory.toml" not in text


def test_plain_signs_where_the_terminal_has_no_others(desk: Desk) -> None:
    """An old locale gets ASCII, never a crash."""
    desk.fleet({"web-1": says(UNSURE)})
    done = desk.picket("run", LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert done.returncode == 1
    assert done.stdout.isascii()


def test_one_host(desk: Desk) -> None:
    """--host sweeps no other."""
    desk.fleet({"a": DOWN, "b": says()})
    done = desk.picket("run", "--host", "b", "--json")
    assert done.returncode == 0
    assert [part["name"] for part in _json(done)["parts"]] == ["b"]


def test_a_share_of_the_fleet(desk: Desk) -> None:
    """Several controllers sweep every host once; a share without hosts says so."""
    desk.fleet({f"web-{number}": says() for number in range(4)})
    names = [
        {part["name"] for part in _json(desk.picket("run", "--json", "--shard", f"{i}/2"))["parts"]}
        for i in (1, 2)
    ]
    assert names[0] | names[1] == {f"web-{number}" for number in range(4)}
    assert not names[0] & names[1]
    none = desk.picket("run", "--json", "--shard", "9000/9999")
    assert (none.returncode, none.stdout) == (2, "")
    assert "none of 4 hosts is in this share" in none.stderr


@pytest.mark.parametrize("share", ["0/2", "3/2", "1", "a/b", "1/0", "-1/2"])
def test_a_share_that_is_none(desk: Desk, share: str) -> None:
    """Refused before anything is swept."""
    done = desk.picket("run", "--shard", share)
    assert (done.returncode, "is not I/N" in done.stderr) == (2, True)


def test_json_is_all_of_stdout(desk: Desk) -> None:
    """One document that reads back as the report, with a finding's every field."""
    desk.fleet({"web-1": says(UNSURE)})
    done = desk.picket("run", "--json")
    assert (done.returncode, done.stderr) == (1, "")
    (part,) = _json(done)["parts"]
    (finding,) = part["findings"]
    assert (part["name"], part["status"], part["measures"]) == ("web-1", "ok", {"load": 0.11})
    assert (finding["rule"], finding["severity"], finding["slam_dunk"]) == (
        "HOST-EXE-001",
        "high",
        False,
    )
    assert finding["disposition"] == "alert"
    assert len(finding["fingerprint"]) == 64
    made = report.decode(done.stdout.encode())
    assert report.sealed(made).digest == made.digest
    assert desk.picket("run", "-f", "json").stdout.count("\n") == 1


@pytest.mark.parametrize("name", FORMATS)
def test_into_a_file(desk: Desk, name: str) -> None:
    """Whole or not at all, over an older one, and nothing on stdout."""
    desk.fleet({"web-1": says(UNSURE)})
    (desk.here / "out").write_text("older")
    done = desk.picket("run", "-f", name, "-o", "out")
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "")
    assert sorted(path.name for path in desk.here.iterdir()) == ["inventory.toml", "out"]
    assert "HOST-EXE-001" in (desk.here / "out").read_text()


def test_a_file_that_cannot_be_written(desk: Desk) -> None:
    """Bad usage, with the path and the reason."""
    desk.fleet({"web-1": says()})
    done = desk.picket("run", "-o", "none/out")
    assert done.returncode == 2
    assert "none/out: No such file or directory" in done.stderr


def test_an_opinion_is_asked_for_findings_alone(desk: Desk) -> None:
    """It rides along outside the digest, changes no exit code, and can be left out."""
    desk.fleet({"web-1": says(UNSURE)})
    asked = {"PICKET_TRIAGE_CMD": "sh -c 'wc -c >&2; echo all is well; touch asked'"}
    desk.picket("run")
    plain, judged = desk.picket("run", "--json"), desk.picket("run", "--json", **asked)
    assert judged.returncode == 1
    assert _json(judged)["triage"]["assessment"] == "all is well"
    assert _json(judged)["digest"] == _json(plain)["digest"]
    (desk.here / "asked").unlink()
    assert not _json(desk.picket("run", "--json", "--no-triage", **asked)).get("triage")
    (desk.folder / "fleet" / "hosts" / "web-1").write_text(says())
    assert desk.picket("run", **asked).returncode == 0
    assert not (desk.here / "asked").exists()


def test_armed_for_one_run(desk: Desk) -> None:
    """The report says so; unarmed a slam-dunk says what would be done."""
    refused = (record("picket", 1, "NONCE"), record("refused", 4242, "changed"))
    deeds = "\n".join((*refused, record("end", 1, "NONCE"), ""))
    desk.fleet({"web-1": says(found()), "web-1.deeds": deeds})
    unarmed, armed = (desk.picket("run", "--json", *flag) for flag in ((), ("--armed",)))
    assert _json(unarmed)["parts"][0]["findings"][0]["disposition"] == "would-contain"
    assert _json(armed)["armed"] is True
    (finding,) = _json(armed)["parts"][0]["findings"]
    assert (finding["disposition"], finding["reason"]) == (
        "alert",
        "not contained: refused: changed",
    )


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory, made: Path) -> Iterator[tuple[Done, Done]]:
    """A real sweep of this machine, as a table and as JSON; what it kept is removed."""
    desk = Desk(tmp_path_factory.mktemp("real"), made)
    yield desk.picket("run"), desk.picket("run", "--json")
    for path in sorted(desk.state.rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()


@pytest.mark.xdist_group("here")
def test_this_machine_without_an_inventory(here: tuple[Done, Done]) -> None:
    """Swept without ssh, and the newcomer is told how to add hosts."""
    table, _ = here
    assert table.returncode in {0, 1, 3}
    assert table.stderr == ""
    assert table.stdout.startswith("=== localhost ===   load ")
    assert "Only this machine was swept." in table.stdout
    assert '  [[host]]\n  ssh = "build-host"\n' in table.stdout


@pytest.mark.xdist_group("here")
def test_this_machine_as_json(here: tuple[Done, Done]) -> None:
    """One document and no hint, with a part for this machine that a rule ran on."""
    _, document = here
    made = _json(document)
    (part,) = made["parts"]
    assert (made["schema"], part["name"], part["kind"]) == (
        "picketline.fleet/1",
        "localhost",
        "host",
    )
    assert len(part["checks"]) >= 20
    assert part["errors"] == []

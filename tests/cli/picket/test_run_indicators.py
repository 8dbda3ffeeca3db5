import json
import subprocess
import sys

import pytest
from desk import BIN, Desk
from desk import says as told

_SHOUTED = (
    '{"schema": "picketline.indicators/1", "indicators": ['
    '{"id": "a", "kind": "host", "value": "A.b", "severity": "high"}]}'
)
WORM = "worm_of_this_very_test.js"


def test_found_on_this_machine(desk: Desk) -> None:
    """What picosentry exports is found here, told and counted as found."""
    registered = desk.run(
        *(BIN / "picosentry", "ioc", "register", "--filename", WORM, "--id", "worm"),
        *("--reason", "ticket 7"),
    )
    assert registered.returncode == 0
    exported = desk.run(BIN / "picosentry", "ioc", "export", "--for", "picket", "-o", "i.json")
    assert exported.returncode == 0
    words = (sys.executable, "-c", "import sys; sys.stdin.read()", f"/nowhere/{WORM}")
    with subprocess.Popen(words, stdin=subprocess.PIPE) as worm:
        done = desk.picket("run", "--json", "--indicators", "i.json")
        worm.communicate()
    assert (done.returncode, done.stderr) == (1, "")
    (part,) = json.loads(done.stdout)["parts"]
    (finding,) = (
        each
        for each in part["findings"]
        if each["rule"] == "HOST-IOC-001" and each["location"]["pid"] == worm.pid
    )
    facts = {each["name"]: each["value"] for each in finding["evidence"]}
    assert (finding["severity"], finding["disposition"]) == ("critical", "alert")
    assert (facts["indicator"], facts["why"], facts["how"]) == ("worm", "ticket 7", "word")
    assert any("packages by name are not" in gap["why"] for gap in part["coverage"])


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (None, "i.json: No such file or directory"),
        ("{}", "i.json: no indicators as `picosentry ioc export --for picket` writes"),
        (
            _SHOUTED,
            "i.json: indicators[0]: host 'A.b' is not in small letters",
        ),
    ],
)
@pytest.mark.parametrize("command", ["run", "probe"])
def test_a_file_that_is_none(desk: Desk, command: str, text: str | None, problem: str) -> None:
    """Said with exit code 2 before any host is asked, and nothing is kept."""
    desk.fleet({"web-1": told()})
    if text is not None:
        (desk.here / "i.json").write_text(text)
    done = desk.picket(command, "--indicators", "i.json")
    assert (done.returncode, done.stdout) == (2, "")
    assert problem in " ".join(done.stderr.split())

import json
import sqlite3
from collections.abc import Iterator

import pytest
from build import found
from desk import Desk, says
from receiver import Receiver, answer, receiver

UNSURE = found(slam="0")
HIDDEN = "s3cret-t0ken"


@pytest.fixture
def server() -> Iterator[Receiver]:
    """A webhook that takes what it gets, until told otherwise."""
    with receiver() as listening:
        yield listening


def _hook(server: Receiver, shape: str = "json") -> str:
    """Settings of a fleet that is told through that webhook."""
    return f'[[webhook]]\nname = "ops"\nshape = "{shape}"\nurl = "{server.url}"\n'


def _everything(desk: Desk) -> str:
    """All that is kept on the disk."""
    files = (path for path in desk.state.rglob("*") if path.is_file())
    return "".join(path.read_bytes().decode("latin-1") for path in files)


def test_a_sweep_tells(desk: Desk, server: Receiver) -> None:
    """One message for the whole fleet, once; the report on stdout is as without."""
    desk.fleet({"web-1": says(UNSURE), "db-1": says(UNSURE), "c": says()}, _hook(server))
    done = desk.picket("run")
    assert (done.returncode, done.stderr) == (1, "")
    assert desk.picket("run").returncode == 1
    (got,) = server.got
    told = json.loads(got.body)
    assert (told["schema"], told["kind"]) == ("picketline.alert/1", "findings")
    assert told["headline"] == "picket: 2 findings on 2 hosts (high)"
    assert [part["name"] for part in told["report"]["parts"]] == ["db-1", "web-1"]
    assert HIDDEN not in done.stdout + _everything(desk)


def test_a_sink_that_fails_is_said_and_changes_no_code(desk: Desk, server: Receiver) -> None:
    """The report is on stdout before anybody is told; the doctor knows of it too."""
    server.turns = [answer(503, Retry_After="60")]
    desk.fleet({"web-1": says(UNSURE)}, _hook(server))
    done = desk.picket("run", "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["digest"]
    assert done.stderr.startswith("picket: alert not delivered to ops (127.0.0.1:")
    assert HIDDEN not in done.stderr
    checked = desk.picket("doctor")
    assert "FAIL alert ops: 127.0.0.1:" in checked.stdout
    assert HIDDEN not in checked.stdout
    server.turns = [answer(200)]
    server.got.clear()
    assert desk.picket("run").stderr == ""
    assert len(server.got) == 1
    assert "FAIL alert" not in desk.picket("doctor").stdout


def test_it_is_told_though_the_report_cannot_be_written(desk: Desk, server: Receiver) -> None:
    """A full disk silences nobody."""
    desk.fleet({"web-1": says(UNSURE)}, _hook(server))
    assert desk.picket("run", "-o", "none/out").returncode == 2
    assert len(server.got) == 1


def test_a_command_from_the_environment(desk: Desk) -> None:
    """Gets the alert on its stdin, without a shell."""
    desk.fleet({"web-1": says(UNSURE)})
    done = desk.picket("run", PICKET_ALERT_CMD="tee alert.json")
    assert (done.returncode, done.stderr) == (1, "")
    assert json.loads((desk.here / "alert.json").read_text())["headline"].startswith("picket: 1 ")


def test_a_file_for_a_collector(desk: Desk) -> None:
    """The same lines as the format of that name."""
    desk.fleet({"web-1": says(UNSURE)}, 'alert_ocsf_file = "events"')
    printed = desk.picket("run", "-f", "ocsf").stdout
    kept = (desk.here / "events").read_text()
    (one,), (other,) = (
        [json.loads(line) for line in text.splitlines()] for text in (printed, kept)
    )
    assert one == other


def test_no_alert(desk: Desk, server: Receiver) -> None:
    """A run by hand that pages nobody."""
    desk.fleet({"web-1": says(UNSURE)}, f'heartbeat_url = "{server.url}"\n' + _hook(server))
    assert desk.picket("run", "--no-alert").returncode == 1
    desk.hosts({"web-1": says()})
    assert desk.picket("run", "--no-alert").returncode == 0
    assert server.got == []


def test_a_heartbeat_of_the_whole_fleet(desk: Desk, server: Receiver) -> None:
    """One host alone says nothing of the others; its address is a secret."""
    desk.fleet({"a": says(), "b": says()})
    beat = {"PICKET_HEARTBEAT_URL": server.url}
    assert desk.picket("run", "--host", "a", **beat).returncode == 0
    assert server.got == []
    assert desk.picket("run", **beat).returncode == 0
    assert [got.method for got in server.got] == ["GET"]
    server.turns = [answer(404)]
    done = desk.picket("run", **beat)
    assert done.returncode == 0
    assert "heartbeat not sent to 127.0.0.1:" in done.stderr
    assert HIDDEN not in done.stderr + _everything(desk)


def test_trying_out(desk: Desk, server: Receiver) -> None:
    """Each sink, or one by name; said what came of it; listed afterwards."""
    desk.fleet({"a": says()}, 'alert_cmd = "false"\n' + _hook(server, "slack"))
    assert desk.picket("alert", "list").stdout == "nothing was told yet\n"
    done = desk.picket("alert", "test")
    assert done.returncode == 1
    assert "command (false): not delivered: ended with exit code 1" in done.stdout
    assert f"ops (127.0.0.1:{server.server_address[1]}): delivered" in done.stdout
    assert "TEST" in json.loads(server.got[0].body)["text"]
    assert desk.picket("alert", "test", "--to", "ops").returncode == 0
    listed = desk.picket("alert", "list").stdout
    assert "dropped    command  picket: TEST" in listed
    assert json.loads(desk.picket("alert", "list", "--json").stdout)[0]["sink"] == "ops"
    assert HIDDEN not in done.stdout + done.stderr + listed + _everything(desk)


def test_trying_out_nothing(desk: Desk, server: Receiver) -> None:
    """Bad usage, with what to set, or which names there are."""
    desk.fleet({"a": says()})
    done = desk.picket("alert", "test")
    assert (done.returncode, "no sink: set alert_cmd" in done.stderr) == (2, True)
    desk.inventory(f'[settings]\n{_hook(server)}[[host]]\nssh = "a"\n')
    done = desk.picket("alert", "test", "--to", "elsewhere")
    assert (done.returncode, "there are: ops" in done.stderr) == (2, True)


def _age(desk: Desk, seconds: int) -> None:
    """Let time pass for what is known of the hosts."""
    store = sqlite3.connect(desk.state / "picketline" / "picketline.db")
    store.execute("UPDATE swept SET since = since - ?", (seconds,))
    store.commit()
    store.close()


def test_overdue(desk: Desk, server: Receiver) -> None:
    """Nobody swept for an hour: exit 1 and one alert; swept again: 0."""
    desk.fleet({"web-1": says(), "db-1": says()}, _hook(server))
    assert desk.picket("run").returncode == 0
    done = desk.picket("alert", "overdue")
    assert (done.returncode, done.stdout) == (0, "none of 2 hosts is overdue\n")
    _age(desk, 3700)
    for _ in range(2):
        done = desk.picket("alert", "overdue")
        assert done.returncode == 1
        assert "web-1: not swept whole since 20" in done.stdout
    (got,) = server.got
    assert json.loads(got.body)["kind"] == "overdue"
    assert desk.picket("run").returncode == 0
    assert desk.picket("alert", "overdue").returncode == 0


def test_overdue_is_switched_off(desk: Desk) -> None:
    """Then nobody may rely on it."""
    desk.fleet({"a": says()}, "missed_periods = 0")
    done = desk.picket("alert", "overdue")
    assert (done.returncode, "missed_periods is 0" in done.stderr) == (2, True)


def test_a_model_over_http(desk: Desk, server: Receiver) -> None:
    """Asked only where there is something to tell; its answer rides outside the digest."""
    body = {"choices": [{"message": {"content": "looks like noise"}}]}
    server.turns = [answer(200, json.dumps(body).encode())]
    base = server.url.partition("/hooks")[0]
    desk.fleet({"a": says()}, f'triage_url = "{base}/v1"\ntriage_model = "m"')
    key = {"PICKET_TRIAGE_KEY": HIDDEN}
    assert desk.picket("run", **key).returncode == 0
    assert server.got == []
    desk.hosts({"a": says(UNSURE)})
    done = desk.picket("run", "--json", **key)
    assert done.returncode == 1
    assert json.loads(done.stdout)["triage"]["assessment"] == "looks like noise"
    assert server.got[0].path == "/v1/chat/completions"
    assert server.got[0].headers["authorization"] == f"Bearer {HIDDEN}"
    assert not json.loads(desk.picket("run", "--json", "--no-triage").stdout).get("triage")
    assert len(server.got) == 1
    assert HIDDEN not in done.stdout + _everything(desk)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ('heartbeat_url = "http://hooks.example.com/s3cret-t0ken"', ":3: heartbeat_url: http to"),
        ('triage_url = "https://api.example.com/v1"', ":3: triage_url: needs a triage_model"),
        ('alert_syslog = "s3cret-t0ken"', ':3: alert_syslog: not "local"'),
        ('alert_cmd = "page \'s3cret-t0ken"', ":3: alert_cmd: the command cannot be read"),
        ("heartbeat_cmd = ' '", ":3: heartbeat_cmd: the command is empty"),
        ("missed_periods = -1", ":3: missed_periods: "),
    ],
)
def test_what_is_wrong_is_refused(desk: Desk, settings: str, said: str) -> None:
    """Before anything is looked at, by file, line and key, without the secret."""
    desk.fleet({"a": says()}, settings)
    done = desk.picket("run")
    assert (done.returncode, done.stdout) == (2, "")
    assert f"inventory.toml{said}" in done.stderr
    assert HIDDEN not in done.stderr


def test_a_secret_of_the_environment_that_is_wrong(desk: Desk) -> None:
    """The variable is named."""
    desk.fleet({"a": says()})
    done = desk.picket("run", PICKET_HEARTBEAT_URL=f"ftp://x/{HIDDEN}")
    assert done.returncode == 2
    assert "environment variable PICKET_HEARTBEAT_URL: heartbeat_url: not an" in done.stderr
    assert HIDDEN not in done.stderr

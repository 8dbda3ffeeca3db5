from pathlib import Path
from typing import Any

import pytest
from receiver import answer, receiver

from picketline.core.errors import InventoryError
from picketline.core.report import Triage
from picketline.hosts import channels
from picketline.hosts.inventory import Host, Inventory, Settings
from picketline.hosts.webhooks import Webhook

HIDDEN = "s3cret-t0ken"


def _inventory(*hooks: Webhook, **settings: Any) -> Inventory:
    return Inventory(Settings(**settings), (Host(ssh="a"),), webhooks=hooks)


def test_every_sink_that_is_named(tmp_path: Path) -> None:
    """Under the name that the settings give it, and where it leads; no secret in it."""
    (tmp_path / "url").write_text(f"https://b.example.com/{HIDDEN}\n")
    found = channels.sinks(
        _inventory(
            Webhook(name="ops", url=f"https://a.example.com/{HIDDEN}"),
            Webhook(name="b", shape="text", url_file=str(tmp_path / "url")),
            alert_cmd=f"page --key {HIDDEN}",
            alert_syslog="local",
            alert_ocsf_file="/var/log/picket.ocsf",
        ),
        {},
    )
    assert [(sink.name, sink.place) for sink in found] == [
        ("command", "page"),
        ("syslog", "local"),
        ("ocsf", "/var/log/picket.ocsf"),
        ("ops", "a.example.com"),
        ("b", "b.example.com"),
    ]
    assert channels.sinks(_inventory(), {}) == ()


def test_a_secret_that_cannot_be_read() -> None:
    """Is bad input, before anything is looked at."""
    with pytest.raises(InventoryError, match="/no/such/file: No such file or directory"):
        channels.sinks(_inventory(Webhook(name="b", url_file="/no/such/file")), {})


def test_a_heartbeat(tmp_path: Path) -> None:
    """The address is fetched and the command run; what fails is said, without the secret."""
    mark = tmp_path / "mark"
    with receiver() as server:
        settings = Settings(heartbeat_url=server.url, heartbeat_cmd=f"touch {mark}")
        assert list(channels.beat(settings, {"PATH": "/usr/bin:/bin"}, 5)) == []
        assert [(got.method, got.path) for got in server.got] == [("GET", f"/hooks/{HIDDEN}")]
        assert mark.exists()
        server.turns = [answer(500)]
        broken = Settings(heartbeat_url=server.url, heartbeat_cmd="false")
        failed = f"127.0.0.1:{server.server_address[1]}: answered 500 Internal Server Error"
        assert list(channels.beat(broken, {"PATH": "/usr/bin:/bin"}, 5)) == [
            f"heartbeat not sent to {failed}",
            "heartbeat_cmd: ended with exit code 1",
        ]


def test_no_opinion_is_asked_for_by_default() -> None:
    """Whatever else is in the environment."""
    assert channels.opinion(Settings(), {channels.KEY: HIDDEN}) is None


def test_a_command_before_a_model() -> None:
    """Where both are set."""
    ask = channels.opinion(
        Settings(triage_cmd="echo calm", triage_url="http://127.0.0.1:1/", triage_model="m"), {}
    )
    assert ask is not None
    assert ask(b"{}") == Triage(assessment="calm")


@pytest.mark.parametrize("source", ["environment", "file", "neither"])
def test_the_key_of_a_model(tmp_path: Path, source: str) -> None:
    """From the environment or a file, and nowhere else."""
    environ = {channels.KEY: HIDDEN} if source == "environment" else {}
    path = tmp_path / "key"
    path.write_text(f"{HIDDEN}\n" if source == "file" else "other\n")
    kept = "" if source == "neither" else str(path)
    body = b'{"choices":[{"message":{"content":"calm"}}]}'
    with receiver() as server:
        server.turns = [answer(200, body)]
        base = server.url.partition("/hooks")[0]
        settings = Settings(triage_url=base, triage_model="m", triage_key_file=kept)
        ask = channels.opinion(settings, environ)
        assert ask is not None
        assert ask(b"{}") == Triage(assessment="calm")
        expected = None if source == "neither" else f"Bearer {HIDDEN}"
        assert server.got[0].headers.get("authorization") == expected


def test_a_key_that_is_none() -> None:
    """Nothing that could break out of a header; it is not repeated."""
    settings = Settings(triage_url="http://127.0.0.1:1/", triage_model="m")
    for key in (f"{HIDDEN}\r\nX: y", f"{HIDDEN} x", f"{HIDDEN}é"):
        with pytest.raises(InventoryError, match="PICKET_TRIAGE_KEY: not one word") as caught:
            channels.opinion(settings, {channels.KEY: key})
        assert HIDDEN not in str(caught.value)


def test_the_key_is_for_the_model_alone(tmp_path: Path) -> None:
    """No command that is told an alert has it."""
    mark = tmp_path / "env"
    settings = Settings(heartbeat_cmd=f"sh -c 'env > {mark}'")
    environ = {channels.KEY: HIDDEN, "PATH": "/usr/bin:/bin", "A": "b"}
    assert list(channels.beat(settings, environ, 5)) == []
    assert "A=b" in mark.read_text()
    assert HIDDEN not in mark.read_text()

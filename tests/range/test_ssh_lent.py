"""What ssh is lent, what it shares, and what is left of it when the controller goes."""

import json
import os
import signal
import sys
from collections.abc import Iterator

import pytest
from range_box import STORE, Box, picket
from sshd import Fleet

_LOOK = 'env >/srv/fleet/seen; exec /bin/sh -c "$SSH_ORIGINAL_COMMAND"'
_LENDING = """
ForwardAgent yes
ForwardX11 yes
ForwardX11Trusted yes
LocalForward 127.0.0.1:3999 127.0.0.1:1
RemoteForward 127.0.0.1:3999 127.0.0.1:1
DynamicForward 127.0.0.1:3999
ExitOnForwardFailure yes
PermitLocalCommand yes
LocalCommand touch /srv/fleet/local
RemoteCommand touch /srv/fleet/remote
RequestTTY force
"""
_ENVIRON = {
    "SSH_AUTH_SOCK": "/srv/agent",
    "DISPLAY": "127.0.0.1:7",
    "LANG": "de_DE.UTF-8",
    "PICKET_CPU_HOT": "51",
    "API_TOKEN": "secret",
}

_OCCUPY = """
import socket, time
with socket.create_server(("127.0.0.1", 3999)):
    print("ready", flush=True)
    time.sleep(1000)
"""


@pytest.fixture
def fleet() -> Iterator[Fleet]:
    """A box without hosts yet."""
    with Box() as box:
        yield Fleet(box)


def _seen(fleet: Fleet, lending: str) -> dict[str, str]:
    """Sweep a host of a user who lends so much; return the environment of its session."""
    fleet.box.start("ssh-agent", "-D", "-a", _ENVIRON["SSH_AUTH_SOCK"])
    fleet.box.wait(lambda: fleet.box.path(_ENVIRON["SSH_AUTH_SOCK"]).is_socket())
    host = fleet.host("near", _LOOK)
    fleet.configure(f"Host *\n{lending}")
    inventory = fleet.inventory("near", accepted=True)
    code, report = fleet.box.sweep("--inventory", inventory, environ=_ENVIRON)
    assert (code, report.parts[0].status, host.sessions) == (0, "partial", 1), report.parts[0].note
    lines = fleet.path("seen").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)


def test_nothing_forwarded(fleet: Fleet) -> None:
    """Agent, display, ports, terminal and commands of the user's configuration stay at home.

    The ports are taken, so that ssh would fail if it tried to forward them.
    """
    taken = fleet.box.start(sys.executable, "-c", _OCCUPY)
    assert taken.stdout
    assert taken.stdout.readline() == b"ready\n"
    seen = _seen(fleet, _LENDING)
    assert not {"SSH_AUTH_SOCK", "DISPLAY", "SSH_TTY"} & seen.keys()
    assert not fleet.path("local").exists()
    assert not fleet.path("remote").exists()


@pytest.mark.parametrize(
    "lending",
    [
        "SendEnv LANG LC_*",
        "SendEnv PICKET_* TERM",
        "SendEnv API_*",
        "SendEnv API_*\nForkAfterAuthentication yes",
        "SendEnv API_*\nRemoteCommand true",
    ],
)
def test_no_environment_lent(fleet: Fleet, lending: str) -> None:
    """No variable of the controller reaches a host, even one that SendEnv asks for."""
    assert not {"LANG", "PICKET_CPU_HOT", "API_TOKEN"} & _seen(fleet, lending).keys()


def test_alias_that_is_an_option(fleet: Fleet) -> None:
    """An alias that ssh would take for an option is refused before anything runs."""
    inventory = fleet.inventory("-oProxyCommand=touch /srv/fleet/touched")
    done = fleet.box.run(*picket("run", "--json", "--store", STORE, "--inventory", inventory))
    assert (done.returncode, done.stdout) == (2, "")
    assert f"{inventory}:4: ssh:" in done.stderr
    assert not fleet.path("touched").exists()


def test_option_as_host_name(fleet: Fleet) -> None:
    """So is one that --host names."""
    fleet.host("near")
    inventory = fleet.inventory("near")
    words = ("run", "--host", "-oProxyCommand=touch /srv/fleet/touched", "--inventory", inventory)
    done = fleet.box.run(*picket(*words, "--store", STORE))
    assert (done.returncode, done.stdout) == (2, "")
    assert not fleet.path("touched").exists()


def test_shared_connection(fleet: Fleet) -> None:
    """A ControlMaster is used and left open, and no sweep waits for it."""
    host = fleet.host("near", root=True)
    fleet.configure("Host *\nControlMaster auto\nControlPath /run/cm-%C\nControlPersist 300\n")
    inventory = fleet.inventory("near")
    for _ in range(2):
        code, report = fleet.box.sweep("--inventory", inventory)
        assert (code, report.parts[0].status) == (0, "ok"), report.parts[0].note
    assert (host.count("Accepted publickey"), host.sessions) == (1, 2)
    assert fleet.box.running("[mux]")


def test_ssh_in_the_background(fleet: Fleet) -> None:
    """An ssh that the user's configuration sends to the background ends with the time limit."""
    fleet.host("near", "exec sleep 1000")
    fleet.configure("Host *\nForkAfterAuthentication yes\n")
    fleet.box.sweep("--inventory", fleet.inventory("near", timeout=3))
    fleet.box.wait(lambda: not fleet.box.running("ssh -T"))


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_controller_ends(fleet: Fleet, number: signal.Signals) -> None:
    """However the controller is ended mid-sweep, no ssh is left and the store is sound."""
    fleet.host("swept", root=True)
    hosts = [fleet.host(name, "exec sleep 1000") for name in ("one", "two", "three")]
    fleet.box.sweep("--inventory", fleet.inventory("swept"))
    inventory = fleet.inventory("one", "two", "three")
    child = fleet.box.start(*picket("run", "--inventory", inventory, "--store", STORE))
    controller = fleet.box.inner(child)
    fleet.box.wait(lambda: all(host.sessions for host in hosts))
    os.kill(controller, number)
    fleet.box.wait(lambda: not fleet.box.running("ssh -T"))
    _, complaint = child.communicate(timeout=250)
    assert child.returncode not in {0, 1, 3}
    assert b"Traceback" not in complaint
    if number == signal.SIGINT:
        assert (child.returncode, complaint.strip()) == (130, b"picket: interrupted")
    with fleet.box.store() as store:
        assert len(list(store.reports())) == 1


def test_report_alone_on_stdout(fleet: Fleet) -> None:
    """With hosts that complain, --json still prints one JSON document and nothing else."""
    fleet.host("near", "echo noise; echo noise >&2; exit 7")
    inventory = fleet.inventory("near", "nowhere.invalid")
    done = fleet.box.run(*picket("run", "--json", "--store", STORE, "--inventory", inventory))
    assert [part["name"] for part in json.loads(done.stdout)["parts"]] == [
        "near",
        "nowhere.invalid",
    ]
    assert (done.returncode, done.stderr) == (3, "")

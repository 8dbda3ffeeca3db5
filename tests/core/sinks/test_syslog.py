import re
import socket
import syslog
import threading

import msgspec
import pytest

from picketline.core.errors import DeliveryError
from picketline.core.sinks.message import Group, Message
from picketline.core.sinks.syslog import Syslog, problem

RECORD = re.compile(
    rb"<(\d+)>1 2025-11-13T02:13:20\.250\+00:00 [!-~]{1,255} picketline \d+ findings - (.*)"
)
EXPECTED = [
    b"picket: 3 findings on 2 hosts (critical)",
    b"web-1: CRITICAL a miner",
    b"web-1: HIGH an odd listener",
    b"db-1: HIGH a new key",
]


def test_over_udp(message: Message) -> None:
    """A datagram each, as RFC 5424 writes them: authpriv, critical."""
    with socket.socket(type=socket.SOCK_DGRAM) as ear:
        ear.bind(("127.0.0.1", 0))
        ear.settimeout(5)
        Syslog("syslog", f"udp://127.0.0.1:{ear.getsockname()[1]}").send(message, 5)
        matches = [RECORD.fullmatch(ear.recv(65536)) for _ in EXPECTED]
    assert [match and (match[1], match[2]) for match in matches] == [
        (b"82", line) for line in EXPECTED
    ]


def test_over_tcp(message: Message) -> None:
    """All in one connection, each after the count of its octets."""
    with socket.create_server(("127.0.0.1", 0)) as ear:
        address = f"tcp://127.0.0.1:{ear.getsockname()[1]}"
        sending = threading.Thread(target=Syslog("syslog", address).send, args=(message, 5))
        sending.start()
        with ear.accept()[0] as stream, stream.makefile("rb") as file:
            data = file.read()
        sending.join()
    lines = []
    while data:
        size, _, data = data.partition(b" ")
        match = RECORD.fullmatch(data[: int(size)])
        assert match
        lines.append(match[2])
        data = data[int(size) :]
    assert lines == EXPECTED


def test_what_is_long_or_much_is_cut(message: Message) -> None:
    """A record keeps to what every receiver takes; how much is left out is said."""
    lines = ("é" * 3000, *(f"line {number}" for number in range(300)))
    many = msgspec.structs.replace(message, groups=(Group("web-1", lines),))
    with socket.socket(type=socket.SOCK_DGRAM) as ear:
        ear.bind(("127.0.0.1", 0))
        ear.settimeout(5)
        ear.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        Syslog("syslog", f"udp://127.0.0.1:{ear.getsockname()[1]}").send(many, 5)
        told = [ear.recv(65536) for _ in range(202)]
    assert max(map(len, told)) <= 1900
    assert told[1].decode().endswith("é")
    assert told[-1].endswith(b"and 101 more")


def test_on_this_machine(message: Message, monkeypatch: pytest.MonkeyPatch) -> None:
    """Through the system's own logger."""
    told: list[tuple[int, str]] = []
    monkeypatch.setattr(syslog, "syslog", lambda level, line: told.append((level, line)))
    Syslog("syslog", "local").send(message, 5)
    level = syslog.LOG_AUTHPRIV | syslog.LOG_CRIT
    assert told == [(level, f"picketline: {line.decode()}") for line in EXPECTED]


def test_nobody_listens(message: Message) -> None:
    """TCP notices."""
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{reserved.getsockname()[1]}"
        with pytest.raises(DeliveryError, match="Connection refused"):
            Syslog("syslog", address).send(message, 5)


@pytest.mark.parametrize(
    "address", ["local", "udp://192.0.2.1", "tcp://log.example.com:601", "udp://[2001:db8::1]:514"]
)
def test_what_is_an_address(address: str) -> None:
    """The port has the protocol's own default."""
    assert not problem(address)


@pytest.mark.parametrize(
    "address", ["", "192.0.2.1", "tls://h:1", "udp://", "udp://h:0", "udp://h:99999", "tcp://h/x"]
)
def test_what_is_none(address: str) -> None:
    """Said so, with an example."""
    assert "udp://192.0.2.1:514" in problem(address)

import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from receiver import Behave, Receiver, answer, flood, hang, raw, receiver, trickle
from tools import require

from picketline.core.errors import DeliveryError
from picketline.core.web import Request, send

HIDDEN = "s3cret-t0ken"


@pytest.fixture
def server() -> Iterator[Receiver]:
    """A receiver that answers as it should, until told otherwise."""
    with receiver() as listening:
        yield listening


def test_what_is_sent_arrives(server: Receiver) -> None:
    """Method, path, headers and body; the answer's body comes back."""
    asked = Request("POST", server.url, {"X-One": "1"}, b"\x00body")
    assert send(asked, timeout=5, cap=10) == b"ok"
    (got,) = server.got
    assert (got.method, got.path, got.body) == ("POST", f"/hooks/{HIDDEN}", b"\x00body")
    assert (got.headers["x-one"], got.headers["accept-encoding"]) == ("1", "identity")


@pytest.mark.parametrize(
    ("behave", "said", "lasting"),
    [
        (answer(500), "answered 500 Internal Server Error", False),
        (answer(429), "answered 429 Too Many Requests", False),
        (answer(404, b"gone"), "answered 404 Not Found", True),
        (answer(599), "answered 599 unknown", False),
        (
            answer(302, Location="https://elsewhere.example.com/"),
            "answered 302: it redirects",
            True,
        ),
        (answer(200, b"x" * 11), "the answer is larger than 10 bytes", True),
        (flood, "the answer is larger than 10 bytes", True),
        (raw(b""), "the connection broke: RemoteProtocolError", False),
        (raw(f"{HIDDEN} \x1b[2J\r\n\r\n".encode()), "the connection broke", False),
        (raw(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhal"), "the connection broke", False),
        (raw(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 50_000), "the connection broke", False),
    ],
)
def test_every_other_answer_is_refused(
    server: Receiver, behave: Behave, said: str, *, lasting: bool
) -> None:
    """With a reason that holds nothing of the address or of what the other side wrote."""
    server.turns = [behave]
    with pytest.raises(DeliveryError, match=f"^{said}") as caught:
        send(Request("GET", server.url), timeout=5, cap=10)
    assert caught.value.lasting is lasting
    assert HIDDEN not in str(caught.value)
    assert "\x1b" not in str(caught.value)
    assert len(server.got) == 1


@pytest.mark.parametrize("behave", [hang, trickle])
@pytest.mark.parametrize("seconds", [0.4, 0.0, -1.0])
def test_the_time_holds_for_the_whole_exchange(
    server: Receiver, behave: Behave, seconds: float
) -> None:
    """Also where something comes all the time."""
    server.turns = [behave]
    with pytest.raises(DeliveryError, match="no answer within"):
        send(Request("GET", server.url), timeout=seconds, cap=10**6)


@pytest.mark.parametrize(
    ("status", "header", "after"),
    [(503, "7", 7), (429, "999999", 3600), (503, "soon", 0), (503, "-1", 0), (404, "7", 0)],
)
def test_how_long_to_wait(server: Receiver, status: int, header: str, after: float) -> None:
    """What the other side asks for, within an hour; nothing that cannot be read."""
    server.turns = [answer(status, Retry_After=header)]
    with pytest.raises(DeliveryError) as caught:
        send(Request("GET", server.url), timeout=5, cap=10)
    assert caught.value.after == after


def test_nobody_listens() -> None:
    """The system's own reason, without the address."""
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        port = reserved.getsockname()[1]
        with pytest.raises(DeliveryError, match=r"^cannot connect: Connection refused$"):
            send(Request("GET", f"http://127.0.0.1:{port}/{HIDDEN}"), timeout=5, cap=10)


def test_a_certificate_that_nobody_signed(tmp_path: Path) -> None:
    """Nothing is sent to whoever cannot prove who it is."""
    name, key = tmp_path / "c.pem", tmp_path / "k.pem"
    made = [require("openssl"), "req", "-x509", "-nodes", "-subj", "/CN=localhost", "-days", "1"]
    made += ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    made += ["-keyout", str(key), "-out", str(name)]
    subprocess.run(made, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(name, key)
    with receiver() as listening:
        listening.socket = context.wrap_socket(listening.socket, server_side=True)
        url = listening.url.replace("http:", "https:")
        with pytest.raises(DeliveryError, match=r"^cannot connect: self.signed certificate$"):
            send(Request("POST", url, body=b"secret"), timeout=5, cap=10)
        assert not listening.got


def test_http_never_goes_through_a_proxy(server: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    """It would read all of it."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1/")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1/")
    assert send(Request("GET", server.url), timeout=5, cap=10) == b"ok"


def test_httpx_is_loaded_only_to_send() -> None:
    """Whoever reads settings or sweeps does not pay for it."""
    code = "import sys, picketline.cli.picket.run; print('httpx' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"

"""A real HTTP server on loopback that behaves as it is told to, well or badly."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import msgspec

Behave = Callable[[BaseHTTPRequestHandler], None]


class Got(msgspec.Struct, frozen=True):
    """One request as it arrived; the names of headers are in lower case."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class Receiver(ThreadingHTTPServer):
    """Keeps what it gets in `got`; each request takes the next of `turns`, the last one stays."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.got: list[Got] = []
        self.turns: list[Behave] = [answer()]

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that leaves early is meant to."""

    @property
    def url(self) -> str:
        """An address with a secret in its path."""
        return f"http://127.0.0.1:{self.server_address[1]}/hooks/s3cret-t0ken"


class _Handler(BaseHTTPRequestHandler):
    def _take(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        assert isinstance(self.server, Receiver)
        self.server.got.append(Got(self.command, self.path, headers, self.rfile.read(length)))
        turns = self.server.turns
        turn = turns.pop(0) if len(turns) > 1 else turns[0]
        with contextlib.suppress(OSError):
            turn(self)

    do_GET = do_POST = _take  # noqa: N815  # the names that the server calls

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # its parent's name
        """Say nothing."""


def answer(status: int = 200, body: bytes = b"ok", **headers: str) -> Behave:
    """Answer so; `_` in a header's name stands for `-`."""

    def behave(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return behave


def raw(data: bytes) -> Behave:
    """Write `data`, whatever it is, and close."""

    def behave(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(data)
        handler.close_connection = True

    return behave


def hang(handler: BaseHTTPRequestHandler) -> None:
    """Say nothing for a long time."""
    time.sleep(1000)
    handler.close_connection = True


def trickle(handler: BaseHTTPRequestHandler) -> None:
    """Answer without an end, a byte every tenth of a second."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
    for _ in range(10_000):
        handler.wfile.write(b"x")
        time.sleep(0.1)


def flood(handler: BaseHTTPRequestHandler) -> None:
    """Answer with far more than anybody wants."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
    for _ in range(2000):
        handler.wfile.write(b"x" * 65536)
    handler.close_connection = True


@contextlib.contextmanager
def receiver() -> Iterator[Receiver]:
    """A receiver that listens until the block ends."""
    server = Receiver()
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()

"""The system log, of this machine or another: one line each, as RFC 5424 writes them."""

import contextlib
import datetime as dt
import os
import socket
import syslog
from typing import NamedTuple
from urllib.parse import urlsplit

from picketline.core.errors import DeliveryError
from picketline.core.model import Severity
from picketline.core.sinks.message import Message, records

LOCAL = "local"
_MOST_LINES = 200
_LONGEST_LINE = 1900
_FACILITY = 10
"""authpriv: read by few."""
_LEVELS = {Severity.CRITICAL: 2, Severity.HIGH: 3, Severity.MEDIUM: 4, Severity.LOW: 5}
_NOTICE = 5
_PORTS = {"udp": 514, "tcp": 601}


def problem(address: str) -> str:
    """Why `address` is none: not `local`, nor udp:// or tcp:// with a host; or nothing."""
    if address == LOCAL:
        return ""
    with contextlib.suppress(ValueError):
        parts = urlsplit(address)
        if parts.scheme in _PORTS and parts.hostname and not parts.path and parts.port != 0:
            return ""
    return f'not "{LOCAL}", nor an address such as "udp://192.0.2.1:514" or "tcp://192.0.2.1:601"'


class Syslog(NamedTuple):
    """`local`, or `udp://HOST:PORT` or `tcp://HOST:PORT`.

    Of these only TCP notices that nobody listens; none says that a line was kept.
    """

    name: str
    address: str

    @property
    def place(self) -> str:
        """The address: nothing in it is secret."""
        return self.address

    def send(self, message: Message, seconds: float) -> None:
        """Log the headline and every line that fits, each a record of its own."""
        level = _LEVELS.get(message.severity, _NOTICE)
        lines = records(message, _MOST_LINES)
        if self.address == LOCAL:
            for line in lines:
                syslog.syslog(_FACILITY << 3 | level, f"picketline: {line}")
            return
        try:
            _carry(self.address, [_record(line, level, message) for line in lines], seconds)
        except OSError as error:
            raise DeliveryError(f"{self.address}: {error.strerror or error}") from None


def _record(line: str, level: int, message: Message) -> bytes:
    """One record; the length of UDP's that every receiver must take is kept to."""
    when = dt.datetime.fromtimestamp(message.at, dt.UTC).isoformat(timespec="milliseconds")
    host = socket.gethostname().encode("ascii", "replace").decode()[:255] or "-"
    head = f"<{_FACILITY << 3 | level}>1 {when} {host} picketline {os.getpid()} {message.kind} - "
    return (head + line).encode()[:_LONGEST_LINE].decode(errors="ignore").encode()


def _carry(address: str, lines: list[bytes], seconds: float) -> None:
    """Over UDP a datagram each; over TCP counted octets, one connection for all."""
    parts = urlsplit(address)
    where = (parts.hostname or "", parts.port or _PORTS[parts.scheme])
    if parts.scheme == "tcp":
        with socket.create_connection(where, timeout=seconds) as stream:
            stream.sendall(b"".join(b"%d %s" % (len(line), line) for line in lines))
        return
    family, kind, *_, target = socket.getaddrinfo(*where, type=socket.SOCK_DGRAM)[0]
    with socket.socket(family, kind) as datagrams:
        for line in lines:
            datagrams.sendto(line, target)

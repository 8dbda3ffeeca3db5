"""A machine across the wire: a network namespace of its own, joined to a box by a cable.

Run as a program it is that machine: it takes connections and holds them until stdin ends.
"""

import selectors
import socket
import subprocess
import sys
from typing import TYPE_CHECKING, Self

from tools import require

if TYPE_CHECKING:
    from range_box import Box

ADDRESS = "10.99.0.2"
PORT, POOL_PORT = 4430, 3333
_CABLE = """
box=$1 far=$2 address=$3
here() { nsenter --target="$box" --net ip "$@"; }
there() { nsenter --target="$far" --net ip "$@"; }
here link add cable0 type veth peer name cable1 netns "$far"
here address add 10.99.0.1/24 dev cable0
there address add "$address/24" dev cable1
here link set cable0 up
there link set cable1 up
"""


class Foreign:
    """The machine across the wire; use it in a with statement."""

    def __init__(self, box: "Box") -> None:
        self._far = subprocess.Popen(
            [require("unshare"), "--net", sys.executable, __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self._far.stdout
        assert self._far.stdout.readline() == b"ready\n"
        pids = (str(box.outside), str(self._far.pid))
        subprocess.run(["/bin/sh", "-euc", _CABLE, "sh", *pids, ADDRESS], check=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._far.communicate(timeout=250)


def main() -> None:
    """Take connections on both ports and keep them open."""
    with selectors.DefaultSelector() as selector:
        kept = [socket.create_server(("", port)) for port in (PORT, POOL_PORT)]
        for server in kept:
            selector.register(server, selectors.EVENT_READ)
        selector.register(sys.stdin, selectors.EVENT_READ)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        while True:
            for key, _ in selector.select():
                if not isinstance(key.fileobj, socket.socket):
                    return
                kept.append(key.fileobj.accept()[0])


if __name__ == "__main__":
    main()

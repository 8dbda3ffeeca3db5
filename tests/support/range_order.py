"""Order a containment of exact processes, past every decision, as a mistaken caller would.

Run as a program in a box. Argument: an Order as JSON. Prints the deeds as JSON.
"""

import asyncio
import os
import sys

import msgspec

from picketline.hosts import act
from picketline.hosts.inventory import LOCALHOST, Host


def main() -> None:
    """Contain on this machine what the order names."""
    order = msgspec.json.decode(sys.argv[1], type=act.Order)
    line = act.Line(Host(ssh=LOCALHOST), 30, os.environ)
    deeds = asyncio.run(act.contain(line, order))
    sys.stdout.write(msgspec.json.encode(deeds).decode())


if __name__ == "__main__":
    main()

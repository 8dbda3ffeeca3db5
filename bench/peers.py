"""The probe beside tools that look for the same on one host: chkrootkit and unhide.

Not like for like: they look at other things, and at fewer. Left out where they are not
installed (apt install chkrootkit unhide). One run each, as they take half a minute.
"""

import json
import shutil
import subprocess
import sys
import time

from bench.clock import cpu
from bench.host import ISOLATED, isolated, script

_PROCESSES = 300
_PEERS = {
    "chkrootkit -q": ("chkrootkit", "-q"),
    "unhide quick": ("unhide-linux", "quick"),
}

Measured = tuple[str, list[float], list[float]]


def measure() -> list[Measured]:
    """The probe against each peer that is installed, with 300 processes."""
    names = [name for name, argv in _PEERS.items() if shutil.which(argv[0])]
    if not isolated() or not names:
        return []
    run = subprocess.run(
        (*ISOLATED, sys.executable, "-m", "bench.peers", *names),
        stdout=subprocess.PIPE,
        check=True,
    )
    return [(f"probe / {name}", left, right) for name, left, right in json.loads(run.stdout)]


def _inside(names: list[str]) -> list[tuple[str, list[float], list[float]]]:
    sleepers = [subprocess.Popen(("/bin/sleep", "600")) for _ in range(_PROCESSES)]
    try:
        time.sleep(1)
        shell = ("dash", "-c", 'eval "$(cat)"')
        return [(name, [cpu(shell, script(0, ()))], [cpu(_PEERS[name])]) for name in names]
    finally:
        for sleeper in sleepers:
            sleeper.terminate()
        for sleeper in sleepers:
            sleeper.wait()


if __name__ == "__main__":
    print(json.dumps(_inside(sys.argv[1:])))

"""What a sweep costs a host: the probe against ps, side by side on the same processes.

As root the processes live in a namespace of their own, so that their number is what it
says and nobody else's processes are counted; /tmp is a fresh one with 300 files. Each run
is the next sweep's turn, so that what is read by turn is in the figure.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.clock import cpu
from picketline.hosts.probe import ProbeSettings, assemble

_PS = ("ps", "-eo", "pid,ppid,uid,pcpu,args")
_RUNS = 9
_FILES = 300
_ISOLATED = ("unshare", "-p", "-m", "-n", "--fork", "--mount-proc")

Measured = tuple[str, list[float], list[float]]


def measure() -> list[Measured]:
    """The probe under dash against ps at two sizes, and under busybox against dash."""
    found = []
    for many, peer in ((3000, "ps"), (3000, "ps-mixed"), (300, "ps")):
        left, right = _beside(many, peer)
        unlike = " all unlike" if peer == "ps-mixed" else ""
        found.append((f"probe / ps, {many}{unlike} processes", left, right))
    if shutil.which("busybox"):
        left, right = _beside(300, "busybox")
        found.append(("probe under busybox / under dash", left, right))
    return found


def _beside(many: int, peer: str) -> tuple[list[float], list[float]]:
    isolated = _ISOLATED if os.geteuid() == 0 else ()
    run = subprocess.run(
        (*isolated, sys.executable, "-m", "bench.host", str(many), peer),
        stdout=subprocess.PIPE,
        check=True,
    )
    left, right = json.loads(run.stdout)
    return left, right


def _inside(many: int, peer: str) -> tuple[list[float], list[float]]:
    """Start idle processes, then measure by turns."""
    if os.geteuid() == 0:
        _fresh_scratch()
    sizes = 200 if peer == "ps-mixed" else 1
    sleepers = [
        subprocess.Popen(("/bin/sleep", f"600.{'0' * (each % sizes)}")) for each in range(many)
    ]
    try:
        time.sleep(1)
        scripts = [assemble(ProbeSettings(nonce="0" * 32, turn=turn)) for turn in range(_RUNS)]
        pairs = [_pair(script, peer) for script in scripts]
    finally:
        for sleeper in sleepers:
            sleeper.terminate()
        for sleeper in sleepers:
            sleeper.wait()
    return [left for left, _ in pairs], [right for _, right in pairs]


def _fresh_scratch() -> None:
    scratch = tempfile.gettempdir()
    subprocess.run(("/usr/bin/mount", "-t", "tmpfs", "tmpfs", scratch), check=True)
    for each in range(_FILES):
        Path(scratch, str(each)).touch()


def _pair(script: bytes, peer: str) -> tuple[float, float]:
    if peer != "busybox":
        return cpu(("dash",), script), cpu(_PS)
    with tempfile.TemporaryDirectory() as folder:
        for applet in ("awk", "ls", "find", "grep", "xargs", "tr", "sleep", "renice", "uname"):
            (Path(folder) / applet).symlink_to(str(shutil.which("busybox")))
        path = f"PATH={folder}:/usr/sbin:/usr/bin:/sbin:/bin\n".encode()
        other = script.replace(b"PATH=/usr/sbin:/usr/bin:/sbin:/bin\n", path, 1)
        return cpu(("busybox", "sh"), other), cpu(("dash",), script)


if __name__ == "__main__":
    print(json.dumps(_inside(int(sys.argv[1]), sys.argv[2])))

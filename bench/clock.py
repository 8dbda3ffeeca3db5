"""CPU time of child processes."""

import os
import resource
import subprocess
from collections.abc import Mapping, Sequence


def cpu(argv: Sequence[str], stdin: bytes = b"", environ: Mapping[str, str] = os.environ) -> float:
    """Run a command and return its CPU milliseconds, children included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        argv,
        input=stdin,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environ,
        check=False,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1000 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)

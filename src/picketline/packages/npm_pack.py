"""npm of the user, asked for tarballs: it finds the registry; no script of a package is run."""

import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

_MOST_SAID = 1 << 20


def run(npm: str, words: Sequence[str], folder: Path, timeout: float) -> tuple[int, bytes, bytes]:
    """`npm pack` with these words, run in `folder`, where no project's settings lie.

    The exit code, what it wrote, and at most 1 MiB of what it complained of. Raises OSError where
    npm cannot be run, TimeoutExpired where it does not end within `timeout` seconds.
    """
    with tempfile.TemporaryFile() as said:
        done = subprocess.run(
            [npm, "pack", *words],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=said,
            timeout=timeout,
            check=False,
        )
        said.seek(0)
        return done.returncode, done.stdout, said.read(_MOST_SAID)

"""Whether a scan says the same elsewhere: other processes, hash seeds, workers and folders."""

import hashlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import click

from picketline.core.report import Exit

_WAYS = (("0", "1"), ("1", "2"), ("424242", "3"))
_PROGRAM = "import sys; from picketline.cli.picosentry import main; sys.argv[0] = 'p'; main()"


def verify(target: Path, flags: dict[str, Any]) -> int:
    """Scan `target` three times and compare the bytes. Exits with 4 if two of them differ."""
    with tempfile.TemporaryDirectory() as folder:
        seen = {_digest(target, flags, Path(folder), seed, jobs) for seed, jobs in _WAYS}
    if len(seen) > 1:
        click.echo("different: " + ", ".join(sorted(seen)), err=True)
        return int(Exit.NOT_DETERMINISTIC)
    click.echo(f"the same {len(_WAYS)} times: {seen.pop()}", err=True)
    return int(Exit.CLEAN)


def _digest(target: Path, flags: dict[str, Any], folder: Path, seed: str, jobs: str) -> str:
    """The sha256 of a report; the target is reached by a link of another name."""
    link = folder / f"by-{seed}-{jobs}" / target.resolve().name
    link.parent.mkdir()
    link.symlink_to(target.resolve())
    words = ["scan", str(link), "-f", "json", "--deterministic-output", "--no-cache", "-j", jobs]
    for rule in flags["rules"]:
        words += ["-r", rule]
    for name in ("corpus", "baseline"):
        if flags[name]:
            words += [f"--{name}", str(Path(flags[name]).resolve())]
    words += ["--trust-config"] * flags["trust_config"]
    words += ["--timeout", str(flags["timeout"])]
    done = subprocess.run(
        (sys.executable, "-c", _PROGRAM, *words),
        env=os.environ | {"PYTHONHASHSEED": seed},
        cwd=link.parent,
        stdout=subprocess.PIPE,
        check=False,
    )
    if done.returncode not in {Exit.CLEAN, Exit.FOUND, Exit.UNFINISHED} or not done.stdout:
        raise click.ClickException(f"a scan ended with {done.returncode}")
    return hashlib.sha256(done.stdout).hexdigest()

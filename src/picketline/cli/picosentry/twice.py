"""Whether a scan says the same elsewhere: see WAYS for what differs."""

import hashlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

import click

from picketline.core.report import Exit


class Way(NamedTuple):
    """How a scan differs from another: hash seed, workers, and the order of a folder's entries."""

    seed: str
    jobs: str
    workers: str
    order: str


WAYS = (
    Way("0", "1", "processes", "as-is"),
    Way("1", "2", "processes", "backwards"),
    Way("424242", "3", "threads", "by-name-ends"),
)
VARIED = "fresh processes, hash seeds, workers, the order in which folders list, folders' names"
_MODULE = "picketline.cli.picosentry.turned"


def verify(target: Path, flags: dict[str, Any]) -> int:
    """Scan `target` three times and compare the bytes. Exits with 4 if two of them differ."""
    with tempfile.TemporaryDirectory() as folder:
        seen = {_digest(target, flags, Path(folder), way) for way in WAYS}
    if len(seen) > 1:
        click.echo("different: " + ", ".join(sorted(seen)), err=True)
        return int(Exit.NOT_DETERMINISTIC)
    click.echo(f"the same {len(WAYS)} times: {seen.pop()}", err=True)
    click.echo(f"varied: {VARIED}", err=True)
    return int(Exit.CLEAN)


def _digest(target: Path, flags: dict[str, Any], folder: Path, way: Way) -> str:
    """The sha256 of a report; the target is reached by a link in a folder of another name."""
    link = folder / f"by-{way.seed}-{way.jobs}" / target.resolve().name
    link.parent.mkdir()
    link.symlink_to(target.resolve())
    done = subprocess.run(
        [*_program(), way.order, *_words(link, flags, way)],
        executable=sys.executable,
        env=os.environ | {"PYTHONHASHSEED": way.seed},
        cwd=link.parent,
        stdout=subprocess.PIPE,
        check=False,
    )
    if done.returncode not in {Exit.CLEAN, Exit.FOUND, Exit.UNFINISHED} or not done.stdout:
        raise click.ClickException(f"a scan ended with {done.returncode}")
    return hashlib.sha256(done.stdout).hexdigest()


def _program() -> list[str]:
    """What begins a command line of `turned`; -P, as what is scanned stands beside it.

    The single-file executable is no Python: it runs what it is called by.
    """
    if getattr(sys, "frozen", False):
        return [_MODULE.rpartition(".")[2]]
    return [sys.executable, "-P", "-m", _MODULE]


def _words(link: Path, flags: dict[str, Any], way: Way) -> list[str]:
    words = ["scan", str(link), "-f", "json", "--deterministic-output", "--no-cache"]
    words += ["-j", way.jobs, "--workers", way.workers]
    for rule in flags["rules"]:
        words += ["-r", rule]
    for name in ("corpus", "baseline"):
        if flags[name]:
            words += [f"--{name}", str(Path(flags[name]).resolve())]
    words += ["--trust-config"] * flags["trust_config"]
    words += ["--timeout", str(flags["timeout"])]
    return words

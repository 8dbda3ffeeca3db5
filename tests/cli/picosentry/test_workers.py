"""Whoever does the work, a scan says the same."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import trees
from distributed import LocalCluster

_BYTES = ("-f", "json", "--deterministic-output", "--no-cache")


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of more files than a worker is sent at once."""
    many = {f"lib/{number}.js": f"module.exports = {number};\n" for number in range(900)}
    return trees.lay(tmp_path_factory.mktemp("workers") / "many", {**trees.EVIL, **many})


@pytest.fixture(scope="module")
def said(target: Path) -> str:
    """What one process says of it."""
    return trees.run("scan", target, *_BYTES, "-j", "1", cwd=target.parent).stdout


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    """A cluster of two workers on loopback."""
    made: LocalCluster = LocalCluster(  # type: ignore[no-untyped-call]  # as it is
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0"
    )
    with made:
        yield f"dask://{made.scheduler_address.partition('://')[2]}"


@pytest.mark.parametrize("how", ["processes", "threads", "dask"])
def test_the_same_bytes(target: Path, said: str, scheduler: str, how: str) -> None:
    """Processes, threads and a cluster give the same bytes as one process."""
    how = scheduler if how == "dask" else how
    done = trees.run("scan", target, *_BYTES, "-j", "2", "--workers", how, cwd=target.parent)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == said
    assert "CRITICAL" in said.upper()


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("--workers", "ponies"), 2, "ponies: workers are processes or threads"),
        (("--workers", "dask://192.0.2.7:8786"), 2, "not on loopback, so it needs --certificates"),
        (("--workers", "dask://here"), 2, "no address of a scheduler; write dask://HOST:PORT"),
        (("--certificates", "/nonexistent"), 2, "'/nonexistent' does not exist"),
    ],
)
def test_other_workers(target: Path, words: tuple[str, ...], code: int, told: str) -> None:
    """What is no kind of workers, or is not safe to use, is refused before anything is read."""
    done = trees.run("check", target, *words, cwd=target.parent)
    assert done.returncode == code
    assert told in done.stderr

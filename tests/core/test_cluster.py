"""Tasks by a Dask cluster on this machine: the same results, in the same order, or an error."""

from collections.abc import Iterator
from pathlib import Path

import certificates
import chores
import dask
import pytest
from distributed import LocalCluster, Security
from hypothesis import given, settings
from hypothesis import strategies as st

from picketline.core import cluster, fanout
from picketline.core.errors import ConfigError


def _cluster(workers: int = 2, security: Security | None = None) -> LocalCluster:
    made: LocalCluster = LocalCluster(  # type: ignore[no-untyped-call]  # as it is
        n_workers=workers,
        threads_per_worker=1,
        host="127.0.0.1",
        protocol="tls" if security else "tcp",
        dashboard_address="127.0.0.1:0",
        security=security,
    )
    return made


def _address(made: LocalCluster) -> str:
    return f"dask://{made.scheduler_address.partition('://')[2]}"


@pytest.fixture(scope="module")
def plain() -> Iterator[str]:
    """The address of two workers on loopback."""
    with _cluster() as made:
        yield _address(made)


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Certificates of the cluster."""
    return certificates.lay(tmp_path_factory.mktemp("tls") / "ours")


@pytest.fixture(scope="module")
def safe(papers: Path) -> Iterator[str]:
    """The address of two workers that talk TLS."""
    ca, cert, key = (str(papers / name) for name in cluster.FILES)
    security = Security(  # type: ignore[no-untyped-call]  # as it is
        tls_ca_file=ca,
        require_encryption=True,
        **{f"tls_{role}_cert": cert for role in ("scheduler", "worker", "client")},
        **{f"tls_{role}_key": key for role in ("scheduler", "worker", "client")},
    )
    with _cluster(security=security) as made:
        yield _address(made)


def _squares(numbers: list[int], how: str, papers: Path | None = None) -> list[int]:
    with cluster.by(how, papers):
        return list(fanout.each(chores.square, numbers, 2))


def test_in_order(plain: str) -> None:
    """Results come in the order of the tasks, from processes elsewhere."""
    assert _squares(list(range(200)), plain) == [number * number for number in range(200)]


def test_with_certificates(safe: str, papers: Path) -> None:
    """The same over TLS."""
    assert _squares(list(range(50)), safe, papers) == [number * number for number in range(50)]


@settings(deadline=None, max_examples=15)
@given(numbers=st.lists(st.integers(-99, 99), max_size=40))
def test_the_same_as_processes(plain: str, numbers: list[int]) -> None:
    """A cluster, processes and threads say the same in the same order, of equal tasks too."""
    said = [_squares(numbers, how) for how in (plain, *fanout.KINDS)]
    assert said == [list(map(chores.square, numbers))] * 3


def test_how_many(plain: str) -> None:
    """Nobody says how many: as many as the cluster has."""
    with cluster.by(plain):
        assert fanout.workers(0) == 2


def test_an_error_is_an_error(plain: str) -> None:
    """What a task raises is raised, and the cluster goes on."""
    with cluster.by(plain):
        with pytest.raises(chores.Oddity, match="2 is odd here"):
            list(fanout.each(chores.raises, range(9), 2))
        assert list(fanout.each(chores.square, [1, 2], 2)) == [1, 4]


def test_nothing_is_remembered(plain: str, tmp_path: Path) -> None:
    """The same task of the same function is done anew: the world may have changed."""
    tasks = [(str(tmp_path), 7), (str(tmp_path), 7)]
    for _ in range(2):
        (tmp_path / "died").touch()
        with cluster.by(plain):
            assert list(fanout.each(chores.dies_once, tasks, 2)) == [7, 7]


def test_a_worker_dies(tmp_path: Path) -> None:
    """What it held is done anew by another: nothing is lost, nothing comes twice."""
    tasks = [(str(tmp_path), number) for number in range(40)]
    with _cluster() as made, cluster.by(_address(made)):
        assert list(fanout.each(chores.dies_once, tasks, 2)) == list(range(40))
    assert (tmp_path / "died").exists()


def test_a_task_that_ends_every_worker() -> None:
    """It is named, with how many ended; or else the caller says what stands for it."""
    once = dask.config.set({"distributed.scheduler.allowed-failures": 1})
    with once, _cluster(5) as made, cluster.by(_address(made)):
        told = list(fanout.each(chores.dies, [6, 7, 8], 2, lambda task, _: -task))
        assert told == [6, -7, 8]
        results = fanout.each(chores.dies, range(9), 2)
        with pytest.raises(fanout.WorkerError, match="task 8 of 9, 7, was at 2 workers that ended"):
            list(results)


def test_another_version(plain: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers of another version are refused, and also one that came later."""
    with cluster.by(plain):
        monkeypatch.setattr(cluster, "__version__", "9.9.9")
        with pytest.raises(fanout.WorkerError, match=r"a worker has picketline .*, not 9\.9\.9"):
            list(fanout.each(chores.square, [1, 2], 2))
    with pytest.raises(fanout.WorkerError, match=r"has picketline .*, not 9\.9\.9"):
        _squares([1, 2], plain)


def test_workers_of_nothing(plain: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers without picketline are refused before they are sent anything."""
    monkeypatch.setattr(cluster, "_NAME", "not-installed-there")
    with pytest.raises(fanout.WorkerError, match="a worker has no not-installed-there; install"):
        _squares([1, 2], plain)


def test_no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """A scheduler without workers is not waited for without an end."""
    monkeypatch.setattr(cluster, "PATIENCE", 0.5)
    with (
        _cluster(0) as made,
        pytest.raises(fanout.WorkerError, match="has no workers; start some"),
        cluster.by(_address(made)),
    ):
        pass


def test_the_last_worker_leaves(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Tasks that nobody will do are given up."""
    monkeypatch.setattr(cluster, "PATIENCE", 0.5)
    with _cluster() as made, cluster.by(_address(made)):
        tasks = [str(tmp_path / "never")] * 4
        results = fanout.each(chores.waits_for, tasks, 2)
        made.scale(0)
        with pytest.raises(fanout.WorkerError, match="no worker is left"):
            next(results)


def test_nobody_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """An address where nobody listens is said."""
    monkeypatch.setattr(cluster, "PATIENCE", 0.5)
    with (
        pytest.raises(fanout.WorkerError, match=r"dask://127\.0\.0\.1:1: no scheduler answers"),
        cluster.by("dask://127.0.0.1:1"),
    ):
        pass


def test_others_certificates(
    safe: str, papers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody works for who has no certificates, or those of another authority."""
    monkeypatch.setattr(cluster, "PATIENCE", 1.0)
    theirs = certificates.lay(tmp_path / "theirs")
    for given_ones in (None, theirs):
        with pytest.raises(fanout.WorkerError, match="no scheduler answers"):
            _squares([1, 2], safe, given_ones)
    assert _squares([1, 2], safe, papers) == [1, 4]


def test_a_plain_scheduler_with_certificates(
    plain: str, papers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who asks for TLS gets it, or nothing."""
    monkeypatch.setattr(cluster, "PATIENCE", 1.0)
    with pytest.raises(fanout.WorkerError, match="no scheduler answers"):
        _squares([1, 2], plain, papers)


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ("dask://192.0.2.7:8786", "not on loopback, so it needs --certificates FOLDER"),
        ("dask://[2001:db8::1]:8786", "not on loopback"),
        ("dask://example.com:8786", "not on loopback"),
        ("dask://localhost.example.com:8786", "not on loopback"),
        ("dask://127.0.0.1", "no address of a scheduler"),
        ("dask://127.0.0.1:none", "no address of a scheduler"),
        ("dask://127.0.0.1:1@192.0.2.7:8786", "no address of a scheduler"),
        ("dask://127.0.0.1:8786/x", "no address of a scheduler"),
        ("dask://[::1", "no address of a scheduler"),
        ("dask://", "no address of a scheduler"),
        ("ponies", "workers are processes or threads"),
    ],
)
def test_addresses(how: str, words: str) -> None:
    """What is no scheduler's address, or is elsewhere without certificates, is refused."""
    with pytest.raises(ConfigError, match=words), cluster.by(how):
        pass


def test_certificates_that_are_not_there(tmp_path: Path) -> None:
    """The file that lacks is named."""
    with (
        pytest.raises(ConfigError, match=r"ca\.pem: no such file; certificates are ca\.pem, cert"),
        cluster.by("dask://192.0.2.7:8786", tmp_path),
    ):
        pass


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where Dask is not installed, how to is said."""
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    with pytest.raises(ConfigError, match=r"picketline\[dask\]"), cluster.by("dask://[::1]:8786"):
        pass

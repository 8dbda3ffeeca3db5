"""A Dask cluster as workers. Needs the extra `dask`; imported where it is asked for alone.

A cluster unpickles what it is sent, and so does who asks it: each can run code at the other's.
So there is TLS with certificates of one authority on both sides, which should certify nothing
else; without it a scheduler is used on loopback alone. Workers read the files that tasks name, so
they need the same ones under the same paths; and they need this very version.
"""

import contextlib
import ipaddress
import logging
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from urllib.parse import urlsplit

from picketline import __version__
from picketline.core import fanout
from picketline.core.errors import ConfigError
from picketline.core.fanout import WorkerError

if TYPE_CHECKING:
    from distributed import Security

Task = TypeVar("Task")
Result = TypeVar("Result")
SCHEME = "dask://"
FILES = ("ca.pem", "cert.pem", "key.pem")
"""Of a folder of certificates: whom to trust, who one is, and the key to that."""
_NAME = "picketline"
PATIENCE = 30.0
"""Seconds after which a scheduler that does not answer, or has no workers, is given up."""
_LOOKS = 10


@contextlib.contextmanager
def by(how: str, certificates: Path | None = None) -> Iterator[None]:
    """Within this, `fanout.each` works by `processes`, `threads` or `dask://HOST:PORT`.

    `certificates` is a folder of FILES. Raises ConfigError for words, an address or certificates
    that cannot be used, WorkerError where no scheduler or no worker answers.
    """
    if not how.startswith(SCHEME):
        with fanout.by(how):
            yield
        return
    with _joined(how, certificates) as crew, fanout.using(crew):
        yield


@contextlib.contextmanager
def _joined(address: str, certificates: Path | None) -> Iterator[tuple[int, fanout.Each]]:
    where = _address(address, secure=certificates is not None)
    distributed = _distributed()
    security = _security(distributed, certificates)
    try:
        client = distributed.Client(
            where, security=security, timeout=PATIENCE, set_as_default=False
        )
    except (OSError, ValueError, RuntimeError) as problem:
        raise WorkerError(f"{address}: no scheduler answers: {_first(problem)}") from None
    with client:
        try:
            client.wait_for_workers(1, timeout=PATIENCE)
        except TimeoutError:
            raise WorkerError(f"{address}: the cluster has no workers; start some") from None
        _greet(client, address)
        yield sum(client.nthreads().values()), _Asked(distributed, client, address)


def _greet(client: Any, address: str) -> None:
    """Raise WorkerError unless every worker has this version."""
    try:
        found = client.run(metadata.version, _NAME)
    except metadata.PackageNotFoundError:
        raise WorkerError(f"{address}: a worker has no {_NAME}; install {__version__}") from None
    for worker, version in sorted(found.items()):
        if version != __version__:
            raise WorkerError(f"{worker} has {_NAME} {version}, not {__version__}")


def _address(address: str, *, secure: bool) -> str:
    """The address as Dask writes it; one that is not of this machine must be `secure`."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        port = None
    if not port or not parts.hostname or parts.netloc.count("@") or parts.path + parts.query:
        raise ConfigError(f"{address}: no address of a scheduler; write dask://HOST:PORT")
    if not secure and not _here(parts.hostname):
        raise ConfigError(
            f"{address}: not on loopback, so it needs --certificates FOLDER of {', '.join(FILES)}"
        )
    return f"{'tls' if secure else 'tcp'}://{parts.netloc}"


def _here(host: str) -> bool:
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return host == "localhost"


def _distributed() -> Any:
    try:
        import distributed  # noqa: PLC0415  # as costly as all else together, and an extra
    except ImportError:
        raise ConfigError("dask:// needs an extra: pip install 'picketline[dask]'") from None
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    return distributed


def _security(distributed: Any, folder: Path | None) -> "Security | None":
    if folder is None:
        return None
    paths = [folder / name for name in FILES]
    for path in paths:
        if not path.is_file():
            raise ConfigError(f"{path}: no such file; certificates are {', '.join(FILES)}")
    authority, certificate, key = map(str, paths)
    made: Security = distributed.Security(
        tls_ca_file=authority,
        tls_client_cert=certificate,
        tls_client_key=key,
        require_encryption=True,
    )
    return made


class _Versioned(Generic[Task, Result]):
    """A function that only the version does which sent it: a worker may have come since."""

    def __init__(self, function: Callable[[Task], Result]) -> None:
        self._function = function
        self._version = __version__

    def __call__(self, task: Task) -> Result:
        if self._version != __version__:
            raise WorkerError(f"a worker has picketline {__version__}, not {self._version}")
        return self._function(task)


class _Asked:
    """Does tasks by a cluster."""

    def __init__(self, distributed: Any, client: Any, address: str) -> None:
        self._distributed = distributed
        self._client = client
        self._address = address
        self._missing = 0

    def __call__(
        self,
        function: Callable[[Task], Result],
        tasks: Sequence[Task],
        count: int,
        lost: fanout.Lost | None,
    ) -> Iterator[Result]:
        """The results in order. How many work is the cluster's affair, whatever `count` says.

        All is sent at once, and nothing is taken from what the cluster may remember.
        """
        del count
        futures = deque(self._client.map(_Versioned(function), tasks, pure=False))
        try:
            while futures:
                at = len(tasks) - len(futures)
                try:
                    result = self._patiently(futures[0])
                except self._distributed.KilledWorker as problem:
                    ended = f"was at {problem.allowed_failures + 1} workers that ended"
                    result = fanout.given_up(ended, tasks, at, lost)
                yield result
                futures.popleft()
        finally:
            self._client.cancel(list(futures))

    def _patiently(self, future: Any) -> Any:
        """What comes of a task, waiting as long as somebody may be at it."""
        while True:
            try:
                return future.result(timeout=PATIENCE / _LOOKS)
            except TimeoutError:
                if future.status == "error":
                    raise
                self._look()
            except CancelledError:
                raise WorkerError(f"{self._address}: the scheduler went away") from None

    def _look(self) -> None:
        """Raise WorkerError where there was no worker for some time; those that died may return."""
        try:
            there = self._client.status == "running" and bool(self._client.nthreads())
        except OSError:
            there = False
        self._missing = 0 if there else self._missing + 1
        if self._missing >= _LOOKS:
            raise WorkerError(f"{self._address}: no worker is left")


def _first(problem: BaseException) -> str:
    """The first line of what went wrong, which Dask tells at length."""
    return (str(problem).splitlines() or [type(problem).__name__])[0][:200]

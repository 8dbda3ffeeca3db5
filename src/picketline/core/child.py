"""One bounded exchange with a command: bytes in, bytes out, within a time and a size.

The command runs without a shell, in a process group of its own that is ended with it.
"""

import contextlib
import functools
import os
import selectors
import shlex
import signal
import subprocess
import time
from collections.abc import Mapping
from typing import IO, Literal

import msgspec

from picketline.core.errors import DeliveryError

_GRACE = 1.0
_GLANCE = 0.02
_MOUTHFUL = 1 << 16


class Heard(msgspec.Struct, frozen=True):
    """What a command wrote, why listening ended, and its exit code if it ended by itself."""

    output: bytes
    end: Literal["exited", "late", "full"]
    code: int | None = None

    @property
    def failed(self) -> str:
        """How it ended badly by itself, or nothing."""
        if self.end != "exited" or not self.code:
            return ""
        if self.code < 0:
            return f"ended by signal {-self.code}"
        return f"ended with exit code {self.code}"


def talk(
    command: str,
    data: bytes,
    *,
    timeout: float,
    cap: int,
    environ: Mapping[str, str] | None = None,
) -> Heard:
    """Run `command`, split like a shell would, with `data` on stdin; listen to its stdout.

    `timeout` is in seconds and holds for the whole process group. `cap` is in bytes of
    output: at that many the command is ended. Raises DeliveryError if it cannot be
    started or talked to.
    """
    argv = split(command)
    try:
        child = _start(argv, environ)
    except (OSError, ValueError) as problem:
        raise DeliveryError(f"cannot start {argv[0]}: {_why(problem)}") from None
    try:
        heard = _Talk(child, data, cap).until(time.monotonic() + timeout)
    except OSError as problem:
        raise DeliveryError(f"cannot talk to {argv[0]}: {_why(problem)}") from None
    finally:
        _end(child)
    return msgspec.structs.replace(heard, code=child.returncode)


def split(command: str) -> list[str]:
    """The words of `command`, at least one. Raises DeliveryError if there is none."""
    try:
        argv = shlex.split(command)
    except ValueError as problem:
        raise DeliveryError(f"the command cannot be read: {problem}") from None
    if not argv:
        raise DeliveryError("the command is empty")
    return argv


def _why(problem: Exception) -> str:
    return getattr(problem, "strerror", None) or str(problem)


def _start(argv: list[str], environ: Mapping[str, str] | None) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        argv,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        bufsize=0,
        env=environ,
        start_new_session=True,
    )


class _Talk:
    """One exchange with a child, which may neither read nor end."""

    def __init__(self, child: subprocess.Popen[bytes], data: bytes, cap: int) -> None:
        self._child = child
        self._unsent = memoryview(data)
        self._heard = bytearray()
        self._cap = cap

    def until(self, deadline: float) -> Heard:
        """Feed and listen until the child has exited, has said too much, or is late.

        What stands in the pipe when the child has exited is read; a grandchild that
        keeps the pipe open is not waited for. `deadline` is on the monotonic clock.
        """
        with selectors.PollSelector() as pipes:
            self._open(pipes)
            while (left := deadline - time.monotonic()) > 0:
                exited = self._child.poll() is not None
                ready = [key for key, _ in pipes.select(0 if exited else min(left, _GLANCE))]
                for key in ready:
                    key.data()
                if len(self._heard) > self._cap:
                    return Heard(bytes(self._heard[: self._cap]), "full")
                if exited and all(key.fileobj is not self._child.stdout for key in ready):
                    return Heard(bytes(self._heard), "exited")
        return Heard(bytes(self._heard), "late")

    def _open(self, pipes: selectors.BaseSelector) -> None:
        for pipe, event, act in (
            (self._child.stdin, selectors.EVENT_WRITE, self._send),
            (self._child.stdout, selectors.EVENT_READ, self._hear),
        ):
            if pipe is not None:
                os.set_blocking(pipe.fileno(), False)
                pipes.register(pipe, event, functools.partial(act, pipes, pipe))

    def _send(self, pipes: selectors.BaseSelector, pipe: IO[bytes]) -> None:
        """Write what fits; hang up when all is said or nobody listens."""
        try:
            sent = os.write(pipe.fileno(), self._unsent[:_MOUTHFUL])
        except BlockingIOError:
            return
        except OSError:
            sent = len(self._unsent)
        self._unsent = self._unsent[sent:]
        if not self._unsent:
            pipes.unregister(pipe)
            pipe.close()

    def _hear(self, pipes: selectors.BaseSelector, pipe: IO[bytes]) -> None:
        with contextlib.suppress(BlockingIOError):
            said = os.read(pipe.fileno(), min(_MOUTHFUL, self._cap + 1 - len(self._heard)))
            self._heard += said
            if not said:
                pipes.unregister(pipe)


def _end(child: subprocess.Popen[bytes]) -> None:
    """End whatever is left of the child's process group, politely first."""
    for pipe in filter(None, (child.stdin, child.stdout)):
        pipe.close()
    last = time.monotonic() + _GRACE
    alive = _signal(child, signal.SIGTERM)
    while alive and time.monotonic() < last:
        time.sleep(_GLANCE)
        child.poll()
        alive = _signal(child, 0)
    if alive:
        _signal(child, signal.SIGKILL)
    with contextlib.suppress(subprocess.TimeoutExpired):
        child.wait(_GRACE)


def _signal(child: subprocess.Popen[bytes], number: int) -> bool:
    """Signal the child's process group; whether anybody was there to take it."""
    try:
        os.killpg(child.pid, number)
    except OSError:
        return False
    return True

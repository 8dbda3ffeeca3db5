"""A model's opinion on a report: bytes in, an opinion out.

The model is a command of the operator's choice that reads the report's JSON on stdin and
writes its assessment to stdout. Nothing it does can raise, act or change an exit code.
"""

import codecs
import contextlib
import functools
import os
import selectors
import shlex
import signal
import subprocess
import time
from typing import IO, Literal

import msgspec

from picketline.core.report import Triage
from picketline.core.text import safe_text

_MOST_LINES = 400
_LONGEST_FAILURE = 300
_GRACE = 1.0
_GLANCE = 0.02
_MOUTHFUL = 1 << 16


def assess(report_json: bytes, command: str, *, timeout: float = 60.0, cap: int = 65536) -> Triage:
    """Run `command`, without a shell, on a report and return what it says of it.

    `timeout` is in seconds and holds for the command's whole process group. `cap` is in
    bytes of output: at that many the command is ended and what it has said stands. At
    most 400 lines are kept. Never raises: whatever goes wrong is the `failure`.
    """
    try:
        argv = shlex.split(command)
    except ValueError as problem:
        return _failure(f"the command cannot be read: {problem}")
    if not argv:
        return _failure("the command is empty")
    try:
        child = _start(argv)
    except (OSError, ValueError) as problem:
        return _failure(f"cannot start {argv[0]}: {_why(problem)}")
    try:
        heard = _Talk(child, report_json, cap).until(time.monotonic() + timeout)
    except OSError as problem:
        return _failure(f"cannot talk to {argv[0]}: {_why(problem)}")
    finally:
        _end(child)
    return _judge(heard, child.returncode, timeout, cap)


def _failure(reason: str) -> Triage:
    return Triage(failure=safe_text(reason)[:_LONGEST_FAILURE])


def _why(problem: Exception) -> str:
    return getattr(problem, "strerror", None) or str(problem)


def _start(argv: list[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        argv,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        bufsize=0,
        start_new_session=True,
    )


class _Heard(msgspec.Struct, frozen=True):
    """What a child wrote, and why listening ended."""

    output: bytes
    end: Literal["exited", "late", "full"]


class _Talk:
    """One exchange with a child, which may neither read nor end."""

    def __init__(self, child: subprocess.Popen[bytes], data: bytes, cap: int) -> None:
        self._child = child
        self._unsent = memoryview(data)
        self._heard = bytearray()
        self._cap = cap

    def until(self, deadline: float) -> _Heard:
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
                    return _Heard(bytes(self._heard[: self._cap]), "full")
                if exited and all(key.fileobj is not self._child.stdout for key in ready):
                    return _Heard(bytes(self._heard), "exited")
        return _Heard(bytes(self._heard), "late")

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


def _judge(heard: _Heard, code: int | None, timeout: float, cap: int) -> Triage:
    if heard.end == "late":
        return _failure(f"no answer within {timeout:g} s")
    if heard.end == "exited" and code:
        return _failure(f"ended by signal {-code}" if code < 0 else f"ended with exit code {code}")
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        text = decoder.decode(heard.output, final=heard.end == "exited")
    except UnicodeDecodeError:
        return _failure("the answer is not UTF-8")
    if not text.strip():
        return _failure("the answer is empty")
    return Triage(assessment=_limited(text, f"[cut at {cap} bytes]" if heard.end == "full" else ""))


def _limited(text: str, cut: str) -> str:
    """At most 400 safe lines; the last one says so where something was cut off."""
    lines = text.replace("\r\n", "\n").strip("\n").split("\n")
    if len(lines) + bool(cut) > _MOST_LINES:
        del lines[_MOST_LINES - 1 :]
        cut = f"[cut at {_MOST_LINES} lines]"
    shown = [safe_text(line.expandtabs(4)).rstrip() for line in lines]
    return "\n".join([*shown, cut] if cut else shown)

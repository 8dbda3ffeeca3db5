"""The only code that reads the world: runs a script on a host and bounds what comes back."""

import asyncio
import contextlib
import ctypes
import os
import signal
import sys
from collections.abc import Callable, Mapping

import msgspec

from picketline.hosts import ssh
from picketline.hosts.facts import Answer
from picketline.hosts.inventory import Host

_LINGER = 1.0
"""Seconds to wait for stderr once the child is gone: a shared connection may hold it open."""
_ASK = 10.0
"""Seconds that ssh may take to print its settings; it connects to nobody for that."""
_LOOK = 0.02
"""Seconds between two looks whether a child is gone."""


class Limits(msgspec.Struct, frozen=True):
    """What a host may send, in bytes, lines and seconds.

    `take` gets each piece of the output instead of its being kept, whatever its lines, and
    says what is wrong with it, or nothing.
    """

    output: int = 4 << 20
    line: int = 64 << 10
    lines: int = 5000
    complaint: int = 64 << 10
    seconds: float = 45
    take: Callable[[bytes], str] | None = None


async def run(
    host: Host, script: bytes, limits: Limits, environ: Mapping[str, str], *, private: bool = False
) -> Answer:
    """Run `script` on `host`; always returns, never later than the limits allow.

    Whatever happens, also when this task is cancelled, the child and what it started are
    ended, and its pipes are closed.
    """
    settings = b""
    if not host.local:
        brief = Limits(seconds=min(_ASK, limits.seconds))
        asked = await _execute(ssh.settings_command(host), b"", brief, dict(environ))
        settings = asked.output
    argv = ssh.command(host, limits.seconds, private=private, settings=settings)
    sent = ssh.sent_names(settings)
    return await _execute(argv, script, limits, ssh.environment(environ, sent))


async def _execute(
    argv: list[str], script: bytes, limits: Limits, environ: dict[str, str]
) -> Answer:
    try:
        child = await asyncio.create_subprocess_exec(
            *argv,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=environ,
            start_new_session=True,
            preexec_fn=_die_with_the_controller if sys.platform == "linux" else None,
        )
    except OSError as problem:
        return Answer(b"", f"{argv[0]}: {problem.strerror}".encode(), None)
    asyncio.get_running_loop().set_exception_handler(_unless_closed)
    try:
        return await _converse(child, script, limits)
    finally:
        await _end(child)


def _unless_closed(loop: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
    """Leave out what asyncio says of a pipe whose reader or waiter is gone: it is expected."""
    gone = (BrokenPipeError, ConnectionResetError, asyncio.InvalidStateError)
    if not isinstance(context.get("exception"), gone):
        loop.default_exception_handler(context)


def _die_with_the_controller() -> None:
    """Ask the kernel to end this child with its parent, however the parent ends."""
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)


async def _converse(child: asyncio.subprocess.Process, script: bytes, limits: Limits) -> Answer:
    output, complaint = bytearray(), bytearray()
    cut = ""
    sending = asyncio.create_task(_send(child, script))
    keeping = asyncio.create_task(_keep(child.stderr, complaint, limits.complaint))
    try:
        async with asyncio.timeout(limits.seconds):
            cut = await _receive(child.stdout, output, limits)
            if not cut:
                await _until(lambda: child.returncode is not None)
                await asyncio.wait((keeping,), timeout=_LINGER)
    except TimeoutError:
        cut = f"no end within {limits.seconds:g} s"
    finally:
        sending.cancel()
        keeping.cancel()
        await asyncio.gather(sending, keeping, return_exceptions=True)
    return Answer(bytes(output), bytes(complaint), child.returncode, cut)


async def _until(done: Callable[[], bool]) -> None:
    """Wait until something is so. A child's own wait() also waits for whoever holds its pipes."""
    while not done():  # noqa: ASYNC110  # nobody sets an event when a child is gone
        await asyncio.sleep(_LOOK)


async def _send(child: asyncio.subprocess.Process, script: bytes) -> None:
    assert child.stdin is not None  # noqa: S101  # asked for a pipe
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        child.stdin.write(script)
        await child.stdin.drain()
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        child.stdin.close()
        await child.stdin.wait_closed()


async def _keep(stream: asyncio.StreamReader | None, kept: bytearray, most: int) -> None:
    """Keep the last `most` bytes of a stream."""
    while stream is not None and (chunk := await stream.read(8192)):
        kept += chunk
        del kept[:-most]


async def _receive(stream: asyncio.StreamReader | None, kept: bytearray, limits: Limits) -> str:
    """Collect output until it ends or passes a limit; returns which."""
    if limits.take is not None:
        return await _hand_on(stream, limits.take, limits.output)
    lines = 0
    open_line = 0
    while stream is not None and (chunk := await stream.read(65536)):
        kept += chunk
        if len(kept) > limits.output:
            del kept[limits.output :]
            return f"more than {limits.output} bytes"
        first, *more = chunk.split(b"\n")
        lines += len(more)
        if lines > limits.lines:
            return f"more than {limits.lines} lines"
        longest = max(open_line + len(first), *map(len, more), 0)
        open_line = len(more[-1]) if more else open_line + len(first)
        if longest > limits.line:
            return f"a line of more than {limits.line} bytes"
    return ""


async def _hand_on(
    stream: asyncio.StreamReader | None, take: Callable[[bytes], str], most: int
) -> str:
    """Hand output on until it ends, passes a limit or is refused; returns which."""
    size = 0
    while stream is not None and (chunk := await stream.read(65536)):
        size += len(chunk)
        if size > most:
            return f"more than {most} bytes"
        if wrong := take(chunk):
            return wrong
    return ""


async def _end(child: asyncio.subprocess.Process) -> None:
    """End the child and whatever it started in its group, politely first; close its pipes."""
    for number, grace in ((signal.SIGTERM, 1.0), (signal.SIGKILL, 5.0)):
        if not _signal_group(child.pid, number) and child.returncode is not None:
            break
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(grace):
                await _until(lambda: child.returncode is not None and not _alive(child.pid))
    child._transport.close()  # type: ignore[attr-defined]  # noqa: SLF001  # no public way


def _signal_group(group: int, number: int) -> bool:
    """Signal a process group; False if there is none."""
    try:
        os.killpg(group, number)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def _alive(group: int) -> bool:
    return _signal_group(group, 0)

"""The only code that reads the world: runs a script on a host and bounds what comes back."""

import asyncio
import contextlib
import ctypes
import os
import signal
import sys
from collections.abc import Mapping

import msgspec

from picketline.hosts import ssh
from picketline.hosts.facts import Answer
from picketline.hosts.inventory import Host

_LINGER = 1.0
"""Seconds to wait for stderr once the child is gone: a shared connection may hold it open."""


class Limits(msgspec.Struct, frozen=True):
    """What a host may send, in bytes, lines and seconds."""

    output: int = 4 << 20
    line: int = 64 << 10
    lines: int = 5000
    complaint: int = 64 << 10
    seconds: float = 45


async def run(
    host: Host, script: bytes, limits: Limits, environ: Mapping[str, str], *, private: bool = False
) -> Answer:
    """Run `script` on `host`; always returns, never later than the limits allow.

    Whatever happens, also when this task is cancelled, the child is ended and reaped.
    """
    argv = ssh.command(host, limits.seconds, private=private)
    try:
        child = await asyncio.create_subprocess_exec(
            *argv,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=ssh.environment(environ),
            start_new_session=True,
            preexec_fn=_die_with_the_controller if sys.platform == "linux" else None,
        )
    except OSError as problem:
        return Answer(b"", f"{argv[0]}: {problem.strerror}".encode(), None)
    try:
        return await _converse(child, script, limits)
    finally:
        await _end(child)


def _die_with_the_controller() -> None:
    """Ask the kernel to end this child with its parent, however the parent ends."""
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)


async def _converse(child: asyncio.subprocess.Process, script: bytes, limits: Limits) -> Answer:
    output, complaint = bytearray(), bytearray()
    cut = ""
    try:
        async with asyncio.timeout(limits.seconds), asyncio.TaskGroup() as group:
            group.create_task(_send(child, script))
            complaints = group.create_task(_keep(child.stderr, complaint, limits.complaint))
            cut = await _receive(child.stdout, output, limits)
            if cut:
                await _end(child)
            await child.wait()
            await asyncio.wait((complaints,), timeout=_LINGER)
            complaints.cancel()
    except TimeoutError:
        cut = f"no end within {limits.seconds:g} s"
    return Answer(bytes(output), bytes(complaint), child.returncode, cut)


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
    lines = 0
    line = 0
    while stream is not None and (chunk := await stream.read(65536)):
        kept += chunk
        if len(kept) > limits.output:
            del kept[limits.output :]
            return f"more than {limits.output} bytes"
        lines += chunk.count(b"\n")
        if lines > limits.lines:
            return f"more than {limits.lines} lines"
        line = line + len(chunk) if b"\n" not in chunk else len(chunk) - chunk.rindex(b"\n") - 1
        if line > limits.line:
            return f"a line of more than {limits.line} bytes"
    return ""


async def _end(child: asyncio.subprocess.Process) -> None:
    """End the child and whatever it started, politely first."""
    for number, grace in ((signal.SIGTERM, 1.0), (signal.SIGKILL, 5.0)):
        if child.returncode is not None:
            break
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, number)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(child.wait()), grace)

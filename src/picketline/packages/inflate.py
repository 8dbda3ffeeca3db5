"""A stream read in order and within bounds: gzip, or plain where it is no gzip.

npm takes both, and gzip streams that follow each other as one. Nothing is kept but one chunk,
whatever the stream says of its size.
"""

import zlib
from collections.abc import Generator, Iterator
from typing import BinaryIO

CHUNK = 1 << 16
TOTAL = 2 << 30
"""The most bytes that are unpacked of one stream."""
RATIO = 250
"""The most bytes that one compressed byte may come to, once MEASURED_FROM are out."""
MEASURED_FROM = 64 << 20
_MAGIC = b"\x1f\x8b"
_GZIP = 31
"""zlib's word for: a gzip header, and a check of the sum behind the data."""


class Cut(Exception):  # noqa: N818  # an ending, not an error: what was read until then holds
    """The stream cannot be read to its end; the message says why."""


class Stream:
    """The bytes of `source`, unpacked. `packed` says whether it is gzip, after the first take."""

    def __init__(self, source: BinaryIO) -> None:
        self.packed = False
        self.at = 0
        self._source = source
        self._taken = 0
        self._chunks = self._bounded()
        self._rest = memoryview(b"")

    def take(self, size: int) -> bytes:
        """The next `size` bytes, fewer only at the end. Raises Cut."""
        return b"".join(self.pieces(size))

    def pieces(self, size: int) -> Iterator[memoryview]:
        """The next `size` bytes in pieces of at most CHUNK bytes. Raises Cut."""
        while size > 0:
            if not self._rest:
                self._rest = memoryview(next(self._chunks, b""))
                if not self._rest:
                    return
            piece, self._rest = self._rest[:size], self._rest[size:]
            size -= len(piece)
            self.at += len(piece)
            yield piece

    def _bounded(self) -> Iterator[bytes]:
        out = 0
        for chunk in self._unpacked():
            out += len(chunk)
            if out > TOTAL:
                raise Cut(f"unpacks to more than {TOTAL} bytes")
            if self.packed and out > max(MEASURED_FROM, RATIO * self._taken):
                raise Cut(f"unpacks to more than {RATIO} times its size")
            yield chunk

    def _unpacked(self) -> Iterator[bytes]:
        data = self._read() + self._read()
        self.packed = data.startswith(_MAGIC)
        while data.startswith(_MAGIC):
            data = yield from self._member(data)
            data = data if len(data) > 1 else data + self._read()
        while data:
            if self.packed and data.strip(b"\0"):
                raise Cut("bytes that are no gzip follow the gzip stream")
            if not self.packed:
                yield data
            data = self._read()

    def _member(self, data: bytes) -> Generator[bytes, None, bytes]:
        """Unpack one gzip member; returns what was read behind its end."""
        machine = zlib.decompressobj(_GZIP)
        while not machine.eof:
            data = data or self._read()
            try:
                chunk = machine.decompress(data, CHUNK)
            except zlib.error as problem:
                raise Cut(f"the gzip stream is damaged: {problem}") from None
            if not data and not chunk and not machine.eof:
                raise Cut("the gzip stream ends too early")
            data = machine.unconsumed_tail
            if chunk:
                yield chunk
        return machine.unused_data

    def _read(self) -> bytes:
        try:
            data = self._source.read(CHUNK)
        except OSError as problem:
            raise Cut(f"cannot be read: {problem.strerror or problem}") from None
        self._taken += len(data)
        return data

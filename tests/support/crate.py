"""An incident's evidence as a host sends it, honestly or not."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from build import NONCE

PIECES = {"4242/exe": b"\x7fELF\x00\xff" * 500, "4242/cmdline": b"./m\x00-c\n", "4242/io": b""}
LISTS = {"not-kept": b"missing 4242/limits\n", "frozen": b"4242 991 77\n"}


def manifest(pieces: Mapping[str, bytes]) -> bytes:
    """What sha256sum says of some pieces."""
    lines = (f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in pieces.items())
    return "".join(lines).encode()


def packed(name: str, data: bytes, size: int | None = None) -> bytes:
    """One file of the stream, its size told as it is or otherwise."""
    return f"file\t{name}\t{len(data) if size is None else size}\n".encode() + data + b"\n"


def stream(*files: bytes, count: int | None = None, nonce: str = NONCE) -> bytes:
    """A whole answer made of some files."""
    end = f"end\t{len(files) if count is None else count}\t{nonce}\n"
    return b"".join((f"picket\t1\t{nonce}\n".encode(), *files, end.encode()))


def whole(nonce: str = NONCE) -> bytes:
    """What an honest host sends."""
    listed = {"manifest.sha256": manifest(PIECES)} | PIECES | LISTS
    return stream(*(packed(name, data) for name, data in listed.items()), nonce=nonce)


def sender(folder: Path, data: bytes) -> str:
    """The script of a host that sends some bytes, `NONCE` in them replaced."""
    file = folder / "sent"
    file.write_bytes(data)
    return f'#!/bin/sh\nLC_ALL=C exec sed "s/{NONCE}/$1/g" "{file}"\n'

"""One byte sequence for one value: what digests, fingerprints and signatures are made of."""

import hashlib
from typing import Any

import msgspec

_ENCODER = msgspec.json.Encoder(order="sorted")


def encode(value: Any) -> bytes:
    """Return the canonical JSON of `value`: UTF-8, keys sorted, no white space.

    Floats are written in their shortest form that reads back the same. Sets are
    written in sorted order; lists keep theirs.
    """
    return _ENCODER.encode(value)


def digest(value: Any) -> str:
    """Return the sha256 of `encode(value)` as 64 hex digits."""
    return hashlib.sha256(encode(value)).hexdigest()

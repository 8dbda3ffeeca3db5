"""Between structs and rows: what is written can be read back, or is refused."""

from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec

from picketline.core import canonical
from picketline.core.errors import StoreError

_Shape = TypeVar("_Shape")


def encode(value: Any, shape: Any, what: str) -> bytes:
    """Return the canonical JSON of `value`.

    Raises StoreError naming `what` if the bytes would not read back as `shape`: a number
    that is not finite, a lone surrogate, a wrong type.
    """
    try:
        data = canonical.encode(value)
        msgspec.json.decode(data, type=shape)
    except (TypeError, ValueError, OverflowError) as problem:
        raise StoreError(f"{what} cannot be stored: {problem}") from None
    return data


def decode(data: str | bytes, shape: type[_Shape], where: str) -> _Shape:
    """Return the JSON `data` as `shape`; raises StoreError naming `where` and the field."""
    try:
        return msgspec.json.decode(data, type=shape)
    except (TypeError, ValueError) as problem:
        raise StoreError(f"{where}: damaged: {problem}") from None


def convert(row: Mapping[Any, Any], shape: type[_Shape], where: str) -> _Shape:
    """Return a row's columns as `shape`; raises StoreError naming `where` and the column."""
    try:
        return msgspec.convert({str(name): value for name, value in row.items()}, shape)
    except ValueError as problem:
        raise StoreError(f"{where}: damaged: {problem}") from None

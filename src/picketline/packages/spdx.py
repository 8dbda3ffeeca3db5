"""Licences as SPDX writes them."""

from functools import lru_cache
from typing import Any

_LONGEST = 256
_DEEPEST = 20


@lru_cache(maxsize=1 << 12)
def tree(text: str) -> Any:
    """The tree of the SPDX expression that `text` is; None if it is none or of unknown ids.

    Texts longer than 256 characters, or with more than 20 parentheses, are none.
    """
    if len(text) > _LONGEST or text.count("(") > _DEEPEST:
        return None
    from license_expression import (  # type: ignore[import-untyped]  # noqa: PLC0415  # costly
        ExpressionError,
    )

    try:
        return _spdx().parse(text, validate=True)
    except (ExpressionError, ValueError, TypeError, AttributeError, IndexError, RecursionError):
        return None


def expression(text: str) -> str:
    """The expression with its ids as SPDX spells them today; "" if it is none."""
    found = tree(text) if text.strip() else None
    return "" if found is None else str(found)


@lru_cache(maxsize=1)
def _spdx() -> Any:
    from license_expression import get_spdx_licensing  # noqa: PLC0415  # costly

    return get_spdx_licensing()

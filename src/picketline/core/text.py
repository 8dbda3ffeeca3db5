"""Hostile text made safe to show: on a terminal, on a page, to a model."""

import unicodedata

_VARIATION_SELECTORS_SUPPLEMENT = range(0xE0100, 0xE01F0)


def safe_text(value: str) -> str:
    r"""Return `value` with every character that could steer or hide written as an escape.

    Escaped as `\x1b`, `\u202e` or `\U000e0041`: controls, format characters (bidi,
    zero-width, tags), line and paragraph separators, surrogates, private use and
    unassigned code points, and the supplementary variation selectors. All else stays as
    it is, a backslash too, so that the result is its own safe text. Views use it;
    canonical JSON keeps the raw value.
    """
    if value.isascii() and value.isprintable():
        return value
    return "".join(_escaped(char) if _unsafe(char) else char for char in value)


def _unsafe(char: str) -> bool:
    category = unicodedata.category(char)
    return (
        category.startswith("C")
        or category in {"Zl", "Zp"}
        or ord(char) in _VARIATION_SELECTORS_SUPPLEMENT
    )


def _escaped(char: str) -> str:
    code = ord(char)
    if code <= 0xFF:  # noqa: PLR2004  # the widths of Python's own three escapes
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004  # as above

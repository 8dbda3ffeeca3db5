"""Writing plain lines of a given width, whatever the text."""

import unicodedata
from collections.abc import Iterator
from typing import Any

import msgspec

from picketline.core.text import safe_text

_LEAST_WIDTH = 40
_DEEPER = 2


class Pen(msgspec.Struct, frozen=True, kw_only=True):
    """How lines look: `width` in columns, colour as an addition, plain ASCII signs."""

    width: int = 100
    colour: bool = False
    ascii: bool = False

    def sign(self, pretty: str) -> str:
        """The sign, or its plain form."""
        return _PLAIN[pretty] if self.ascii else pretty

    def clip(self, text: str, most: int) -> str:
        """`text` made safe and cut to `most` characters, an ellipsis showing the cut.

        The signs that the table itself gives a meaning to are escaped, so that no
        reported string can forge them.
        """
        shown = safe_text(text[: most + 1]).translate(_FORGED)
        dots = self.sign("…")
        return shown if len(shown) <= most else shown[: most - len(dots)] + dots

    def paint(self, text: str, **style: Any) -> str:
        """`text` in colour if colour is wanted; click.style takes `style`."""
        if not self.colour or not text:
            return text
        import click  # noqa: PLC0415  # a plain table starts without it

        return click.style(text, **style)

    def lines(self, text: str, indent: int, lead: str = "", again: str = "") -> list[str]:
        """`text` wrapped at words to the width behind `indent` spaces.

        `lead` stands on the first line in place of the indent, `again` on the later
        ones. Without it these stand deeper, so that a wrapped value never looks like a
        line of its own.
        """
        head, tail = lead or " " * indent, again or " " * (indent + _DEEPER)
        room = max(self.width, _LEAST_WIDTH)
        first, *rest = _wrap(text, room - columns(head), room - columns(tail))
        return [(head + first).rstrip(), *((tail + line).rstrip() for line in rest)]

    def line(self, text: str, lead: str) -> str:
        """`lead` and as much of `text` as one line holds."""
        room = max(self.width, _LEAST_WIDTH) - columns(lead)
        if columns(text) <= room:
            return (lead + text).rstrip()
        dots = self.sign("…")
        return lead + next(_pieces(text, room - len(dots))) + dots


_PLAIN = {"✓": "ok", "✗": "x", "·": "-", "…": "...", "?": "?"}
_FORGED = str.maketrans({"✓": r"\u2713", "✗": r"\u2717", "·": r"\xb7"})


def columns(text: str) -> int:
    """The columns that safe text takes at most; a wide character takes two."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _wrap(text: str, first: int, rest: int) -> list[str]:
    lines = [""]
    for word in text.split(" "):
        for piece in _pieces(word, rest):
            joined = f"{lines[-1]} {piece}" if lines[-1] else piece
            if columns(joined) <= (rest if len(lines) > 1 else first):
                lines[-1] = joined
            else:
                lines.append(piece)
    return lines


def _pieces(word: str, most: int) -> Iterator[str]:
    """`word` in pieces of at most `most` columns."""
    while columns(word) > most:
        cut = most if word.isascii() else most // 2
        yield word[:cut]
        word = word[cut:]
    yield word

"""Whether a script may hold what a module looks for: asked of the one pass over its bytes."""

from picketline.packages import matcher

_SMALL = 1 << 14


def hinted(plain: bytes, *signals: str) -> bool:
    """Whether one of the signals is in a script; always for one of at most 16 KiB."""
    return len(plain) <= _SMALL or not {*signals}.isdisjoint(matcher.signals(plain))

"""tree-sitter within bounds: steps and reads are counted, never seconds."""

import itertools
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Parser, Tree

_STEPS = 150_000
_READS = 40_000
_PIECE = 1 << 12


def bounded_parse(parser: "Parser", source: bytes) -> "Tree | None":
    """A tree by a parser of this thread; None if it takes too many steps or reads.

    Steps are those that tree-sitter counts, reads are pieces of 4 KiB: a lexer that looks far
    ahead again and again reads far more than there is.
    """
    steps, reads = itertools.count(), itertools.count()

    def stop(_at: int, _wrong: bool) -> bool:  # noqa: FBT001  # tree-sitter's own order
        return next(steps) > _STEPS

    def read(at: int, _point: object) -> bytes:
        return source[at : at + _PIECE] if next(reads) < _READS else b""

    try:
        tree = parser.parse(read, progress_callback=stop)
    except ValueError:
        parser.reset()
        return None
    return tree if next(reads) < _READS else None

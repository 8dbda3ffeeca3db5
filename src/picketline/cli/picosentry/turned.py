"""picosentry where folders list what they hold in another order: for --verify-determinism."""

import os
import sys
from collections.abc import Callable, Iterator
from typing import Any, NoReturn, Self

ORDERS: dict[str, Callable[[list[Any]], list[Any]]] = {
    "as-is": lambda found: found,
    "backwards": lambda found: found[::-1],
    "by-name-ends": lambda found: sorted(found, key=lambda each: _name(each)[::-1]),
}
"""In which orders the entries of a folder are given."""


class _Listing:
    """What os.scandir gives: an iterator that can be closed."""

    def __init__(self, found: list[Any]) -> None:
        self._found = iter(found)

    def __iter__(self) -> Iterator[Any]:
        return self._found

    def __next__(self) -> Any:
        return next(self._found)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Nothing is held open."""


def _name(entry: Any) -> Any:
    return getattr(entry, "name", entry)


def turn(order: str) -> None:
    """From now on, let this process and its workers be told of folders' entries in this order."""
    scandir, listdir, arranged = os.scandir, os.listdir, ORDERS[order]

    def turned_scandir(*path: Any) -> _Listing:
        with scandir(*path) as entries:
            return _Listing(arranged(list(entries)))

    def turned_listdir(*path: Any) -> list[Any]:
        return arranged(listdir(*path))

    os.scandir = turned_scandir  # type: ignore[assignment]
    os.listdir = turned_listdir  # type: ignore[assignment]


def main() -> NoReturn:
    """Run picosentry's command line; the first word is the order."""
    turn(sys.argv.pop(1))
    from picketline.cli.picosentry import main as picosentry  # noqa: PLC0415  # with that order

    picosentry()


if __name__ == "__main__":
    main()

"""A bar on a watching terminal while files are read."""

import contextlib
import sys
from collections.abc import Callable, Iterator

Tick = Callable[[int, int], None]


@contextlib.contextmanager
def bar(what: str = "reading") -> Iterator[Tick | None]:
    """What to call with how many are done and how many there are; None where nobody watches."""
    if not sys.stderr or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console  # noqa: PLC0415  # only where a terminal watches
    from rich.progress import Progress  # noqa: PLC0415  # as above

    with Progress(console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task(what, total=None)
        yield lambda done, total: shown.update(task, completed=done, total=total)

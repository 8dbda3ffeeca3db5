"""The report's own JSON, canonical: what a digest, a store and a program read."""

from picketline.core import canonical
from picketline.core.report import Report


def render(report: Report) -> bytes:
    """Return the canonical JSON of `report`, values raw, and a newline."""
    return canonical.encode(report) + b"\n"

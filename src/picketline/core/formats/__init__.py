"""A report as bytes: one module a format, imported when it is asked for."""

import importlib

from picketline.core.report import Report

FORMATS: tuple[str, ...] = ("table", "json", "sarif", "html", "ocsf")
"""What every product writes."""
MORE: tuple[str, ...] = ("github", "ml-context")
"""What is for findings in the files of a project."""


def render(
    report: Report,
    name: str,
    *,
    width: int = 100,
    colour: bool = False,
    ascii: bool = False,  # noqa: A002  # the plain word for what it asks
) -> bytes:
    """Return `report` in the format `name`, as UTF-8 ending in a newline; empty if ocsf has none.

    `name` is one of FORMATS or MORE.

    `width` (columns, at least 40), `colour` and `ascii` (plain signs) shape the table
    and mean nothing to the others. Raises ValueError if `name` is no format.
    """
    if name not in (*FORMATS, *MORE):
        raise ValueError(f"{name!r} is not a format; known: {', '.join((*FORMATS, *MORE))}")
    module = importlib.import_module(f"{__name__}.{name.replace('-', '_')}")
    looks = {"width": width, "colour": colour, "ascii": ascii} if name == "table" else {}
    return bytes(module.render(report, **looks))

"""A report as bytes: one module a format, imported when it is asked for."""

import importlib

from picketline.core.report import Report

FORMATS: tuple[str, ...] = ("table", "json", "sarif", "html", "ocsf")


def render(
    report: Report,
    name: str,
    *,
    width: int = 100,
    colour: bool = False,
    ascii: bool = False,  # noqa: A002  # the plain word for what it asks
) -> bytes:
    """Return `report` in the format `name`, as UTF-8 ending in a newline; empty if ocsf has none.

    `width` (columns, at least 40), `colour` and `ascii` (plain signs) shape the table
    and mean nothing to the others. Raises ValueError if `name` is not in FORMATS.
    """
    if name not in FORMATS:
        raise ValueError(f"{name!r} is not a format; known: {', '.join(FORMATS)}")
    module = importlib.import_module(f"{__name__}.{name}")
    looks = {"width": width, "colour": colour, "ascii": ascii} if name == "table" else {}
    return bytes(module.render(report, **looks))

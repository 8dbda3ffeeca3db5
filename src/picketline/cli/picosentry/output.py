"""How a scan is written: the formats of reports, the SBOM and the view of a terminal."""

import contextlib
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from picketline.cli import options as shared
from picketline.core import formats
from picketline.core.formats import ml_context
from picketline.core.report import Report
from picketline.packages import lockfiles
from picketline.packages.facts import Project

FORMATS = ("table", "json", "sarif", "ml-context", "github", "cyclonedx", "html")


def options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the flags that say how and where to write."""
    for decorate in (
        click.option(
            "--token-budget",
            type=click.IntRange(min=ml_context.LEAST),
            default=ml_context.BUDGET,
            help="For ml-context.",
        ),
        click.option("-q", "--quiet", is_flag=True, help="Write nothing but what -o asks for."),
        click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False)),
        click.option("-f", "--format", "shape", type=click.Choice(FORMATS), default="table"),
    ):
        function = decorate(function)
    return function


def write(made: Report, projects: list[Project], flags: dict[str, Any]) -> None:
    """Write a report where and how the flags ask."""
    to, shape = flags["output"], flags["shape"]
    if to is not None:
        shared.save(to, _rendered(made, projects, flags, terminal=False))
    elif not flags["quiet"]:
        shared.emit(_rendered(made, projects, flags, terminal=_watched()))
    if shape == "github" and (summary := os.environ.get("GITHUB_STEP_SUMMARY")):
        from picketline.core.formats import github  # noqa: PLC0415  # only where it is asked for

        with Path(summary).open("ab") as file:
            file.write(github.summary(made, below(flags)))


def _watched() -> bool:
    """Whether standard output is a terminal; a process may have none at all."""
    return bool(sys.stdout) and sys.stdout.isatty()


def _rendered(
    made: Report, projects: list[Project], flags: dict[str, Any], *, terminal: bool
) -> bytes:
    shape = flags["shape"]
    if shape == "cyclonedx":
        from picketline.packages import sbom  # noqa: PLC0415  # only where it is asked for

        return sbom.cyclonedx(projects[0], made)
    if shape == "table":
        return _view(made, terminal=terminal)
    if shape == "ml-context":
        return ml_context.render(made, budget=flags["token_budget"])
    if shape == "github":
        from picketline.core.formats import github  # noqa: PLC0415  # as above

        return github.render(made, below(flags))
    if shape == "sarif":
        from picketline.core.formats import sarif  # noqa: PLC0415  # as above

        return sarif.render(made, below(flags))
    return formats.render(made, shape)


def below(flags: dict[str, Any]) -> bytes:
    """The folder of what was scanned, from the workflow's workspace or the working directory on.

    b"" if it is that, does not lie below it, or is not to be told, as the output is to be the same
    wherever the folder lies.
    """
    target: Path | None = flags.get("target")
    if target is None or flags["deterministic_output"]:
        return b""
    place = target.parent if target.name in lockfiles.NAMES else target
    for root in filter(None, (os.environ.get("GITHUB_WORKSPACE"), os.curdir)):
        with contextlib.suppress(OSError, RuntimeError, ValueError):
            steps = place.resolve().relative_to(Path(root).resolve())
            return b"" if steps == Path() else os.fsencode(steps)
    return b""


def _view(made: Report, *, terminal: bool) -> bytes:
    from picketline.packages import verdicts  # noqa: PLC0415  # only where it is asked for

    colour = terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    width = min(os.get_terminal_size().columns, 120) if terminal else 100
    plain = "utf" not in (getattr(sys.stdout, "encoding", "") or "").lower()
    return verdicts.render(made, width=width, colour=colour, ascii=plain)

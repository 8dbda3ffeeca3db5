"""The report as one self-contained page: no script, no request, nothing unescaped."""

import functools
from typing import Any

import jinja2

from picketline.core.formats import summary
from picketline.core.formats.summary import SIGNS, Verdict, verdict
from picketline.core.report import EXIT_WORDS, Part, Report, exit_code
from picketline.core.text import safe_text

_LONGEST = 4000
_SHORT = 200
_WORST = [Verdict.FOUND, Verdict.UNSEEN, Verdict.UNFINISHED, Verdict.CLEAN]
_SPOKEN = (
    "mode",
    "note",
    "place",
    "recorded",
    "spoken",
    "subject",
    "utc",
    "words",
    "worst_first",
)


def render(report: Report) -> bytes:
    """Return the page of `report`; parts and findings stand worst first."""
    code = exit_code(report)
    return (
        _environment()
        .get_template("report.html")
        .render(
            report=report,
            parts=sorted(report.parts, key=_badness),
            summary=summary.summarise(report),
            outcome=EXIT_WORDS[code],
            code=code.name.lower(),
        )
        .encode()
        + b"\n"
    )


def _badness(part: Part) -> tuple[int, int, int]:
    ranks = [finding.severity.rank for finding in part.alertable]
    return (_WORST.index(verdict(part)), -max(ranks, default=0), -len(ranks))


@functools.cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("picketline.core.formats"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["short"] = functools.partial(_cut, most=_SHORT)
    environment.globals |= {name: getattr(summary, name) for name in _SPOKEN}
    environment.globals |= {"verdict": verdict, "sign": SIGNS.__getitem__}
    return environment


def _shown(value: Any) -> Any:
    """What every expression of the template passes before it is escaped.

    A macro's own output has `__html__` and is left alone.
    """
    if not isinstance(value, str) or hasattr(value, "__html__"):
        return value
    return safe_text(_cut(value, _LONGEST))


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[:most]}…"

"""picosentry diff."""

import itertools
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import msgspec

from picketline.cli import options
from picketline.core import canonical
from picketline.core.errors import TargetError
from picketline.core.model import Severity
from picketline.core.report import Exit, Report
from picketline.core.text import safe_text
from picketline.packages.news import reports
from picketline.packages.news.facts import KINDS, News

GATE = "--fail-on-new"
DEFAULT = Severity.MEDIUM.value
_SEVERITIES = tuple(severity.value for severity in Severity)
_RULE = re.compile(r"[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)+")


class Gate(msgspec.Struct, frozen=True):
    """What of the news fails: all from a severity upwards, and all of some kinds or rules."""

    least: Severity | None = None
    kinds: frozenset[str] = frozenset()

    def holds(self, kind: str, severity: Severity) -> bool:
        """Whether something new of a kind or rule fails."""
        return kind in self.kinds or (self.least is not None and severity >= self.least)


class _Command(click.Command):
    """A command whose gate may stand without a value, before OLD and NEW too."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        given = [*args, ""]
        bare = [
            f"{GATE}={DEFAULT}" if word == GATE and not _is_gate(after) else word
            for word, after in itertools.pairwise(given)
        ]
        return super().parse_args(ctx, bare)


def _is_gate(text: str) -> bool:
    words = text.split(",")
    return all(each in _SEVERITIES or each in KINDS or _RULE.fullmatch(each) for each in words)


def _gate(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> Gate | None:
    words = [word.strip() for value in values for word in value.split(",")]
    for word in words:
        if not _is_gate(word):
            known = ", ".join((*_SEVERITIES, *KINDS))
            raise click.BadParameter(f"{word!r} is none of {known}, and no rule")
    least = [Severity(word) for word in words if word in _SEVERITIES]
    kinds = frozenset(word for word in words if word not in _SEVERITIES)
    return Gate(min(least, default=None), kinds) if words else None


_FILE = click.Path(path_type=Path, exists=True)


@click.command(cls=_Command, context_settings=options.CONTEXT)
@click.argument("old", type=_FILE)
@click.argument("new", type=_FILE)
@click.option(
    GATE,
    "gate",
    multiple=True,
    callback=_gate,
    metavar="[SEVERITY|KIND]",
    help="Exit with 1 only for what is new of this severity or above (medium), of a kind (hook,"
    " injected, network, ...) or, of reports, of a rule; with 3 if NEW was not seen whole.",
)
@click.option(
    "-f",
    "--format",
    "shape",
    type=click.Choice(("table", "json", "github")),
    default="table",
)
@click.option("--json", "shape", flag_value="json", help="The same as -f json.")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False))
@options.corpus
@click.option("--no-cache", is_flag=True, help="Read folders anew, and remember nothing.")
def command(old: Path, new: Path, **flags: Any) -> int:
    """What is new from OLD to NEW: two reports (-f json), lockfiles, tarballs or folders.

    Exits with 0 if they are the same and with 1 if they differ, unless --fail-on-new says what
    counts; with 3 if nothing differs, but not everything was seen.
    """
    from picketline.cli.picosentry import sides  # noqa: PLC0415  # imports every reader

    kinds = sides.kind(old), sides.kind(new)
    if kinds[0] != kinds[1]:
        one, other = (safe_text(str(each)) for each in (old, new))
        what = f"{one} is a {kinds[0]} and {other} a {kinds[1]}; give two of one kind"
        raise TargetError(what)
    if kinds[0] == "report":
        return _reports(sides.report(old), sides.report(new), flags)
    return _packages(old, new, flags)


def _reports(before: Report, after: Report, flags: dict[str, Any]) -> int:
    found = reports.between(before, after)
    _write(flags, found, reports.lines(found), lambda: reports.worse(found, after))
    gate = flags["gate"]
    if gate is None:
        return int(Exit.CLEAN if found.same else Exit.FOUND)
    if any(each.worse and gate.holds(each.shown.rule, each.worse) for each in found.moved):
        return int(Exit.FOUND)
    return int(Exit.UNFINISHED if found.after.unseen else Exit.CLEAN)


def _packages(old: Path, new: Path, flags: dict[str, Any]) -> int:
    from picketline.cli.picosentry import asked, sides  # noqa: PLC0415  # imports every reader
    from picketline.packages.news import compare, told  # noqa: PLC0415  # as above

    corpus = sides.corpus(flags["corpus"])
    before, after = (
        sides.read(
            path,
            sides.kind(path),
            corpus,
            asked.memory(path) if path.is_dir() and not flags["no_cache"] else None,
        )
        for path in (old, new)
    )
    found = compare.compare(before, after)
    _write(flags, found, told.lines(found), lambda: told.report(found))
    return int(_code(found, flags["gate"]))


def _code(found: News, gate: Gate | None) -> Exit:
    """Found wins over unfinished; for a gate what was not seen of NEW alone counts."""
    new = (each for each in found.changes if each.after is not None)
    if gate is None:
        hit, unseen = not found.same, (*found.before.unseen, *found.after.unseen)
    else:
        hit = any(gate.holds(each.shown.kind, each.severity) for each in new)
        unseen = found.after.unseen
    if hit:
        return Exit.FOUND
    return Exit.UNFINISHED if unseen else Exit.CLEAN


def _write(
    flags: dict[str, Any], found: object, lines: Iterator[str], worse: Callable[[], Report]
) -> None:
    """Write the difference as the flags ask; a job's summary on GitHub too."""
    if flags["shape"] == "json":
        data = canonical.encode(found) + b"\n"
    elif flags["shape"] == "github":
        from picketline.core.formats import github  # noqa: PLC0415  # only where it is asked for

        made = worse()
        data = github.render(made)
        if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
            with Path(summary).open("ab") as file:
                file.write(github.summary(made))
    else:
        data = "".join(f"{line}\n" for line in lines).encode()
    if flags["output"] is not None:
        options.save(flags["output"], data)
    else:
        options.emit(data)

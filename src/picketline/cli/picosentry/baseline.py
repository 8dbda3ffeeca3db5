"""picosentry baseline."""

import datetime as dt
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import click
import msgspec

from picketline.cli import options
from picketline.cli.picosentry import beside
from picketline.core.decide import Decided
from picketline.core.model import Severity
from picketline.core.report import Exit, Report, ordered
from picketline.core.text import safe_text
from picketline.packages import accepted, known, project_settings
from picketline.packages.accepted import Accepted, Entry
from picketline.packages.facts import Known, Project

NAME = ".picosentry-baseline.json"
LARGEST = 1 << 28
_LISTED = 20
_UNFINISHED = "picosentry: the scan is unfinished: {}"


class _Looked(msgspec.Struct, frozen=True):
    """What was found, by which rules, and whether everything was looked at; facts of a scan."""

    findings: tuple[Decided, ...]
    rules: frozenset[str]
    finished: bool
    projects: tuple[Project, ...] = ()


@click.group(context_settings=options.CONTEXT)
def command() -> None:
    """Accept what is found, or drop what is found no more."""


def _shared(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add what both take: TARGET, --baseline, --corpus, --trust-config."""
    for decorate in (
        click.option("--trust-config", is_flag=True, help="As of picosentry scan."),
        options.corpus,
        click.option(
            "-b",
            "--baseline",
            "file",
            type=click.Path(path_type=Path, dir_okay=False),
            help=f"The baseline [default: {NAME} in TARGET, or beside it].",
        ),
        click.argument("target", type=click.Path(path_type=Path, exists=True)),
    ):
        function = decorate(function)
    return function


@command.command(context_settings=options.CONTEXT)
@options.reason("Why; kept in the baseline.")
@click.option("--owner", default="", metavar="NAME", help="Who answers for it.")
@options.until()
@click.option(
    "--rule",
    "rules",
    multiple=True,
    metavar="ID",
    help="Of this rule, whatever its severity; repeatable [default: all of at least medium].",
)
@click.option(
    "--known-state",
    is_flag=True,
    help="Also note who stands behind each package and where it comes from, as it is now; from"
    " then on L2-MAINT-001 tells of others.",
)
@_shared
def accept(target: Path, **flags: Any) -> int:
    """Accept what is found in TARGET, or stands in a report (-f json) of it.

    The baseline is committed beside the code and given to a scan by -b. What was accepted
    before keeps its reason, unless that has ended.
    """
    _check_rules(flags["rules"])
    file = flags["file"] or _default(target)
    held = _held(file) if os.path.lexists(file) else Accepted()
    today = dt.datetime.now(dt.UTC).date()
    looked = _looked(target, flags | {"known": () if flags["known_state"] else held.known})
    past = held.expired(today).entries
    chosen = {each.fingerprint: each for each in _chosen(looked.findings, flags["rules"])}
    fresh = {key: each for key, each in chosen.items() if key not in held.entries or key in past}
    noted = _noted(held, looked, target) if flags["known_state"] else held.known
    entries = (*held.entries.values(), *(_entry(each, flags, today) for each in fresh.values()))
    made = Accepted(entries, known=noted)
    if fresh or noted != held.known:
        beside.replace(file, made.to_bytes())
    for line in _accepted_lines(list(fresh.values()), len(chosen) - len(fresh)):
        click.echo(line)
    if made:
        click.echo(f"{safe_text(str(file))}: {len(made.entries)} accepted{_packages(noted)}")
    return _end(looked, "what was not seen is not accepted")


@command.command(context_settings=options.CONTEXT)
@_shared
def prune(target: Path, **flags: Any) -> int:
    """Drop what is found no more in TARGET, or in a report of it, and what has ended.

    Of an unfinished scan, and of rules that did not run, only what has ended is dropped. Give
    the same TARGET, installed as it was: what a lockfile alone does not show counts as gone. The
    known state stays as it is.
    """
    file = flags["file"] or _default(target)
    held = _held(file)
    today = dt.datetime.now(dt.UTC).date()
    looked = _looked(target, flags | {"known": held.known})
    dropped = {
        each.fingerprint: f"ended on {each.until}" for each in held.expired(today).entries.values()
    }
    for each in held.unused(looked.findings).entries.values():
        if looked.finished and each.rule in looked.rules:
            dropped.setdefault(each.fingerprint, "found no more")
    left = (each for key, each in held.entries.items() if key not in dropped)
    kept = Accepted(left, known=held.known)
    if dropped:
        beside.replace(file, kept.to_bytes())
    for key, why in dropped.items():
        click.echo(f"dropped {held.entries[key].label}: {why}")
    click.echo(f"{safe_text(str(file))}: {len(dropped)} dropped, {len(kept.entries)} accepted")
    return _end(looked, "nothing is taken for gone")


def _default(target: Path) -> Path:
    return (target if target.is_dir() else target.parent) / NAME


def _held(file: Path) -> Accepted:
    return accepted.baseline_of(project_settings.contents(file, LARGEST), str(file))


def _check_rules(rules: Iterable[str]) -> None:
    from picketline.core.check import checks  # noqa: PLC0415  # imports every rule
    from picketline.packages.scan import RULES  # noqa: PLC0415  # as above

    for rule in rules:
        if rule not in checks(RULES):
            raise click.BadParameter(
                f"no rule {rule!r}; see picosentry rules", param_hint="'--rule'"
            )


def _looked(target: Path, flags: dict[str, Any]) -> _Looked:
    """What a report says, or a scan that is made now."""
    projects: tuple[Project, ...] = ()
    made = _earlier(target)
    if made is None:
        made, projects = _scanned(target, flags)
    findings = ordered(each for part in made.parts for each in part.findings)
    ran = [frozenset(part.checks) for part in made.parts]
    rules = frozenset.intersection(*ran) if ran else frozenset()
    finished = bool(ran) and all(part.finished for part in made.parts)
    return _Looked(findings, rules, finished, projects)


def _noted(held: Accepted, looked: _Looked, target: Path) -> tuple[Known, ...]:
    """The known state as it is now; what an unfinished scan did not see stays as it was."""
    if not looked.projects:
        what = f"{safe_text(str(target))} is a report, which names no people; give the project"
        raise click.BadParameter(what, param_hint="'--known-state'")
    now = known.of(looked.projects)
    return now if looked.finished else known.merged(held.known, now)


def _packages(noted: tuple[Known, ...]) -> str:
    return f", state of packages known: {len(noted)}" if noted else ""


def _earlier(target: Path) -> Report | None:
    """The report that `target` is, if it is one."""
    if not target.is_file():
        return None
    with target.open("rb") as stream:
        if not stream.read(64).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
            return None
    data = project_settings.contents(target.resolve(), LARGEST)
    return accepted.report_of(data, str(target)) if accepted.is_report(data) else None


def _scanned(target: Path, flags: dict[str, Any]) -> tuple[Report, tuple[Project, ...]]:
    """What `picosentry scan` says of a target, every finding of it still open, and its facts."""
    from picketline.cli.picosentry import asked  # noqa: PLC0415  # costly where a report is given

    defaults: dict[str, Any] = {
        "baseline": None,
        "corpus": flags["corpus"],
        "deterministic_output": True,
        "fail_on": None,
        "jobs": 0,
        "known": flags["known"],
        "max_corpus_age": None,
        "no_cache": False,
        "rules": (),
        "timeout": 0,
        "trust_config": flags["trust_config"],
    }
    done = asked.finished([(target, ".")], defaults)
    return done.report, tuple(each.project for each in done.scanned)


def _chosen(findings: Iterable[Decided], rules: tuple[str, ...]) -> Iterator[Decided]:
    """What nobody took on yet: of these rules, or of at least medium."""
    for each in findings:
        wanted = each.rule in rules if rules else each.severity >= Severity.MEDIUM
        if wanted and each.reason is None:
            yield each


def _entry(finding: Decided, flags: dict[str, Any], today: dt.date) -> Entry:
    return Entry(
        rule=finding.rule,
        package=finding.subject.identity,
        fingerprint=finding.fingerprint,
        reason=flags["reason"],
        owner=flags["owner"].strip(),
        accepted=today,
        until=flags["until"],
    )


def _accepted_lines(fresh: list[Decided], before: int) -> Iterator[str]:
    for each in fresh[:_LISTED]:
        about = f"{each.rule} {each.subject.identity} {each.fingerprint[:12]}"
        yield safe_text(f"accepted {each.severity.value:<8} {about}")
    if len(fresh) > _LISTED:
        rest = Counter(each.severity for each in fresh[_LISTED:])
        counts = ", ".join(
            f"{word.value} {rest[word]}" for word in reversed(Severity) if rest[word]
        )
        yield f"accepted {len(fresh) - _LISTED} more: {counts}"
    if before:
        yield f"accepted before: {before}"
    if not fresh and not before:
        yield "nothing to accept"


def _end(looked: _Looked, what: str) -> int:
    """Say that a scan was unfinished; the exit code."""
    if looked.finished:
        return int(Exit.CLEAN)
    click.echo(_UNFINISHED.format(what), err=True)
    return int(Exit.UNFINISHED)

"""What scan, check and workspace share: their flags, and the way from those to an exit code."""

import contextlib
import datetime as dt
import gc
import hashlib
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import msgspec
from click.core import ParameterSource

from picketline.cli import options as shared
from picketline.cli.picosentry import output, progress
from picketline.core import fanout, formats, report, triage
from picketline.core.decide import Decided
from picketline.core.errors import CorpusError, PicketlineError, TargetError
from picketline.core.model import Severity
from picketline.core.report import Exit, Gap, Part, Report
from picketline.core.text import safe_text
from picketline.packages import (
    accepted,
    collect,
    compiled,
    lockfiles,
    project_settings,
    reading,
    scan,
)
from picketline.packages.corpus import Corpus
from picketline.packages.facts import Known, Policy
from picketline.packages.scan import Scanned

_SELDOM = (50_000, 20, 10)
"""Facts hold no circles, parsed scripts do: looking for them less often than usual saves time, and
much less often would keep hundreds of megabytes of scripts that nobody needs any more."""
_LARGEST_BASELINE = 256 << 20
_SEVERITIES = [severity.value for severity in Severity]


class LateError(PicketlineError):
    """The scan took longer than it was given."""

    exit_code = int(Exit.UNFINISHED)


class _Late(BaseException):
    """The time is over: nothing that guards against defects takes this for one."""


def options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the flags of a scan."""
    for decorate in reversed(_OPTIONS):
        function = decorate(function)
    return function


def _ids(_: click.Context, __: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(each.strip() for text in value for each in text.split(",") if each.strip())


_OPTIONS = (
    click.option(
        "-r",
        "--rules",
        multiple=True,
        metavar="ID",
        callback=_ids,
        help="Apply these rules alone; repeatable, or with commas between.",
    ),
    shared.corpus,
    click.option("--exit-code", is_flag=True, help="Exit with 1 if something of high is found."),
    click.option(
        "--fail-on", type=click.Choice(_SEVERITIES), help="Exit with 1 from here upwards."
    ),
    click.option(
        "-b",
        "--baseline",
        type=click.Path(path_type=Path, exists=True, dir_okay=False),
        help="What is accepted: a baseline, an earlier report, or a file of ignores.",
    ),
    click.option("-v", "--verbose", is_flag=True, help="CPU milliseconds of each rule."),
    click.option("--timeout", type=click.FloatRange(min=0), default=0, help="Seconds; 0: none."),
    click.option(
        "-j", "--jobs", type=click.IntRange(min=0, max=64), default=0, help="Workers; 0: a few."
    ),
    click.option(
        "--workers",
        default="processes",
        metavar="KIND",
        help="processes (the default), threads, or dask://HOST:PORT, a scheduler whose workers see"
        " the same files.",
    ),
    click.option(
        "--certificates",
        type=click.Path(path_type=Path, exists=True, file_okay=False),
        help="Folder of ca.pem, cert.pem and key.pem for dask://; needed but on loopback.",
    ),
    click.option("--max-corpus-age", type=click.IntRange(min=0), metavar="DAYS"),
    click.option("--trust-config", is_flag=True, help="Let the project's own settings loosen."),
    click.option(
        "--no-cache", is_flag=True, help="Read everything anew, and remember nothing of it."
    ),
    click.option("--no-triage", is_flag=True, help="Ask no command for an opinion."),
    click.option(
        "--deterministic-output",
        is_flag=True,
        help="Leave times, timing and the place of TARGET out.",
    ),
)
verifying = click.option(
    "--verify-determinism",
    is_flag=True,
    help="First scan three times, varying processes, hash seeds, workers, the order in which"
    " folders list, and folders' names; exit with 4 if they differ.",
)


class Asked(msgspec.Struct, frozen=True):
    """A finished scan: its report, the facts of its parts, and what is a reason to fail."""

    report: Report
    scanned: tuple[Scanned, ...]
    fail_on: Severity
    gating: bool


def run(target: Path, flags: dict[str, Any]) -> int:
    """Scan, write, and answer with the exit code."""
    if flags["verify_determinism"] and (code := _verified(target, flags)):
        return code
    _settled(target, flags)
    done = finished([(target, ".")], flags)
    return told(done, flags | {"target": target})


_OWN = ("quiet", "deterministic_output", "timeout", "token_budget")


def _settled(target: Path, flags: dict[str, Any]) -> None:
    """Take from trusted settings of the project what no flag says."""
    if not flags["trust_config"] or not target.is_dir():
        return
    settings = project_settings.load(target)
    if settings is None:
        return
    asked = settings.effective(trusted=True, default=Severity(flags["fail_on"] or "high"))
    given = click.get_current_context().get_parameter_source
    for name, value in (("shape", asked.format), *((name, getattr(asked, name)) for name in _OWN)):
        if name in flags and given(name) is ParameterSource.DEFAULT:
            flags[name] = value
            flags["hushed"] = flags.get("hushed") or (name == "quiet" and value)


def _verified(target: Path, flags: dict[str, Any]) -> int:
    from picketline.cli.picosentry import twice  # noqa: PLC0415  # seldom asked for

    return twice.verify(target, flags)


def told(done: Asked, flags: dict[str, Any]) -> int:
    """Write what a scan found, and answer with the exit code."""
    output.write(_opined(done.report, flags), [each.project for each in done.scanned], flags)
    if flags.get("hushed"):
        _say(done, unless="clean")
    if flags["verbose"]:
        _timing(done)
    code = exit_code(done.report, done.fail_on)
    if code is Exit.FOUND and not done.gating:
        return int(
            Exit.CLEAN if all(part.finished for part in done.report.parts) else Exit.UNFINISHED
        )
    return int(code)


def check(target: Path, flags: dict[str, Any]) -> int:
    """Scan and say in one line what came of it."""
    if flags["verify_determinism"] and (code := _verified(target, flags)):
        return code
    done = finished([(target, ".")], flags)
    if flags["verbose"]:
        _timing(done)
    code = exit_code(done.report, done.fail_on)
    _say(done)
    return int(code)


def _say(done: Asked, unless: str = " ") -> None:
    """Tell the verdict in one line, unless it begins so."""
    from picketline.packages import verdicts  # noqa: PLC0415  # only where it is asked for

    line = verdicts.line(done.report, done.fail_on, len(scan.chosen(())))
    if not line.startswith(unless):
        click.echo(f"picosentry: {line}", err=True)


def exit_code(made: Report, fail_on: Severity) -> Exit:
    """Found wins over unfinished; what a person accepted is not found."""
    open_ones = (f for part in made.parts for f in part.findings if f.reason is None)
    if any(finding.severity >= fail_on for finding in open_ones):
        return Exit.FOUND
    return Exit.CLEAN if all(part.finished for part in made.parts) else Exit.UNFINISHED


def finished(targets: list[tuple[Path, str]], flags: dict[str, Any]) -> Asked:
    """Scan each target as a part of one report."""
    started = 0.0 if flags["deterministic_output"] else time.time()
    scanner = Scanner.of(flags)
    with limited(flags["timeout"]), crew(flags):
        scanned = tuple(scanner.scan(target, name) for target, name in targets)
    return Asked(
        scan.report((each.part for each in scanned), scanner.corpus, started=started),
        scanned,
        scanner.fail_on,
        scanner.gating,
    )


def crew(flags: dict[str, Any]) -> contextlib.AbstractContextManager[None]:
    """Let the workers work that the flags ask for."""
    how = flags.get("workers", "processes")
    if how in fanout.KINDS:
        return fanout.by(how)
    from picketline.core import cluster  # noqa: PLC0415  # seldom asked for

    return cluster.by(how, flags["certificates"])


class Scanner:
    """Scans targets as the flags ask, each under its own settings."""

    @classmethod
    def of(cls, flags: dict[str, Any]) -> "Scanner":
        """One with the corpus that the flags name, as it is today."""
        today = dt.datetime.now(dt.UTC).date()
        if flags["corpus"] and not Path(flags["corpus"]).is_dir():
            raise CorpusError(f"{flags['corpus']}: no folder of a corpus")
        compiled.keep_in(folder / "patterns" if (folder := cache()) else None)
        gc.set_threshold(*_SELDOM)
        return cls(Corpus.load(shared.corpus_folder(flags["corpus"]), today), flags, today)

    def __init__(self, corpus: Corpus, flags: dict[str, Any], today: dt.date) -> None:
        self.corpus = corpus
        self._flags = flags
        self._today = today
        self._named = _baseline(flags["baseline"])
        self.fail_on = Severity(flags["fail_on"] or "high")
        self.gating = bool(flags.get("exit_code") or flags["fail_on"])

    def scan(self, target: Path, name: str) -> Scanned:
        """One target as a part of the report."""
        with progress.bar() as tick:
            scanned, said = self.one(target, name, tick)
        for gap in sorted(said, key=accepted.by_line):
            click.echo(f"picosentry: {gap.what}: {gap.why}", err=True)
        coverage = (*scanned.part.coverage, *said)
        return msgspec.structs.replace(
            scanned, part=msgspec.structs.replace(scanned.part, coverage=coverage)
        )

    def one(
        self, target: Path, name: str, tick: Callable[[int, int], None] | None = None
    ) -> tuple[Scanned, tuple[Gap, ...]]:
        """One target, and what of settings and baselines did nothing for it."""
        _recognised(target)
        settings = project_settings.load(target) if target.is_dir() else None
        trusted = self._flags["trust_config"]
        asked = settings.effective(trusted=trusted, default=self.fail_on) if settings else None
        accept = _Acceptance(asked, self._named, self._today)
        request = scan.Request(
            rules=self._flags["rules"] or (asked.rules if asked else ()),
            accept=accept,
            known=accept.known or self._flags.get("known", ()),
            options=self._options(target, name, asked, tick),
        )
        scanned = scan.scan(target, self.corpus, request, name)
        if asked is not None:
            self.gating |= asked.exit_code
            if not self._flags["fail_on"] and asked.fail_on is not None:
                self.fail_on = asked.fail_on
        said = (*_unmet(asked), *accept.idle(scanned.part))
        return msgspec.structs.replace(scanned, part=self._aged(scanned.part)), said

    def _options(
        self,
        target: Path,
        name: str,
        asked: project_settings.Effective | None,
        tick: Callable[[int, int], None] | None,
    ) -> collect.Options:
        return collect.Options(
            jobs=self._flags["jobs"],
            memory=None if self._flags["no_cache"] else memory(target),
            tick=tick,
            without=self._flags.get("without", ()) if name == "." else (),
            policy=asked.policy if asked else Policy(),
        )

    def _aged(self, part: Part) -> Part:
        """The part, with how old the corpus is."""
        return msgspec.structs.replace(
            part,
            coverage=(*part.coverage, *_old(self.corpus, self._flags, self._today)),
            skipped=(*part.skipped, *_aged(self.corpus, self._flags, self._today)),
        )


def _recognised(target: Path) -> None:
    """Refuse a file that is no lockfile by its name and no tarball, and say what it looks like."""
    if not target.is_file() or target.name in lockfiles.NAMES:
        return
    from picketline.cli.picosentry import sides  # noqa: PLC0415  # only for files

    where = safe_text(str(target))
    try:
        kind = sides.kind(target)
    except TargetError as problem:
        if target.name == collect.MANIFEST:
            raise
        what = "neither a lockfile, a tarball nor a folder; give one of them"
        raise TargetError(f"{where}: {what}") from problem
    if kind == "lockfile":
        base = sides.base(target)
        what = f"looks like a {base} of another name; give a copy that is called {base}"
        raise TargetError(f"{where}: {what}")
    if kind == "report":
        what = "a JSON document, no lockfile; give a folder, a lockfile or a tarball"
        raise TargetError(f"{where}: {what}")


def _unmet(asked: project_settings.Effective | None) -> tuple[Gap, ...]:
    """The settings of the project that were not applied."""
    if asked is None:
        return ()
    why = "is not applied: nothing is left out of a report"
    threshold = asked.severity_threshold is not Severity.INFO
    return (*asked.not_applied, *([Gap("severity_threshold", why)] if threshold else []))


class _Acceptance:
    """What a person took on: by the project's settings as far as they hold, then by a file."""

    def __init__(
        self,
        asked: project_settings.Effective | None,
        named: accepted.Accepted | None,
        today: dt.date,
    ) -> None:
        self._asked = asked
        self._chain = [each for each in (asked.accepted if asked else None, named) if each]
        self._today = today

    def __call__(self, finding: Decided) -> Decided:
        """The finding as it is told."""
        if self._asked is not None:
            finding = self._asked.judged(finding)
        for each in self._chain:
            finding = each.apply(finding, self._today)
        return finding

    @property
    def known(self) -> tuple[Known, ...]:
        """What is noted of packages, in the file alone where both say something."""
        return next((each.known for each in reversed(self._chain) if each.known), ())

    def idle(self, part: Part) -> tuple[Gap, ...]:
        """What of it did nothing."""
        return tuple(gap for each in self._chain for gap in each.idle(part.findings, self._today))


def _baseline(path: Path | None) -> accepted.Accepted | None:
    if path is None:
        return None
    data = reading.given(path, _LARGEST_BASELINE)
    return accepted.load(data, str(path), frozenset(scan.chosen(())))


def _aged(corpus: Corpus, flags: dict[str, Any], today: dt.date) -> Iterator[Gap]:
    """What nobody refreshed for too long, by kind: what is newer is not looked for."""
    most = flags["max_corpus_age"]
    for kind in ("indicators", "advisories", "names"):
        newest = max((pack.collected for pack in corpus.packs if getattr(pack, kind)), default=None)
        if most is None or (newest is not None and (today - newest).days <= most):
            continue
        since = f"were collected on {newest}, more than {most} days ago" if newest else "are none"
        yield Gap("corpus", f"the newest {kind} {since}")


def _old(corpus: Corpus, flags: dict[str, Any], today: dt.date) -> Iterator[Gap]:
    """The packs that nobody refreshed for too long, where newer ones of their kinds count."""
    most = flags["max_corpus_age"]
    for pack in corpus.packs if most is not None else ():
        if (today - pack.collected).days > most:
            why = f"was collected on {pack.collected}, more than {most} days ago"
            yield Gap("corpus", f"pack {pack.name} {why}")


def _opined(made: Report, flags: dict[str, Any]) -> Report:
    """The report with the opinion of a command, if there are hits and one is set."""
    command = os.environ.get("PICKET_TRIAGE_CMD", "")
    exact = flags["deterministic_output"] or flags.get("verify_determinism")
    if flags["no_triage"] or exact or not command or not any(part.alertable for part in made.parts):
        return made
    return report.with_triage(made, triage.assess(formats.render(made, "json"), command))


def _timing(done: Asked) -> None:
    spent: dict[str, float] = {}
    for each in done.scanned:
        for rule, seconds in each.timing.items():
            spent[rule] = spent.get(rule, 0.0) + seconds
    for rule, seconds in sorted(spent.items(), key=lambda item: -item[1]):
        click.echo(f"{rule:<16} {seconds * 1000:8.1f} ms", err=True)


def cache() -> Path | None:
    """Where what is remembered lies; None for who has no home."""
    folder = Path(os.environ.get("XDG_CACHE_HOME", ""))
    if not folder.is_absolute():
        folder = Path(os.path.expanduser("~"), ".cache")  # noqa: PTH111  # Path's raises
    return folder / "picketline" if folder.is_absolute() else None


def memory(target: Path) -> Path | None:
    """Where what is remembered of a folder lies; None for who has no home."""
    folder = cache()
    name = hashlib.sha256(os.fsencode(os.path.realpath(target))).hexdigest()[:32]
    return folder / "scans" / f"{name}.memory" if folder else None


@contextlib.contextmanager
def limited(seconds: float) -> Iterator[None]:
    """End what takes longer than `seconds`; 0 is no limit."""

    def late(*_: object) -> None:
        raise _Late

    if not seconds:
        yield
        return
    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    except _Late:
        raise LateError(f"not finished within {seconds:g} s; --timeout 0 sets no limit") from None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)

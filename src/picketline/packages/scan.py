"""The conductor: facts in, rules over them, one report out. Opens no store and no network."""

import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from picketline import __version__
from picketline.core import report as reports
from picketline.core.check import Check, checks, rules_of
from picketline.core.decide import Decided, decided
from picketline.core.errors import RuleError
from picketline.core.model import Evidence, Finding, Subject
from picketline.core.report import Gap, Part, Report
from picketline.packages import collect, guards, known, redaction
from picketline.packages.corpus import Corpus
from picketline.packages.facts import Known, Project
from picketline.packages.once import once
from picketline.packages.unknowns import UNKNOWN

RULES = "picketline.packages.rules"
SCHEMA = "picketline.project/1"
KIND = "project"

Timing = dict[str, float]
Accept = Callable[[Decided], Decided]


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What a scan is asked for: `rules` by id (none: all), and what a person took on.

    `known` is what a baseline noted of packages.
    """

    rules: tuple[str, ...] = ()
    accept: Accept = lambda finding: finding
    known: tuple[Known, ...] = ()
    options: collect.Options = collect.Options()


class Scanned(msgspec.Struct, frozen=True):
    """A part of a report, with the facts it was made of and the CPU seconds of each rule."""

    part: Part
    project: Project
    timing: Timing


def scan(target: Path, corpus: Corpus, request: Request, name: str = ".") -> Scanned:
    """Scan what `target` is: a folder, a lockfile or an archive."""
    rules = chosen(request.rules)
    seen = collect.target(target, corpus, request.options)
    project = msgspec.structs.replace(seen.project, known=request.known)
    timing: Timing = {}
    errors: list[Gap] = []
    findings = tuple(_decided(once(judged(project, rules, errors, timing)), request))
    part = Part(
        kind=KIND,
        name=redaction.redacted(name),
        status="unfinished" if seen.skipped or errors else "ok",
        measures=_measures(project),
        checks=tuple(rules),
        findings=findings,
        skipped=_told(seen.skipped),
        errors=tuple(errors),
        coverage=_told(
            (
                *seen.coverage,
                *known.unmet(project),
                *(Gap(rule, UNKNOWN[rule]) for rule in rules if rule in UNKNOWN),
            )
        ),
    )
    return Scanned(part, project, timing)


def report(parts: Iterable[Part], corpus: Corpus, *, started: float = 0.0) -> Report:
    """The report of `parts`; `started` in seconds since the epoch, 0 for one without times.

    Raises GuardError for one that breaks what every report keeps.
    """
    parts = tuple(parts)
    made = reports.make(parts, rules_of(checks(RULES)), schema=SCHEMA, version=__version__)
    seconds = round(time.time() - started, 3) if started else 0.0
    made = msgspec.structs.replace(
        made, basis=_basis(corpus) | _applied(parts), started=round(started, 3), seconds=seconds
    )
    return guards.guarded(reports.sealed(made))


def chosen(ids: tuple[str, ...]) -> dict[str, Check[Project]]:
    """The rules of these ids; all of them for none. Raises RuleError for an unknown one."""
    found = checks(RULES)
    if unknown := sorted(set(ids) - found.keys()):
        raise RuleError(f"no rule {', '.join(unknown)}; picosentry rules lists them")
    return {each: found[each] for each in found if not ids or each in ids}


def judged(
    project: Project, rules: dict[str, Check[Project]], errors: list[Gap], timing: Timing
) -> Iterator[Finding]:
    """What the rules say of a project, each statement once. A rule that breaks is an error."""
    for rule, check in rules.items():
        began = time.process_time()
        told: set[Finding] = set()
        try:
            for finding in map(_clean, check(project)):
                if finding not in told:
                    told.add(finding)
                    yield finding
        except Exception as problem:  # noqa: BLE001  # a defect of one rule costs its findings alone
            errors.append(Gap(rule, redaction.line(f"{type(problem).__name__}: {problem}", 300)))
        timing[rule] = time.process_time() - began


def _clean(finding: Finding) -> Finding:
    """The finding without secrets; where one was part of its identity, its stamp stays."""
    path = finding.location.path
    return msgspec.structs.replace(
        finding,
        subject=Subject(finding.subject.kind, redaction.stamped(finding.subject.identity)),
        matched=redaction.stamped(finding.matched),
        evidence=tuple(
            Evidence(each.name, redaction.redacted(each.value))
            if isinstance(each.value, str)
            else each
            for each in finding.evidence
        ),
        location=msgspec.structs.replace(
            finding.location, path=redaction.redacted(path) if path else path
        ),
    )


def _told(gaps: Iterable[Gap]) -> tuple[Gap, ...]:
    """What was not seen, without secrets."""
    return tuple(Gap(redaction.redacted(gap.what), redaction.redacted(gap.why)) for gap in gaps)


def _decided(findings: Iterator[Finding], request: Request) -> Iterator[Decided]:
    for finding in findings:
        yield request.accept(decided(finding, armed=False))


def _measures(project: Project) -> dict[str, float]:
    files = [file for package in project.packages for file in package.files]
    return {
        "packages": float(len(project.packages)),
        "locked": float(sum(len(lock.entries) for lock in project.lockfiles)),
        "files": float(len(files)),
        "bytes": float(sum(file.content.size for file in files)),
    }


def _basis(corpus: Corpus) -> dict[str, str]:
    packs: dict[str, Any] = {
        f"pack {pack.name}": f"{pack.version}, collected {pack.collected}, {pack.signed_by}"
        for pack in corpus.packs
    }
    return {"corpus": corpus.digest, **packs}


def _applied(parts: tuple[Part, ...]) -> dict[str, str]:
    """Says so where not every rule was applied."""
    few, all_of_them = min((len(part.checks) for part in parts), default=0), len(checks(RULES))
    return {"rules": f"{few} of {all_of_them}"} if few < all_of_them else {}

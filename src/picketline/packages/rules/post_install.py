"""Install script runs more than a build.

Why: An install hook runs with its user's rights before anyone has read the code. What a worm
needs is there: a process, the network, the user's secrets. A hook that runs what a text, a picture
or a JSON file of its package holds has hidden its code there.
Limits: What a hook fetches and runs is not there to be read. A command of another package is
judged in that package. Other languages than JavaScript and shell are read by their words, binaries
not at all; coverage says so. Variables are followed as far as a script sets them itself. Which
hooks a package manager really allows is told by L2-PNPM-001.
Benign: Native modules are built or fetched by hooks of their own: info, or low where the hook
reaches the network.
Next: Read the file that the hook runs, and install with --ignore-scripts until you have.
"""

from collections.abc import Iterator

from picketline.core.check import rule
from picketline.core.model import Finding, Severity
from picketline.packages import hooked, opened, telling
from picketline.packages.facts import Package, Project
from picketline.packages.purls import subject


@rule(
    "L2-POST-001",
    severity=(Severity.INFO, Severity.CRITICAL),
    since="0.1",
    category="install",
    tags=("malware", "T1195.002", "T1059", "CWE-506"),
)
def post_install(project: Project) -> Iterator[Finding]:
    """Each hook of each package, as bad as what it leads to."""
    yield from telling.merged(
        found
        for package in project.packages
        for hook in dict.fromkeys(run.hook for run in package.runs)
        if opened.of_hook(hook) is None and (found := _judged(package, hook)) is not None
    )


def _judged(package: Package, hook: str) -> Finding | None:
    """The finding of a hook; none for another package's that does no harm here."""
    found = hooked.judged(package, hook, hooked.LADDER, post_install.rule.id)
    severity, run = found.severity, found.run
    if " of " in hook and severity < Severity.MEDIUM:
        return None
    if package.origin in {"root", "member"} and severity < Severity.HIGH:
        severity = Severity.INFO
    prefix = f"{package.path}/" if package.path else ""
    at = (package.manifest.path, package.manifest.lines.get(f"scripts.{hook}", 0))
    if run.path == run.command:
        at = (prefix + run.path, 0)
    return post_install.find(
        subject(package.name),
        severity,
        f"{hook} {found.digest}",
        evidence=[
            ("purl", package.purl),
            ("hook", telling.steps([f"{hook}: {run.command}"])),
            ("chain", telling.steps(run.chain)),
            ("why", ", ".join(sorted(found.why))),
            *telling.snippets(mark for mark in found.inline if mark.name in found.why),
            *telling.snippets(found.own),
        ],
        at=(found.file.path, found.own[0].line) if found.file and found.own else at,
    )

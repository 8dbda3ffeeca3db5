"""Package brings settings for the package manager that its own hook starts.

Why: A hook runs in its package's folder: a package manager that it starts there reads the settings
that lie there, takes its packages from the registry that they name and runs the shell or file that
they name, past the project's own settings and its lock.
Limits: Settings of the project's own folders are L2-PNPM-001's. Code that starts a package manager
is known by its mark, a command by its words.
Benign: Settings that were published by mistake: nothing reads them where no hook starts a package
manager. Then they are low if they name another registry, a shell or a file, and else not told.
Next: Look at what the registry that they name gives for the names that the hook installs.
"""

import re
from collections.abc import Iterator

from picketline.core.check import rule
from picketline.core.model import Finding, Severity
from picketline.packages import chains, hygiene, locks, redaction, telling
from picketline.packages.facts import Package, Project, Run, Setting
from picketline.packages.purls import subject

_OPENS = re.compile(
    r"(?:@[^:]+:)?registry|npmRegistryServer|npmScopes\..+\.npmRegistryServer|script-shell"
    r"|node-options|git|yarnPath|userconfig|globalconfig|install\.registry|preload|plugins",
    re.IGNORECASE,
)
_LOOSENS = {
    "ignore-scripts": "false",
    "strict-ssl": "false",
    "enablescripts": "true",
    "enablestrictssl": "false",
    "dangerouslyallowallbuilds": "true",
}
_TOOL = re.compile(r"(?:^|[\s;&|(])(?:npm|npx|pnpm|pnpx|yarn|bun|bunx|corepack)(?:\.cmd)?(?=\s)")


@rule(
    "L2-CONF-001",
    severity=(Severity.LOW, Severity.HIGH),
    since="0.2",
    category="install",
    tags=("malware", "T1195.002", "T1574", "CWE-829"),
)
def shadowed_settings(project: Project) -> Iterator[Finding]:
    """One finding a package for all settings that open something."""
    project = locks.ordered(project)
    folders = {package.path: package for package in project.packages if package.path}
    by_package: dict[str, list[Setting]] = {}
    for setting in project.settings:
        folder = setting.path.rpartition("/")[0]
        package = folders.get(folder)
        if package and package.origin not in {"root", "member"} and _opens(setting):
            by_package.setdefault(folder, []).append(setting)
    told = [_found(folders[folder], settings) for folder, settings in sorted(by_package.items())]
    yield from hygiene.distinct(told)


def _opens(setting: Setting) -> bool:
    loosened = _LOOSENS.get(setting.key.lower()) == setting.value.lower()
    return loosened or _OPENS.fullmatch(setting.key) is not None


def _starter(package: Package) -> Run | None:
    """The run that starts a package manager in the package's folder."""
    prefix = f"{package.path}/"
    installing = {
        file.path
        for file in package.files
        if any(mark.name in {"installs", "publishes"} for mark in file.content.marks)
    }
    for run in package.runs:
        if _TOOL.search(run.command) or (run.path and prefix + run.path in installing):
            return run
    return None


def _found(package: Package, settings: list[Setting]) -> Finding:
    run = _starter(package)
    said = [redaction.line(f"{each.key}={each.value}", 200) for each in settings]
    first = settings[0]
    return shadowed_settings.find(
        subject(package.name),
        Severity.HIGH if run else Severity.LOW,
        hygiene.exact(
            f"{'read by its hook' if run else 'brought along'}: {' '.join(sorted(said))}"
        ),
        evidence=[
            ("purl", package.purl),
            ("chain", telling.steps(chains.led(run)) if run else ""),
            ("why", f"settings that {'its own hook reads' if run else 'nothing reads'}: {said[0]}"),
            *telling.listed("setting", said),
        ],
        at=(first.path, first.line),
    )

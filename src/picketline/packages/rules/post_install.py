"""Install script runs more than a build.

Why: An install hook runs with its user's rights before anyone has read the code. What a worm
needs is there: a process, the network, the user's secrets.
Limits: What a hook fetches and runs is not there to be read. A command of another package is
judged in that package. Which hooks a package manager really allows is told by L2-PNPM-001.
Benign: Native modules are built or fetched by hooks of their own: info, or low where the hook
reaches the network.
Next: Read the file that the hook runs, and install with --ignore-scripts until you have.
"""

from collections.abc import Iterator

from picketline.core import canonical
from picketline.core.check import rule
from picketline.core.model import Finding, Severity
from picketline.packages import chains, inspect, shell, shell_runs, telling
from picketline.packages.chains import Ladder, Words, chain
from picketline.packages.facts import Content, File, Mark, Package, Project, Run
from picketline.packages.purls import subject

_SECRET_FILE = "secret-file"  # noqa: S105  # a word of the ladder
_INSTALLER = ("writes-outside", "other-package")
_FEW = 12
_SCRIPTS = {"node", "nodejs", "bun", "deno", "tsx", "ts-node"}
_LADDER = Ladder(
    install=(
        chain(Severity.CRITICAL, "fetches-and-runs sends-secret sends-token mines deletes-home"),
        chain(Severity.CRITICAL, "opens-shell"),
        chain(Severity.CRITICAL, "runs-decoded", chains.SHOWN | chains.HIDDEN | chains.ODD),
        chain(Severity.CRITICAL, chains.TAKES, chains.ODD),
        chain(Severity.CRITICAL, chains.TAKES, chains.HIDDEN, chains.REACHES),
        chain(Severity.HIGH, chains.SPREADS, chains.TAKES | chains.REACHES | {"executes"}),
        chain(Severity.HIGH, "assistant scans-secrets"),
        chain(Severity.HIGH, chains.UNCHECKED),
        chain(Severity.HIGH, chains.STAYS),
        chain(Severity.HIGH, "starts-fetched", "hides-process"),
        chain(Severity.HIGH, chains.HIDDEN, chains.ACTS),
        chain(Severity.HIGH, chains.OBFUSCATOR),
        chain(Severity.HIGH, chains.ODD, "connects executes"),
        chain(Severity.HIGH, _SECRET_FILE, "connects"),
        chain(Severity.HIGH, "identifies", "connects"),
        chain(Severity.MEDIUM, "hides-process disables-tls loads-native", chains.REACHES),
        chain(Severity.MEDIUM, "starts-fetched"),
        chain(Severity.MEDIUM, "reads-secret", "connects"),
        chain(Severity.MEDIUM, "runs-decoded", chains.TEXT_DECODER),
        chain(Severity.MEDIUM, chains.HIDDEN),
        chain(Severity.MEDIUM, "writes-outside wallet"),
        chain(Severity.MEDIUM, "packed", "evaluates loads-native"),
        chain(Severity.LOW, chains.REACHES | {"installs", "runs-decoded"}),
    )
)


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
        _judged(package, hook)
        for package in project.packages
        for hook in dict.fromkeys(run.hook for run in package.runs)
    )


def _judged(package: Package, hook: str) -> Finding:
    runs = [run for run in package.runs if run.hook == hook]
    files = {file.path: file for file in package.files}
    prefix = f"{package.path}/" if package.path else ""
    reached = [(run, files[prefix + run.path]) for run in runs if prefix + run.path in files]
    commands = tuple(dict.fromkeys(each for run in runs for each in _commands(package, run)))
    inline = tuple(dict.fromkeys(mark for command in commands for mark in _of_command(command)))
    severity, why = _severity(inline, [file.content for _, file in reached])
    if package.origin in {"root", "member"} and severity < Severity.HIGH:
        severity = Severity.INFO
    run, file, own = _worst(runs, reached, why)
    at = (package.manifest.path, package.manifest.lines.get(f"scripts.{hook}", 0))
    if run.path == run.command:
        at = (prefix + run.path, 0)
    return post_install.find(
        subject(package.name),
        severity,
        f"{hook} {_digest(commands, reached)}",
        evidence=[
            ("purl", package.purl),
            ("hook", telling.steps([f"{hook}: {run.command}"])),
            ("chain", telling.steps(run.chain)),
            ("why", ", ".join(sorted(why))),
            *telling.snippets(mark for mark in inline if mark.name in why),
            *telling.snippets(own),
        ],
        at=(file.path, own[0].line) if file and own else at,
    )


def _worst(
    runs: list[Run], reached: list[tuple[Run, File]], why: Words
) -> tuple[Run, File | None, list[Mark]]:
    """The run that shows most of what the hook is judged by, its file, and its places."""
    best: tuple[Run, File | None, list[Mark]] = (runs[0], None, [])
    most = 0
    for run, file in reached:
        marks = [mark for mark in file.content.marks if mark.name in why]
        words = len({mark.name for mark in marks})
        if words > most:
            most = words
            best = (run, file, telling.places(marks, post_install.rule.id, why))
    return best


def _severity(inline: tuple[Mark, ...], contents: list[Content]) -> tuple[Severity, Words]:
    """How bad the command and its files are; together if they are few, else each by itself."""
    shown = {chains.SMALL_FILE} if any(mark.name == "runs-decoded" for mark in inline) else set()
    several = [
        _words(inline) | shown,
        *(_words(each.marks) | chains.decoding(each) for each in contents),
    ]
    if sum(bool(each.marks) for each in contents) <= _FEW:
        several = [frozenset().union(*several)]
    judged = [found for words in several if (found := _LADDER.judge(words, "install"))]
    return max(judged, key=lambda one: one[0].rank, default=(Severity.INFO, frozenset()))


def _words(marks: tuple[Mark, ...]) -> Words:
    """The names of marks; writing among other packages is what installers of binaries do."""
    names = {mark.name for mark in marks if (mark.name, mark.value) != _INSTALLER}
    files = any(mark.name == "reads-secret" and not mark.value.startswith("env:") for mark in marks)
    names |= chains.unchecked(marks) | chains.staying(marks)
    return chains.grammar(marks) | names | ({_SECRET_FILE} if files else set())


def _commands(package: Package, run: Run) -> Iterator[str]:
    """The hook's command, and those of the manifest's scripts that it goes through."""
    yield run.command
    for step in run.chain[1:]:
        script, colon, text = step.partition(": ")
        if colon and package.manifest.scripts.get(script) == text:
            yield text


def _of_command(command: str) -> Iterator[Mark]:
    """What a command does by itself, and the code that it carries."""
    yield from inspect.deeper(command.encode("utf-8", "replace"), "command.sh")
    for each in shell_runs.started(shell.commands(command)):
        if each.kind == "code" and each.by in _SCRIPTS:
            yield from inspect.deeper(each.what.encode("utf-8", "replace"), "command.js")


def _digest(commands: tuple[str, ...], reached: list[tuple[Run, File]]) -> str:
    """Of the commands and of every file that they run: new code is a new statement."""
    return canonical.digest(
        [sorted(commands), sorted({file.content.sha256 for _, file in reached})]
    )

"""Code is put together and run.

Why: What is evaluated was not there when the code was read: it came over the network, or its
name was taken apart so that no search finds `eval`, `require` or `child_process`.
Limits: An argument that is only known while the code runs stays unknown. Evaluation alone is
told as info, without a chain to the network or to a name in disguise.
Benign: Template engines, schema compilers and module loaders make functions from their own
text: info. A loader of a page that evaluates what it fetches, and names no host, is low where that
is the page's own origin, and medium where it is told the address.
Next: Find out what the evaluated text is and where it comes from; without an answer, remove the
package.
"""

from collections.abc import Iterator

from picketline.core.check import rule
from picketline.core.model import Finding, Severity
from picketline.packages import at_home, chains, telling
from picketline.packages.chains import Ladder, Look, Words, chain
from picketline.packages.facts import Mark, Project
from picketline.packages.inspect.loaders import GIVEN, NAMESPACES, OWN

_RUNNERS = frozenset(
    {
        *("eval", "Function", "constructor", "require", "import", "process", "child_process"),
        *("module", "vm", "exec", "execSync", "spawn", "spawnSync", "execFile", "fork", "_load"),
        *("mainModule", "binding", "dlopen", "runInThisContext"),
    }
)
_RUNNER = "computed-runner"
_ADDRESS = "computed-address"
_OWN = "loads-from-own-origin"
_GIVEN = "loads-from-given-address"
_LADDER = Ladder(
    install=(
        chain(Severity.HIGH, _RUNNER),
        chain(Severity.HIGH, _ADDRESS),
        chain(Severity.HIGH, "evaluates", chains.REACHES),
        chain(Severity.LOW, "evaluates"),
    ),
    imported=(
        chain(Severity.HIGH, _RUNNER, chains.ODD | {"runs-decoded", "hidden-characters"}),
        chain(Severity.HIGH, _RUNNER, "executes evaluates fetches-and-runs", chains.REACHES),
        chain(Severity.HIGH, "evaluates", "fetches-and-runs"),
        chain(Severity.HIGH, "evaluates", chains.ODD, "connects"),
        chain(Severity.HIGH, _ADDRESS, "runs-decoded evaluates executes connects"),
        chain(Severity.MEDIUM, _RUNNER, "executes evaluates fetches-and-runs connects"),
        chain(Severity.MEDIUM, "evaluates", _GIVEN),
        chain(Severity.LOW, "evaluates", _OWN),
        chain(Severity.LOW, frozenset({_RUNNER, _ADDRESS})),
        chain(Severity.INFO, "evaluates"),
    ),
)


@rule(
    "L2-OBFS-001",
    severity=(Severity.INFO, Severity.HIGH),
    since="0.1",
    category="obfuscation",
    tags=("malware", "T1059.007", "T1027", "CWE-95"),
)
def dynamic_code(project: Project) -> Iterator[Finding]:
    """Each package's worst file that evaluates, or reaches a runner by a computed name."""
    found = chains.verdicts(project, _LADDER, _words)
    yield from telling.merged(telling.told(dynamic_code, each) for each in found)


def _words(look: Look) -> Words:
    """The file's words, without the places that L2-OBFS-003 owns."""
    marks = look.file.content.marks
    decoded = {mark.line for mark in marks if mark.name == "runs-decoded"}
    fetched = {mark.line for mark in marks if mark.name == "fetches-and-runs"}
    theirs = decoded - fetched
    words = set(at_home.words(look.file.content)) - {"evaluates"}
    words |= {
        "evaluates"
        for mark in marks
        if mark.name == "evaluates" and not mark.layers and mark.line not in theirs
    }
    values = [mark.value for mark in marks if mark.name == "computed-name" and not mark.layers]
    for value in values:
        if not _RUNNERS.isdisjoint(value.split(".")):
            words.add(_RUNNER)
        elif "." in value and value not in NAMESPACES:
            words.add(_ADDRESS)
    return frozenset((words - {"fetches-and-runs"}).union(_loaded(marks)))


def _loaded(marks: tuple[Mark, ...]) -> Iterator[str]:
    """How code that is fetched is run; by a loader that names no host it is not a threat's."""
    for mark in marks:
        if mark.name == "fetches-and-runs":
            where = mark.value.partition(" ")[2]
            yield {OWN: _OWN, GIVEN: _GIVEN}.get(where, mark.name)

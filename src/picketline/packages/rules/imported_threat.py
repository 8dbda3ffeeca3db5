"""Code that is imported runs what no import should.

Why: A payload in a package's own code needs no hook: it runs in every process that loads the
package, with what that process may do.
Limits: What is put together only while the code runs is not seen here. Files that an install
runs are told by L2-POST-001, secrets by L2-CRED-001, evaluated code by L2-OBFS-001. A function that
takes the place of node's own is told where it names the host that it sends to, the next address
where the place that holds it is public and the code's own.
Benign: Programs that set up a machine write profiles and services, and start what they fetched:
medium or low, without the further words of a threat. What wraps a loader or a request and sends
nothing on is not told. A profile that is written when a word of the
command line, or a command's handler, asks for it is low; by a completion's installer it is medium.
Next: Read the place that is named; if the package's own purpose does not explain it, remove the
package and look for what it left behind.
"""

from collections.abc import Iterator

from picketline.core.check import rule
from picketline.core.model import Finding, Severity
from picketline.packages import chains, telling
from picketline.packages.chains import Ladder, Look, Words, chain
from picketline.packages.facts import Project
from picketline.packages.inspect.commanded import COMMAND
from picketline.packages.inspect.patches import FOR

_COMMAND = "command-fetches-and-runs"
_LOADER = "replaces-loader-in-a-small-file"
_BUILT = "replaces-a-module-of-node"
_SMALL = 16 << 10
_BESIDE = chains.ODD | chains.HIDDEN | {
    *("runs-decoded", "sends-secret", "fetches-and-runs", "hides-process", "mines"),
}  # fmt: skip
"""What no completion has beside it."""
_LADDER = Ladder(
    imported=(
        chain(Severity.HIGH, _COMMAND),
        chain(Severity.HIGH, "opens-shell deletes-home"),
        chain(Severity.HIGH, "intercepts dead-drop spreads"),
        chain(Severity.HIGH, "mines", "executes connects"),
        chain(Severity.HIGH, chains.STAYS),
        chain(Severity.HIGH, "starts-fetched", chains.ODD | {"hides-process"}),
        chain(Severity.HIGH, frozenset({chains.COMPLETES, chains.STAYS_IF_ASKED}), _BESIDE),
        chain(Severity.MEDIUM, chains.UNCHECKED),
        chain(
            Severity.MEDIUM, _LOADER, frozenset({"connects", _BUILT}) | chains.TAKES | chains.ODD
        ),
        chain(Severity.MEDIUM, chains.COMPLETES),
        chain(Severity.LOW, chains.STAYS_IF_ASKED),
        chain(Severity.LOW, "mines"),
    ),
)


@rule(
    "L2-EXEC-001",
    severity=(Severity.LOW, Severity.HIGH),
    since="0.1",
    category="install",
    tags=("malware", "T1059", "T1105", "CWE-506"),
)
def imported_threat(project: Project) -> Iterator[Finding]:
    """Each package's worst file that is imported, by what it does on the machine."""
    found = chains.verdicts(project, _LADDER, _words)
    yield from telling.merged(telling.told(imported_threat, each) for each in found)


def _words(look: Look) -> Words:
    """The file's words in plain view; none for what an install runs."""
    marks = [mark for mark in look.file.content.marks if not mark.layers]
    if look.when == "install":
        return frozenset()
    words = {mark.name for mark in marks}
    fetched = [mark.value for mark in marks if mark.name == "fetches-and-runs"]
    if any(value in _TOOLS or value.endswith(COMMAND) for value in fetched):
        words.add(_COMMAND)
    if "replaces-loader" in words and look.file.content.size < _SMALL:
        words.add(_LOADER)
        waits = any(mark.name == "replaces-loader" and f" {FOR} " in mark.value for mark in marks)
        words |= {_BUILT} if waits else set()
    return chains.unchecked(marks) | chains.staying(marks) | words


_TOOLS = frozenset(
    {
        *("curl", "wget", "aria2c", "iwr", "irm", "invoke-webrequest", "certutil"),
        *("powershell", "pwsh", "mshta", "regsvr32", "rundll32", "bitsadmin", "nc", "ncat"),
        *("netcat", "telnet", "bash", "sh", "deno", "bun", "python", "python3", "perl", "ruby"),
        *("php",),
    }
)
"""Values of fetches-and-runs that are commands, as are those that end with `COMMAND`; the others
evaluate, which L2-OBFS-001 tells."""

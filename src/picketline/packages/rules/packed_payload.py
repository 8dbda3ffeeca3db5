"""A payload is packed or obfuscated.

Why: A long encoded text beside what runs it, or the grammar of an obfuscator beside a process,
the network or a secret, keeps a reader from what a package does.
Limits: Encryption with a key from elsewhere is seen only by what stands around it. A packed text
without anything that could use it is not told.
Benign: WebAssembly, fonts and tables travel as base64: not told without a chain. Minified code is
not obfuscated code.
Next: Compare the file with the package's source repository; if it is not built from there, remove
the package.
"""

from collections.abc import Iterator

from picketline.core.check import rule
from picketline.core.model import Finding, Severity
from picketline.packages import chains, telling
from picketline.packages.chains import Ladder, Look, Words, chain
from picketline.packages.facts import Project

_DOES = chains.ACTS | chains.TAKES | chains.ODD | {"runs-decoded", "writes-outside"}
_LADDER = Ladder(
    install=(
        chain(Severity.HIGH, "obfuscated", _DOES),
        chain(Severity.HIGH, "packed", "evaluates fetches-and-runs"),
        chain(Severity.HIGH, "packed", chains.ODD),
        chain(Severity.MEDIUM, "obfuscated"),
        chain(Severity.LOW, "packed", "executes loads-native"),
    ),
    imported=(
        chain(Severity.HIGH, chains.OBFUSCATOR),
        chain(Severity.HIGH, "packed", "evaluates executes", chains.ODD),
        chain(Severity.LOW, "obfuscated", chains.STARTS | chains.REACHES),
        chain(Severity.LOW, "packed", "evaluates", "executes connects"),
    ),
    never=(chain(Severity.INFO, chains.OBFUSCATOR),),
)


@rule(
    "L2-OBFS-002",
    severity=(Severity.INFO, Severity.HIGH),
    since="0.1",
    category="obfuscation",
    tags=("malware", "T1027", "T1027.009", "CWE-506"),
)
def packed_payload(project: Project) -> Iterator[Finding]:
    """Each package's worst file that is packed or obfuscated, by what stands beside that."""
    found = chains.verdicts(project, _LADDER, _words)
    yield from telling.merged(telling.told(packed_payload, each) for each in found)


def _words(look: Look) -> Words:
    return look.names | chains.grammar(look.file.content.marks)

"""Decoded text is run.

Why: Text that is decoded and run at once is code that was not meant to be read. What it does is
told from the decoded text itself.
Limits: Text that is fetched or decrypted is not there to be decoded; at most four layers are
taken off. In large files names lead everywhere: without the decoder in the call, or the decoded
text, it is medium there.
Benign: Bundlers carry the source of workers as encoded text: low, as long as it does nothing but
compute. What stands in for a browser's worker runs the text of data addresses that it is given:
medium.
Next: Read the decoded text; if the package's own repository does not explain it, remove the
package and change what secrets were within reach.
"""

from collections.abc import Iterator

from picketline.core.check import rule
from picketline.core.model import Finding, Severity
from picketline.packages import chains, telling
from picketline.packages.chains import Ladder, Look, Words, chain
from picketline.packages.facts import Project

_LADDER = Ladder(
    install=(
        chain(Severity.HIGH, "runs-decoded", chains.SHOWN | chains.HIDDEN | chains.REACHES),
        chain(Severity.HIGH, chains.DECODED_THREAT),
        chain(Severity.MEDIUM, chains.DECODED_ACT),
    ),
    imported=(
        chain(Severity.HIGH, "runs-decoded", chains.SHOWN | chains.HIDDEN | chains.ODD),
        chain(Severity.HIGH, chains.DECODED_THREAT, "evaluates executes"),
        chain(Severity.MEDIUM, "runs-decoded", chains.TEXT_DECODER),
        chain(Severity.MEDIUM, chains.DECODED_THREAT),
        chain(Severity.LOW, frozenset({chains.DECODED_ACT, "runs-decoded"})),
    ),
    never=(chain(Severity.LOW, "runs-decoded"),),
)


@rule(
    "L2-OBFS-003",
    severity=(Severity.LOW, Severity.HIGH),
    since="0.1",
    category="obfuscation",
    tags=("malware", "T1140", "T1027", "CWE-506"),
)
def decoded_run(project: Project) -> Iterator[Finding]:
    """Each package's worst file that runs what it decodes, or holds such text."""
    found = chains.verdicts(project, _LADDER, _words)
    yield from telling.merged(telling.told(decoded_run, each) for each in found)


def _words(look: Look) -> Words:
    """The file's words; what only decoded text does is told apart from what stands in view.

    In a bundle a packed text is not what is run because it stands there, too.
    """
    marks = look.file.content.marks
    words = {mark.name for mark in marks if not mark.layers or mark.name == "runs-decoded"}
    if chains.large(look.file.content):
        words.discard("packed")
    return chains.decoding(look.file.content) | words

"""Code is hidden from the eye.

Why: Characters without a shape carry text that no reviewer sees; letters that look alike make one
name two; blanks push code out of the window.
Limits: How a font or an editor draws is not known. Text of people in other scripts is not told:
only names in code that mix scripts, and runs of unseen characters.
Benign: Emoji, joiners and marks of direction belong to ordinary text and are not told one by one.
Next: Show the file with its unseen characters, and remove the package if they carry anything.
"""

from collections.abc import Iterator

from picketline.core.check import rule
from picketline.core.model import Finding, Severity
from picketline.packages import chains, telling
from picketline.packages.chains import Ladder, Look, Words, chain
from picketline.packages.facts import Project

_CARRIERS = frozenset({"variation", "tags"})
_CARRIED = "unseen-text"
_ORDERED = "code-in-another-order"
_DOES = chains.ACTS | chains.TAKES | chains.ODD | {"runs-decoded", "computed-name"}
_LADDER = Ladder(
    install=(
        chain(Severity.HIGH, "hidden-characters mixed-script pushed-aside", _DOES),
        chain(Severity.HIGH, frozenset({_CARRIED, _ORDERED})),
        chain(Severity.MEDIUM, "hidden-characters mixed-script pushed-aside"),
    ),
    imported=(
        chain(Severity.HIGH, _ORDERED),
        chain(Severity.HIGH, _CARRIED, _DOES),
        chain(Severity.HIGH, "pushed-aside", _DOES),
        chain(Severity.HIGH, "mixed-script", "executes runs-decoded fetches-and-runs"),
        chain(Severity.MEDIUM, _CARRIED),
        chain(Severity.MEDIUM, "pushed-aside mixed-script"),
        chain(Severity.LOW, "hidden-characters"),
    ),
    never=(chain(Severity.LOW, frozenset({_CARRIED, _ORDERED})),),
)


@rule(
    "L2-OBFS-004",
    severity=(Severity.LOW, Severity.HIGH),
    since="0.1",
    category="obfuscation",
    tags=("malware", "T1027", "T1036", "CWE-1007"),
)
def unicode_tricks(project: Project) -> Iterator[Finding]:
    """Each package's worst file that shows less than it holds."""
    found = chains.verdicts(project, _LADDER, _words)
    yield from telling.merged(telling.told(unicode_tricks, each) for each in found)


def _words(look: Look) -> Words:
    sorts = {m.value for m in look.file.content.marks if m.name == "hidden-characters"}
    words = {_CARRIED} if sorts & _CARRIERS else set()
    return look.names | words | ({_ORDERED} if "reordered" in sorts else set())

"""Code acts against whom it runs for: by country, in a loop without an end, with notes left behind.

Why: A maintainer, or who took over from one, turns a package on its users: files are overwritten
where the address or the time zone is of one country, programs hang and print slogans, notes appear
on desktops. It needs no server and no secret, so nothing else tells it.
Limits: A place must be asked for in the condition itself, by names that programs use for it. Loops
count that print, run when the file is loaded, and have no way out.
Benign: Messages chosen by language, and lists of countries, are not told; a notice that is only
printed for some countries is medium, as is a file put on a desktop.
Next: Pin the version before it, and read what the maintainers say of it.
"""

from collections.abc import Iterator

from picketline.core import canonical
from picketline.core.check import rule
from picketline.core.model import Finding, Severity
from picketline.packages import chains, telling
from picketline.packages.chains import Ladder, Look, Verdict, Words, chain
from picketline.packages.facts import Mark, Project
from picketline.packages.inspect.protests import BY_PLACE
from picketline.packages.purls import subject

_HARMS = frozenset({f"wipes{BY_PLACE}", f"loops{BY_PLACE}"})
_BESIDE = frozenset({"deletes-home", "runs-decoded", "writes-outside"}) | chains.HIDDEN
_LADDER = Ladder(
    imported=(
        chain(Severity.HIGH, _HARMS),
        chain(Severity.HIGH, "protests", _BESIDE),
        chain(Severity.MEDIUM, "protests"),
    ),
)


@rule(
    "L2-PROT-001",
    severity=(Severity.MEDIUM, Severity.HIGH),
    since="0.2",
    category="install",
    tags=("malware", "T1195.002", "T1485", "T1491", "CWE-506"),
)
def protest(project: Project) -> Iterator[Finding]:
    """Each package's worst file."""
    found = chains.verdicts(project, _LADDER, _words)
    yield from telling.merged(map(_found, found))


def _words(look: Look) -> Words:
    marks = look.file.content.marks
    words = {mark.value for mark in marks if mark.name == "protests"}
    return (look.names | words) if words else frozenset()


def _places(look: Look) -> list[Mark]:
    return [mark for mark in look.file.content.marks if mark.name == "protests"]


def _found(verdict: Verdict) -> Finding:
    look, places = verdict.look, _places(verdict.look)
    files = sorted({each.file.content.sha256 for each in (look, *verdict.also)})
    why = ", ".join(sorted(verdict.words - {"protests"} | {mark.value for mark in places}))
    return protest.find(
        subject(look.package.name),
        verdict.severity,
        f"{why} {canonical.digest(files)}",
        evidence=[
            ("purl", look.package.purl),
            ("chain", telling.steps(look.chain) or look.when),
            ("why", why),
            *telling.snippets(places),
            *telling.listed("further file", [each.inner for each in verdict.also]),
        ],
        at=(look.file.path, places[0].line if places else 0),
    )

"""Code takes the place of a wallet's own functions, or lists addresses to swap.

Why: A script in a page that puts its own function in the place of the wallet's sees each payment
before it is signed, and can send it elsewhere: so came the packages of September 2025.
Limits: Hooks that are set under a computed name are not seen, nor keys that code sends away as
plain values. What is hidden or decoded first is told by the rules on that.
Benign: Libraries of chains list addresses and name the calls of wallets: low. What wraps a wallet
for its own page without another sign is medium.
Next: Compare the file with the package's source; take payments that were made through a page with
it for stolen.
"""

from collections.abc import Iterator

from picketline.core import canonical
from picketline.core.check import rule
from picketline.core.model import Finding, Severity
from picketline.packages import chains, telling
from picketline.packages.chains import Ladder, Look, Verdict, Words, chain
from picketline.packages.facts import Mark, Project
from picketline.packages.purls import subject

_HOOK, _LIST = "takes-the-place-of-a-wallet", "lists-addresses"
_NAMES = {"hook": _HOOK, "addresses": _LIST}
_LADDER = Ladder(
    imported=(
        chain(Severity.HIGH, _HOOK, frozenset({_LIST, "connects"}) | chains.HIDDEN | chains.ODD),
        chain(Severity.HIGH, _LIST, chains.HIDDEN | chains.ODD),
        chain(Severity.MEDIUM, _HOOK),
        chain(Severity.LOW, _LIST),
    ),
)


@rule(
    "L2-WALL-001",
    severity=(Severity.LOW, Severity.HIGH),
    since="0.2",
    category="credentials",
    tags=("malware", "T1195.002", "T1565.002", "T1657", "CWE-506"),
)
def wallet_hook(project: Project) -> Iterator[Finding]:
    """Each package's worst file."""
    found = chains.verdicts(project, _LADDER, _words)
    yield from telling.merged(map(_found, found))


def _words(look: Look) -> Words:
    return look.names | {_NAMES[mark.value] for mark in _wallets(look)}


def _wallets(look: Look) -> list[Mark]:
    return [m for m in look.file.content.marks if m.name == "wallet" and m.value in _NAMES]


def _found(verdict: Verdict) -> Finding:
    look = verdict.look
    places = _wallets(look)
    files = sorted({each.file.content.sha256 for each in (look, *verdict.also)})
    return wallet_hook.find(
        subject(look.package.name),
        verdict.severity,
        f"{' '.join(sorted(verdict.words))} {canonical.digest(files)}",
        evidence=[
            ("purl", look.package.purl),
            ("chain", telling.steps(look.chain) or look.when),
            ("why", ", ".join(sorted(verdict.words))),
            *telling.snippets(places),
            *telling.listed("further file", [each.inner for each in verdict.also]),
        ],
        at=(look.file.path, places[0].line if places else 0),
    )

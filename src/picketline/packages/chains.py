"""What runs, what it can do, and how bad the two are together: pure helpers of the rules.

A file runs at install (a hook leads to it), at import (importing or calling the package may) or
never. Its marks are words; a `Chain` names groups of words of which one each must be there. A
ladder has such chains for each of the three, the worst first.

One place in a file is told by one rule, its mark's owner:

| marks | owner |
|---|---|
| evaluates, computed-name | L2-OBFS-001 |
| packed, obfuscated | L2-OBFS-002 |
| runs-decoded, whatever was decoded first (`layers`) | L2-OBFS-003 |
| hidden-characters, mixed-script, pushed-aside | L2-OBFS-004 |
| secret, reads-secret, reads-environment, identifies | L2-CRED-001 |
| sends-secret, sends-token, presents-secret | L2-CRED-001 |
| protests | L2-PROT-001 |
| every other, in what an install runs; all of a hook's command | L2-POST-001 |
| every other, in what is imported | L2-EXEC-001 |

The others take a mark as a word of their chain, without its text. L2-POST-001 judges a hook by
all that it leads to, and L2-BUND-001 a bundled package by all that it holds; hosts among the marks
are looked up by L2-IOC-001.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Literal

import msgspec

from picketline.core.model import Severity
from picketline.packages import opened
from picketline.packages.facts import Content, File, Mark, Package, Project, Run

When = Literal["install", "import", "never"]
Words = frozenset[str]

ODD = frozenset({"odd-host", "raw-address"})
REACHES = frozenset({"connects"}) | ODD
TAKES = frozenset({"reads-secret", "reads-environment", "identifies"})
HIDDEN = frozenset(
    {"obfuscated", "hidden-characters", "pushed-aside", "computed-name", "mixed-script"}
)
SPREADS = frozenset({"publishes", "reaches-repositories", "writes-outside", "scans-secrets"})
STARTS = frozenset(
    {"executes", "fetches-and-runs", "hides-process", "assistant", "opens-shell", "starts-fetched"}
)
ACTS = frozenset({"evaluates", "connects", "loads-native", "deletes-home"}) | STARTS | SPREADS
OWNERS = {
    "evaluates": "L2-OBFS-001",
    "computed-name": "L2-OBFS-001",
    "packed": "L2-OBFS-002",
    "obfuscated": "L2-OBFS-002",
    "runs-decoded": "L2-OBFS-003",
    "hidden-characters": "L2-OBFS-004",
    "mixed-script": "L2-OBFS-004",
    "pushed-aside": "L2-OBFS-004",
    "secret": "L2-CRED-001",
    "reads-secret": "L2-CRED-001",
    "reads-environment": "L2-CRED-001",
    "identifies": "L2-CRED-001",
    "sends-secret": "L2-CRED-001",
    "presents-secret": "L2-CRED-001",
    "sends-token": "L2-CRED-001",
    "protests": "L2-PROT-001",
}
DECODER_IN_CALL = "decoder-in-call"
SMALL_FILE = "in-a-small-file"
TEXT_DECODER = "decoder-of-text"
DECODED_ACT = "decoded-act"
DECODED_THREAT = "decoded-threat"
OBFUSCATOR = "obfuscator"
STAYS = "stays"
"""Something is written where it is started again: a profile, a timetable, a service, a workflow."""
WRITES_IF_CALLED = "writes-outside-if-called"
COMPLETES = "stays-for-completion"
STAYS_IF_ASKED = "stays-if-asked"
_WAITS = {"": STAYS, "for completion": COMPLETES, "if asked": STAYS_IF_ASKED}
UNCHECKED = "starts-unchecked"
"""A file that was fetched is started for more than to ask for its version."""
SHOWN = frozenset({DECODER_IN_CALL, SMALL_FILE, DECODED_ACT, DECODED_THREAT, "packed"})
"""Words that make it sure that what is run was decoded: see `decoding`."""
_THREATS = ODD | SPREADS | {
    *("reads-secret", "sends-secret", "fetches-and-runs", "mines", "deletes-home", "assistant"),
    *("hides-process", "executes", "opens-shell", "sends-token", "starts-fetched"),
    *("spreads", "intercepts", "dead-drop", "protests"),
}  # fmt: skip
_PLACES = frozenset({"profile", "cron", "systemd", "launch-agent", "workflow"})
_STARTED = frozenset({"detached", "outside", "started"})
_GRAMMARS = frozenset(
    {
        *("string-array", "control-flow", "jsfuck", "jjencode", "aaencode"),
        *("letter-table", "coded-keys", "seeded-order"),
    }
)
_WEAK = frozenset({"inflate", "escapes"})
_SMALL = 64 << 10
_LARGE = 256 << 10
_FAR = 80
_MORE = re.compile(r"(?:^| )and \d+ more$")
_DECODER = re.compile(
    r"\b(atob|unescape|decodeURIComponent|fromCharCode|fromCodePoint|codePointAt)\b"
    r"|[\"'`](base64|hex)(url)?[\"'`]|\b(inflate|gunzip|brotliDecompress|createDecipher)"
)


def owner(mark: Mark, when: When = "install") -> str:
    """The rule that tells where a mark stands, in a file that runs then."""
    other = "L2-POST-001" if when == "install" else "L2-EXEC-001"
    return "L2-OBFS-003" if mark.layers else OWNERS.get(mark.name, other)


class Chain(msgspec.Struct, frozen=True):
    """A severity for what has a word of each group."""

    severity: Severity
    groups: tuple[Words, ...]

    def words(self, names: Words) -> Words:
        """The words that fulfil it; none if it is not fulfilled."""
        met = [group & names for group in self.groups]
        return frozenset().union(*met) if all(met) else frozenset()


def chain(severity: Severity, *groups: str | Words) -> Chain:
    """A chain; a group is a set of words, or words parted by blanks."""
    return Chain(
        severity,
        tuple(frozenset(each.split()) if isinstance(each, str) else each for each in groups),
    )


class Ladder(msgspec.Struct, frozen=True, kw_only=True):
    """Chains by when a file runs, the worst first."""

    install: tuple[Chain, ...] = ()
    imported: tuple[Chain, ...] = ()
    never: tuple[Chain, ...] = ()

    def judge(self, names: Words, when: When) -> tuple[Severity, Words] | None:
        """The worst that holds, with the words of every chain that says so.

        What runs at install can be imported too, if it is a script.
        """
        chains = {
            "install": (*self.install, *self.imported, *self.never),
            "import": (*self.imported, *self.never),
            "never": self.never,
        }[when]
        held = [(each.severity, words) for each in chains if (words := each.words(names))]
        if not held:
            return None
        worst = max(severity for severity, _ in held)
        return worst, frozenset().union(*(words for severity, words in held if severity is worst))


class Look(msgspec.Struct, frozen=True):
    """A file that has marks: when it runs, and how an install gets there (else no chain)."""

    package: Package
    file: File
    when: When
    chain: tuple[str, ...] = ()

    @property
    def names(self) -> Words:
        """The names of its marks."""
        return marked(self.file)

    @property
    def inner(self) -> str:
        """Its path below its package."""
        return below(self.package, self.file.path)


class Verdict(msgspec.Struct, frozen=True):
    """A package's worst file by a ladder, with its words; `also` are those beside it."""

    severity: Severity
    words: Words
    look: Look
    also: tuple[Look, ...] = ()


def below(package: Package, path: str) -> str:
    """A file's path below its package."""
    return path.removeprefix(f"{package.path}/") if package.path else path


def marked(file: File) -> Words:
    """The names of a file's marks."""
    return frozenset(mark.name for mark in file.content.marks)


def led(run: Run) -> tuple[str, ...]:
    """How an install gets to a file: the hook with its command, then the files."""
    return (f"{run.hook}: {run.command}", *run.chain[1:])


def running(package: Package) -> dict[str, Run]:
    """The files that a package's install runs, by path below the project."""
    prefix = f"{package.path}/" if package.path else ""
    found: dict[str, Run] = {}
    for run in package.runs:
        if run.path:
            found.setdefault(prefix + run.path, run)
    return found


def looks(package: Package) -> Iterator[Look]:
    """The files of a package that have marks, with when they run.

    A large file is several looks: what stands far apart in a bundle has nothing to do with each
    other. Prose that an assistant reads runs nothing by itself: L2-OPEN-001 tells what it asks for.
    """
    marked = [file for file in package.files if file.content.marks]
    if not marked:
        return
    runs, imports = running(package), frozenset(package.imports)
    for file in marked:
        run = runs.get(file.path)
        if run and file.content.kind == "text" and run.hook.startswith(opened.PREFIX):
            run = None
        when: When = "install" if run else "import" if file.path in imports else "never"
        path = led(run) if run else ()
        for part in _parts(file):
            yield Look(package, part, when, path)


def large(content: Content) -> bool:
    """Whether a file is so large that it is a bundle, in which names lead everywhere."""
    return content.size >= _LARGE


def _parts(file: File) -> Iterator[File]:
    """A large file by groups of marks that stand near each other.

    A mark without a line may stand anywhere, and so may those for which the last of a name stands.
    """
    marks = file.content.marks
    if not large(file.content):
        yield file
        return
    anywhere = [mark for mark in marks if not mark.line or _MORE.search(mark.value)]
    placed = sorted((mark for mark in marks if mark not in anywhere), key=lambda mark: mark.line)
    groups: list[list[Mark]] = []
    for mark in placed:
        if not groups or mark.line - groups[-1][-1].line > _FAR:
            groups.append([])
        groups[-1].append(mark)
    for group in groups or [[]]:
        content = msgspec.structs.replace(file.content, marks=tuple(sorted([*group, *anywhere])))
        yield msgspec.structs.replace(file, content=content)


def named(look: Look) -> Words:
    """The words that a ladder sees if a rule makes none of its own."""
    return look.names


def decoding(content: Content) -> Words:
    """How sure it is that a file runs what it decodes, and what the decoded text does.

    In a large file names lead everywhere: there the decoder in the call, or the decoded text,
    has to be seen.
    """
    inner = {mark.name for mark in content.marks if mark.layers}
    words = {DECODED_THREAT} if inner & _THREATS else set()
    words |= {DECODED_ACT} if inner & (ACTS | TAKES) else set()
    run = [mark for mark in content.marks if mark.name == "runs-decoded"]
    words |= {DECODER_IN_CALL} if any(_DECODER.search(mark.text) for mark in run) else set()
    strong = [each for mark in run if not _WEAK.issuperset(each := mark.value.split())]
    words |= {TEXT_DECODER} if strong else set()
    if content.size < _SMALL and any("data-address" not in each for each in strong):
        words.add(SMALL_FILE)
    return frozenset(words)


def grammar(marks: Iterable[Mark]) -> Words:
    """`OBFUSCATOR` where only an obfuscator writes like that; names alone are not enough."""
    found = any(mark.name == "obfuscated" and mark.value in _GRAMMARS for mark in marks)
    return frozenset({OBFUSCATOR} if found else ())


def unchecked(marks: Iterable[Mark]) -> Words:
    """`UNCHECKED` where what was fetched is started, and not only asked or made executable."""
    found = any(mark.name == "starts-fetched" and mark.value in _STARTED for mark in marks)
    return frozenset({UNCHECKED} if found else ())


def staying(marks: Iterable[Mark]) -> Words:
    """`STAYS` where something is written that is started again without the package.

    `COMPLETES` and `STAYS_IF_ASKED` where that waits to be called, or for a word of its user.
    """
    values = {mark.value for mark in marks if mark.name == "writes-outside"}
    places = {value.partition(", ") for value in values}
    return frozenset(
        _WAITS[waits] for place, _, waits in places if place in _PLACES and waits in _WAITS
    )


def waits(marks: Iterable[Mark]) -> bool:
    """Whether all that is written outside waits for a call, or for its user to ask for it."""
    return all(", " in mark.value for mark in marks if mark.name == "writes-outside")


def verdict(
    package: Package, ladder: Ladder, words: Callable[[Look], Words] = named
) -> Verdict | None:
    """What a ladder makes of a package; None for nothing."""
    judged = [
        (found[0], found[1], look)
        for look in looks(package)
        if (found := ladder.judge(words(look), look.when))
    ]
    if not judged:
        return None
    severity, why, worst = min(
        judged, key=lambda one: (-one[0].rank, -len(one[1]), sorted(one[1]), one[2].file.path)
    )
    also = tuple(look for _, _, look in judged if look is not worst)
    return Verdict(severity, why, worst, also)


def verdicts(
    project: Project, ladder: Ladder, words: Callable[[Look], Words] = named
) -> Iterator[Verdict]:
    """What a ladder makes of each package, where it makes anything."""
    for package in project.packages:
        found = verdict(package, ladder, words)
        if found:
            yield found

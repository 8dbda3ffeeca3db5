"""Credentials are exposed or gathered.

Why: A secret in a published file belongs to everybody. Code that gathers secrets of several kinds,
or those of a well-known file, and reaches out is what steals them.
Limits: What is read in one file and sent from another is not put together, but for install hooks
(L2-POST-001). A secret is known by its form alone, and never shown.
Benign: A client that reads its own service's token, one variable of the environment, keys in
tests and documents: not told, or info.
Next: For a secret in plain text: revoke it. For code that gathers them: remove the package and
change every secret that was within reach.
"""

import re
from collections.abc import Iterator

from picketline.core.check import rule
from picketline.core.model import Finding, Severity
from picketline.packages import chains, telling
from picketline.packages.chains import Ladder, Look, Words, chain
from picketline.packages.facts import Mark, Project

_SEVERAL = "several-secrets"
_FILE = "secret-file"
_PRIZE = "secret-of-others"
_ASKED = "identifies-by-command"
_OTHERS = "sends-publishing-token"
_TOKEN = "secret-token"  # noqa: S105  # a word of the ladder, like the ones above
_PLACED = "in-settings"
_OWN = "own-and-published"
_THEIRS = "installed"
_MANY = 3
_SAME = {"gh": "github", "git": "github", "node": "npm", "gcp": "google", "gcloud": "google"}
_PRIZES = frozenset({"ssh", "wallet", "browser", "history"})
_KINDS = _PRIZES | {
    *("npm", "github", "gitlab", "aws", "google", "azure", "kube", "vault", "docker", "imds"),
    *("netrc", "system", "cloudflare", "slack", "stripe", "heroku", "vercel", "digitalocean"),
}
_PUBLISHING = frozenset({"npm", "github", "gitlab", "aws"})
"""Whose tokens no client sends but in a header."""
_SETTINGS = frozenset({"json", "yaml", "shell", "python", "text"})
_ASIDE = re.compile(
    r"(?:^|/)(?:tests?|__tests__|specs?|examples?|demos?|docs?|fixtures?|man|benchmarks?|generated)/"
    r"|\.(?:md|markdown|html?|rst|txt|map|d\.ts|d\.mts|d\.cts|[1-9])$|^(?:readme|changelog|licen[cs]e)"
)
_PUBLIC = frozenset({"google", "private-key"})
_LADDER = Ladder(
    install=(
        chain(Severity.CRITICAL, "sends-secret sends-token"),
        chain(Severity.CRITICAL, _SEVERAL, chains.REACHES),
        chain(Severity.CRITICAL, _FILE, chains.REACHES),
        chain(Severity.CRITICAL, chains.TAKES, chains.ODD),
        chain(Severity.HIGH, "identifies", "connects"),
        chain(Severity.LOW, "reads-environment reads-secret", "connects"),
    ),
    imported=(
        chain(Severity.CRITICAL, _SEVERAL, chains.ODD),
        chain(Severity.CRITICAL, _PRIZE, chains.ODD),
        chain(Severity.HIGH, "sends-secret", chains.ODD | chains.HIDDEN | {"runs-decoded"}),
        chain(Severity.HIGH, "reads-environment identifies reads-secret", chains.ODD, "connects"),
        chain(Severity.HIGH, _PRIZE, chains.HIDDEN, chains.REACHES),
        chain(Severity.HIGH, _FILE, "sends-secret"),
        chain(Severity.HIGH, "reads-environment", "sends-secret"),
        chain(Severity.HIGH, _OTHERS),
        chain(Severity.HIGH, _ASKED, "connects"),
        chain(Severity.HIGH, _SEVERAL, chains.REACHES),
        chain(Severity.HIGH, _TOKEN, _THEIRS),
        chain(Severity.MEDIUM, _TOKEN, _OWN),
        chain(Severity.MEDIUM, _PRIZE, "connects"),
        chain(Severity.MEDIUM, "sends-secret sends-token"),
        chain(Severity.LOW, "secret"),
    ),
    never=(
        chain(Severity.MEDIUM, _TOKEN, _PLACED, frozenset({_THEIRS, _OWN})),
        chain(Severity.LOW, "secret", _PLACED),
        chain(Severity.INFO, "secret"),
    ),
)


@rule(
    "L2-CRED-001",
    severity=(Severity.INFO, Severity.CRITICAL),
    since="0.1",
    category="credentials",
    tags=("malware", "T1552.001", "T1041", "CWE-522", "CWE-798"),
)
def credentials(project: Project) -> Iterator[Finding]:
    """Each package's worst file by the secrets that it holds, or takes and sends."""
    found = chains.verdicts(project, _LADDER, _words)
    yield from telling.merged(telling.told(credentials, each) for each in found)


def _words(look: Look) -> Words:
    """The file's words, with how many kinds of secrets it reads, and how well known they are."""
    marks = _own(look.file.content.marks)
    reads = {mark.value for mark in marks if mark.name == "reads-secret"}
    families = {_family(value) for value in reads} & _KINDS
    words = {mark.name for mark in marks}
    if len(families) >= _MANY:
        words.add(_SEVERAL)
    if any(not value.startswith("env:") for value in reads):
        words.add(_FILE)
    if families & _PRIZES:
        words.add(_PRIZE)
    if any(mark.name == "identifies" and " " not in mark.value for mark in marks):
        words.add(_ASKED)
    if _PUBLISHING & {_family(mark.value) for mark in marks if mark.name == "sends-token"}:
        words.add(_OTHERS)
    return frozenset(words | (_held(look) if "secret" in words else set()))


def _own(marks: tuple[Mark, ...]) -> list[Mark]:
    """The marks without those of decoded text that is run: L2-OBFS-003 tells those."""
    runs = any(mark.name == "runs-decoded" for mark in marks)
    return [mark for mark in marks if not (runs and mark.layers) or mark.name == "secret"]


def _held(look: Look) -> set[str]:
    """What there is to say of a secret in plain text: how real it is, and whose file it is in."""
    words = {
        _TOKEN
        for mark in look.file.content.marks
        if mark.name == "secret" and mark.value not in _PUBLIC
    }
    if look.package.origin not in {"root", "member"}:
        words.add(_THEIRS)
    elif not look.package.manifest.private:
        words.add(_OWN)
    if look.file.content.kind in _SETTINGS and not _ASIDE.search(look.inner.lower()):
        words.add(_PLACED)
    return words


def _family(value: str) -> str:
    """Whose secret a value is: `env:GH_TOKEN` is github's, `npmrc` is npm's."""
    word = value.removeprefix("env:").replace("_", "-").split("-")[0].lower()
    return "npm" if word == "npmrc" else _SAME.get(word, word)

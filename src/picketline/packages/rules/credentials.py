"""Credentials are exposed or gathered.

Why: A secret in a published file belongs to everybody. Code that gathers secrets of several kinds,
or those of a well-known file, and reaches out is what steals them.
Limits: What is read in one file and sent from another is not put together, but for install hooks
(L2-POST-001). A secret is known by its form alone, and never shown. Whose a credential is, is told
by its name; what a stranger has at its issuer (a repository, a channel) is not told apart.
Benign: A client that sends a token to the service that issued it, its owner's own chat, a hash of
the machine's name, one variable of the environment, keys in tests and documents: not told, or
info. Several secrets that all go to their issuers are low. A client of a registry that shows the
token of its settings to a host from the same settings is medium.
Next: For a secret in plain text: revoke it. For code that gathers them: remove the package and
change every secret that was within reach.
"""

import re
from collections.abc import Iterator

import msgspec

from picketline.core.check import rule
from picketline.core.model import Finding, Severity
from picketline.packages import at_home, chains, issuers, telling
from picketline.packages.chains import Ladder, Look, Words, chain
from picketline.packages.facts import Mark, Project

_SEVERAL = "several-secrets"
_EACH_HOME = "several-secrets-to-their-issuers"
_FILE = "secret-file"
_PRIZE = "secret-of-others"
_ASKED = "identifies-by-command"
_OTHERS = "sends-publishing-token"
_TOKEN = "secret-token"  # noqa: S105  # a word of the ladder, like the ones above
_PLACED = "in-settings"
_OWN = "own-and-published"
_THEIRS = "installed"
_MANY = 3
_PRIZES = frozenset({"ssh", "wallet", "browser", "history", "personal", "keys"})
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
        chain(Severity.HIGH, "presents-secret", chains.ODD | chains.HIDDEN | {"runs-decoded"}),
        chain(Severity.HIGH, "reads-environment", "sends-secret"),
        chain(Severity.HIGH, _OTHERS),
        chain(Severity.HIGH, _ASKED, "connects"),
        chain(Severity.HIGH, _SEVERAL, chains.REACHES),
        chain(Severity.HIGH, _TOKEN, _THEIRS),
        chain(Severity.MEDIUM, _TOKEN, _OWN),
        chain(Severity.MEDIUM, at_home.ONE, chains.ODD, "connects"),
        chain(Severity.MEDIUM, _PRIZE, "connects"),
        chain(Severity.MEDIUM, "sends-secret sends-token presents-secret"),
        chain(Severity.LOW, _EACH_HOME, chains.REACHES),
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
    content = look.file.content
    content = msgspec.structs.replace(content, marks=_own(content.marks))
    marks = content.marks
    reads = at_home.read(content)
    families = {issuers.family(value) for value in reads} & _KINDS
    words = set(at_home.words(content))
    if len(families) >= _MANY:
        home = "sends-secret" not in words and at_home.only_issuers(content)
        words.add(_EACH_HOME if home else _SEVERAL)
    if any(not value.startswith("env:") for value in reads):
        words.add(_FILE)
    if families & _PRIZES:
        words.add(_PRIZE)
    if any(mark.name == "identifies" and " " not in mark.value for mark in marks):
        words.add(_ASKED)
    if _PUBLISHING & {issuers.family(mark.value) for mark in marks if mark.name == "sends-token"}:
        words.add(_OTHERS)
    return frozenset(words | (_held(look) if "secret" in words else set()))


def _own(marks: tuple[Mark, ...]) -> tuple[Mark, ...]:
    """The marks without those of decoded text that is run: L2-OBFS-003 tells those."""
    runs = any(mark.name == "runs-decoded" for mark in marks)
    return tuple(mark for mark in marks if not (runs and mark.layers) or mark.name == "secret")


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

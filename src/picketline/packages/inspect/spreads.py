"""Code that spreads itself: packages published anew, repositories and runners made for it."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from picketline.packages.inspect import asked
from picketline.packages.inspect import calls as table
from picketline.packages.inspect.hinted import hinted
from picketline.packages.inspect.seen import Seen
from picketline.packages.inspect.words import Place

if TYPE_CHECKING:
    from picketline.packages.inspect.calls import Call

_HINT = re.compile(
    rb"(?i)\bpublish\b|/-/npm/v1/tokens|/-/whoami|maintainer:|/user/repos\b|actions[-/]runner"
    rb"|registration-token|config\.(?:sh|cmd)\b|createForAuthenticatedUser|\bgh repo create"
)
_PUBLISHES = re.compile(
    r"\b(?:npm|pnpm|yarn|bun)(?:\.cmd)?[\"'`]?(?:,\s?\[?\s?[\"'`]|\s+)publish\b|/-/package/|_attachments\b"
    r"|\blibnpmpublish\b"
)
_FINDS = re.compile(
    r"text=maintainer:|maintainer:(?:\$|%|[\"'`]\s?\+)|/-/npm/v1/tokens\b|/-/user/[^\"'`\s]{0,60}/package"
)
_PLANTS = re.compile(
    r"(?:\.|\[[\"'`])scripts(?:[\"'`]\])?(?:\.|\[\s?[\"'`])(?:pre|post)?install\b[\"'`]?\s?\]?\s?(?:\|\|)?=[^=]"
    r"|\.scripts\s?=\s?\{[^{}]{0,200}\b(?:pre|post)install\b"
    r"|\bscripts\s?:\s?\{\s?(?:\.\.\.[\w.]{1,40},\s?)?[\"'`]?(?:pre|post)install\b"
)
_UNPACKS = re.compile(
    r"\.tgz\b|\bnpm(?:\.cmd)? pack\b|\btar\s+-?[cx]z?f?|\bpackage/package\.json\b|\.dist\.tarball\b"
    r"|\bsemver\.inc\b|\bnpm version\b|\.version\s?=[^=]"
)
_TOKEN = re.compile(
    r"_authToken\b|\.npmrc\b|\benv\.(?:NPM_TOKEN|NODE_AUTH_TOKEN|NPM_CONFIG_\w*TOKEN)|/-/whoami\b"
    r"|\bnpm_\[|\bnpm_\w{0,4}[\[\\]"
)
_CREATES = re.compile(
    r"api\.github\.com[^\n\"'`]{0,40}/user/repos\b|[\"'`]/user/repos\b|\bcreateForAuthenticatedUser\b"
    r"|\bgh repo create\b|/user/repos[\"'`]"
)
_GITHUB = re.compile(
    r"\benv\s?(?:\.|\[\s?[\"'`])(?:GITHUB_TOKEN|GH_TOKEN|GITHUB_PAT|GH_PAT|GITHUB_ACCESS_TOKEN)\b"
    r"|\bgh auth token\b|\.git-credentials\b|gh[pous]_[\[\\(]|\bghp_\w{0,4}\["
)
_PUTS = re.compile(
    r"/contents/|\bcreateOrUpdateFileContents\b|\bgit push\b|/git/(?:refs|blobs|trees|commits)\b"
    r"|\bcreateCommitOnBranch\b|/actions/workflows\b|\.github/workflows\b"
)
_AT_RANDOM = re.compile(
    r"\bname[\"']?\s?:\s?[^,}\n]{0,40}(?:Math\.random|randomBytes|randomUUID)\b"
)
_MARKS = re.compile(r"(?i)\bsha[i1]-hulud\b|\bgoldox-t3chs\b|\bs1ngularity-repository\b")
_RUNNER = re.compile(
    r"actions/runner/releases|\bactions-runner-(?:linux|osx|win)|registration-token\b"
)
_CONFIGURES = re.compile(
    r"\bconfig\.(?:sh|cmd)\b[^\n]{0,200}--(?:unattended|token|url)\b|\bRunner\.Listener\b|\brun\.(?:sh|cmd)\b"
    r"|[\"'`]--unattended[\"'`]"
)
_SIGNALS = ("registry-api", "repository-api", "package-tool")
_MOST = 64
_LONGEST = 400_000
_LONGEST_PART = 4000


def told(script: Seen) -> Iterator[Place]:
    """Where a script spreads: `spreads` with registry, repository or runner."""
    plain = script.syntax.plain
    if not hinted(plain, "spreads", "runner", *_SIGNALS) or not _HINT.search(plain):
        return
    acts = [
        call for call in script.calls
        if (call.path in table.EXECUTES or call.path.partition("()")[0] in table.CONNECTS)
        and call.arguments
    ][:_MOST]  # fmt: skip
    if not acts:
        return
    text = " ".join(_texts(script, acts))
    kind = next((name for name, spreads in _KINDS if spreads(text)), "")
    if not kind:
        return
    uses = asked.Uses(script)
    for call in acts:
        if asked.when(script, call.node, uses) != asked.ASKED:
            yield "spreads", call.start, kind
            return


def _texts(script: Seen, acts: "list[Call]") -> Iterator[str]:
    """The script, what its acts are given, and texts that it turns round."""
    yield script.syntax.plain[:_LONGEST].decode("utf-8", "replace")
    for call in acts:
        yield " ".join(script.values.rough(part)[:_LONGEST_PART] for part in call.arguments[:2])
    joins = (call for call in script.calls if call.path.endswith(".join"))
    for call in islice(joins, _MOST):
        yield (script.values.fold(call.node) or "")[:_LONGEST_PART]


def _registry(text: str) -> bool:
    """Packages of whoever is logged in are found, changed and published again."""
    publishes, finds = _PUBLISHES.search(text), _FINDS.search(text)
    if publishes and _PLANTS.search(text):
        return bool(finds or _UNPACKS.search(text))
    return bool(finds and _TOKEN.search(text) and (publishes or _UNPACKS.search(text)))


def _repository(text: str) -> bool:
    """A repository is made with a token that lay about, and something is put into it."""
    if not _CREATES.search(text):
        return False
    found = [_PUTS.search(text), _AT_RANDOM.search(text), _MARKS.search(text)]
    return any(found) and bool(_GITHUB.search(text) or _MARKS.search(text))


def _runner(text: str) -> bool:
    """A runner of workflows is fetched, registered or started."""
    return bool(_RUNNER.search(text) and _CONFIGURES.search(text))


_KINDS = (("registry", _registry), ("repository", _repository), ("runner", _runner))

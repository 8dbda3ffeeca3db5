"""Host is written so that it is taken for another.

Why: Stolen data goes to, and payloads come from, hosts that look like those of a registry, a code
host or a well-known service in a log: one letter more, another ending, a word put beside it.
Limits: Only some twenty-five names are known, and hosts where code that an install or import
reaches names them plainly; another's whole name below a domain of one's own is not told. Whether a
host answers is not known offline. Hosts known bad are L2-IOC-001's.
Benign: Statistics and mirrors of a registry under names of their own.
Next: Find out whose host it is; if it is not whose it says, take what the package could read for
stolen.
"""

from collections.abc import Iterator
from functools import lru_cache

import msgspec

from picketline.core.check import rule
from picketline.core.model import Finding, Severity
from picketline.packages import chains, telling
from picketline.packages.corpus.near import close
from picketline.packages.facts import Package, Project
from picketline.packages.purls import subject

_DOMAINS = """
    com org net io dev app co ai cc me tv us uk eu de fr nl ru su cn in info biz xyz top site
    online help icu tech live store shop space website click link pro pw sh tk ml ga cf gq
    ws to ly rest cloud host network digital systems services email support zip lol fun cx la
"""
_ENDINGS = frozenset(_DOMAINS.split())
_OWN = {
    "npmjs": "com org net io dev",
    "nodejs": "org dev com cn",
    "yarnpkg": "com net",
    "unpkg": "com dev",
    "jsdelivr": "com net",
    "githubusercontent": "com",
}
"""Names that nobody else has, with the endings that are theirs."""
_OTHERS = """
    github gitlab bitbucket googleapis gstatic microsoft azureedge cloudflare amazonaws anthropic
    discord telegram netlify cloudfront facebook binance coinbase metamask alchemy trustwallet
"""
_NAMES = (*_OWN, *_OTHERS.split())
_HONEST = frozenset({"npms", "npmx", "pnpmjs", "discordapp", "githubapp"})
_FRONTS = ("npm-", "npmjs-", "nodejs-", "github-", "yarnpkg-")
_BESIDE = frozenset(
    ("api", "auth", "cache", "cdn", "install", "login", "mirror", "packages", "registry", "static")
)
_SHORTEST = 5
_GATHERS = frozenset({"sends-secret", "sends-token"}) | chains.TAKES


class _Seen(msgspec.Struct, frozen=True, order=True):
    path: str
    line: int
    host: str
    like: str
    severity: Severity


@rule(
    "L2-NET-001",
    severity=(Severity.MEDIUM, Severity.HIGH),
    since="0.2",
    category="confusion",
    tags=("malware", "T1036.005", "T1583.001", "CWE-506"),
)
def lookalike_host(project: Project) -> Iterator[Finding]:
    """One finding a package and host."""
    found = [
        _found(package, each)
        for package in sorted(project.packages, key=lambda each: each.path)
        for each in _once(sorted(_seen(package)))
        if not project.corpus.matching("host", each.host)
    ]
    yield from telling.merged(found)


def _seen(package: Package) -> Iterator[_Seen]:
    running, imports = chains.running(package), frozenset(package.imports)
    for file in package.files:
        if file.path in running or file.path in imports:
            for host, line in file.content.hosts:
                if like := resembles(host):
                    sure = file.path in running or not _GATHERS.isdisjoint(chains.marked(file))
                    severity = Severity.HIGH if sure else Severity.MEDIUM
                    yield _Seen(file.path, line, host, like, severity)


def _once(seen: list[_Seen]) -> Iterator[_Seen]:
    """The worst place of each host."""
    worst: dict[str, _Seen] = {}
    for each in seen:
        if each.host not in worst or each.severity > worst[each.host].severity:
            worst[each.host] = each
    yield from worst.values()


@lru_cache(maxsize=1 << 14)
def resembles(host: str) -> str:
    """The name that a host is taken for, "" for none: `npmjs` for npnjs.com and npmjs.help."""
    labels = host.rstrip(".").split(".")
    if len(labels) < 2 or labels[-1] not in _ENDINGS:  # noqa: PLR2004  # a domain and its ending
        return ""
    name, ending = labels[-2], labels[-1]
    if name in _OWN:
        return name if ending not in _OWN[name].split() else ""
    front = next((each for each in _FRONTS if name.startswith(each)), "")
    if front and name.removeprefix(front) in _BESIDE:
        return front.rstrip("-")
    if name in _NAMES or name in _HONEST or len(name) < _SHORTEST:
        return ""
    return next((each for each in _NAMES if len(each) >= _SHORTEST and close(name, each)), "")


def _found(package: Package, seen: _Seen) -> Finding:
    run = chains.running(package).get(seen.path)
    steps = chains.led(run) if run else ()
    return lookalike_host.find(
        subject(package.name),
        seen.severity,
        f"{seen.host} for {seen.like}",
        evidence=[
            ("purl", package.purl),
            ("chain", telling.steps(steps) or "import"),
            ("why", f"{seen.host} is taken for {seen.like}"),
            ("host", seen.host),
        ],
        at=(seen.path, seen.line),
    )

"""What of a file's marks is the business of the services that it is a client of.

A bot reads its own token and talks to a host that strangers use to take what they steal: with the
owner's token the owner's channel is reached, and nobody else's. This only holds where nothing else
is taken and all that was seen is told.
"""

import re

from picketline.packages import issuers
from picketline.packages.facts import Content

Words = frozenset[str]

PRECIOUS = frozenset(
    {
        *("npm", "github", "gitlab", "aws", "google", "azure", "imds", "kube", "vault", "docker"),
        *("ssh", "wallet", "browser", "history", "netrc", "system", "environment"),
    }
)
"""Whose secrets are taken for what they open elsewhere: they count wherever they are read."""
ONE = "reads-one-secret"
"""Secrets of one service alone are read, and of none that is worth a theft everywhere."""
_TAKEN = frozenset({"sends-secret", "sends-token", "presents-secret", "reads-environment"})
_LOOKUPS = frozenset(
    {"ipinfo.io", "ip-api.com", "api.ipify.org", "ifconfig.me", "icanhazip.com"},
)
"""Hosts that tell who asks, and keep nothing for anybody."""
_BARE = frozenset(
    {
        *("discord.com/api/webhooks", "discordapp.com/api/webhooks", "hooks.slack.com/services"),
        *("api.telegram.org", "api.telegram.org/bot"),
    }
)
"""Odd hosts without the name of a receiver behind them: that is put there when the code runs."""
_DOCUMENT = re.compile(
    r"(?:changelog|readme|license|history|claude|agents)\.md|[^.]+\.(?:lock|txt|yml|yaml)"
)
"""What is taken for a host between quotes, and is a file's name."""
_VERSION = re.compile(r"/v\d{1,2}/")
_MORE = re.compile(r"(?:^| )and \d+ more$")


def words(content: Content) -> Words:
    """The names of a file's marks, but for own secrets and the own channel of a client."""
    names = frozenset(mark.name for mark in content.marks)
    reads = read(content)
    if _MORE.search(" ".join(sorted(reads))):
        return names
    odd = {mark.value for mark in content.marks if mark.name == "odd-host"}
    hosts = {host for host, _ in content.hosts} | odd
    dropped, added = set(), set()
    if "odd-host" in names and (_own_channel(names, reads, odd) or _looks_up(odd, hosts)):
        dropped.add("odd-host")
    if reads and not any(map(_precious, reads)):
        if all(any(issuers.issued(value, host) for host in hosts) for value in reads):
            dropped.add("reads-secret")
        elif len({*map(issuers.family, reads)}) == 1:
            dropped.add("reads-secret")
            added.add(ONE)
    return (names - dropped) | added


def read(content: Content) -> frozenset[str]:
    """The secrets that a file reads, by the values of their marks."""
    return frozenset(mark.value for mark in content.marks if mark.name == "reads-secret")


def only_issuers(content: Content) -> bool:
    """Whether a file names hosts, and none but issuers of the secrets that it reads."""
    values = read(content)
    hosts = [host for host, _ in content.hosts if not _DOCUMENT.fullmatch(host)]
    return bool(hosts) and all(
        any(issuers.issued(value, host) for value in values) for host in hosts
    )


def _precious(value: str) -> bool:
    """Whether a secret opens more than the service of which a program is the client."""
    return issuers.family(value) in PRECIOUS or not value.startswith("env:")


def _own_channel(names: Words, reads: frozenset[str], odd: set[str]) -> bool:
    if names & {*_TAKEN, "raw-address", "secret"} or any(
        not value.startswith("env:") for value in reads
    ):
        return False
    return all(
        _VERSION.sub("/", host) in _BARE and any(issuers.issued(value, host) for value in reads)
        for host in odd
    )


def _looks_up(odd: set[str], hosts: set[str]) -> bool:
    return bool(odd) and hosts <= _LOOKUPS

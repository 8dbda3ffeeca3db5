"""Which kind of news a mark is, and how much a new one weighs: pure tables over `marks.py`."""

from picketline.core.model import Severity
from picketline.packages import marks, surface
from picketline.packages.news.facts import Kind

_NETWORK = frozenset(
    {"connects", "odd-host", "raw-address", "fetches-and-runs", "disables-tls", "opens-shell"}
)
_CREDENTIAL = frozenset(
    {
        *("reads-secret", "reads-environment", "identifies", "sends-secret", "sends-token"),
        *("secret", "scans-secrets", "publishes"),
    }
)
_WRITES = frozenset({"writes-outside", "deletes-home", "reaches-repositories"})
_THREAT = frozenset({"mines", "wallet", "assistant"})
_KINDS: dict[str, Kind] = {
    **dict.fromkeys(marks.CAPABILITIES, "process"),
    **dict.fromkeys(marks.THREATS, "threat"),
    **dict.fromkeys(marks.CONCEALMENT, "obfuscation"),
    "evaluates": "obfuscation",
    "loads-native": "native",
    **dict.fromkeys(_NETWORK, "network"),
    **dict.fromkeys(_CREDENTIAL, "credential"),
    **dict.fromkeys(_WRITES, "writes"),
    **dict.fromkeys(_THREAT, "threat"),
}
STRONG = (
    surface.HARMS
    | surface.HIDES
    | _WRITES
    | {"fetches-and-runs", "starts-fetched", "hides-process", "publishes", "raw-address"}
)
"""Marks that upgrades of honest packages seldom bring."""
_LOUD_AT_INSTALL: frozenset[Kind] = frozenset({"network", "credential", "writes", "threat"})
_LESS = {
    Severity.HIGH: Severity.MEDIUM,
    Severity.MEDIUM: Severity.LOW,
    Severity.LOW: Severity.INFO,
}
SPECIFIC = frozenset(
    {
        *("odd-host", "raw-address", "reads-secret", "writes-outside", "obfuscated", "secret"),
        *("scans-secrets", "sends-token", "mines", "wallet", "assistant"),
    }
)
"""Marks of which another value is another thing: which host, which secret, which place."""


def kind_of(mark: str) -> Kind | None:
    """The kind of news that a new mark of this name is; None for what only limits a look."""
    return _KINDS.get(mark)


def severity(mark: str, *, install: bool, fresh: bool, kinds: frozenset[Kind]) -> Severity:
    """How bad a new mark is where code runs at install, or when it is imported.

    `kinds` are those of all marks that are new there: one alone is what many upgrades bring. What
    comes with a package that is `fresh` weighs less: it is no change of what somebody trusted.
    """
    found = _of_upgrade(mark, install=install, kinds=kinds)
    loud = install and mark in STRONG
    return found if loud or not fresh else _LESS[found]


def _of_upgrade(mark: str, *, install: bool, kinds: frozenset[Kind]) -> Severity:
    strong = mark in STRONG
    if install:
        return Severity.HIGH if strong or kind_of(mark) in _LOUD_AT_INSTALL else Severity.MEDIUM
    if strong:
        return Severity.HIGH if len(kinds) > 1 else Severity.MEDIUM
    reaching = "network" in kinds and not kinds.isdisjoint({"credential", "obfuscation"})
    return Severity.MEDIUM if reaching else Severity.LOW

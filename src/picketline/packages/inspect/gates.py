"""Which signals together are worth a closer look: every line is one such combination."""

_HIDDEN = {"unseen", "shuffle", "jjencode", "aaencode"}
ALONE = frozenset(
    {
        *_HIDDEN,
        "miner",
        "assistant",
        "scanner",
        "gap",
        "jsfuck",
        "letter-table",
        "coded-key",
        "seeded",
        "codes-of-text",
        "hidden-address",
        "joined-name",
        "bidi",
        "secret-text",
        "wipes",
        "code-address",
        "decoded-module",
        "decoded-code",
        "escaped-name",
        "hidden-word",
        "replaced-sends",
        "endless-talk",
    }
)
"""Signals that are looked at wherever they stand."""
TOGETHER = tuple(
    frozenset(line.split())
    for line in (
        "eval network",
        "function network",
        "virtual-machine network",
        "eval base64",
        "eval inflate",
        "eval decipher",
        "eval reverse",
        "eval code-points",
        "eval long-escapes",
        "eval long-codes codes",
        "eval hex-names",
        "eval computed",
        "function base64 long-base64",
        "function inflate",
        "function decipher",
        "function reverse",
        "function hex-names",
        "function long-codes codes",
        "virtual-machine base64",
        "virtual-machine inflate",
        "virtual-machine decipher",
        "constructor base64",
        "constructor network",
        "constructor computed",
        "hex-names control-flow",
        "process odd-host",
        "process odd-domain",
        "process address",
        "process windows-tool",
        "process fetch-tool",
        "process piped-shell fetch-tool",
        "process detached network",
        "process tls-off",
        "process decipher",
        "process long-base64 base64",
        "process registry-api",
        "process computed",
        "process place-profile",
        "process place-launch",
        "process place-systemd",
        "process place-workflow",
        "process place-assistant",
        "network odd-host",
        "network odd-domain",
        "network address",
        "network environment",
        "odd-host environment-given",
        "odd-host environment",
        "network host-name",
        "network user-name",
        "network interfaces",
        "network secret-npm",
        "network secret-ssh",
        "network secret-wallet",
        "network secret-browser",
        "network secret-system",
        "network secret-personal reads-file",
        "network secret-keys reads-file",
        "network secret-github repository-api",
        "network registry-api",
        "network decipher computed",
        "network wallet-hook wallet-address",
        "odd-host host-name",
        "wallet-hook wallet-address",
        "writes-file place-profile",
        "writes-file place-launch",
        "writes-file place-systemd",
        "writes-file place-workflow",
        "writes-file place-cron",
        "process place-cron",
        "process device",
        "process asks",
        "process socket shell-program",
        "process socket",
        "process network",
        "process secret-ssh",
        "writes-file place-assistant",
        "home removes process",
        "home removes reads-file",
        "runner process",
        "runner network",
        "spreads process",
        "spreads network",
        "xors eval",
        "xors function",
        "xors virtual-machine",
        "xors process",
        "xors writes-file",
        "drop network",
        "by-place named-place",
        "by-place removes",
        "by-place writes-file reads-file",
        "by-place endless",
        "home note writes-file",
        "home writes-file reads-file",
        "secret-text network",
        "fetch-tool piped-shell",
        "fetch-tool named-module",
        "fetch-tool computed",
        "fetch-tool other-loader",
        "fetch-tool cut-words",
        "named-module reverse",
        "named-module computed",
        "named-module cut-words",
        "other-loader network",
        "other-loader shell-program",
        "other-loader cut-words",
        "eval-value network",
        "eval-value base64",
        "eval-value inflate",
        "eval-value reverse",
        "eval-value long-escapes",
        "eval cut-words",
        "eval unescape",
        "eval hex",
        "eval turned",
        "function turned",
        "process unescape",
        "cut-words network",
        "cut-words process",
        "process base64",
        "process reverse",
        "process-value network",
        "network home",
        "network secret-aws",
        "network secret-cloud",
        "network secret-system",
        "network writes-file temporary",
    )
)
_SECRETS = frozenset(
    f"secret-{name}"
    for name in (
        *("npm", "github", "aws", "cloud", "ssh", "imds", "wallet", "browser", "system"),
        *("personal", "keys"),
    )
)
_FEW_SECRETS = 3
_TELLING = frozenset({"odd-host", "secret-wallet", "secret-browser", "registry-api", "secret-text"})
RUNS = frozenset({"eval", "function", "constructor", "virtual-machine", "process", "fetch-tool"})
"""Signals that make a decoded text worth a look."""
DECODED = frozenset({"long-base64", "long-escapes", "long-codes", "long-percent"})
"""Signals of texts that are worth decoding."""


def suspicious(signals: frozenset[str]) -> bool:
    """Whether a file with these signals is looked at closely."""
    if signals & ALONE:
        return True
    if len(signals & _SECRETS) >= _FEW_SECRETS and signals & {"network", "process"}:
        return True
    return any(line <= signals for line in TOGETHER)


def near(signals: frozenset[str]) -> bool:
    """Whether a window of a suspicious file is looked at."""
    return bool(signals & _TELLING) or suspicious(signals)

import re

import pytest

from picketline.packages import matcher
from picketline.packages.inspect import gates
from picketline.packages.patterns import SIGNALS

_PATTERNS = sorted((name, text) for name, texts in SIGNALS.items() for text in texts)
_CLASS = re.compile(r"(?<!\\)\[(?:\\.|[^\]\\])*\]")
_UNBOUNDED = re.compile(r"(?<!\\)(?:\]|\)|\.)(?:[*+]|\{\d+,\})")


@pytest.mark.parametrize(("name", "text"), _PATTERNS)
def test_a_pattern_is_what_both_engines_read_alike(name: str, text: str) -> None:
    """No look-around, back-reference, unbounded repeat, or class that the engines differ on."""
    assert "(?=" not in text, name
    assert "(?!" not in text, name
    assert "(?<" not in text, name
    assert not re.search(r"\\[1-9sSvV]", text), name
    assert not _UNBOUNDED.search(_CLASS.sub("[]", text)), name


def test_a_gate_names_only_signals() -> None:
    """Every combination that is worth a closer look is one of signals that there are."""
    named = {name for line in gates.TOGETHER for name in line} | gates.ALONE
    assert not named - {*SIGNALS}
    assert not (gates.DECODED | gates.RUNS) - {*SIGNALS}


@pytest.mark.parametrize(
    ("text", "signal"),
    [
        ("new Function('a', b)", "function"),
        ("(0,eval)(x)", "eval"),
        ("a.constructor.constructor('x')", "constructor"),
        ("vm.runInNewContext(x)", "virtual-machine"),
        ("import { exec } from 'node:child_process'", "process"),
        ("Buffer.from(x, 'base64')", "base64"),
        ("zlib.gunzipSync(x)", "inflate"),
        ("x.split('').reverse().join('')", "reverse"),
        ("_0x1a2b3c", "hex-names"),
        ("while(!![])", "shuffle"),
        ("'3|0|2|1|4'['split']('|')", "control-flow"),
        ("'\ufe00\ufe01\ufe02\ufe03\ufe04\ufe05\ufe06\ufe07'", "unseen"),
        ("a();" + " " * 150 + "b()", "gap"),
        ("window['ev'+'al']", "joined-name"),
        ("require('https')", "network"),
        ("http://203.0.113.9/x", "address"),
        ("JSON.stringify(process.env)", "environment"),
        ("read('.aws/credentials')", "secret-aws"),
        ("~/.ssh/id_rsa", "secret-ssh"),
        ("http://169.254.169.254/latest", "secret-imds"),
        ("https://webhook.site/x", "odd-host"),
        ("https://a.xyz/", "odd-domain"),
        ("stratum+tcp://a", "miner"),
        ("--dangerously-skip-permissions", "assistant"),
        (".github/workflows/a.yml", "place-workflow"),
        ("'aHR0cHM6Ly9h'", "hidden-address"),
    ],
)
def test_a_signal_is_seen(text: str, signal: str) -> None:
    """What a signal stands for is matched."""
    assert signal in matcher.signals(text.encode())

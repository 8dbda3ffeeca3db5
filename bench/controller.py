"""What a sweep costs the controller: starting, and reading a hostile host's words."""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from bench.clock import cpu
from picketline.core import canonical
from picketline.core.rule import catalogue
from picketline.hosts.facts import Answer
from picketline.hosts.probe import RULES
from picketline.hosts.records import read

_RUNS = 9
_NONCE = "0" * 32
_FINDINGS = 500

Measured = tuple[str, list[float], list[float]]


def measure() -> list[Measured]:
    """Start-up against bare python; reading records against reading JSON."""
    return [_start(), _read()]


def _start() -> Measured:
    picket = str(Path(sys.executable).with_name("picket"))
    pairs = [(cpu((picket, "--version")), cpu((sys.executable, "-c", ""))) for _ in range(_RUNS)]
    name = "picket --version / bare python"
    return name, [left for left, _ in pairs], [right for _, right in pairs]


def _read() -> Measured:
    line = "\t".join(
        (
            *("finding", "HOST-NET-003", "high", "0", "process", "/opt/x/back", "listens", "-"),
            *("4242", "1000", "77", "listens=0.0.0.0:31337", "exe=/opt/x/back", "uid=0"),
        )
    )
    rules = catalogue(RULES)
    ran = [f"ran\t{rule}" for rule in rules]
    lines = [f"picket\t1\t{_NONCE}", *ran, *[line] * _FINDINGS, f"end\t{_FINDINGS}\t{_NONCE}", ""]
    answer = Answer("\n".join(lines).encode(), b"", 0)
    reading = read(answer, _NONCE, rules)
    document = canonical.encode(reading)
    left, right = [], []
    for _ in range(_RUNS):
        left.append(_milliseconds(lambda: read(answer, _NONCE, rules)))
        right.append(_milliseconds(lambda: json.loads(document)))
    return "reading 500 findings / json.loads of the same", left, right


def _milliseconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    for _ in range(5):
        work()
    return 1000 * (time.process_time() - start) / 5

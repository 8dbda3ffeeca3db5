"""What of a corpus can be looked for on hosts, as `core/indicators.py` writes it.

| of the corpus | becomes |
|---|---|
| sha256 | sha256 |
| host | host |
| filename | filename, HIGH at most unless a person said how bad it is; and, of what runs, process |
| package | nothing: a host is not scanned for packages |
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Literal

import msgspec

from picketline.core.indicators import MOST, Indicator, address, sendable
from picketline.core.indicators import problem as malformed
from picketline.core.model import Severity
from picketline.packages.corpus import Corpus
from picketline.packages.corpus import Indicator as Known

_WORDS = """
action agent api app background base bash binding bootstrap build builder bun bundle bundler cache
check cleanup cli client code common config configure constants content context core curl dash
data debug default deno deploy dev dist docker download entry entrypoint env environment error
errors example exec execute extension fetch file git global go handler handlers health hello
helper helpers home hook hooks http index info init install installer internal java launch
launcher lib license loader log logger login main makefile manifest mcp middleware mod module
monitor node notes npm package payload perl php pip plugin pnpm polyfill polyfills post postbuild
postinstall prebuild preinstall prepare process profile proxy python python3 readme release
request require rollup route router routes ruby rules run runner runtime schema script scripts sdk
server service session settings setup sh shared shim socket ssh start startup state stats style
styles sync systemd task tasks temp template test tests tmp tool tools tsconfig types uninstall
update updater upload user util utility utils validate vendor verify version watch webpack wget
worker workflow wrapper yarn zsh
"""
_ORDINARY = frozenset(_WORDS.split())
"""What files of good programs are called, too, without what follows the last dot."""
_RUNS = re.compile(r"[^.]+|.+\.(?:[cm]?[jt]s|sh|bash|py|pl|rb|exe|elf|bin|out|run)")
_SHORTEST = 4
_LONGEST_WHY = 200


_UNNAMED = re.compile(r"[^A-Za-z0-9._-]|^[^A-Za-z0-9]")
_LONGEST_ID = 64
_ORDER = {"host": 0, "process": 1, "filename": 2, "sha256": 3}


class Export(msgspec.Struct, frozen=True):
    """What is written, and how many are not, by the reason. Packages by name never are."""

    indicators: tuple[Indicator, ...]
    left: dict[str, int]


def export(corpus: Corpus, reasons: Mapping[str, str], most: int = MOST) -> Export:
    """What hosts can be searched for; `reasons` say why, by id, where a person registered it.

    Beyond `most` the least severe are left out, and of those hashes first.
    """
    left: Counter[str] = Counter()
    best: dict[tuple[str, str], Indicator] = {}
    for each in _made(corpus, reasons, left):
        kept = best.setdefault((each.kind, each.value), each)
        if (-each.severity.rank, each.id) < (-kept.severity.rank, kept.id):
            best[each.kind, each.value] = each
    ordered = sorted(best.values(), key=_place)
    if len(ordered) > most:
        left["beyond the limit"] = len(ordered) - most
    return Export(tuple(ordered[:most]), dict(sorted(left.items())))


def _place(each: Indicator) -> tuple[int, int, str]:
    return -each.severity.rank, _ORDER[each.kind], each.value


def _made(corpus: Corpus, reasons: Mapping[str, str], left: Counter[str]) -> Iterator[Indicator]:
    for kind in ("sha256", "filename", "host"):
        for known in corpus.listed(kind):
            why = reasons.get(known.id) or known.source
            if problem := _problem(kind, known.value):
                left[problem] += 1
                continue
            for each in _written(known, why):
                if malformed(each):
                    left["that are malformed"] += 1
                else:
                    yield each


def _problem(kind: Literal["sha256", "filename", "host"], value: str) -> str:
    """Why a value is not looked for, "" if it is."""
    if not sendable(kind, value):
        return "with characters that are not sent to a host"
    found = address(value) if kind == "host" else None
    if found and (found.is_loopback or found.is_unspecified or found.is_multicast):
        return "addresses of no machine"
    if kind != "filename":
        return ""
    stem = value.rpartition(".")[0] or value
    ordinary = stem.lower().lstrip(".") in _ORDINARY or len(value) < _SHORTEST
    return "names that good files have, too" if ordinary else ""


def _written(known: Known, why: str) -> Iterator[Indicator]:
    value = known.value.lower() if known.kind in {"host", "sha256"} else known.value
    found = address(value) if known.kind == "host" else None
    values = {
        "id": _UNNAMED.sub("-", known.id)[:_LONGEST_ID].lstrip("-._") or "unnamed",
        "value": str(found) if found else value,
        "why": why[:_LONGEST_WHY],
    }
    if known.kind in {"sha256", "host"}:
        yield Indicator(kind=known.kind, severity=known.severity, **values)
        return
    least = known.severity if known.exact else min(known.severity, Severity.HIGH)
    yield Indicator(kind="filename", severity=least, **values)
    if _RUNS.fullmatch(known.value) and sendable("process", known.value):
        yield Indicator(kind="process", severity=known.severity, **values)

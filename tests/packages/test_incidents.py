"""Published incidents, rebuilt inert: each is told by what it does, and by the chain to it.

A page of `incidents/` is an incident. Its cases are projects, as on a rule page; a `package.json`
that is not given is that of a plain application. All rules scan a case with a corpus that knows
nothing, unless the case gives one: names give nothing away. `finds` are the findings of medium or
above, `chain` the ways by which an install gets there. Nothing of a case is ever run.
"""

import base64
import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

import msgspec
import pages
import pytest

from picketline.core.decide import Decided
from picketline.core.model import Severity
from picketline.core.report import Part
from picketline.packages import collect, registry
from picketline.packages.corpus import Corpus, Indicator, Record
from picketline.packages.scan import Request, scan

_FOLDER = Path(__file__).parent / "incidents"
_PAGES = sorted(_FOLDER.glob("*.md"))
_CASES = [
    pytest.param(case, id=f"{page.stem}: {case.title}")
    for page in _PAGES
    for case in pages.cases(page.read_text())
]
_TITLE = re.compile(
    r"# .+, (?:(?:January|February|March|April|May|June|July|August|September|October|November"
    r"|December) )20(?:1[7-9]|2[0-6])\n\n[A-Z`]"
)
_HOOK = re.compile(r"(?:pre|post)?(?:install|prepare|pack|publish):")
_TODAY = dt.date(2026, 11, 20)
_APPLICATION = '{"name": "app", "version": "1.0.0", "private": true}'


class _Known(msgspec.Struct, forbid_unknown_fields=True):
    indicators: tuple[Indicator, ...] = ()
    advisories: tuple[tuple[str, Record], ...] = ()
    popular: tuple[str, ...] = ()


def _tags(text: str) -> str:
    return "".join(chr(0xE0000 + ord(each)) for each in text)


def _selectors(text: str) -> str:
    return "".join(chr(0xE0100 + byte - 16) for byte in text.encode())


def _codes(text: str) -> str:
    return ",".join(str(ord(each)) for each in text)


_WRITTEN: dict[str, Callable[[str], str]] = {
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "char-codes": _codes,
    "tags": _tags,
    "variation-selectors": _selectors,
    "blanks": lambda text: " " * int(text),
    "elf": lambda text: f"\x7fELF{text}",
    "pe": lambda text: "MZ" + "\0" * 58 + "\x40\0\0\0" + "PE\0\0" + text,
}
_MARK = re.compile(r"\{\{(" + "|".join(_WRITTEN) + r"): (.*?)\}\}")


def _expanded(text: str) -> str:
    """A fence's text with what its `{{way: text}}` stand for: text written in such a way."""
    text = text.replace("{{npm-registry}}", registry.HOST)
    return _MARK.sub(lambda found: _WRITTEN[found[1]](found[2]), text)


def _lay(root: Path, case: pages.Case) -> Corpus:
    """Write the files of a case; what it knows."""
    corpus = Corpus.of(today=_TODAY)
    files = {"package.json": _APPLICATION}
    for fence in case.fences:
        text = _expanded(fence.text)
        if fence.kind == "corpus":
            known = msgspec.json.decode(text, type=_Known)
            corpus = Corpus.of(known.indicators, known.advisories, known.popular, today=_TODAY)
        elif fence.argument:
            files[fence.argument] = text
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return corpus


def _scanned(root: Path, case: pages.Case) -> Part:
    corpus = _lay(root, case)
    return scan(root, corpus, Request(options=collect.Options(jobs=1))).part


def _loud(part: Part) -> list[Decided]:
    return [each for each in part.findings if each.severity >= Severity.MEDIUM]


def _line(told: Decided) -> str:
    purl = _evidence(told, "purl") or told.subject.identity
    return f"{told.rule} {told.severity.value} {purl}"


def _evidence(told: Decided, name: str) -> str:
    return next((str(each.value) for each in told.evidence if each.name == name), "")


def _chains(part: Part) -> list[str]:
    """The rule and the way of each finding to which a hook of an install leads."""
    found = {(each.rule, _evidence(each, "chain")) for each in _loud(part)}
    ways = [(rule, chain) for rule, chain in found if _HOOK.match(chain) and " -> " in chain]
    return sorted(f"{rule} {chain}" for rule, chain in ways)


def _listed(case: pages.Case, kind: str) -> list[str]:
    texts = (fence.text for fence in case.fences if fence.kind == kind)
    return sorted(line.strip() for text in texts for line in text.splitlines() if line.strip())


@pytest.mark.parametrize("case", _CASES)
def test_what_is_told(case: pages.Case, tmp_path: Path) -> None:
    """Exactly what the page says, with the whole way from the hook to the file."""
    part = _scanned(tmp_path, case)
    assert sorted(map(_line, _loud(part))) == case.finds
    assert _chains(part) == _listed(case, "chain")
    assert not part.skipped
    assert not part.errors


@pytest.mark.parametrize("page", _PAGES, ids=lambda page: page.stem)
def test_a_page_is_an_incident(page: Path) -> None:
    """Its title has month and year, words follow, and at least one of its cases is told."""
    text = page.read_text()
    assert _TITLE.match(text)
    assert any(case.finds for case in pages.cases(text))


def test_there_are_enough() -> None:
    """At least 25 incidents, and honest twins beside most of them."""
    assert len(_PAGES) >= 25
    twins = [
        page for page in _PAGES if any(not case.finds for case in pages.cases(page.read_text()))
    ]
    assert len(twins) * 2 >= len(_PAGES)

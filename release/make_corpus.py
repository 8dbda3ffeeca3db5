"""Make the packs that are built in: python release/make_corpus.py KNOWN_BAD NAMES_TGZ.

KNOWN_BAD is a folder with the OpenSSF list (ossf-npm-*.jsonl.gz), the campaigns' list
(campaigns-*.tsv) and retire.js' repository (retire-jsrepository.json); NAMES_TGZ is what
`npm pack npm-high-impact` writes. The dates are those on which the facts were collected.
"""

import csv
import datetime as dt
import gzip
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from picketline.core.model import Severity
from picketline.packages.corpus import names, versions
from picketline.packages.corpus.pack import SUFFIX, Pack, Record, Sealed
from picketline.packages.corpus.versions import Span

TARGET = Path(__file__).parents[1] / "src/picketline/packages/corpus/builtin"
OSSF = dt.date(2025, 6, 4)
CAMPAIGNS = dt.date(2026, 8, 21)
RETIRE = dt.date(2026, 8, 21)
NAMES = dt.date(2026, 9, 23)
_LOOSE = re.compile(r"(\d+)(?:\.(\d+))?(?:\.(\d+))?[.-]?([A-Za-z][\w.-]*)?", re.ASCII)
SAME_NAME = """
    @angular/core alpinejs axios blueimp-file-upload bootstrap bootstrap-select c3 chart.js ckeditor
    d3 dojo echarts handlebars highcharts jquery-migrate jquery-mobile jquery-validation
    jquery.terminal jszip knockout lodash markdown-it marked mathjax pdfobject plupload react
    react-dom select2 svelte swiper tableexport.jquery.plugin ua-parser-js video.js vue zrender
"""
"""Components of retire.js without `npmname` that npm knows under the same name and versions."""

END_OF_LIFE = ["CWE-1104"]
"""Marks what is no flaw but a version that nobody keeps any more."""
NOT_OF = {("react", "CVE-2018-6341")}
"""Advisories of a component that are of another package: this one is of react-dom."""
FOR_EVER = "999.999.999"
"""Stands in retire.js for: not fixed."""


def ossf(folder: Path) -> Pack:
    """The packages that OpenSSF lists; those whose versions it does not say are left out."""
    packages: dict[str, dict[str, str]] = {}
    (file,) = folder.glob("ossf-npm-*.jsonl.gz")
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for each in map(json.loads, lines):
            held = versions.ALL if each["all_versions"] else versions.joined(each["versions"])
            if held:
                packages.setdefault(each["name"], {})[each["id"]] = held
    return Pack(
        name="ossf-malicious",
        version=OSSF.isoformat(),
        collected=OSSF,
        source="OpenSSF malicious-packages",
        licence="Apache-2.0",
        attribution="OpenSSF malicious-packages contributors",
        packages=packages,
    )


def campaigns(folder: Path) -> Pack:
    """The npm packages of the campaigns since September 2025."""
    found: dict[str, set[str]] = defaultdict(set)
    (file,) = folder.glob("campaigns-*.tsv")
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, dialect="excel-tab"):
            if row["ecosystem"] == "npm":
                found[row["name"]].add(row["version"])
    return Pack(
        name="campaigns",
        version=CAMPAIGNS.isoformat(),
        collected=CAMPAIGNS,
        source="shai-hulud-detect",
        licence="MIT",
        attribution="Cobenian and contributors, shai-hulud-detect",
        packages={name: {"CAMPAIGN-2025-2026": versions.joined(found[name])} for name in found},
    )


def retire(folder: Path) -> Pack:
    """The vulnerable libraries of retire.js that are packages of npm."""
    repository = json.loads((folder / "retire-jsrepository.json").read_bytes())
    found: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for component, entry in repository.items():
        name = entry.get("npmname") or (component if component in SAME_NAME.split() else "")
        for each in entry["vulnerabilities"] if name else ():
            key = _id(component, each)
            if each["cwe"] != END_OF_LIFE and (name, key) not in NOT_OF:
                found[name, key].append(each)
    advisories: dict[str, tuple[Record, ...]] = {}
    for (name, key), each in sorted(found.items(), key=lambda item: item[0]):
        advisories[name] = (*advisories.get(name, ()), _record(key, each))
    return Pack(
        name="retire",
        version=RETIRE.isoformat(),
        collected=RETIRE,
        source="retire.js",
        licence="Apache-2.0",
        attribution="Erlend Oftedal and contributors, RetireJS",
        advisories=advisories,
    )


def _id(component: str, each: dict[str, Any]) -> str:
    known = each["identifiers"]
    if "githubID" in known:
        return str(known["githubID"])
    if known.get("CVE"):
        return str(known["CVE"][0])
    other = next(
        (f"{kind}-{known[kind]}" for kind in ("retid", "issue", "bug", "PR") if kind in known),
        f"{each.get('atOrAbove', '0')}-{each['below']}",
    )
    return f"RETIRE-{component}-{other}"


def _record(key: str, found: list[dict[str, Any]]) -> Record:
    spans = {Span(_version(each.get("atOrAbove", "0")), _version(each["below"])) for each in found}
    aliases = {name for each in found for name in each["identifiers"].get("CVE", ())}
    return Record(
        id=key,
        severity=max(Severity(each["severity"]) for each in found),
        aliases=tuple(sorted(aliases - {key})),
        cwe=tuple(sorted({name for each in found for name in each["cwe"]})),
        spans=tuple(sorted(spans, key=lambda span: (span.introduced, span.fixed))),
    )


def _version(text: str) -> str:
    """A version that can be ordered; retire.js also writes `3`, `1.9.0b1` and `3.0.RC3`."""
    if text == FOR_EVER:
        return ""
    match = _LOOSE.fullmatch(text)
    if not match:
        raise SystemExit(f"{text!r} is no version")
    numbers = ".".join(part or "0" for part in match.group(1, 2, 3))
    return "" if text == "0" else numbers + (f"-{match[4]}" if match[4] else "")


def popular(tarball: Path) -> Pack:
    """The popular names of npm."""
    return names.pack(tarball.read_bytes(), str(tarball), NAMES)


def packs(known_bad: Path, tarball: Path) -> Iterator[Pack]:
    """All packs that are built in."""
    yield ossf(known_bad)
    yield campaigns(known_bad)
    yield retire(known_bad)
    yield popular(tarball)


def main(known_bad: Path, tarball: Path) -> None:
    """Write them."""
    TARGET.mkdir(exist_ok=True)
    for pack in packs(known_bad, tarball):
        (TARGET / f"{pack.name}{SUFFIX}").write_bytes(Sealed.of(pack).to_bytes())


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:3]))

"""Make the packs that are built in: python release/make_corpus.py KNOWN_BAD NAMES_TGZ.

KNOWN_BAD is a folder with the OpenSSF list (ossf-npm-*.jsonl.gz), the campaigns' list
(campaigns-*.tsv) and retire.js' repository (retire-jsrepository.json); NAMES_TGZ is what
`npm pack npm-high-impact` writes. What people wrote down beside them stands in `corpus/`. The
dates are those on which the facts were collected.
"""

import csv
import datetime as dt
import gzip
import json
import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from picketline.core.model import Severity
from picketline.packages.corpus import names, registered, versions
from picketline.packages.corpus.facts import Indicator, IndicatorKind
from picketline.packages.corpus.pack import SUFFIX, Campaign, Pack, Record, Sealed, called
from picketline.packages.corpus.versions import Span

TARGET = Path(__file__).parents[1] / "src/picketline/packages/corpus/builtin"
NOTES = Path(__file__).with_name("corpus")
OSSF = dt.date(2025, 6, 4)
CAMPAIGNS = dt.date(2026, 8, 21)
INCIDENTS = dt.date(2026, 4, 30)
"""The end of the month of the newest of them: a younger date would make the corpus look fresh."""
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
    """The packages that OpenSSF lists."""
    notes = _notes("ossf")
    titles = {key: Campaign(title) for key, title in notes["titles"].items()}
    packages: dict[str, dict[str, str]] = {}
    others: list[Indicator] = []
    (file,) = folder.glob("ossf-npm-*.jsonl.gz")
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for each in map(json.loads, lines):
            name, key = each["name"], each["id"]
            if key in notes["severity"]:
                campaign = called(titles.get(key), "OpenSSF malicious-packages")
                severity = Severity(notes["severity"][key])
                held = _held(each, notes)
                others.append(_package(key, name, held, severity=severity, source=campaign))
            else:
                packages.setdefault(name, {})[key] = _held(each, notes)
    return Pack(
        name="ossf-malicious",
        version=OSSF.isoformat(),
        collected=OSSF,
        source="OpenSSF malicious-packages",
        licence="Apache-2.0",
        attribution="OpenSSF malicious-packages contributors",
        packages=packages,
        campaigns=titles,
        indicators=tuple(others),
    )


def _held(each: dict[str, Any], notes: dict[str, Any]) -> str:
    """The versions that a record speaks of."""
    ranges = str(notes["ranges"].get(each["id"], ""))
    if each["all_versions"]:
        return versions.ALL
    held = " || ".join(filter(None, (versions.joined(each["versions"]), ranges)))
    if not held:
        raise SystemExit(f"{each['id']}: names no version; read its range into ossf.toml")
    return versions.checked(held)


def campaigns(folder: Path) -> Pack:
    """The packages, payloads and hosts of the campaigns since September 2025."""
    notes = _notes("campaigns")
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    (file,) = folder.glob("campaigns-*.tsv")
    owners = _owners(notes)
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, dialect="excel-tab"):
            if row["ecosystem"] == "npm":
                found[row["name"]][_owner(row["name"], owners)].add(row["version"])
    packages = {
        name: {key: versions.joined(each) for key, each in held.items()}
        for name, held in found.items()
    }
    for key, note in notes.items():
        for name in note.get("all_versions", "").split():
            packages.setdefault(name, {})[key] = versions.ALL
    return Pack(
        name="campaigns",
        version=CAMPAIGNS.isoformat(),
        collected=CAMPAIGNS,
        source="shai-hulud-detect",
        licence="MIT",
        attribution="Cobenian and contributors, shai-hulud-detect",
        packages=packages,
        campaigns={key: _campaign(note) for key, note in notes.items()},
        indicators=tuple(_beside(notes, "shai-hulud-detect")),
    )


def _owners(notes: dict[str, Any]) -> dict[str, str]:
    owners: dict[str, str] = {}
    for key, note in notes.items():
        for name in note.get("packages", "").split():
            if owners.setdefault(name, key) != key:
                raise SystemExit(f"campaigns.toml: {name} is of {owners[name]} and of {key}")
    return owners


def _owner(name: str, owners: dict[str, str]) -> str:
    """The campaign of a package: by its name, else by its scope."""
    found = owners.get(name) or owners.get(f"{name.partition('/')[0]}/*")
    if not found:
        raise SystemExit(f"campaigns.toml: say which campaign {name} is of")
    return found


def _campaign(note: dict[str, Any]) -> Campaign:
    return Campaign(note["title"], tuple(note["references"]))


def _beside(notes: dict[str, Any], source: str) -> Iterator[Indicator]:
    """Payloads, names of files and hosts of campaigns; scanners name the hosts too."""
    kinds: dict[str, IndicatorKind] = {"sha256": "sha256", "files": "filename", "hosts": "host"}
    for key, note in notes.items():
        for field, kind in kinds.items():
            for value in note.get(field, ()):
                made = Indicator(
                    id=key,
                    kind=kind,
                    value=value,
                    severity=Severity.HIGH if kind == "host" else Severity.CRITICAL,
                    source=called(_campaign(note), source),
                    references=tuple(note["references"]),
                )
                yield registered.checked(made, f"{key} of corpus/")


def incidents() -> Pack:
    """Single incidents that no list has."""
    notes = _notes("incidents")
    packages: dict[str, dict[str, str]] = defaultdict(dict)
    others: list[Indicator] = []
    for key, note in notes.items():
        severity = Severity(note.get("severity", "critical"))
        for name, ranges in note["versions"].items():
            if severity is Severity.CRITICAL:
                packages[name][key] = versions.checked(ranges)
                continue
            told = called(_campaign(note), "published incidents")
            others.append(
                _package(
                    key,
                    name,
                    ranges,
                    severity=severity,
                    source=told,
                    references=note["references"],
                )
            )
    return Pack(
        name="incidents",
        version=INCIDENTS.isoformat(),
        collected=INCIDENTS,
        source="published incidents",
        licence="Apache-2.0",
        attribution="Picketline, from the sources that each incident names",
        packages=dict(packages),
        campaigns={key: _campaign(note) for key, note in notes.items()},
        indicators=(*others, *_beside(notes, "published incidents")),
    )


def _package(  # noqa: PLR0913  # the fields of an indicator
    key: str,
    name: str,
    ranges: str,
    *,
    severity: Severity,
    source: str,
    references: Iterable[str] = (),
) -> Indicator:
    return Indicator(
        id=key,
        kind="package",
        value=name,
        versions=versions.checked(ranges),
        severity=severity,
        source=source,
        references=tuple(references),
    )


def _notes(name: str) -> dict[str, Any]:
    """What people wrote down: a table of `corpus/`."""
    return tomllib.loads((NOTES / f"{name}.toml").read_text(encoding="utf-8"))


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
    yield incidents()
    yield retire(known_bad)
    yield popular(tarball)


def main(known_bad: Path, tarball: Path) -> None:
    """Write them."""
    TARGET.mkdir(exist_ok=True)
    for pack in packs(known_bad, tarball):
        (TARGET / f"{pack.name}{SUFFIX}").write_bytes(Sealed.of(pack).to_bytes())


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:3]))

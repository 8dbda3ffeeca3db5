"""What makes the built-in packs, on small lists, and what people wrote down beside the lists."""

import datetime as dt
import gzip
import json
import re
import tomllib
from pathlib import Path
from typing import Any

import make_corpus
import pytest

from picketline.core.model import Severity
from picketline.packages.corpus import versions

_NOTES = Path(__file__).parents[3] / "release" / "corpus"
_REFERENCE = re.compile(r"https://\S+|(?:CVE|GHSA|MAL|SNYK)-[\w-]+")
_ID = re.compile(r"(20\d\d)-(\d\d)-[a-z0-9-]+")


def _notes(name: str) -> dict[str, Any]:
    return tomllib.loads((_NOTES / f"{name}.toml").read_text())


def _ossf(folder: Path, **record: Any) -> Path:
    each = {"id": "MAL-1", "name": "odd", "all_versions": False, "versions": [], **record}
    with gzip.open(folder / "ossf-npm-1.jsonl.gz", "wt") as lines:
        lines.write(json.dumps(each) + "\n")
    return folder


def _campaigns(folder: Path, *rows: str) -> Path:
    table = "\n".join(("ecosystem\tname\tversion", *rows))
    (folder / "campaigns-1.tsv").write_text(table + "\n")
    return folder


def test_a_record_without_a_version_ends_it(tmp_path: Path) -> None:
    """Nothing is left out unsaid: a range is written down, or there is no pack."""
    with pytest.raises(SystemExit, match="MAL-1: names no version"):
        make_corpus.ossf(_ossf(tmp_path))


def test_a_record_whose_range_is_written_down(tmp_path: Path) -> None:
    """The range stands for the versions that the list lost, or beside those that it has."""
    pack = make_corpus.ossf(_ossf(tmp_path, id="MAL-2024-11183", name="@solana/web3.js"))
    assert pack.packages == {"@solana/web3.js": {"MAL-2024-11183": ">=1.95.6 <1.95.8"}}
    pack = make_corpus.ossf(_ossf(tmp_path, id="MAL-2025-3958", versions=["0.0.1"]))
    assert pack.packages == {"odd": {"MAL-2025-3958": "0.0.1 || >=0.0.2"}}


def test_a_record_of_all_versions(tmp_path: Path) -> None:
    """Whatever versions are listed besides."""
    pack = make_corpus.ossf(_ossf(tmp_path, all_versions=True, versions=["1.0.0"]))
    assert pack.packages == {"odd": {"MAL-1": "*"}}


def test_a_record_that_is_less_than_critical(tmp_path: Path) -> None:
    """It is no part of the bulk."""
    pack = make_corpus.ossf(_ossf(tmp_path, id="MAL-2023-462", name="fsevents"))
    (found,) = pack.indicators
    assert (found.value, found.severity) == ("fsevents", Severity.MEDIUM)
    assert pack.packages == {}


def test_a_package_of_no_campaign_ends_it(tmp_path: Path) -> None:
    """Every row has a campaign: by its name, or by its scope."""
    with pytest.raises(SystemExit, match="say which campaign odd is of"):
        make_corpus.campaigns(_campaigns(tmp_path, "npm\todd\t1.0.0"))
    rows = ("npm\t@duckdb/any\t1.0.0", "npm\tdebug\t4.4.2", "pypi\todd\t1.0.0")
    pack = make_corpus.campaigns(_campaigns(tmp_path, *rows))
    assert pack.packages["@duckdb/any"] == {"2025-09-chalk-debug": "1.0.0"}
    assert pack.packages["debug"] == {"2025-09-chalk-debug": "4.4.2"}
    assert "odd" not in pack.packages


def test_a_package_of_two_campaigns_ends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name may stand under one campaign alone."""
    note = {"title": "a title", "references": [], "packages": "odd"}
    notes: dict[str, Any] = {"a": note, "b": note}
    monkeypatch.setattr(make_corpus, "_notes", lambda _: notes)
    with pytest.raises(SystemExit, match="odd is of a and of b"):
        make_corpus.campaigns(_campaigns(tmp_path))


@pytest.mark.parametrize("name", ["campaigns", "incidents"])
def test_what_was_written_down_is_in_order(name: str) -> None:
    """Each has its month in id and title, sources that can be looked up, and something known."""
    for key, note in _notes(name).items():
        found = _ID.fullmatch(key)
        assert found, key
        month = dt.date(int(found[1]), int(found[2]), 1).strftime("%b %Y")
        assert note["title"].endswith(month), key
        assert note["references"], key
        assert all(_REFERENCE.fullmatch(each) for each in note["references"]), key
        kinds = {"packages", "all_versions", "versions", "sha256", "files", "hosts"}
        assert kinds & note.keys(), key
        assert set(note) <= kinds | {"title", "references", "severity"}, key


def test_ranges_can_be_read() -> None:
    """Those of the incidents and those beside OpenSSF's list."""
    ranges = [*_notes("ossf")["ranges"].values()]
    ranges += [each for note in _notes("incidents").values() for each in note["versions"].values()]
    assert all(versions.checked(each) for each in ranges)
